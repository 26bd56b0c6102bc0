"""Static files under one address that changes with their content: `/static/<version>/css/…`, kept for ever.

At start they are copied, with a gzip twin each, into the instance folder, or where that cannot be written into one
that goes with the process, and WhiteNoise serves them from there; because the version stands in front of the whole
tree, relative addresses inside stylesheets and modules stay right.
"""

import atexit
import gzip
import hashlib
import os
import shutil
import tempfile
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask
from whitenoise import WhiteNoise

from pollsite.web.security import HEADERS

COMPRESSED_SUFFIXES = frozenset({".css", ".js", ".svg"})
VERSION_LENGTH = 10


def init_assets(app: Flask, *, source: Path, cache: Path) -> None:
    """Serve `source` in front of the app, and give templates `asset(path)`."""
    version = _version_of(source)
    folder = _published(source, cache / version)
    prefix = f"/static/{version}"

    def asset(path: str) -> str:
        return f"{prefix}/{path}"

    app.jinja_env.globals["asset"] = asset
    app.wsgi_app = WhiteNoise(  # type: ignore[method-assign]
        app.wsgi_app,
        root=folder,
        prefix=prefix,
        allow_all_origins=False,
        immutable_file_test=lambda _path, url: url.startswith(prefix),
        add_headers_function=_secure,
    )


def _secure(headers: Headers, _path: str, _url: str) -> None:
    for name, value in HEADERS:
        headers[name] = value


def _files(source: Path) -> list[Path]:
    return sorted(path for path in source.rglob("*") if path.is_file())


def _version_of(source: Path) -> str:
    digest = hashlib.sha256()
    for path in _files(source):
        digest.update(str(path.relative_to(source)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:VERSION_LENGTH]


def _published(source: Path, folder: Path) -> Path:
    """Where the files are: in `folder`, or in one of this process's own if the disk does not take them."""
    if folder.is_dir():
        return folder
    try:
        _publish(source, folder)
    except OSError:
        folder = Path(tempfile.mkdtemp(prefix="pollsite-static-"))
        atexit.register(_remove, folder, os.getpid())
        _fill(folder, source)
    return folder


def _remove(folder: Path, owner: int) -> None:
    """At the end of the process that made it, not of one that was forked from it."""
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)


def _publish(source: Path, folder: Path) -> None:
    """Copy and compress into a scratch folder, then rename: two processes at once do no harm."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=folder.parent))
    try:
        _fill(scratch, source)
        scratch.rename(folder)
    except OSError:
        shutil.rmtree(scratch, ignore_errors=True)
        if not folder.is_dir():
            raise


def _fill(folder: Path, source: Path) -> None:
    for path in _files(source):
        target = folder / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        if path.suffix in COMPRESSED_SUFFIXES:
            target.with_name(target.name + ".gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
    folder.chmod(0o755)
