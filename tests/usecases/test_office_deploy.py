"""The files of `deploy/`: read by the programs they are for, where those are here; and hardened as they should be."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from typer.testing import CliRunner

from workbench.cli import app
from workbench.usecases.office_check import UNITS

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
SERVICES = sorted((DEPLOY / "systemd").glob("*.service"))
WIDEST = 3.0
"""systemd's own figure of exposure, 0 to 10; the hub, which must become other accounts, has most."""


def _units(folder: Path) -> list[Path]:
    """The units as installed, the programme's folder being this one."""
    made = []
    for unit in sorted((DEPLOY / "systemd").iterdir()):
        made.append(folder / unit.name)
        made[-1].write_text(unit.read_text(encoding="utf-8").replace("/opt/workbench", str(ROOT)), encoding="utf-8")
    return made


def test_every_unit_the_inspection_asks_for_is_there() -> None:
    there = {path.name for path in (DEPLOY / "systemd").iterdir()}
    assert set(UNITS) <= there
    for timer in (name for name in there if name.endswith(".timer")):
        assert timer.replace(".timer", ".service") in there


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="没有 systemd-analyze")
def test_systemd_reads_every_unit_without_a_word(tmp_path: Path) -> None:
    units = [path for path in _units(tmp_path) if (ROOT / ".venv").exists()]
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, units)], capture_output=True, text=True, check=False
    )
    # programs of Debian's packages need not be installed where the tests run
    said = [line for line in done.stderr.splitlines() if "is not executable" not in line and "not found" not in line]
    assert units and said == []


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="没有 systemd-analyze")
@pytest.mark.parametrize("service", SERVICES, ids=lambda path: path.stem)
def test_every_service_is_hardened(service: Path) -> None:
    done = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", str(service)], capture_output=True, text=True, check=False
    )
    figure = re.search(r"exposure level for [\w.-]+: ([\d.]+)", done.stdout)
    if figure is None:
        pytest.skip("这个版本的 systemd 不能离线评估")
    assert float(figure[1]) <= WIDEST


def test_no_service_carries_a_secret_on_its_command_line() -> None:
    for service in SERVICES:
        text = service.read_text(encoding="utf-8")
        assert "ProtectSystem=strict" in text and "NoNewPrivileges=yes" in text, service.name
        assert not re.search(r"--token|password", text, re.I), service.name


def test_the_reverse_proxy_sets_what_it_must_and_believes_no_client() -> None:
    site = (DEPLOY / "nginx" / "workbench.conf").read_text(encoding="utf-8")
    snippet = (DEPLOY / "nginx" / "workbench-proxy.conf").read_text(encoding="utf-8")
    for words in ("ssl_protocols TLSv1.2 TLSv1.3;", "Strict-Transport-Security", "client_max_body_size 32m;",
                  "server_tokens off;", "listen 443 ssl default_server;", "return 444;"):  # fmt: skip
        assert words in site, words
    assert site.count("limit_req zone=") == 2 and "$args" not in site and "$request_uri" not in _log_format(site)
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in snippet and "$proxy_add_x_forwarded_for" not in snippet
    assert "proxy_set_header Upgrade $http_upgrade;" in snippet
    assert site.count("{") == site.count("}")


def _log_format(site: str) -> str:
    return next(line for line in site.splitlines() if line.startswith("log_format"))


@pytest.mark.skipif(not shutil.which("nginx") or not shutil.which("openssl"), reason="没有 nginx")
def test_nginx_takes_the_site(tmp_path: Path) -> None:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=yanpan.example",
         "-keyout", tmp_path / "server.key", "-out", tmp_path / "server.crt"], check=True, capture_output=True,
    )  # fmt: skip
    site = (DEPLOY / "nginx" / "workbench.conf").read_text(encoding="utf-8")
    for real in ("/etc/workbench/tls", "/etc/nginx/snippets", "/var/log/nginx"):
        site = site.replace(real, str(tmp_path))
    shutil.copy(DEPLOY / "nginx" / "workbench-proxy.conf", tmp_path)
    (tmp_path / "workbench.conf").write_text(site, encoding="utf-8")
    main = f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{ access_log off; include {tmp_path}/workbench.conf; }}\n"
    (tmp_path / "nginx.conf").write_text(main, encoding="utf-8")
    done = subprocess.run(
        ["nginx", "-t", "-e", str(tmp_path / "e.log"), "-c", str(tmp_path / "nginx.conf")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "syntax is ok" in done.stderr, done.stderr


def _shown() -> list[tuple[str, ...]]:
    """Every `workbench …` the deployment guide shows, as the names of its commands."""
    text = (ROOT / "docs" / "deployment.md").read_text(encoding="utf-8")
    found = set()
    for block in re.findall(r"^```console\n(.*?)^```$", text, re.M | re.S):
        for line in block.splitlines():
            words = shlex.split(line.removeprefix("$ "))
            at = next((place for place, word in enumerate(words) if Path(word).name == "workbench"), None)
            if at is not None:
                found.add(_names(words[at + 1 :]))
    return sorted(found - {()})


def _names(words: list[str]) -> tuple[str, ...]:
    import typer

    command, names = typer.main.get_command(app), []
    skip = False
    for word in words:
        if skip or word.startswith("-"):
            skip = not skip and word == "--home"
            continue
        if word not in getattr(command, "commands", {}):
            break
        command = command.commands[word]  # type: ignore[attr-defined]
        names.append(word)
    return tuple(names)


@pytest.mark.parametrize("names", _shown(), ids=" ".join)
def test_every_command_of_the_guide_answers_for_help(names: tuple[str, ...]) -> None:
    told = CliRunner().invoke(app, [*names, "--help"])
    assert told.exit_code == 0 and "Usage" in told.output


def test_the_guide_shows_the_commands_of_an_office_server() -> None:
    shown = set(_shown())
    for names in (("office", "check"), ("office", "groups"), ("office", "account", "add"), ("office", "permissions"),
                  ("office", "database", "create"), ("office", "database", "upgrade"), ("backup", "to")):  # fmt: skip
        assert names in shown, names
