"""Invented matters for papers: a full one, an empty one, and texts that would break a document."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from typing import Any

import docx
from docx.document import Document

from workbench.domain.case import CaseFile, Claim, DutyConfirmed, FileKept, Said, Worksheet
from workbench.domain.codes import DutyRole
from workbench.reports.filling import Stamp
from workbench.review.paper_source import PaperSource

DAY = date(2026, 11, 20)
STAMP = Stamp("测试员", datetime(2026, 11, 22, 16, 40), "E20261120-01", "2026-11-20")
SAID = Said("e1", "测试员", datetime(2026, 11, 2, 9, 0, tzinfo=UTC))
HOSTILE = (
    "<w:p>&amp;</w:t>{{ 7*7 }}{% for x in y %}{_{ [[ \x00\x07\x0b\x0c\ud800 <!--",
    '=HYPERLINK("http://example.invalid")',
    "第一行\n第二行\t制表\r\n第三行\u2028完",
    "长" * 20_000,
)


def step(kind: str, day: str, unit: str = "", text: str = "", target: str = "", **detail: str) -> dict[str, Any]:
    exact = date.fromisoformat(day) if len(day) == 10 else date(int(day[:4]), 1, 1) if day else None
    return {
        "kind": kind,
        "start": exact,
        "day_text": day,
        "unit": unit,
        "target": target,
        "text": text,
        "detail": detail,
    }


def matter(**changed: Any) -> dict[str, Any]:
    return {
        "matter_id": "M-R000001", "title": "反映青石小区供水管网改造问题", "petitioner": "张某某", "records": 2,
        "first_day": date(2024, 3, 1), "last_day": date(2026, 5, 6), "issue_name": "清澜县云栖镇", "topic_l1": "城乡建设",
        "topic_l2": "市政公用", "lead_unit": "县水利局", "assist_units": ["云栖镇人民政府"], "case_leader": "副县长",
        "label": "跨部门", "state_a": "A6 已送达", "state_b": "1 化解中", "is_open": True, "overdue_days": 12, "plan": "",
        "involved": 40, "locked": False, **changed,
    }  # fmt: skip


def full(**changed: Any) -> PaperSource:
    """A matter everything is known of."""
    steps = [
        step("信访", "2024-03-01", first="是"),
        step("登记", "2024-03-02", "县信访局"),
        step("转送交办", "2024-03-05", "县信访局", target="县水利局"),
        step("受理", "2024-03-10", "县水利局"),
        step("异议", "2024-03-12", "县水利局", reasons="管网属住建职责", basis="三定规定"),
        step("走访调查", "2024-04-02", "县水利局", "现场查看管网"),
        step("帮扶救助", "2024-04-03", "云栖镇人民政府", "因病困难补助三千元"),
        step("出具意见书", "2024-05-01", "县水利局", "予以支持。", number="清水信〔2024〕1号"),
        step("送达", "2024-05-03", "县水利局", signed="签收"),
        step("申请复查", "2024-05-20"),
        step("复查意见", "2024-06-15", "清澜县人民政府", result="维持"),
        step("协商", "2025-02-01", "县水利局", positions="县水利局：资金应由镇承担；云栖镇人民政府：无此项预算", basis="县水利局：事权划分方案"),
        step("督办", "2025-06-01", "县联席办", "发函督办", "县水利局"),
        step("化解方案", "2026-01-05", "县水利局", "分两期更换管网", due="2026-12-31", money="县级财政"),
        step("提请会商", "2026-02-01", "县水利局", ask="定资金渠道"),
    ]  # fmt: skip
    clocks = [
        {"clock": "C05", "status": "超期完成", "unit": "县水利局", "sentence": "超期3日。", "clause": "条例第三十四条"},
        {
            "clock": "C07",
            "status": "超期完成",
            "unit": "",
            "sentence": "信访人逾期申请复查。",
            "clause": "条例第三十五条",
        },
    ]
    findings = [
        {"rule": "PD3", "outcome": "是", "sentence": "意见书无结论。", "clause": "县级方案", "ruled": "不成立"},
        {
            "rule": "PD8",
            "outcome": "是",
            "sentence": "支持的诉求未见履行凭证。",
            "clause": "条例第三十二条",
            "ruled": "",
        },
        {"rule": "HF1", "outcome": "是", "sentence": "时间跨度长。", "clause": "", "ruled": ""},
        {"rule": "HF6", "outcome": "否", "sentence": "未见多次督办。", "clause": "", "ruled": ""},
    ]
    worksheet = {
        "gaps": "原认定未涉及漏损", "new_facts": "2026年检测报告", "reasonable": "漏损应由管理单位承担", "focus_law": "管网产权归属",
        "fallback_what": "先行接通临时供水", "fallback_who": "云栖镇人民政府",
    }  # fmt: skip
    file = CaseFile(
        "M-R000001",
        claims=(Claim("1", "更换管网"),),
        files=(FileKept("F1", "0" * 64, "检测报告.pdf", "其他", 10, "M-R000001", SAID),),
        worksheets=(Worksheet(worksheet, SAID),),
    )
    claims = [
        {"number": "1", "claim": "更换供水管网", "result": "支持", "legitimacy": "合理", "treatment": "责任不落实", "basis": "供水条例",
         "outcome": ["解决"], "due": date(2026, 12, 31), "performed": None, "said_by": "测试员"},
        {"number": "2", "claim": "赔偿误工损失", "result": "", "legitimacy": "未判定", "treatment": "共性政策", "basis": "",
         "outcome": [], "due": None, "performed": None, "said_by": ""},
    ]  # fmt: skip
    duties = [
        {"role": "主办", "unit": "县水利局", "clause": "条例第二十二条", "confirmed_by": ""},
        {"role": "协办", "unit": "云栖镇人民政府", "clause": "条例第二十二条", "confirmed_by": ""},
    ]
    records = [{"summary": "小区管网老化，停水频繁。", "claim": "更换管网", "legal_path": "P6", "cause": "资金不到位",
                "dispute_focus": "管网是否超过使用年限", "prior": "", "progress": "正在施工招标", "assign_times": 2}]  # fmt: skip
    parts: dict[str, Any] = {
        "records": records, "steps": steps, "clocks": clocks, "findings": findings, "duties": duties, "claims": claims,
        "file": file,
    }  # fmt: skip
    return PaperSource("E20261120-01", DAY, matter(), **{**parts, **changed})


def empty() -> PaperSource:
    """A matter of which only the id is known."""
    return PaperSource("E20261120-01", DAY, {"matter_id": "M-R000009"})


def lead_confirmed() -> CaseFile:
    return CaseFile("M-R000001", duties=(DutyConfirmed(DutyRole.LEAD, "", "县水利局", SAID),))


def opened(content: bytes) -> Document:
    return docx.Document(io.BytesIO(content))


def headings(document: Document) -> list[str]:
    return [line.text for line in document.paragraphs if line.style and line.style.name == "Heading 1"]


def all_text(document: Document) -> str:
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in document.paragraphs), *cells])
