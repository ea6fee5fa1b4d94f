"""提请会商申请 and 倒查事实清单 as documents, from what the rules filled in."""

from __future__ import annotations

from datetime import date

from tests.reports.paper_cases import STAMP, all_text, headings, opened
from workbench.domain.codes import StepKind
from workbench.domain.dates import PartialDate
from workbench.domain.facts import MatterFacts, Places, RecordFacts, Step
from workbench.reports.application import application_docx
from workbench.reports.fact_sheet import fact_sheet_docx
from workbench.rules.conference import Wish, application
from workbench.rules.negotiation import contest
from workbench.rules.trace import NOTE, trace

DAY = date(2026, 11, 20)


def facts(*steps: Step) -> MatterFacts:
    record = RecordFacts("R000001", reg_day=PartialDate.parse("2024-03-01"), lead_unit="县水利局", steps=steps)
    places = Places(hukou="990121207", residence="990121207", issue="990121210")
    return MatterFacts("M-R000001", DAY, (record,), places, lead_unit="县水利局")


def act(kind: StepKind, day: str, unit: str = "县水利局", target: str = "", text: str = "", **detail: str) -> Step:
    return Step(kind, PartialDate.parse(day), "R000001", unit, target, text, detail)


TALK = act(
    StepKind.NEGOTIATE,
    "2025-02-01",
    positions="县水利局：资金应由镇承担；云栖镇人民政府：无此项预算",
    basis="县水利局：事权划分方案",
)


def test_application_prints_units_words_and_what_is_asked() -> None:
    matter = facts(TALK)
    applied = application(matter, contest(matter), None, title="反映供水管网改造问题", place_name=lambda code: f"地{code}",
                          wish=Wish(asks=("定资金渠道",), open=("资金由谁承担",)))  # fmt: skip
    document = opened(application_docx(applied, STAMP))
    assert headings(document)[:5] == [
        "一、基本情况",
        "二、各单位意见和依据",
        "三、协商情况",
        "四、提请决定的事项",
        "五、协调主体和依据",
    ]
    text = all_text(document)
    for said in ("事权划分方案", "无此项预算", "1．定资金渠道", "仍有分歧：资金由谁承担", "地990121"):
        assert said in text, said
    assert [cell.text for cell in document.tables[1].rows[0].cells] == ["单位", "主张", "依据"]


def test_an_application_nobody_can_put_in_says_what_is_lacking() -> None:
    matter = facts()
    applied = application(matter, contest(matter), None, title="", place_name=str)
    text = all_text(opened(application_docx(applied, STAMP)))
    assert "（未登记：各单位意见）" in text and "（补齐前不能提请：" in text and "（未登记：提请决定的事项）" in text


def test_fact_sheet_prints_facts_articles_and_no_fault() -> None:
    matter = facts(
        act(StepKind.REGISTER, "2024-03-01", "县信访局"), act(StepKind.FORWARD, "2024-03-05", "县信访局", "县水利局"),
        act(StepKind.ACCEPT, "2024-09-10", text="承办人王小明受理"),
    )  # fmt: skip
    document = opened(fact_sheet_docx(trace(matter, (), title="反映供水管网改造问题"), STAMP))
    text = all_text(document)
    assert headings(document)[:3] == ["一、概况", "二、单位行为和间隔", "三、不能确定时间的"]
    assert NOTE in text and "间隔" in text and "（供对照）" in text and "王小明" not in text
    assert "关于反映供水管网改造问题的" in text and "倒查事实清单" in text
