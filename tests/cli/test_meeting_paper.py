"""`workbench meeting agenda-paper|sign-in|minutes-paper|pack|readiness`: files and sentences."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from workbench.cli.meeting_bodies import commands as bodies
from workbench.cli.meeting_hold import commands as holding
from workbench.cli.meeting_paper import commands
from workbench.reports import pdf
from workbench.usecases.office import Office

Run = Callable[..., Result]


@pytest.fixture
def run(own_office: Office, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr("workbench.cli.common._home", {"home": own_office.settings.home})
    monkeypatch.setenv("WORKBENCH_AS_OF", "2026-11-22")
    monkeypatch.setattr(pdf, "office_program", lambda: None)  # as on a machine without LibreOffice

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(commands, list(arguments))

    return call


@pytest.fixture
def planned(run: Run) -> str:
    for group, arguments in (
        (bodies, ("body", "TEST", "清澜县疑难事项联席会议", "县")),
        (bodies, ("member", "TEST", "县委副书记", "--role", "召集人", "--since", "2024-01-01")),
        (holding, ("plan", "TEST", "专题会商", "2026-12-29")),
    ):
        done = CliRunner().invoke(group, list(arguments))
        assert done.exit_code == 0, done.output
    return "H20261229"


def done(result: Result) -> str:
    assert result.exit_code == 0, result.stderr or result.exception
    return result.output


def files(told: str) -> list[Path]:
    return [Path(line.removeprefix("已生成：")) for line in told.splitlines() if line.startswith("已生成：")]


def test_agenda_sign_in_and_pack(run: Run, planned: str, tmp_path: Path) -> None:
    for command in ("agenda-paper", "sign-in"):
        made = files(done(run(command, planned, "--folder", str(tmp_path / "out"))))
        assert len(made) == 1 and made[0].is_file() and made[0].parent == tmp_path / "out"
    told = done(run("pack", planned))
    assert [one.suffix for one in files(told)] == [".docx"] and "说明：本机没有安装 LibreOffice" in told


def test_readiness_in_words_and_as_json(run: Run, planned: str) -> None:
    assert "；未打印" in done(run("readiness", planned))
    found = json.loads(done(run("readiness", planned, "--json")))
    assert len(found) == 5 and {"matter_id", "title", "missing", "printed_at", "gaps"} == set(found[0])


def test_a_units_copy_tells_the_office_what_is_withheld(run: Run, planned: str) -> None:
    refused = run("pack", planned, "--unit", "清澜县气象局")
    assert refused.exit_code == 2 and "有议题的单位：" in refused.stderr
    unit = refused.stderr.partition("有议题的单位：")[2].split("、")[0].strip()
    assert "未编入：第" in done(run("pack", planned, "--unit", unit, "--no-pdf"))


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("agenda-paper", "H1"), "没有编号为“H1”的会议"),
        (("minutes-paper", "H20261229"), "还没有纪要草稿"),
        (("readiness", "H1"), "没有编号为“H1”的会议"),
    ],
)
def test_refusals_are_sentences(run: Run, planned: str, arguments: tuple[str, ...], word: str) -> None:
    refused = run(*arguments)
    assert refused.exit_code == 2 and word in refused.stderr
