"""What the invented office says of its cases (演示认定): claims decided, closings reviewed, flags ruled on, one re-study in four, targets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time
from typing import Any

from workbench.domain.events import Event, EventKind
from workbench.review.facts import rows_of
from workbench.store.edition import Edition
from workbench.synth import County

CLERK, REVIEWER = "演示承办人", "演示复核人"
"""Who is recorded in the demo: nobody real."""


def words_on_cases(edition: Edition, county: County, day: date) -> list[Event]:
    """Events on matters the county's truth knows: every second clean resolved one is decided claim by claim and reviewed;
    flags are ruled on as the truth has it; every fourth open one has a worksheet. The year has targets.
    """
    closing = {case: flags for matter in county.truth.matters.values() for case, flags in matter.closing.items()}
    at = datetime.combine(day, time(12)).astimezone()
    events = [
        *_decided(edition, closing, at),
        *_ruled(edition, closing, at),
        *_studied_again(edition, at),
        *_targets(edition, day, at),
        *_classified(edition, at),
    ]
    return list(events)


def _decided(edition: Edition, closing: Mapping[str, Mapping[str, bool]], at: datetime) -> Iterator[Event]:
    sql = """SELECT c.matter_id, c.number, c.record_id, r.opinion, r.opinion_no, r.done_date,
                    (SELECT list(x.case_no) FROM records x JOIN groups g USING (record_id) WHERE g.matter_id = c.matter_id) AS cases
             FROM claims c JOIN matters m USING (matter_id) JOIN records r ON r.record_id = c.record_id
             WHERE m.state_b LIKE '4%' AND r.opinion_no <> '' AND r.done_date IS NOT NULL ORDER BY c.matter_id, c.number"""
    rows = [row for row in rows_of(edition.query(sql)) if _clean(row["cases"], closing)]
    chosen = sorted({row["matter_id"] for row in rows})[::2]
    for row in rows:
        if row["matter_id"] in chosen:
            yield Event(EventKind.CLAIM, row["matter_id"], CLERK, at, "按处理意见书", _claim(row))
    for matter_id in chosen:
        ticks = {f"q{number}": "是" for number in range(1, 6)}
        told = {"outcome": "通过", "handler": CLERK, **ticks}
        yield Event(EventKind.CLOSING_REVIEW, matter_id, REVIEWER, at, "材料齐全，意见已送达", told)


def _clean(cases: Any, closing: Mapping[str, Mapping[str, bool]]) -> bool:
    return not any(flag for case in cases for flag in closing.get(case, {}).values())


def _claim(row: Mapping[str, Any]) -> dict[str, str]:
    """Supported where the opinion says so, with the day and the opinion's number as proof; explained otherwise."""
    granted = "支持" in row["opinion"] and "不予支持" not in row["opinion"]
    told = {"claim": row["number"], "record": row["record_id"], "basis": f"处理意见书{row['opinion_no']}"}
    if not granted:
        return {**told, "result": "解释说明", "outcome": "解释答复"}
    done = row["done_date"].isoformat()
    return {
        **told,
        "result": "支持",
        "legitimacy": "合理",
        "outcome": "解决",
        "performed": done,
        "proof": row["opinion_no"],
    }


def _ruled(edition: Edition, closing: Mapping[str, Mapping[str, bool]], at: datetime) -> Iterator[Event]:
    """Every third flag that is 是, as the truth has it."""
    sql = """SELECT f.matter_id, f.record_id, f.rule, r.case_no FROM findings f JOIN records r USING (record_id)
             WHERE f.rule LIKE 'PD%' AND f.outcome = '是' ORDER BY f.matter_id, f.record_id, f.rule"""
    for row in rows_of(edition.query(sql))[::3]:
        holds = closing.get(row["case_no"], {}).get(row["rule"], False)
        told = {"rule": row["rule"], "record": row["record_id"], "verdict": "成立" if holds else "不成立"}
        yield Event(EventKind.FLAG_RULED, row["matter_id"], REVIEWER, at, "核对原件", told)


def _studied_again(edition: Edition, at: datetime) -> Iterator[Event]:
    sql = "SELECT matter_id, lead_unit FROM matters WHERE state_b LIKE '1%' AND list_contains(flags, 'HF1') ORDER BY matter_id"
    for row in rows_of(edition.query(sql))[::4]:
        unit = row["lead_unit"] or "责任单位"
        told = {
            "gaps": "原认定只答复了补偿标准，没有核对面积", "new_facts": "调取的丈量原始记录与公示不一致",
            "reasonable": "面积差额部分合理", "cause": "U1", "legal": "可依法复核面积并补发差额",
            "money": "县财政专项，约3万元", "precedent": "同批次其余各户一并复核",
            "main_what": "复核面积，补发差额", "main_who": unit, "main_basis": "征收补偿安置方案",
            "fallback_what": "差额有争议的，引导申请行政裁决", "fallback_who": unit,
        }  # fmt: skip
        yield Event(EventKind.WORKSHEET, row["matter_id"], CLERK, at, "联席会议前重新研究", told)


def _targets(edition: Edition, day: date, at: datetime) -> Iterator[Event]:
    """The year's targets: of the office one rate and fewer new matters than the year before, of the busiest unit its 责任状."""
    unit = str(rows_of(edition.query("SELECT unit FROM units ORDER BY matters DESC, unit LIMIT 1"))[0]["unit"])
    year = {"first": f"{day.year}-01-01", "last": f"{day.year}-12-31"}
    before = {"base_first": f"{day.year - 1}-01-01", "base_last": f"{day.year - 1}-12-31"}
    none, source = dict.fromkeys(before, ""), f"{day.year}年信访工作目标责任书（虚构）"
    told = (
        {"metric": "M-02", "unit": "", "direction": "不低于", "amount": "90%", **none},
        {"metric": "M-18·新增", "unit": "", "direction": "下降", "amount": "5%", **before},
        {"metric": "M-02C", "unit": unit, "direction": "不低于", "amount": "85%", **none},
    )
    for number, one in enumerate(told, 1):
        payload = {**one, **year, "source": source, "withdrawn": "否"}
        yield Event(EventKind.TARGET_SET, f"MB{day.year}-{number:02d}", CLERK, at, "年初下达", payload)


def _classified(edition: Edition, at: datetime) -> Iterator[Event]:
    """Every fifth open matter of 三跨三分离 is called hard and the county's."""
    sql = (
        "SELECT matter_id FROM matters WHERE is_open AND NOT locked AND list_contains(flags, 'HF4') ORDER BY matter_id"
    )
    for row in rows_of(edition.query(sql))[::5]:
        yield Event(
            EventKind.DIFFICULTY,
            row["matter_id"],
            CLERK,
            at,
            "涉及两地，须县里协调",
            {"difficulty": "疑难", "level": "县"},
        )
