"""Who may import whom: the contracts of pyproject.toml hold, cover everything, and would catch an offender."""

import ast
import os
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grimp
import pytest

from tests.architecture.tree import FEATURES, PACKAGE, ROOT, functions_in, named, parsed, python_files, refuse

ROLES = {"routes", "forms", "services", "queries", "models", "errors", "types"}
BEFORE_PACKAGES = ("__init__", "__main__", "bootstrap", "cli.__init__", "cli.summary")
LATE_IMPORTS = {
    "pollsite/cli/serve.py": "only the process that prepares the instance needs Alembic, a tenth of the memory",
    "pollsite/__main__.py": "says which Python is needed before anything newer is read",
    "pollsite/bootstrap.py": "runs before the packages are there, and imports little so that every start is quick",
}
OFFENCES = {
    "Imports look down": ("accounts/services.py", "import pollsite.polls.words"),
    "Inside a feature": ("polls/queries.py", "import pollsite.polls.services"),
    "No circles": ("polls/words.py", "import pollsite.polls.views"),
    "Services, queries and models": ("articles/services.py", "from pollsite.clock import now"),
    "Routes and forms": ("polls/routes.py", "import sqlalchemy"),
    "Rules know neither": ("polls/rounding.py", "import pollsite.accounts.models"),
    "Only markup": ("articles/rendering.py", "import bleach"),
}


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    """Check the contracts of the project in `folder`."""
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "from importlinter.cli import lint_imports_command as main; main()",
            "--no-cache",
        ],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_contract_is_kept() -> None:
    result = lint_imports(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The package's code and its contracts, to be spoilt."""
    ignored = shutil.ignore_patterns("__pycache__", "content", "locks")
    shutil.copytree(PACKAGE, tmp_path / "pollsite", ignore=ignored)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize("contract", OFFENCES)
def test_a_contract_catches_its_offender(copy: Path, contract: str) -> None:
    file, offence = OFFENCES[contract]
    with (copy / "pollsite" / file).open("a") as code:
        code.write(f"\n{offence}\n")
    result = lint_imports(copy)
    broken = [line for line in result.stdout.splitlines() if line.endswith(" BROKEN")]
    assert any(line.startswith(contract) for line in broken), result.stdout


def test_a_module_without_a_place_is_refused(copy: Path) -> None:
    (copy / "pollsite" / "homeless.py").write_text('"""No layer was chosen for it."""\n')
    result = lint_imports(copy)
    assert result.returncode != 0
    assert "homeless" in result.stdout + result.stderr


def test_every_feature_keeps_the_order_of_roles() -> None:
    with_roles = {
        f"pollsite.{folder.name}"
        for folder in PACKAGE.iterdir()
        if folder.is_dir()
        and folder.name != "web"
        and {"routes.py", "models.py"} & {p.name for p in folder.iterdir()}
    }
    assert with_roles <= set(contracts()["roles"]["containers"])
    assert {f"pollsite.{feature}" for feature in FEATURES} == set(contracts()["roles"]["containers"])


def test_every_module_without_request_or_database_is_listed_as_a_rule() -> None:
    graph = grimp.build_graph("pollsite", include_external_packages=True, cache_dir=None)
    rules = contracts()["rules"]
    unlisted = [
        module
        for feature in FEATURES
        for module in graph.find_descendants(f"pollsite.{feature}")
        if module not in rules["source_modules"]
        and module.rpartition(".")[2] not in ROLES
        and graph.find_upstream_modules(module).isdisjoint(rules["forbidden_modules"])
    ]
    assert unlisted == [], "add them to the contract `rules` in pyproject.toml, so that they stay as free"


def contracts() -> dict[str, dict[str, Any]]:
    """The contracts by id."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return {contract["id"]: contract for contract in project["tool"]["importlinter"]["contracts"]}


def test_no_module_of_a_feature_knows_both_request_and_database() -> None:
    both = [
        named(path)
        for feature in FEATURES
        for path in python_files(f"pollsite/{feature}")
        if {"flask", "sqlalchemy"} <= {package for package, _ in packages_imported(parsed(path))}
    ]
    assert both == []


def packages_imported(tree: ast.AST) -> Iterator[tuple[str, ast.Import | ast.ImportFrom]]:
    """The first word of every import, with the statement."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name.partition(".")[0], node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield str(node.module).partition(".")[0], node


@pytest.mark.parametrize("module", BEFORE_PACKAGES)
def test_what_runs_before_installation_needs_the_standard_library_only(module: str) -> None:
    tree = parsed(PACKAGE / f"{module.replace('.', '/')}.py")
    packages = {package for package, _ in packages_imported(tree)}
    assert packages - {"pollsite"} <= sys.stdlib_module_names
    at_start = {str(node.module) for node in tree.body if isinstance(node, ast.ImportFrom)}
    ours = {name for name in at_start if name.startswith("pollsite")}
    assert ours <= {"pollsite", *(f"pollsite.{known}" for known in BEFORE_PACKAGES)}


def late_imports(tree: ast.AST) -> list[int]:
    """Lines at which a function imports something of ours."""
    return [
        node.lineno
        for function in functions_in(tree)
        for package, node in packages_imported(function)
        if package == "pollsite"
    ]


def test_no_function_imports_to_escape_a_circle() -> None:
    refuse(
        f"{named(path)}:{line}"
        for path in python_files("pollsite")
        for line in late_imports(parsed(path))
        if named(path) not in LATE_IMPORTS
    )


def test_an_import_in_a_function_is_seen() -> None:
    assert late_imports(ast.parse("def f():\n    from pollsite.app import create_app\n")) == [2]
