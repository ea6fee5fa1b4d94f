"""`workbench meeting …`: from a body to a closed task by commands; what may not be is a sentence and exit code 2."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from workbench.cli.meeting import meeting

Run = Callable[..., Result]
UNIT = "清澜县财政局"


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr("workbench.cli.common._home", {"home": tmp_path / "home"})
    monkeypatch.setenv("WORKBENCH_AS_OF", "2026-11-22")

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(meeting, list(arguments))

    return call


def done(result: Result) -> str:
    assert result.exit_code == 0, result.stderr or result.exception
    return result.output


@pytest.fixture
def held(run: Run) -> Run:
    done(run("body", "XLX", "清澜县信访工作联席会议", "县"))
    done(run("member", "XLX", "县委副书记", "--role", "召集人"))
    done(run("plan", "XLX", "工作会议", "2026-10-12", "--as-it-happened", "--why", "补登"))
    done(run("hold", "H20261012", "--present", "县委副书记", "--present", "财政局局长", "--excused", "住建局局长"))
    return run


def test_from_a_body_to_a_closed_task(held: Run) -> None:
    told = done(
        held("decide", "H20261012", "修订补偿办法", "--type", "定政策建议", "--unit", UNIT, "--due", "2026-10-31")
    )
    assert "H20261012-01（定稿）" in told
    done(held("minutes", "draft", "H20261012", "--view", "标准应统一"))
    done(held("minutes", "submit", "H20261012"))
    done(held("minutes", "sign", "H20261012", "--by", "县委副书记"))
    assert "〔2026〕第1期" in done(held("minutes", "issue", "H20261012"))
    shown = json.loads(done(held("minutes", "show", "H20261012", "--json")))
    assert shown["state"] == "印发" and ["会议认为", ["标准应统一"]] in shown["sections"]
    assert "修订补偿办法" in done(held("minutes", "show", "H20261012"))
    assert json.loads(done(held("tasks", "--json")))["counts"]["超期"] == 1
    assert json.loads(done(held("supervise", "--json")))[0]["rung"] == "催报反馈"
    done(held("supervise", "H20261012-01", "--rung", "催报反馈", "--signer", "联席办主任"))
    done(held("act", "H20261012-01", "报落实", "--unit", UNIT, "--evidence", "财发12号"))
    assert "超期完成" in done(held("act", "H20261012-01", "采信", "--by", "联席办主任"))
    assert "采信：财发12号" in done(held("opening", "2026-11-23"))
    assert "H20261012-01" not in done(held("tasks")) and "H20261012-01" in done(held("tasks", "--all"))


def test_lists_roster_notice_and_calendar(held: Run, tmp_path: Path) -> None:
    assert "召集人：县委副书记" in done(held("bodies")) and json.loads(done(held("bodies", "--json")))[0]["level"] == 4
    assert "已召开" in done(held("list"))
    assert "缺" in done(held("frequency", "XLX", "2026-09-01", "2026-10-31"))
    done(held("roster", "XLX", "月", "--since", "2026-12-01", "--until", "2026-12-31", "--post", "县长"))
    assert "2026-12-07" in done(held("roster", "XLX")) and "县长" in done(held("notice", "XLX"))
    done(held("received", "XLX", "2026-12-07", "县长", "--cancelled", "--why", "开会"))
    file = tmp_path / "会.ics"
    done(held("ics", "XLX", str(file), "--since", "2026-01-01"))
    assert file.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n") and file.read_bytes().count(b"BEGIN:VEVENT") == 2


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("plan", "XLX", "工作会议", "2026-11-01"), "不能安排在过去"),
        (("plan", "无", "工作会议", "2026-12-01"), "没有编号为“无”的会议机构"),
        (("decide", "H20261012", "修订办法"), "缺牵头单位、落实期限"),
        (("decide", "H1", "修订办法"), "没有编号为“H1”的会议"),
        (("minutes", "submit", "H20261012"), "还没有纪要草稿"),
        (("minutes", "correct", "H20261012"), "还没有纪要草稿"),
        (("act", "H9-01", "进展"), "没有编号为“H9-01”的议定事项"),
        (("supervise", "H9-01"), "须写明层级"),
        (("take-back", "H9-01"), "没有编号为“H9-01”"),
        (("cancel", "H20261012"), "已召开"),
        (("roster", "XLX", "月"), "须写明 --since"),
        (("body", "XLX", "会", "星"), "不认识的层级"),
    ],
)
def test_refusals_are_sentences(held: Run, arguments: tuple[str, ...], word: str) -> None:
    refused = held(*arguments)
    assert refused.exit_code == 2 and word in refused.stderr


def test_drafts_moves_and_returns(held: Run) -> None:
    assert "草稿" in done(held("decide", "H20261012", "再议经费", "--draft"))
    done(held("decide", "H20261012", "再议经费", "--unit", UNIT, "--due", "2026-12-31", "--number", "H20261012-01"))
    done(held("take-back", "H20261012-01", "--why", "误登"))
    done(held("plan", "XLX", "周碰头会", "2026-11-23"))
    done(held("plan", "XLX", "周碰头会", "2026-11-24", "--move", "H20261123"))
    done(held("cancel", "H20261123", "--why", "另有安排"))
    done(held("minutes", "draft", "H20261012"))
    done(held("minutes", "submit", "H20261012"))
    assert "草稿" in done(held("minutes", "return", "H20261012", "--note", "补充要求"))
