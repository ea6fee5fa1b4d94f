"""The commands of `cli.case_work`: register, next, step, undo; a refusal is a sentence on stderr and exit code 2."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from workbench.cli import common
from workbench.cli.case_work import commands


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(common, "_home", {"home": tmp_path / "home"})
    monkeypatch.setenv("WORKBENCH_AS_OF", "2026-11-22")
    yield


def run(*words: str) -> Result:
    return CliRunner().invoke(commands, list(words))


def registered() -> str:
    told = run(
        "register", "来信", "2026-11-02", "要求补发征地补偿款", "--set", "name=赵一", "--set", "legal_path=信访程序"
    )
    assert told.exit_code == 0, told.output
    return told.output.strip().removeprefix("已登记：")


def test_register_next_step_and_undo() -> None:
    record = registered()
    told = run("next", record)
    assert told.exit_code == 0 and "○ 受理" in told.output and "*notice" in told.output and "✗" not in told.output
    done = run("step", record, "受理", "2026-11-05", "--unit", "县住建局", "--set", "告知书=受告1号")
    assert done.exit_code == 0, done.output
    event = re.search(r"[0-9a-f-]{36}", done.output)
    assert event
    undone = run("undo", event[0], "--why", "录错件")
    assert undone.exit_code == 0 and "已撤销" in undone.output


def test_next_tells_everything_as_json_and_the_reasons_against() -> None:
    record = registered()
    rows = {one["kind"]: one for one in json.loads(run("next", record, "--json").output)}
    assert rows["受理"]["refusal"] is None and rows["送达"]["refusal"]["rule"] == "DELIVER_NO_OPINION"
    assert "✗ 送达" in run("next", record, "--all").output


def test_a_refused_step_says_why_and_how_to_go_on() -> None:
    record = registered()
    told = run("step", record, "受理", "2026-11-05", "--unit", "县住建局")
    assert told.exit_code == 2 and "未填“告知书" in told.stderr and "第二十三条" in told.stderr
    told = run("step", record, "受理", "2026-11-05", "--unit", "县住建局", "--set", "告示=1号")
    assert told.exit_code == 2 and "可用的栏目" in told.stderr
    told = run("step", record, "出具意见书", "2026-11-10", "--unit", "县住建局", "--set", "number=1号", "--set", "result=支持",
               "--as-it-happened", "--why", "当时未发受理告知")  # fmt: skip
    assert told.exit_code == 0, told.stderr
