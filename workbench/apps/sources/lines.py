"""源头治理, lines of its tables: plain values, no office and no widget."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, Final

from workbench.apps.frame import case_link
from workbench.apps.words import state
from workbench.campaign.advice import Advice, AdviceKind, AdviceState, adoption, by_state
from workbench.campaign.ratio import Ratio
from workbench.review.facts import Row
from workbench.usecases.find_sources import CauseCount, Gap, GapRuling, Sources, surge_rows

STATE_TONES: Final = {
    AdviceState.ADOPTED.value: "ok",
    AdviceState.PARTLY.value: "yellow",
    AdviceState.REFUSED.value: "orange",
    AdviceState.WAITING.value: "info",
    AdviceState.OVERDUE.value: "overdue",
}
SURGES_MOST: Final = 60
MATTERS: Final[list[dict[str, Any]]] = [
    {"key": "title", "title": "事项", "kind": "link"},
    {"key": "topic", "title": "内容分类", "width": 150},
    {"key": "place", "title": "问题属地", "width": 90},
    {"key": "lead_unit", "title": "主办单位", "width": 170},
    {"key": "day", "title": "首次信访", "kind": "date", "width": 96},
    {"key": "records", "title": "信访件", "kind": "number", "width": 64},
    {"key": "state_b", "title": "化解状态", "width": 110},
]
SURGES: Final[list[dict[str, Any]]] = [
    {"key": "verdict", "title": "判断", "kind": "status", "width": 84},
    {"key": "cell", "title": "内容分类 · 属地 · 单位"},
    {"key": "observed", "title": "本期", "kind": "number", "width": 48},
    {"key": "expected", "title": "此前平均", "width": 66},
    {"key": "usual", "title": "通常", "width": 54},
    {"key": "q", "title": "误报", "width": 70},
]


def matter_rows(found: Iterable[Row], names: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "id": row["matter_id"],
            "title": case_link(row["matter_id"], row["title"]),
            "topic": row["topic"] or "待核",
            "place": names.get(row["place"], row["place"]) or "待核",
            "lead_unit": row["lead_unit"] or "未登记",
            "day": row["day"],
            "records": row["records"],
            "state_b": state(row["state_b"] or ""),
        }
        for row in found
    ]


def surge_lines(found: Sources, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Cells of the current period, the least likely first: 突增, 同类集中 (T-09) or 平常."""
    told = [row for row in surge_rows(found, names, only=False, most=SURGES_MOST) if row["observed"]]
    sure = {"|".join(one.cell.key) for one in found.tested.found}
    return [_surge_line(row, row["id"] in sure) for row in told]


def _surge_line(row: Mapping[str, Any], surged: bool) -> dict[str, Any]:
    verdict = ("突增", "orange") if surged else ("同类集中", "yellow") if row["cluster"] else ("平常", "neutral")
    return {
        **row,
        "verdict": {"text": verdict[0], "tone": verdict[1]},
        "cell": " · ".join((row["topic"], row["place"], row["unit"])),
        "q": f"{row['q']:.3f}" if row["q"] >= 0.001 else "<0.001",
    }


def cause_line(one: CauseCount) -> dict[str, Any]:
    return {
        "id": f"{one.origin}|{one.cause}",
        "origin": one.origin,
        "cause": one.cause,
        "means": one.means,
        "matters": one.ratio.numerator,
        "fraction": one.ratio.full,
    }


def common_line(row: Row) -> dict[str, Any]:
    still_open = Ratio(int(row["still_open"]), int(row["many"]), "未化解")
    return {
        "id": row["cause_id"],
        "topic": row["topic"],
        "place": row["place"],
        "about": row["about"] or "—",
        "many": int(row["many"]),
        "open": still_open.text,
        "sentence": row["sentence"],
    }


def gap_line(gap: Gap, ruling: GapRuling | None) -> dict[str, Any]:
    state_ = ("待认定", "unknown") if ruling is None else ("成立", "orange") if ruling.holds else ("不成立", "neutral")
    return {
        "id": gap.gap_id,
        "topic": gap.topic,
        "basis": gap.basis or "没有写明",
        "signs": "、".join(gap.signs),
        "matters": len(gap.matters),
        "open": f"{gap.still_open} / {len(gap.matters)}",
        "ground": "、".join(f"{name} {many}件" for name, many in gap.grounds.items()),
        "state": {"text": state_[0], "tone": state_[1]},
        "said": f"{ruling.day} {ruling.by}：{ruling.why}" if ruling else "",
    }


def letter_line(one: Advice, on: date) -> dict[str, Any]:
    return {
        "id": one.advice_id,
        "kind": one.kind.value,
        "number": one.number,
        "unit": one.unit,
        "topic": one.topic or "—",
        "matters": len(one.matters),
        "day": one.day,
        "due": one.due,
        "state": {"text": one.state(on).value, "tone": STATE_TONES[one.state(on).value]},
        "sentence": one.sentence(on),
    }


def letter_cards(letters: tuple[Advice, ...], on: date) -> list[dict[str, Any]]:
    """Adoption by kind and every state with its fraction."""
    rate = adoption(letters, on)
    cards: list[dict[str, Any]] = [
        {
            "label": "采纳率（含部分采纳）",
            "value": rate.percent,
            "fraction": _pieces(rate),
            "tone": "neutral",
            "key": "",
            "hint": rate.label,
        }
    ]
    for kind in AdviceKind:
        one = adoption([letter for letter in letters if letter.kind is kind], on)
        cards.append(
            {
                "label": f"{kind.value}采纳",
                "value": one.percent,
                "fraction": _pieces(one),
                "tone": "neutral",
                "key": kind.value,
                "hint": f"点击只看{kind.value}",
            }
        )
    for name in (AdviceState.WAITING, AdviceState.OVERDUE):
        share = by_state(letters, on)[name]
        tone = STATE_TONES[name.value] if share.numerator else "neutral"
        cards.append(
            {
                "label": name.value,
                "value": share.numerator,
                "fraction": _pieces(share),
                "tone": tone,
                "key": name.value,
                "hint": f"点击只看{name.value}",
            }
        )
    return cards


def _pieces(ratio: Ratio) -> str:
    return f"{ratio.text} 件" if ratio.denominator else ratio.text
