"""The units name programs, commands, users and paths that there are, and shut in what they run."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pollsite.cli.summary import COMMANDS
from pollsite.config import SETTINGS, Settings
from tests.deploy.hosts import DEPLOYED, Unit, deployed_command, deployed_settings
from tests.fixtures.site import SECRET

FOLDER = DEPLOYED / "systemd"
SERVICES = sorted(path.name for path in FOLDER.glob("*.service"))
TIMERS = sorted(path.name for path in FOLDER.glob("*.timer"))
SECTIONS = {
    ".service": {"Unit", "Service", "Install"},
    ".socket": {"Unit", "Socket", "Install"},
    ".timer": {"Unit", "Timer", "Install"},
}
SHUT_IN = {
    "User": "pollsite",
    "NoNewPrivileges": "true",
    "CapabilityBoundingSet": "",
    "ProtectSystem": "strict",
    "ProtectHome": "true",
    "PrivateTmp": "true",
    "PrivateDevices": "true",
    "ProtectKernelTunables": "true",
    "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX",
    "EnvironmentFile": "/etc/pollsite/pollsite.env",
    "WorkingDirectory": "/opt/pollsite",
    "StateDirectory": "pollsite",
}


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_is_shut_in(name: str) -> None:
    service = Unit(name)["Service"]
    assert {directive: service.get(directive) for directive in SHUT_IN} == SHUT_IN


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.*")), ids=lambda path: path.name)
def test_a_unit_has_only_sections_of_its_kind(path: Path) -> None:
    if path.is_file():
        assert set(Unit(path.name).sections()) <= SECTIONS[path.suffix]


@pytest.mark.parametrize("name", [name for name in SERVICES if name != "pollsite@.service"])
def test_a_task_is_a_command_of_pollsite(name: str) -> None:
    started = Unit(name)["Service"]["ExecStart"]
    found = re.search(r"/opt/pollsite/\.venv/bin/python -m pollsite ([a-z ]+[a-z])", started)
    assert found
    assert found[1] in COMMANDS


@pytest.mark.parametrize("name", TIMERS)
def test_a_timer_has_a_task_of_its_name(name: str) -> None:
    assert name.replace(".timer", ".service") in SERVICES
    assert Unit(name)["Timer"]["Persistent"] == "true"


def test_the_server_is_what_the_readme_says_and_its_programs_are_there() -> None:
    command = deployed_command(2)
    assert command[1:] == ["-c", "python:pollsite.gunicorn_conf", "--workers", "2", "pollsite.wsgi"]
    assert command[0] == str(Path(sys.executable).parent / "gunicorn")
    assert Path(command[0]).exists()


def test_the_port_is_held_by_systemd_and_is_one_that_nginx_asks() -> None:
    socket, service = Unit("pollsite@.socket")["Socket"], Unit("pollsite@.service")
    assert socket["ListenStream"] == "127.0.0.1:%i"
    assert service["Unit"]["Requires"] == "pollsite@%i.socket"
    servers = re.findall(r"^server (\S+):(\d+) ", (DEPLOYED / "nginx" / "servers.conf").read_text(), re.M)
    assert [host for host, _ in servers] == ["127.0.0.1"] * 3
    assert " ".join(port for _, port in servers) in (FOLDER / "restart-one-by-one").read_text()


def test_a_process_is_given_longer_to_stop_than_it_takes() -> None:
    from_conf = (DEPLOYED.parent / "pollsite" / "gunicorn_conf.py").read_text()
    graceful = re.search(r"^graceful_timeout = (\d+)$", from_conf, re.MULTILINE)
    assert graceful
    assert int(graceful[1]) < int(Unit("pollsite@.service")["Service"]["TimeoutStopSec"])


def test_the_settings_are_settings_and_production_takes_them(tmp_path: Path) -> None:
    deployed = deployed_settings()
    assert set(deployed) <= set(SETTINGS)
    own = {"POLLSITE_INSTANCE_PATH": str(tmp_path), "POLLSITE_SECRET_KEY": SECRET}
    settings = Settings.from_env(deployed | own)
    assert settings.production
    assert (settings.trusted_proxies, settings.https) == (1, True)


def test_systemd_itself_finds_nothing_wrong(tmp_path: Path) -> None:
    """Where it is installed; its words are few where a program or a user is not."""
    shutil.copytree(FOLDER, tmp_path, dirs_exist_ok=True)
    for path in tmp_path.glob("*.service"):
        path.write_text(path.read_text().replace("/opt/pollsite/.venv/bin", str(Path(sys.executable).parent)))
    if program := shutil.which("systemd-analyze"):
        units = [
            path.name.replace("@", "@8001") for path in sorted(tmp_path.iterdir()) if path.suffix in SECTIONS
        ]
        said = subprocess.run(
            [program, "verify", *units],
            env={"SYSTEMD_UNIT_PATH": f"{tmp_path}:", "PATH": "/usr/bin:/bin"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert [line for line in said.stderr.splitlines() if "pollsite" in line] == []
        assert said.returncode == 0, said.stderr


def test_the_script_is_one_that_a_shell_can_read() -> None:
    script = FOLDER / "restart-one-by-one"
    assert script.stat().st_mode & 0o111
    assert subprocess.run(["sh", "-n", script], check=False).returncode == 0
    named = set(re.findall(r"pollsite[-@a-z]*(?:\$port)?\.service", script.read_text()))
    assert {name.replace("$port", "") for name in named} <= set(SERVICES)


def test_backups_go_where_the_task_may_write() -> None:
    service = Unit("pollsite-backup.service")["Service"]
    assert service["ReadWritePaths"] == "/var/backups/pollsite"
    assert service["ExecStart"].endswith(" backup /var/backups/pollsite")
    assert service["ExecStartPost"].startswith("/usr/bin/find /var/backups/pollsite ")
