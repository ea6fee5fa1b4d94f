"""`workbench unit …` and the numbers of receptions by commands; what may not be is a sentence and exit code 2."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from workbench.cli import app

Run = Callable[..., Result]
ROOM, UNIT = "县信访接待室", "清澜县民政局"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr("workbench.cli.common._home", {"home": tmp_path / "home"})
    monkeypatch.setenv("WORKBENCH_AS_OF", "2026-11-22")

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(app, list(arguments))

    return call


def done(result: Result) -> str:
    assert result.exit_code == 0, result.stderr or result.exception
    return result.output


def test_cards_what_they_lack_and_who_is_at_a_station(run: Run) -> None:
    assert "还没有登记过单位" in done(run("unit", "list"))
    assert UNIT in done(run("unit", "card", UNIT, "--mode", "集中常驻", "--station", ROOM, "--phone", "12345"))
    done(run("unit", "card", UNIT, "--post", "信访专干"))
    (row,) = json.loads(done(run("unit", "list", "--json")))
    assert (row["进驻方式"], row["电话"], row["缺"]) == ("集中常驻", "12345", "邮箱、接访日、办公室")
    told = json.loads(done(run("unit", "lacking", "--json")))
    assert told["whole"] == "0 / 1" and told["lacking"] == [{"unit": UNIT, "missing": ["邮箱", "接访日", "办公室"]}]
    assert "第十八条" in done(run("unit", "lacking"))
    done(run("meeting", "body", "XLX", "清澜县信访工作联席会议", "县"))
    done(run("meeting", "roster", "XLX", "每天", "--since", "2026-11-23", "--until", "2026-11-25", "--post", "值班岗",
             "--kind", "接待站值班", "--station", ROOM))  # fmt: skip
    told = json.loads(done(run("unit", "station", ROOM, "--day", "2026-11-24", "--json")))
    assert [one["unit"] for one in told["units"]] == [UNIT] and [one["kind"] for one in told["entries"]] == [
        "接待站值班"
    ]
    assert "值班岗" in done(run("unit", "station", ROOM, "--day", "2026-11-24"))


def test_market_days_numbers_and_the_sums(run: Run) -> None:
    done(run("meeting", "body", "Z1", "云栖镇信访工作联席会议", "乡"))
    told = done(run("meeting", "roster", "Z1", "逢3、8", "--since", "2026-11-01", "--until", "2026-11-20", "--post", "镇长",
                    "--kind", "赶集日接访", "--station", "集市口", "--as-it-happened", "--why", "补登"))  # fmt: skip
    assert [line.split()[0] for line in told.splitlines()] == ["2026-11-03", "2026-11-08", "2026-11-13", "2026-11-18"]
    done(run("meeting", "received", "Z1", "2026-11-03", "镇长"))
    done(
        run(
            "meeting",
            "count",
            "Z1",
            "2026-11-03",
            "镇长",
            "--batches",
            "3",
            "--persons",
            "4",
            "--resolved",
            "1",
            "--present",
            "人大代表=2",
        )
    )
    told = json.loads(done(run("meeting", "receptions", "2026-11-01", "2026-11-30", "--json")))
    assert told["lines"][-1]["批次"] == 3 and told["roles"][0]["参加名次"] == 2
    assert "接待3批4人次，当场化解1批" in done(run("meeting", "receptions", "2026-11-01", "2026-11-30"))


def test_who_supervises_a_topic(run: Run) -> None:
    assert "还没有登记过" in done(run("unit", "supervisors"))
    done(run("unit", "supervisor", "国土资源", "县人大工委主任", "--unit", "县人大常委会", "--since", "2026-01-01"))
    (row,) = json.loads(done(run("unit", "supervisors", "--json")))
    assert (row["内容分类"], row["对口督办职务"], row["止"]) == ("国土资源(自然资源)", "县人大工委主任", "现任")


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("unit", "card", UNIT, "--mode", "偶尔"), "进驻方式“偶尔”不认识"),
        (("unit", "station", "无"), "没有登记过接待场所“无”"),
        (("unit", "supervisor", "星际", "甲"), "内容分类没有“星际”"),
        (
            ("meeting", "count", "无", "2026-11-03", "镇长", "--batches", "1", "--persons", "1"),
            "没有编号为“无”的会议机构",
        ),
        (
            ("meeting", "count", "无", "2026-11-03", "镇长", "--batches", "1", "--persons", "1", "--present", "张三"),
            "请写身份和人数",
        ),
    ],
)
def test_a_refusal_is_a_sentence(run: Run, arguments: tuple[str, ...], word: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2 and word in result.stderr
