"""`workbench campaign …`: milestones, path, matters, why; what is not there is a sentence and exit code 2."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from tests.campaign_homes import played
from workbench.cli.campaign import campaigns

Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr("workbench.cli.common._home", {"home": played("s000", tmp_path_factory)})
    return lambda *arguments: CliRunner().invoke(campaigns, list(arguments))


def done(result: Result) -> str:
    assert result.exit_code == 0, result.stderr or result.exception
    return str(result.output)


def test_show_says_the_three_figures_phases_and_source(run: Run) -> None:
    text = done(run("show"))
    assert "应化解 6 / 6，报上级口径 5 / 6（83.33%），扣除反弹 4 / 6（66.67%），待审 1，差 1（扣除反弹差 2）" in text
    assert "进行中　检查验收，健全机制" in text and "版次 E20240830-01，统计截止 2024-08-30" in text
    told = json.loads(done(run("show", "--json", "--edition", "E20240825-01")))
    assert (told["edition"], told["milestones"][0]["accepted"]) == ("E20240825-01", "4 / 6（66.67%）")


def test_path_by_week(run: Run) -> None:
    rows = json.loads(done(run("path", "--json")))
    assert [(row["day"], row["needed"], row["accepted"], row["net"]) for row in rows][-2:] == [
        ("2024-08-25", 0, 4, 4), ("2024-08-30", 6, 5, 4),
    ]  # fmt: skip
    assert "2024-08-30 基数 6 到期目标 6" in done(run("path"))


def test_matters_behind_a_figure(run: Run) -> None:
    rows = json.loads(done(run("cases", "rebound", "--at", "2024-08-30", "--json")))
    assert [(row["matter_id"], row["back_on"]) for row in rows] == [("M-R000002", "2024-08-27")]
    assert "共 6 件" in done(run("cases", "members"))


def test_why_between_editions(run: Run) -> None:
    told = json.loads(done(run("why", "--json")))
    assert told["explained"] and {row["事项"] for row in told["moved"]} == {"M-R000002", "M-R000005"}
    assert "2 件归属有变" in done(run("why"))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("show", "别的"), "没有名为“别的”的专项行动"),
        (("show", "--edition", "E1"), "没有版次“E1”"),
        (("path", "--cohort", "C9"), "没有批次“C9”"),
        (("cases", "people"), "专项没有名为“people”的名单"),
        (("cases", "net", "--at", "2020-01-01"), "没有 2020-01-01 的节点"),
    ],
)
def test_what_is_not_there_is_told(run: Run, arguments: tuple[str, ...], sentence: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2 and sentence in result.stderr


def test_an_example_is_only_played_into_an_empty_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "office.toml").write_text("", encoding="utf-8")
    result = run("example", str(tmp_path))
    assert result.exit_code == 2 and "请放在空目录" in result.stderr
    assert "没有名为“s9”的专项示例" in run("example", str(tmp_path / "new"), "s9").stderr
