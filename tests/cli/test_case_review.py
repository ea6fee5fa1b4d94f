"""`workbench case review-sheet|review-item|review-list|means` and `workbench sweep-report`: answers and refusals."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import Result
from typer.testing import CliRunner

from workbench.cli import app
from workbench.usecases.office import Office
from workbench.usecases.report_sweeps import last_week

Run = Callable[..., Result]


@pytest.fixture
def run(own_office: Office, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr("workbench.cli.common._home", {"home": own_office.settings.home})
    return lambda *arguments: CliRunner().invoke(app, list(arguments))


def done(result: Result) -> str:
    assert result.exit_code == 0, result.stderr or result.exception
    return str(result.output)


@pytest.fixture
def record(own_office: Office) -> str:
    sql = "SELECT s.record_id FROM steps s JOIN matters m USING (matter_id) WHERE s.kind = '申请复查' AND NOT m.locked ORDER BY 1"
    return str(own_office.edition().query(sql)["record_id"][0])


def test_a_sheet_is_shown_answered_and_printed(run: Run, record: str) -> None:
    told = json.loads(done(run("case", "review-sheet", record, "--round", "复查", "--json")))
    assert told["state"] == "未开始" and len(told["items"]) == 16
    assert "已登记" in done(
        run("case", "review-item", record, "S1", "否", "--basis", "第二项没有回应", "--round", "复查")
    )
    assert "S1 实体 否" in done(run("case", "review-sheet", record, "--round", "复查"))
    assert "已生成：" in done(run("case", "review-sheet", record, "--round", "复查", "--print"))
    listed = done(run("case", "review-list"))
    assert listed.strip().splitlines()[-1].startswith("共 ")
    refused = run("case", "review-item", record, "S1", "是", "--round", "复查")
    assert refused.exit_code == 2 and "实体审查" in refused.stderr


def test_means_are_counted(run: Run) -> None:
    assert "填了手段的事项" in done(run("case", "means"))
    assert json.loads(done(run("case", "means", "法律", "--all", "--json")))["counts"]["法律"]
    refused = run("case", "means", "管控")
    assert refused.exit_code == 2 and "不是综合运用的手段" in refused.stderr


def test_sweep_reports_are_listed_and_set(run: Run, own_office: Office) -> None:
    rows = json.loads(done(run("sweep-report", "list", "--json")))
    week, unit = last_week(own_office.settings.today), rows["units"][0]["单位"]
    assert week.words in rows["sentence"] and f"未报 {len(rows['units'])}" in rows["sentence"]
    assert f"已登记：{unit} {week.words}" in done(run("sweep-report", "set", unit, "零报告"))
    after = json.loads(done(run("sweep-report", "list", "--json")))
    assert after["units"][0]["报告"] == "零报告" and "零报告 1" in after["sentence"]
    for arguments, word in (
        (("set", "某局", "已报"), "单位名册里没有"),
        (("set", unit, "退回"), "退回须写明原因"),
        (("list", "--last", "2026-11-01"), "请同时写 --first"),
        (("list", "--first", "2026-11-08", "--last", "2026-11-01"), "期间倒置"),
    ):
        refused = run("sweep-report", *arguments)
        assert refused.exit_code == 2 and word in refused.stderr
