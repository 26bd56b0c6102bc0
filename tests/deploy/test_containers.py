"""The Dockerfile and the compose file name what there is, and what they run is no root and writes where it may."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from pollsite.cli.summary import COMMANDS
from pollsite.config import CLONE_ROOT, SETTINGS, Settings
from tests.deploy.hosts import DEPLOYED, Unit, deployed_settings
from tests.fixtures.site import SECRET

COMPOSE = DEPLOYED / "compose" / "compose.yaml"
SITES = ("site1", "site2", "site3")
PINNED = re.compile(r"[a-z]+:\d+\.\d+(\.\d+)?-[a-z-]+")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    """The compose file."""
    read: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())
    return read


@pytest.fixture(scope="module")
def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions with what follows each."""
    text = re.sub(r"\\\n", " ", (DEPLOYED / "Dockerfile").read_text())
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(name, rest.strip()) for name, _, rest in (line.partition(" ") for line in lines)]


def of(instructions: list[tuple[str, str]], name: str) -> list[str]:
    """What follows each instruction of that name."""
    return [rest for found, rest in instructions if found == name]


def test_the_image_is_made_of_what_there_is(instructions: list[tuple[str, str]]) -> None:
    ignored = (DEPLOYED / "Dockerfile.dockerignore").read_text().splitlines()
    for copied in of(instructions, "COPY"):
        sources = copied.split()[:-1]
        if not sources[0].startswith("--from="):
            assert all((CLONE_ROOT / source).exists() for source in sources)
            assert all(f"!{source}" in ignored for source in sources)
    assert all(PINNED.fullmatch(image.split()[0]) for image in of(instructions, "FROM"))


def test_the_image_runs_as_nobody_special(instructions: list[tuple[str, str]]) -> None:
    assert of(instructions, "USER") == ["10001:10001"]
    assert [name for name, _ in instructions].index("USER") > [name for name, _ in instructions].index("RUN")


def test_the_image_starts_what_systemd_starts(instructions: list[tuple[str, str]]) -> None:
    started = json.loads(of(instructions, "CMD")[0])
    by_systemd = Unit("pollsite@.service")["Service"]["ExecStart"].split()
    assert started[:3] == ["gunicorn", *by_systemd[1:3]]
    assert started[-1] == by_systemd[-1]
    given = re.findall(r"\b([A-Z_]+)=", " ".join(of(instructions, "ENV")))
    assert {name for name in given if name.startswith("POLLSITE_")} <= set(SETTINGS)
    assert "/readyz" in of(instructions, "HEALTHCHECK")[0]


def test_every_service_is_shut_in_and_watched(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {*SITES, "upgrade", "nginx", "postgres", "redis"}
    for name, service in compose["services"].items():
        assert service["read_only"], name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert not re.match(r"(0|root)\b", service["user"]), name
        assert "healthcheck" in service, name
        assert service["image"] == "pollsite" or PINNED.fullmatch(service["image"]), name


def test_only_nginx_is_reached_from_outside(compose: dict[str, Any]) -> None:
    assert [name for name, service in compose["services"].items() if "ports" in service] == ["nginx"]
    assert compose["services"]["nginx"]["ports"] == ["80:80", "443:443"]
    assert compose["networks"]["inside"]["internal"]


def test_its_settings_are_settings_and_production_takes_them(compose: dict[str, Any], tmp_path: Path) -> None:
    given: dict[str, str] = compose["services"]["site1"]["environment"]
    assert set(given) <= set(SETTINGS)
    assert set(given) == set(deployed_settings())
    values = {
        "POSTGRES_PASSWORD": "word",
        "POLLSITE_SECRET_KEY": SECRET,
        "SITE_NAME": "polls.example.org",
    }
    filled = {
        name: re.sub(r"\$\{(\w+)[^}]*\}", lambda found: values.get(found[1], ""), text)
        for name, text in given.items()
    }
    settings = Settings.from_env(filled | {"POLLSITE_INSTANCE_PATH": str(tmp_path)})
    assert settings.production
    assert (settings.trusted_proxies, settings.https) == (1, True)


def test_nginx_finds_the_sites_and_its_files(compose: dict[str, Any]) -> None:
    servers = re.findall(r"^server ([\d.]+):8000 ", (DEPLOYED / "compose" / "servers.conf").read_text(), re.M)
    given = [compose["services"][site]["networks"]["inside"]["ipv4_address"] for site in SITES]
    assert servers == given
    mounted = dict(volume.split(":")[:2] for volume in compose["services"]["nginx"]["volumes"])
    assert all((COMPOSE.parent / source).exists() for source in mounted if "certificates" not in source)
    included = re.findall(
        r"include (\S+);", "".join(path.read_text() for path in (DEPLOYED / "nginx").glob("*.conf"))
    )
    assert {f"/etc/nginx/{name}" for name in (*included, "refused")} <= set(mounted.values())


def test_the_database_is_brought_up_to_date_before_any_site_starts(compose: dict[str, Any]) -> None:
    upgrade = compose["services"]["upgrade"]
    assert " ".join(upgrade["command"][3:]) in COMMANDS
    for site in SITES:
        waits = compose["services"][site]["depends_on"]
        assert waits["upgrade"]["condition"] == "service_completed_successfully"


def test_every_volume_is_one_services_own(compose: dict[str, Any]) -> None:
    used = [
        volume.split(":")[0]
        for service in compose["services"].values()
        for volume in service.get("volumes", ())
        if not volume.startswith(".")
    ]
    assert sorted(used) == sorted(compose["volumes"])
