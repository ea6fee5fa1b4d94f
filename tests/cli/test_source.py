"""`workbench source …`: every command on the invented county, and refusals as sentences with exit code 2."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.testing import Result
from typer.testing import CliRunner

from workbench.cli import app
from workbench.usecases.office import Office

Run = Callable[..., Result]


@pytest.fixture
def run(own_office: Office, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr("workbench.cli.common._home", {"home": own_office.settings.home})
    monkeypatch.setenv("WORKBENCH_AS_OF", "2026-11-22")
    return lambda *arguments: CliRunner().invoke(app, ["source", *arguments])


def told(result: Result) -> str:
    assert result.exit_code == 0, result.stderr or result.exception
    return result.output


def refused(result: Result) -> str:
    assert result.exit_code == 2
    return result.stderr


def test_surges_and_causes_carry_edition_period_and_fraction(run: Run) -> None:
    text = told(run("surges", "--days", "365", "--all"))
    assert "平均每期" in text and "统计截止 2026-11-20" in text and "所报突增中误报不超过 5%" in text
    found = json.loads(told(run("surges", "--json")))
    assert {"rows", "edition", "method", "out", "as_of"} == set(found)
    assert " / " in told(run("causes", "--days", "1000"))
    assert "不按信访人分组" in refused(run("surges", "--place-level", "户"))


def test_from_a_gap_to_an_answer(run: Run) -> None:
    (gap, *_) = json.loads(told(run("gaps", "--json")))
    assert "请写明认定理由" in refused(run("rule", gap["id"]))
    assert "已认定" in told(run("rule", gap["id"], "--holds", "--why", "新旧标准不衔接"))
    assert f"{gap['id']}〔成立〕" in told(run("gaps"))
    given = ("--number", "清联建〔2026〕1号", "--signer", "县委副书记", "--gap", gap["id"])
    made = told(run("advise", "完善政策", "清澜县人民政府", "--text", "明确衔接办法；在办的按新标准复核", *given))
    assert "已登记 JY20261122-01" in made and f"事项 {len(gap['matters'])} 件" in made
    assert "没有“表扬”这种建议" in refused(run("advise", "表扬", "清澜县人民政府"))
    assert "没有“同意”这种反馈结果" in refused(run("answer", "JY20261122-01", "同意"))
    assert "没有编号为" in refused(run("answer", "JY20261122-09", "采纳"))
    assert "采纳" in told(run("answer", "JY20261122-01", "采纳", "--text", "已列入修订计划"))
    assert "采纳率 1 / 1（100.00%）" in told(run("letters"))
    assert json.loads(told(run("letters", "--json")))["letters"][0]["状态"] == "采纳"
