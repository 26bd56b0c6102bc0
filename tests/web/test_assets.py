"""Static files: one address per content, kept for ever, zipped, and nothing beside them."""

import gzip
import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pollsite.config import resource_folder
from pollsite.web.assets import init_assets


def prefix_of(client: FlaskClient) -> str:
    """The address under which this site's static files stand."""
    found = re.search(r'href="(/static/[0-9a-f]{10})/', client.get("/").text)
    assert found
    return found.group(1)


def test_every_static_file_is_served_as_it_is(client: FlaskClient) -> None:
    prefix, source = prefix_of(client), resource_folder("static")
    for file in source.rglob("*.*"):
        answer = client.get(f"{prefix}/{file.relative_to(source)}")
        assert answer.status_code == 200, file
        assert answer.data == file.read_bytes()


def test_every_file_the_pages_name_is_there(client: FlaskClient) -> None:
    for page in ("/", "/articles/on-portraits", "/nowhere"):
        for address in re.findall(r'(?:href|src)="(/static/[^"]+)"', client.get(page).text):
            assert client.get(address).status_code == 200, address


def test_the_scripts_of_an_article_weigh_less_than_20_000_bytes(client: FlaskClient) -> None:
    page = client.get("/articles/on-portraits").text
    known = set(re.findall(r'src="(/static/[^"]+\.js)"', page))
    waiting, bytes_on_the_wire = sorted(known), 0
    while waiting:
        address = waiting.pop()
        zipped = client.get(address, headers={"Accept-Encoding": "gzip"}).data
        bytes_on_the_wire += len(zipped)
        script = gzip.decompress(zipped).decode()
        needed = {urljoin(address, name) for name in re.findall(r'(?:from|import) "(\.[^"]+)"', script)}
        waiting += sorted(needed - known)
        known |= needed
    assert len(known) > 1
    assert bytes_on_the_wire < 20_000


def test_static_files_are_kept_for_ever(client: FlaskClient) -> None:
    answer = client.get(f"{prefix_of(client)}/css/base.css")
    assert answer.headers["Cache-Control"] == "max-age=315360000, public, immutable"
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("name", ["css/base.css", "js/article.js", "img/mark.svg"])
def test_text_is_sent_zipped(client: FlaskClient, name: str) -> None:
    answer = client.get(f"{prefix_of(client)}/{name}", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(answer.data) == (resource_folder("static") / name).read_bytes()


@pytest.mark.parametrize(
    "path",
    [
        "../secret_key",
        "..%2fsecret_key",
        "%2e%2e/secret_key",
        "css/",
        "css",
        "css/../../pollsite.sqlite3",
        "x\0",
    ],
)
def test_nothing_else_of_the_instance_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(f"{prefix_of(client)}/{path}").status_code == 404


def made(tmp_path: Path, source: Path) -> FlaskClient:
    """An application that serves `source`."""
    app = Flask(__name__)
    init_assets(app, source=source, cache=tmp_path / "cache")
    app.add_url_rule("/where", view_func=lambda: app.jinja_env.globals["asset"]("a.css"))
    return app.test_client()


def test_the_address_changes_with_the_content_of_any_file(tmp_path: Path) -> None:
    source = tmp_path / "static"
    source.mkdir()
    addresses = []
    for content in ("a {}", "a { }", "a {}"):
        (source / "a.css").write_text(content)
        client = made(tmp_path, source)
        addresses.append(client.get("/where").text)
        assert client.get(addresses[-1]).text == content
    assert addresses[0] == addresses[2] != addresses[1]


def test_a_renamed_file_changes_the_address(tmp_path: Path) -> None:
    source = tmp_path / "static"
    source.mkdir()
    (source / "a.css").write_text("a {}")
    before = made(tmp_path, source).get("/where").text
    (source / "a.css").rename(source / "b.css")
    assert made(tmp_path, source).get("/where").text != before
