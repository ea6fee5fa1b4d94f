"""`workbench case …` on closing: the commands answer, write, and refuse in a sentence with exit code 2."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import Result
from typer.testing import CliRunner

from workbench.cli.case_close import commands
from workbench.usecases.office import Office

Run = Callable[..., Result]


@pytest.fixture
def run(own_office: Office, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr("workbench.cli.common._home", {"home": own_office.settings.home})

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(commands, list(arguments))

    return call


@pytest.fixture
def matter(own_office: Office) -> str:
    sql = "SELECT matter_id FROM matters WHERE state_b = '2 报结待审' AND NOT locked ORDER BY matter_id LIMIT 1"
    return str(own_office.edition().query(sql)["matter_id"][0])


def test_claims_and_gate(run: Run, matter: str) -> None:
    claims = json.loads(run("claims", matter, "--json").output)["claims"]
    assert claims[0]["number"] == "1" and claims[0]["legitimacy"] == "未判定"
    done = run("claim", matter, "1", "--result", "不予支持", "--basis", "某办法第八条", "--outcome", "解释答复")
    assert done.exit_code == 0 and "已登记诉求1" in done.output
    assert "不予支持" in run("claims", matter).output
    rows = json.loads(run("gate", matter, "--item", "G3", "--evidence", "送达回证在卷", "--json").output)
    assert [row["item"] for row in rows] == [f"G{number}" for number in range(1, 11)]
    assert next(row for row in rows if row["item"] == "G3")["stands"]


def test_refusals_are_sentences(run: Run, matter: str) -> None:
    for arguments, word in (
        (("claim", matter, "1", "--legitimacy", "不合理"), "有理推定"),
        (("gate", matter, "--item", "G1", "--reason", "无"), "不能以理由代替"),
        (("review", matter, "--pass", "--actor", "审核人乙"), "质量五项"),
        (("rule-flag", matter, "PD99", "R1", "--why", "x"), "PD99"),
        (("worksheet", matter, "--box", "gaps"), "栏目=内容"),
    ):
        refused = run(*arguments)
        assert refused.exit_code == 2 and word in refused.stderr


def test_worksheet_and_return(run: Run, matter: str) -> None:
    boxes = ("gaps=面积少算", "new_facts=无", "reasonable=差额应补", "cause=U6", "conclusion=补发")
    kept = run("worksheet", matter, *(part for box in boxes for part in ("--box", box)))
    assert kept.exit_code == 0 and "已登记重新研究表" in kept.output
    sent = run("review", matter, "--return", "--why", "缺回访记录", "--actor", "审核人乙")
    assert sent.exit_code == 0 and "审核退回" in sent.output
