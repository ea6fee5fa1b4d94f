"""总要: how far the matter is, as figures that open their tab, and what it hangs on."""

from __future__ import annotations

from typing import Any

from workbench.apps.case.heads import RUNNING, next_clock
from workbench.apps.case.model import CaseModel
from workbench.apps.panel_parts import Panel, rows
from workbench.domain.codes import Trilean
from workbench.domain.finding import ClockStatus
from workbench.rules.claims import claims_of
from workbench.usecases.study_matter import Dossier
from workbench.widgets import CLOCK_TONES, FindingList, Metric, MetricRow, Notice, columns


def panel(model: CaseModel) -> Panel:
    """Figures, the reasons for the agenda, and what was recorded since the edition."""
    cards, reasons, news, lacking = MetricRow(), FindingList(), FindingList(), Notice("")

    def read() -> None:
        dossier = model.opened
        cards.show(figures(dossier))
        reasons.show(agenda(dossier), title="建议上会的理由")
        news.show(hints(dossier), title="要留意的")
        lacking.say(missing(dossier), tone="warn")

    def open_tab(change: Any) -> None:
        model.tab = change["new"].get("key") or model.tab

    cards.observe(open_tab, "clicked")
    return rows(cards, lacking, columns(reasons, news)), read


def figures(dossier: Dossier) -> list[Metric]:
    """One card for each tab that has something to count; each number with what it is part of."""
    return [_claims(dossier), _clocks(dossier), _duties(dossier), _flags(dossier), _links(dossier), _gate(dossier)]


def _claims(dossier: Dossier) -> Metric:
    found = claims_of(dossier.facts, dossier.file) if dossier.facts else ()
    answered = sum(one.result is not None for one in found)
    return Metric("诉求已有结论", answered, f"{answered} / {len(found)} 项", key="claims")


def _clocks(dossier: Dossier) -> Metric:
    running = [row for row in dossier.clocks if row["status"] in RUNNING]
    late = sum(row["status"] == ClockStatus.OVERDUE for row in running)
    nearest = next_clock(dossier.clocks)
    tone = CLOCK_TONES.get(nearest["status"], "neutral") if nearest else "done"
    return Metric("在走的期限", len(running), f"其中超期 {late} / {len(running)}", tone=tone, key="clocks")


def _duties(dossier: Dossier) -> Metric:
    confirmed = sum(bool(row["confirmed_by"]) for row in dossier.duties)
    tone = "ok" if dossier.duties and confirmed == len(dossier.duties) else "unknown"
    return Metric("责任已确认", confirmed, f"{confirmed} / {len(dossier.duties)} 项建议", tone=tone, key="duties")


def _flags(dossier: Dossier) -> Metric:
    hard = [row for row in dossier.findings if row["rule"].startswith("HF")]
    yes, unknown = (sum(row["outcome"] == word for row in hard) for word in (Trilean.YES, Trilean.UNKNOWN))
    return Metric(
        "疑难标识", yes, f"{yes} / {len(hard)} 项，待核 {unknown}", tone="orange" if yes else "done", key="flags"
    )


def _links(dossier: Dossier) -> Metric:
    judged = sum(bool(row["verdict"]) for row in dossier.links)
    return Metric("关联已认定", judged, f"{judged} / {len(dossier.links)} 对", key="links")


def _gate(dossier: Dossier) -> Metric:
    met = sum(row["answer"] == Trilean.YES for row in dossier.gate)
    tone = "ok" if dossier.gate and met == len(dossier.gate) else "neutral"
    return Metric("销号要件", met, f"{met} / {len(dossier.gate)} 项", tone=tone, key="closing")


def agenda(dossier: Dossier) -> list[dict[str, str]]:
    """Why the matter is proposed for a meeting, as findings."""
    return [
        {"rule": row["trigger"], "outcome": "是", "sentence": row["reason"], "clause": row["clause"]}
        for row in dossier.agenda
    ]


def hints(dossier: Dossier) -> list[dict[str, str]]:
    """Clean-up lists the matter is on, and deadlines that run out."""
    sweeps = [
        {"rule": row["sweep"], "outcome": "是", "sentence": row["sentence"], "clause": row["clause"]}
        for row in dossier.sweeps
    ]
    late = [
        {"rule": row["clock"], "outcome": "是", "sentence": row["sentence"], "clause": row["clause"]}
        for row in dossier.clocks
        if row["status"] in (ClockStatus.OVERDUE, ClockStatus.ORANGE, ClockStatus.GRACE)
    ]
    return late + sweeps


def missing(dossier: Dossier) -> str:
    """What facts of the head are not known, in one sentence; "" if all are."""
    matter = dossier.matter
    names = {
        "lead_unit": "责任单位",
        "issue_name": "事发地",
        "topic_l1": "内容分类",
        "case_leader": "包案领导",
        "plan": "化解方案",
    }
    lacking = [name for key, name in names.items() if not matter[key]]
    return f"缺：{'、'.join(lacking)}" if lacking else ""
