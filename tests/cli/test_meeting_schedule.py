"""`workbench meeting round …`: from an empty round to a released plan by commands; what may not be is a sentence and exit 2."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from workbench.cli.meeting import meeting
from workbench.settings import Settings
from workbench.usecases.office import Office

Run = Callable[..., Result]
ROUND, FIRST, SECOND = "P20261123", "H20261123", "H20261130"


@pytest.fixture
def home(demo_home: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo_home, tmp_path / "home", symlinks=True))


@pytest.fixture
def matters(home: Path) -> list[str]:
    sql = """SELECT DISTINCT matter_id FROM agenda JOIN matters USING (matter_id)
        WHERE lead_unit LIKE '清澜县%局' ORDER BY matter_id LIMIT 7"""
    return [str(one) for one in Office(Settings(home=home)).edition().query(sql)["matter_id"]]


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr("workbench.cli.common._home", {"home": home})
    monkeypatch.setenv("WORKBENCH_AS_OF", "2026-11-22")
    monkeypatch.setenv("COLUMNS", "400")

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(meeting, list(arguments))

    return call


def done(result: Result) -> str:
    assert result.exit_code == 0, result.stderr or result.exception
    return result.output


def refused(result: Result) -> str:
    assert result.exit_code == 2 and isinstance(result.exception, SystemExit)
    return result.stderr


@pytest.fixture
def opened(run: Run) -> Run:
    done(run("body", "XLX", "清澜县信访工作联席会议", "县", "--place", "990121"))
    done(run("member", "XLX", "县委副书记", "--role", "召集人"))
    for day in ("2026-11-23", "2026-11-30"):
        done(run("plan", "XLX", "工作会议", day, "--minutes", "180"))
    assert f"{ROUND} 十一月会商：会次 2 次" in done(run("round", "set", "十一月会商", "2026-11-23", "2026-12-06"))
    return run


def shown(run: Run) -> dict[str, object]:
    found: dict[str, object] = json.loads(done(run("round", "show", ROUND, "--json")))
    return found


def test_from_choices_to_a_released_plan(opened: Run, matters: list[str]) -> None:
    done(opened("round", "choose", ROUND, *matters[:5]))
    done(opened("round", "pin", ROUND, matters[0], SECOND, "--why", "主要领导参加"))
    done(opened("round", "minutes", ROUND, matters[1], "40"))
    done(opened("round", "wish", ROUND, "件数上限", "--hard", "--value", "4", "--sitting", FIRST))
    said = done(opened("round", "away", ROUND, "县委副书记", "2026-11-26", "--until", "2026-11-27"))
    assert said.count("已登记") == 2
    assert "第1版（计算" in done(opened("round", "draw-up", ROUND, "--seconds", "2"))
    told = done(opened("round", "show", ROUND))
    assert "上次议定事项落实情况" in told and "未发布" in told and matters[0] in told and "编号" in told
    assert "改到" in done(opened("round", "move", ROUND, matters[2], _other(opened, matters[2]), "--at", "1"))
    done(opened("round", "release", ROUND))
    rows = json.loads(done(opened("round", "versions", ROUND, "--json")))
    assert [(row["version"], row["how"], row["released"]) for row in rows] == [(1, "计算", False), (2, "手工", True)]
    assert rows[1]["saved"] == rows[0]["waiting"] - rows[1]["waiting"] and rows[1]["moves"]
    assert "分钟" in done(opened("round", "versions", ROUND))
    assert json.loads(done(opened("round", "list", "--json")))[0]["发布"] == "第2版"


def _other(run: Run, matter: str) -> str:
    rows = shown(run)["timetable"]
    assert isinstance(rows, list)
    return SECOND if next(row["会次"] for row in rows if row["事项"] == matter) == FIRST else FIRST


def test_a_change_replans_and_stays_known(opened: Run, matters: list[str]) -> None:
    done(opened("round", "choose", ROUND, *matters[:4]))
    done(opened("round", "draw-up", ROUND, "--seconds", "1"))
    told = done(opened("round", "change", ROUND, "--cancel", FIRST, "--withdraw", matters[0], "--add", matters[4],
                       "--seconds", "2", "--why", "会场占用"))  # fmt: skip
    assert "第2版（重排" in told and "取消" in told
    found = shown(opened)
    assert {row["会次"] for row in found["timetable"]} == {SECOND}  # type: ignore[attr-defined]
    assert {row["事项"] for row in found["timetable"]} == set(matters[1:5])  # type: ignore[attr-defined]
    assert "没有写明变动" in refused(opened("round", "change", ROUND))
    assert "应写作 单位或职务@2026-12-01" in refused(opened("round", "change", ROUND, "--away", "财政局"))


def test_refusals_are_sentences(opened: Run, matters: list[str]) -> None:
    assert "还没有列入的事项" in refused(opened("round", "draw-up", ROUND))
    assert "已有：P20261123" in refused(opened("round", "show", "P1"))
    assert "版次" in refused(opened("round", "choose", ROUND, matters[0], "M-X"))
    assert not shown(opened)["timetable"] and matters[0] in {row["matter"] for row in shown(opened)["waiting"]}  # type: ignore[attr-defined]
    done(opened("round", "choose", ROUND, *matters[:6]))
    seen = shown(opened)["seen"]
    event = (
        done(opened("round", "recuse", ROUND, matters[0], "县委副书记", "--why", "亲属"))
        .partition("（")[2]
        .partition("）")[0]
    )
    assert "已有新登记" in refused(opened("round", "draw-up", ROUND, "--seconds", "1", "--seen", str(seen)))
    assert "回避须写明理由" in refused(opened("round", "recuse", ROUND, matters[1], "县委副书记"))
    done(opened("round", "unsay", ROUND, event, "--why", "误登"))
    for one in matters[:6]:
        done(opened("round", "pin", ROUND, one, FIRST))
    assert "不能同时满足" in refused(opened("round", "draw-up", ROUND, "--seconds", "2"))
    assert "还没有方案" in refused(opened("round", "release", ROUND))
    done(opened("round", "choose", ROUND, matters[0], "--decline", "--why", "下月再议"))
    assert "已不在本轮" in done(opened("round", "show", ROUND))
