"""Static files under one address that changes with their content: `/static/<version>/css/…`, kept for ever.

At start they are copied, with a gzip twin each, into the instance folder, and WhiteNoise serves them from
there; because the version stands in front of the whole tree, relative addresses inside stylesheets and
modules stay right.
"""

import gzip
import hashlib
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
    folder = cache / version
    if not folder.is_dir():
        _publish(source, folder)
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


def _publish(source: Path, folder: Path) -> None:
    """Copy and compress into a scratch folder, then rename: two processes at once do no harm."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(dir=folder.parent))
    for path in _files(source):
        target = scratch / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, target)
        if path.suffix in COMPRESSED_SUFFIXES:
            target.with_name(target.name + ".gz").write_bytes(gzip.compress(path.read_bytes(), 9, mtime=0))
    try:
        scratch.chmod(0o755)
        scratch.rename(folder)
    except OSError:
        shutil.rmtree(scratch)
