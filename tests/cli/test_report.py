"""`workbench report …`: make, list, open a figure, check, issue, submissions; bad input said in a sentence."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import Result
from typer.testing import CliRunner

from workbench.cli.report import report
from workbench.usecases.office import Office

Run = Callable[..., Result]


@pytest.fixture
def run(own_office: Office, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr("workbench.cli.common._home", {"home": own_office.settings.home})
    monkeypatch.setenv("WORKBENCH_AS_OF", "2026-11-20")

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(report, list(arguments))

    return call


def test_from_making_to_issuing(run: Run) -> None:
    made = run("month", "--day", "2026-10-10", "--json")
    assert made.exit_code == 0, made.output
    number = json.loads(made.output)["id"]
    assert number.startswith("month-20261001-20261031-")
    assert "未印发" in run("list").output
    opened = json.loads(run("cases", number, "R6", "--line", "合计", "--column", "交办数", "--json").output)
    assert opened and {row["line"] for row in opened}
    assert "逐字节相同" in run("check", number).output
    assert "已印发" in run("issue", number, "--why", "审定").output
    again = run("issue", number)
    assert again.exit_code == 2 and "不能重复印发" in again.output


def test_bad_input_is_a_sentence(run: Run) -> None:
    for arguments, sentence in (
        (("month", "--day", "2027-03-01"), "请先发布新的版次"),
        (("half-year", "--base-year", "1999"), "不能作为对比期"),
        (("half-year", "--from", "2026-01-01"), "期间须同时写明起日和止日"),
        (("cases", "month-x", "R1"), "没有编号为“month-x”的报表"),
        (("submissions", "monthly"), "没有报表种类“monthly”"),
    ):
        said = run(*arguments)
        assert said.exit_code == 2 and sentence in said.output, said.output


def test_submissions(run: Run, own_office: Office) -> None:
    unit = str(
        own_office.edition()
        .query("SELECT unit FROM units WHERE open > 0 AND unit <> '' ORDER BY unit LIMIT 1")["unit"]
        .iloc[0]
    )
    assert "已登记" in run("submitted", "month", unit, "--day", "2026-10-01", "--on", "2026-11-03").output
    told = json.loads(run("submissions", "month", "--day", "2026-10-01", "--json").output)
    assert {"单位": unit, "期限": "2026-11-05", "状态": "按期", "报送日": "2026-11-03", "说明": "无"} in told["units"]
    assert "不认识的报送状态" in run("submitted", "month", unit, "--state", "补报").output
