"""`workbench letter …`: every kind by its command, the list, and refusals as sentences with exit code 2."""

from __future__ import annotations

import json
from collections.abc import Callable

import docx
import pytest
from click.testing import Result
from typer.testing import CliRunner

from tests.reports.letter_cases import in_order
from workbench.cli import app
from workbench.usecases.office import Office

Run = Callable[..., Result]
UNIT = "清澜县财政局"
OPEN = "is_open AND NOT locked AND state_b LIKE '1%' AND records = 1 AND lead_unit <> '' AND overdue_days > 31"


@pytest.fixture
def run(own_office: Office, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setattr("workbench.cli.common._home", {"home": own_office.settings.home})
    monkeypatch.setenv("WORKBENCH_AS_OF", "2026-11-22")

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(app, ["letter", *arguments])

    return call


@pytest.fixture
def matter(own_office: Office) -> str:
    sql = f"SELECT matter_id FROM matters WHERE {OPEN} ORDER BY matter_id LIMIT 1"
    return str(own_office.edition().query(sql)["matter_id"][0])


def printed(result: Result) -> str:
    assert result.exit_code == 0, result.stderr or result.exception
    assert result.output.startswith("已生成：")
    return in_order(docx.Document(result.output.removeprefix("已生成：").strip()))


def test_every_kind_by_its_command(run: Run, matter: str) -> None:
    signed = ("--signer", "副县长")
    assert "交办次数" in printed(
        run("order", matter, "--unit", UNIT, "--number", "清联交〔2026〕1号", "--due", "2026-12-20", *signed)
    )
    assert "督办要求" in printed(
        run("supervise", matter, "--number", "清联督〔2026〕1号", "--due", "2026-12-01", *signed)
    )
    listed = printed(run("listed", matter, "--number", "清联督〔2026〕2号", "--delisting", "补发到位", *signed))
    assert "摘牌条件 | 补发到位" in listed and "清联督〔2026〕1号" in listed
    assert "建议约谈职务 | 局长" in printed(run("talk", matter, "--post", "局长", *signed))
    assert "救济途径" in printed(run("opinion", matter, "--unit", UNIT, "--number", "清财信〔2026〕1号"))
    assert "办理情况的" in printed(
        run("closing-report", matter, "--unit", UNIT, "--number", "清财报〔2026〕1号", *signed)
    )
    assert "回访方式" in printed(run("visit-back", matter))
    rows = json.loads(run("list", matter, "--json").output)
    assert [row["文书"] for row in rows] == [
        "交办单", "督办函", "挂牌督办通知", "约谈建议", "处理意见书", "办结报告", "回访记录",
    ]  # fmt: skip
    assert "清联督〔2026〕2号" in run("list").output
    assert "补发到位（摘牌：未摘牌）" in run("listings").output


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("order", "{m}", "--signer", "主任"), "交办单须有文号"),
        (("order", "{m}", "--number", "清联交〔2026〕1号", "--signer", "主任", "--due", "2026-01-01"), "已经过去"),
        (
            ("order", "{m}", "--number", "清联交〔2026〕1号", "--signer", "主任", "--unit", "清澜县国土资源局"),
            "改由承继单位",
        ),
        (("supervise",), "一个事项或一项议定事项"),
        (("supervise", "--decision", "H9-01"), "没有编号为“H9-01”"),
        (("talk", "{m}", "--signer", "主任", "--text", "建议处分"), "只列事实"),
        (("opinion", "不存在", "--number", "清财信〔2026〕1号"), "没有编号为“不存在”的事项"),
        (("list", "不存在"), "没有编号为“不存在”的事项"),
    ],
)
def test_refusals_are_sentences(run: Run, matter: str, arguments: tuple[str, ...], word: str) -> None:
    refused = run(*(matter if one == "{m}" else one for one in arguments))
    assert refused.exit_code == 2 and word in refused.stderr, refused.stderr
    assert "没有单位文书" in run("list").output
