"""The repository names no developer's machine and no package registry, and pages name no other site."""

import re

import pytest

from tests.architecture.tree import files, lines_matching, named, refuse, repository_files

# In pieces, because this file is one of those that are read.
PLACES = (
    "/wor" + "k/",
    "/roo" + "t/",
    "/hom" + "e/[a-z]",
    "/User" + "s/[A-Za-z]",
    r"[A-Za-z]:\\User" + r"s\\",
)
REGISTRIES = (
    "pypi" + r"\.org",
    "files" + r"\.pythonhosted",
    "registry" + r"\.npmjs",
    "deb" + r"\.debian\.org",
)
UNWANTED = re.compile("|".join((*PLACES, *REGISTRIES)).encode(), re.IGNORECASE)
ELSEWHERE = r"(?:https?:)?//(?!www\.w3\.org/(?:2000/svg|1999/xlink|1999/xhtml)[\"'])[a-z0-9][a-z0-9-]*\.[a-z]"
TEXTS = (".html", ".css", ".js", ".svg")


def test_no_file_names_a_machine_or_a_registry() -> None:
    refuse(
        f"{named(path)}: {found.decode()}"
        for path in repository_files()
        for found in sorted(set(UNWANTED.findall(path.read_bytes())))
    )


def test_no_page_names_another_site() -> None:
    refuse(
        f"{named(path)}:{line}: {address}"
        for folder in ("templates", "static")
        for path in files(folder, *TEXTS)
        for line, address in lines_matching(ELSEWHERE, path.read_text(encoding="utf-8"))
    )


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://cdn.example.com/a.js">',
        '<img src="//example.com/pixel.gif">',
        "@import url(http://fonts.example.com/css);",
        '<svg xmlns="http://www.w3.org.example.com/2000/svg">',
    ],
)
def test_an_address_elsewhere_is_seen(text: str) -> None:
    assert lines_matching(ELSEWHERE, text)


@pytest.mark.parametrize(
    "text", ['<svg xmlns="http://www.w3.org/2000/svg">', "// a comment. And more", "a // b"]
)
def test_a_namespace_is_no_address(text: str) -> None:
    assert not lines_matching(ELSEWHERE, text)


@pytest.mark.parametrize("word", ["/wor" + "k/main", "/hom" + "e/jane/x", "https://pypi" + ".org/simple"])
def test_a_machine_or_a_registry_is_seen(word: str) -> None:
    assert UNWANTED.search(word.encode())
