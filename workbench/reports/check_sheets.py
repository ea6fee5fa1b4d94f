"""检查验收表 and 复查复核审查表 as Word forms: what the records show beside what a person decided; gaps printed as gaps."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Final

from workbench.reports.filling import Stamp
from workbench.reports.forms import Form, FormSection, fields_section, form_docx, rows_section
from workbench.review.paper_parts import Line, day_words, note
from workbench.rules.acceptance import SOURCE, Answer
from workbench.rules.acceptance import Line as Checked
from workbench.rules.review_sheet import PARTS, Round, Sheet, SheetLine, whole_words

NAME: Final = "check_sheet"
"""A county's own template for these forms is `check_sheet.docx`."""
_ITEMS: Final = ("项目", "结论", "检查内容", "记录显示", "依据和说明")
_LIST: Final = ("单位", "状态和各项结论", "已化解（扣除反弹）")
_CHECKS: Final = ("序号", "结论", "条款", "审查内容和认定理由")
_SIGNERS: Final = ("检查人（职务、签字）", "被检查单位（盖章）")
_NO_FILES: Final = ("无",)
_SHOWN_ONLY: Final = "“记录显示”只供参考，结论由检查人认定。"


# --- 检查验收 ----------------------------------------------------------------------------------------------------------


def acceptance_form(
    title: str, fields: Iterable[tuple[str, str]], lines: Sequence[Checked], files: Iterable[str], as_of: date
) -> Form:
    """One unit's sheet: head, the five items with what the records show and what was decided, who signs; `files` are annexed."""
    rows = [
        {"项目": one.item.name, "结论": one.verdict, "检查内容": one.item.asks, "记录显示": one.shown,
         "依据和说明": _decided(one.answer)}
        for one in lines
    ]  # fmt: skip
    notes = (note(f"项目出自{SOURCE}。{_SHOWN_ONLY}"),)
    sections = (
        fields_section("概况", fields),
        rows_section("逐项检查", rows, _ITEMS, none="检查项目", notes=notes),
        _signed(_SIGNERS),
    )
    return Form(title, f"（截至{day_words(as_of)}）", sections, tuple(files) or _NO_FILES)


def _decided(answer: Answer | None) -> str:
    if answer is None:
        return ""
    parts = (answer.evidence, answer.note, f"{answer.by} {answer.day}".strip())
    return "；".join(filter(None, parts))


def acceptance_list_form(
    title: str, told: str, rows: Sequence[Mapping[str, str]], items: Sequence[str], as_of: date
) -> Form:
    """All units of a cohort by name: each item's verdict, the fraction, where it stands."""
    cells = [
        {"单位": row["单位"], "状态和各项结论": f"{row['状态']}：{'；'.join(f'{item}{row[item]}' for item in items)}",
         "已化解（扣除反弹）": row["已化解（扣除反弹）"]}
        for row in rows
    ]  # fmt: skip
    notes = (note("按单位名称排列，不按件数或比例排名。"),)
    listed = rows_section("各单位检查验收情况", cells, _LIST, none="单位", notes=notes)
    return Form(title, f"（截至{day_words(as_of)}）", (FormSection("概况", (Line(told),)), listed), _NO_FILES)


# --- 复查复核审查 ------------------------------------------------------------------------------------------------------


def review_form(title: str, fields: Iterable[tuple[str, str]], sheet: Sheet, turn: Round, as_of: date) -> Form:
    """One record's sheet: procedure and substance apart, each item with its article; what is still open is said."""
    parts = [
        rows_section(
            f"{part.value}审查", [_check(line) for line in sheet.of(part)], _CHECKS, none=f"{part.value}审查项目"
        )
        for part in PARTS
    ]
    notes = (note("程序审查不代替实体审查；两部分都答完才是一份完整的审查。"),)
    sections = (
        fields_section("概况", fields),
        *parts,
        FormSection("审查情况", (Line(whole_words(sheet)),), notes=notes),
        _signed(("审查人（职务、签字）",)),
    )
    return Form(title, f"（{turn.value}，截至{day_words(as_of)}）", sections, _NO_FILES)


def _check(line: SheetLine) -> Mapping[str, str]:
    row = line.row
    why = f"理由：{row['认定理由']}" if row["认定理由"] else ""
    shown = f"记录显示：{row['记录显示']}" if row["记录显示"] else ""
    said = "。".join(part.rstrip("。") for part in (row["审查内容"], why, shown) if part)
    return {"序号": row["序号"], "结论": row["结论"], "条款": row["条款"], "审查内容和认定理由": f"{said}。"}


def _signed(signers: Iterable[str]) -> FormSection:
    return FormSection("签字", tuple(Line(f"{signer}：　　　　　　　　　　日期：") for signer in signers))


def form_words(form: Form) -> str:
    """The fixed words of a form, which no petitioner's name can be told apart from: headings, labels, items, articles."""
    found: list[str] = []
    for part in form.sections:
        fixed = (0,) if part.head == ("项目", "内容") else (0, 1, 2) if part.head in (_ITEMS, _CHECKS) else ()
        found += [part.title, *part.head, *(row[at] for row in part.cells for at in fixed)]
    return "\n".join(found)


def check_docx(form: Form, stamp: Stamp, own_templates: Path | None = None) -> bytes:
    """Any of these forms as a document. TemplateFault as `fill`."""
    return form_docx(form, stamp, own_templates, name=NAME)
