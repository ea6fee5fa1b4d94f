"""提请会商申请 as a Word form, from the application the rules filled in (spec 2.5)."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from workbench.reports.filling import Stamp
from workbench.reports.forms import Form, FormSection, fields_section, form_docx, numbered, rows_section
from workbench.review.paper_parts import Line, LineKind, day_words, gap
from workbench.rules.conference import Application

NAME: Final = "application"
_BASICS: Final = ("标题", "事项编号", "申请单位（主办）", "提请", "户籍地", "常住地", "事发地", "有权处理机关所在地")
_DECIDER: Final = ("协调依据", "层级说明")


def application_form(applied: Application, stamp: Stamp) -> Form:
    """The application's parts: basics and places, units' words, talks, what is asked, who decides and why."""
    fields = dict(applied.fields)
    open_points = tuple(Line(f"仍有分歧：{point}") for point in applied.open) or (gap("仍有分歧的问题"),)
    agreed = tuple(Line(f"已经一致：{point}") for point in applied.agreed)
    sections = (
        fields_section("基本情况", ((name, fields.get(name, "")) for name in _BASICS)),
        rows_section("各单位意见和依据", applied.claim_rows, ("单位", "主张", "依据"), none="各单位意见"),
        rows_section(
            "协商情况", applied.round_rows, ("轮次", "日期", "参加单位", "各方意见"), none="协商轮次",
            notes=(*agreed, *open_points),
        ),
        FormSection("提请决定的事项", numbered(applied.asks, none="提请决定的事项")),
        FormSection("协调主体和依据", tuple(Line(f"{name}：{fields.get(name, '')}") for name in _DECIDER)),
        *_lacking(applied),
    )  # fmt: skip
    subtitle = f"（{applied.applicant or '申请单位未登记'}，{day_words(stamp.at.date())}）"
    return Form(f"关于{applied.title}的提请会商申请", subtitle, sections, applied.attachments)


def _lacking(applied: Application) -> tuple[FormSection, ...]:
    """What the application still lacks, and what of it must be there before it is put in."""
    if not applied.missing:
        return ()
    lines = [gap("、".join(applied.missing))]
    if applied.blocking:
        lines.append(Line(f"（补齐前不能提请：{'、'.join(applied.blocking)}）", LineKind.GAP))
    return (FormSection("尚缺内容", tuple(lines)),)


def application_docx(applied: Application, stamp: Stamp, own_templates: Path | None = None) -> bytes:
    """The application as a document; a county's own template is `application.docx`."""
    return form_docx(application_form(applied, stamp), stamp, own_templates, name=NAME)
