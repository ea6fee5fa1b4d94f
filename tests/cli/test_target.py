"""`workbench target …` and `case difficulty`: set, list, take back, levels, what is handled too low; refusals are exit code 2."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import Result
from typer.testing import CliRunner

from workbench.cli import app
from workbench.usecases.classify_difficulty import handled_below
from workbench.usecases.office import Office

Run = Callable[..., Result]
YEAR = ("--from", "2025-01-01", "--to", "2025-12-31", "--source", "2025年责任书")


@pytest.fixture
def run(own_office: Office, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr("workbench.cli.common._home", {"home": own_office.settings.home})
    return lambda *arguments: CliRunner().invoke(app, list(arguments))


def done(result: Result) -> str:
    assert result.exit_code == 0, result.stderr or result.exception
    return str(result.output)


def test_a_target_is_set_listed_and_taken_back(run: Run) -> None:
    assert "已设目标 MB2025-01：全部 按期答复率不低于95%" in done(run("target", "set", "M-02", "不低于", "95%", *YEAR))
    (row,) = json.loads(done(run("target", "list", "--year", "2025", "--json")))
    assert row["应达到"] == "不低于 95%" and row["结果"] in ("已达标", "未达标") and "/" in row["现在"]
    assert f"应达到 不低于 95%，{row['结果']}" in done(run("target", "list", "--year", "2025"))
    assert "已撤下目标 MB2025-01" in done(run("target", "withdraw", "MB2025-01", "--why", "责任书已修订"))
    assert "还没有设定目标" in done(run("target", "list", "--year", "2025"))
    assert "已撤下；责任书已修订" in done(run("target", "list", "--year", "2025", "--all"))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("进京非访", "下降", "50%", *YEAR), "不设人员往来、信访人数的目标"),
        (("M-02", "不低于", "95%", "--source", "x", "--from", "2025-01-01"), "起日和止日须同时写明"),
        (("M-02", "不低于", "95%"), "须写明出自哪份"),
    ],
)
def test_a_refusal_is_a_sentence(run: Run, arguments: tuple[str, ...], says: str) -> None:
    result = run("target", "set", *arguments)
    assert result.exit_code == 2 and says in result.stderr


def test_levels_and_what_is_handled_too_low(run: Run) -> None:
    text = done(run("target", "levels", "--matters", "县"))
    assert "不出镇：" in text and "层级待核：" in text and "按报结单位" in text and "M-R" in text
    told = json.loads(done(run("target", "levels", "--from", "2025-01-01", "--to", "2025-12-31", "--json")))
    assert [row["level"] for row in told["levels"]][-2:] == ["不出村", "不出镇"] and told["matters"] == []
    below = json.loads(done(run("target", "below", "--json")))
    assert below["found"] and below["share"].startswith(f"{len(below['found'])} / ")
    assert "低于应办层级办理的" in done(run("target", "below"))


def test_a_matter_s_difficulty_is_shown_and_set(run: Run, own_office: Office) -> None:
    matter = handled_below(own_office).found[0]
    assert "低于应办层级" in done(run("case", "difficulty", matter.matter_id))
    assert "已定为疑难，由市级办理" in done(
        run("case", "difficulty", matter.matter_id, "疑难", "--level", "市", "--why", "跨县")
    )
    told = json.loads(done(run("case", "difficulty", matter.matter_id, "--json")))
    assert (told["难易"], told["应由"]) == ("疑难", "市级") and told["理由"] == "跨县"
