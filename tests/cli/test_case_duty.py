"""`workbench case …` on duties: the commands answer, write, and refuse in a sentence with exit code 2."""

from __future__ import annotations

import json

import pytest
from click.testing import Result
from typer.testing import CliRunner

from workbench.cli.case_duty import commands
from workbench.usecases.office import Office


@pytest.fixture
def run(own_office: Office, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("workbench.cli.common._home", {"home": own_office.settings.home})

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(commands, list(arguments))

    return call


@pytest.fixture
def matter(own_office: Office) -> str:
    sql = """SELECT m.matter_id FROM matters m WHERE m.is_open AND NOT m.locked AND m.lead_unit <> '' AND m.matter_id
        NOT IN (SELECT matter_id FROM steps WHERE kind IN ('异议', '协商', '移交提出')) ORDER BY m.matter_id LIMIT 1"""
    return str(own_office.edition().query(sql)["matter_id"][0])


def test_from_talks_to_the_conference(run, matter: str) -> None:
    says = ("--says", "清澜县水务局：应由财政出资", "--says", "清澜县财政局：无预算科目")
    done = run(
        "negotiate", matter, "2026-11-20", *says, "--cites", "清澜县财政局：预算法第十三条", "--open", "资金渠道"
    )
    assert done.exit_code == 0 and "第1轮协商" in done.output
    rows = json.loads(run("contested", "--json").output)
    assert matter in {row["事项"] for row in rows}
    refused = run("apply", matter)
    assert refused.exit_code == 2
    assert "待补" not in run("apply", matter, "--draft", "--ask", "定资金渠道").output
    applied = json.loads(run("apply", matter, "--ask", "定资金渠道", "--day", "2026-11-21", "--json").output)
    assert applied["event"] and applied["blocking"] == [] and applied["fields"]["仍有分歧的"] == "资金渠道"
    shown = json.loads(run("duty", matter, "--json").output)
    assert shown["contest"]["状态"] == "已提请" and len(shown["rounds"]) == 1


def test_hand_over_confirm_and_recuse(run, matter: str) -> None:
    offered = run("offer", matter, "清澜县水务局", "清澜县财政局", "2026-11-18", "--reasons", "资金归财政")
    assert offered.exit_code == 0, offered.output
    declined = ("decline", matter, "清澜县财政局", "2026-11-19", "--reasons", "无预算", "--basis", "预算法第十三条")
    assert run(*declined).exit_code == 0
    assert run("take", matter, "清澜县财政局", "2026-11-19", "--receipt", "收字1号").exit_code == 2
    assert run("confirm", matter, "主办", "清澜县水务局", "--basis", "三定规定").exit_code == 0
    assert run("recuse", matter, "清澜县财政局", "--decided-by", "县长", "--why", "有利害关系").exit_code == 0
    assert run("confirm", matter, "协办", "清澜县财政局", "--why", "坚持").exit_code == 2


def test_leaders_liaisons_and_trace(run, matter: str) -> None:
    assert run("assign", matter, "分管副县长", "--level", "县", "--day", "2026-11-20").exit_code == 0
    told = json.loads(run("leaders", matter, "--json").output)
    assert told["row"]["包案领导"] == "分管副县长"
    assert run("leaders", "--json").exit_code == 0 == run("leaders").exit_code
    assert run("liaison", "990121", "副县长", "县水务局").exit_code == 0
    assert json.loads(run("liaison", "--json").output)[0]["联系领导"] == "副县长"
    assert run("liaison", "990121").exit_code == 2
    assert "不作责任认定" in run("trace", matter).output
    assert run("trace", "没有这件").exit_code == 2
