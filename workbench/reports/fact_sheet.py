"""倒查事实清单 as a Word form, from the traced course of a matter (spec 7.7): facts and articles, no finding of fault."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from workbench.reports.filling import Stamp
from workbench.reports.forms import Form, FormSection, fields_section, form_docx, rows_section
from workbench.review.paper_parts import Line, day_words, note
from workbench.rules.trace import Fact, FactSheet

NAME: Final = "fact_sheet"
_COLUMNS: Final = ("日期", "事实", "单位", "内容", "条款")


def fact_sheet_form(sheet: FactSheet) -> Form:
    """The sheet's parts: overview, acts of units with gaps and missed limits in order, what cannot be placed in time."""
    title = dict(sheet.fields).get("标题", "")
    rows = [_row(fact) for fact in sheet.facts]
    unknown = tuple(Line(f"{text.rstrip('。')}。") for text in sheet.unknown) or (Line("无。"),)
    sections = (
        fields_section("概况", (field for field in sheet.fields if field[0] != "说明")),
        rows_section("单位行为和间隔", rows, _COLUMNS, none="单位行为", notes=(note(sheet.note),)),
        FormSection("不能确定时间的", unknown),
    )
    return Form(f"关于{title or sheet.matter_id}的倒查事实清单", f"（截至{day_words(sheet.as_of)}）", sections)


def _row(fact: Fact) -> dict[str, str]:
    row = fact.row
    lasted = f"（{row['日数']}日）" if row["日数"] else ""
    clauses = "；".join(filter(None, (row["依据条款"], row["对照条款"])))
    return {
        "日期": row["日期"],
        "事实": row["事实"],
        "单位": row["单位"],
        "内容": f"{row['内容']}{lasted}",
        "条款": clauses or "—",
    }


def fact_sheet_docx(sheet: FactSheet, stamp: Stamp, own_templates: Path | None = None) -> bytes:
    """The sheet as a document; a county's own template is `fact_sheet.docx`."""
    return form_docx(fact_sheet_form(sheet), stamp, own_templates, name=NAME)
