"""Templates compile, refuse undefined names, escape what they print, and name files that are served."""

import re

import pytest
from flask import Flask
from jinja2 import StrictUndefined, UndefinedError

from tests.architecture.tree import ROOT, files
from tests.fixtures.site import Site
from tests.samples import SLUG

TEMPLATES = files("templates", ".html")
LETTERS = files("templates/accounts/mail", ".txt")  # plain text, in which nothing has a meaning
LINKED = re.compile(r'(?:href|src)="(/static/[^"]+)"')


@pytest.mark.parametrize("name", [path.relative_to(ROOT / "templates").as_posix() for path in TEMPLATES])
def test_every_template_compiles(app: Flask, name: str) -> None:
    assert app.jinja_env.get_template(name).root_render_func


def test_an_undefined_name_is_an_error(app: Flask) -> None:
    assert app.jinja_env.undefined is StrictUndefined
    with pytest.raises(UndefinedError):
        app.jinja_env.from_string("{{ nobody_gave_this }}").render()


def test_every_template_escapes_what_it_prints(app: Flask) -> None:
    choose = app.jinja_env.autoescape
    assert callable(choose)
    assert all(choose(path.name) for path in TEMPLATES)
    assert [
        path
        for path in (ROOT / "templates").rglob("*")
        if path.is_file() and path not in TEMPLATES and path not in LETTERS
    ] == []


@pytest.mark.parametrize("address", ["/", f"/articles/{SLUG}", "/nowhere"])
def test_every_file_a_page_names_is_served(site: Site, address: str) -> None:
    client = site.app.test_client()
    named = set(LINKED.findall(client.get(address).text))
    assert named
    assert {name: client.get(name).status_code for name in named} == dict.fromkeys(named, 200)
