"""What one closing needs of all the others, and every PD flag against the truth of an invented county read directly.

Here facts come straight from the county's rows; through ledgers, import and linkage they come in tests/usecases/test_truth.py.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd
import pytest

from workbench.domain import tables
from workbench.domain.case import EMPTY, CaseFile, FileKept, Said
from workbench.domain.codes import StepKind
from workbench.domain.dates import PartialDate
from workbench.domain.facts import MatterFacts, RecordFacts, Source, Step
from workbench.review.closing_context import closing_contexts
from workbench.review.facts import gather_matters
from workbench.review.like_texts import like_texts
from workbench.rules.claim_text import similarity
from workbench.rules.pd_context import NOTHING
from workbench.rules.procedural_closing import RULES, procedural_closing
from workbench.synth import County, make_county

END = date(2024, 12, 31)
LEVELS = {"国家": 1, "省": 2, "市": 3, "县": 4, "乡": 5}


def rows_of(county: County) -> Iterator[dict[str, Any]]:
    """The county's records as the edition's `records` has them, every unit by its one name."""
    unit = {matter.matter_id: matter.lead_unit for matter in county.matters}
    read = {
        "day": date.fromisoformat,
        "int": int,
        "bool": "是".__eq__,
        "texts": lambda text: text.split("、"),
        "text": str,
    }
    for record in county.records:
        row: dict[str, Any] = dict.fromkeys(tables.RECORDS)
        for name, text in record.values.items():
            if name == "source_level":
                row[name] = LEVELS[text]
            elif name in tables.RECORDS:
                row[name] = read[tables.RECORDS[name]](text)
        named = {"lead_unit": unit[record.matter_id]} if row["lead_unit"] else {}
        locked = record.values["purpose"] == "检举控告"
        yield (
            row
            | named
            | {"record_id": record.case_no, "locked": locked, "inexact_days": "{}", "file": "", "sheet": "", "row": 1}
        )


@pytest.fixture(scope="module")
def tally() -> dict[str, Counter[tuple[bool, bool]]]:
    """Rule → (true, found) → records, of a county of 1200 matters."""
    county = make_county(seed=11, matters=1200, end=END)
    steps: dict[str, tuple[Step, ...]] = defaultdict(tuple)
    for number, step in enumerate(county.steps):
        steps[step.record_id] += (replace(step, source=Source(event_id=f"E{number}")),)
    frame = pd.DataFrame(list(rows_of(county)), columns=list(tables.RECORDS), dtype=object)
    gathered = list(gather_matters(frame, county.truth.matter_of, steps, {}, END))
    around = closing_contexts(gathered, {})
    found = {(flag.record_id, flag.rule) for facts, _ in gathered
             for flag in procedural_closing(facts, EMPTY, around.get(facts.matter_id, NOTHING), END) if flag.outcome == "是"}  # fmt: skip
    counts: dict[str, Counter[tuple[bool, bool]]] = defaultdict(Counter)
    for matter in county.truth.matters.values():
        for number, told in matter.closing.items():
            for rule, true in told.items():
                counts[rule][true, (number, rule) in found] += 1
    return counts


@pytest.mark.parametrize("rule", RULES)
def test_flags_are_as_in_truth(tally: dict[str, Counter[tuple[bool, bool]]], rule: str) -> None:
    hits, missed, wrong = tally[rule][True, True], tally[rule][True, False], tally[rule][False, True]
    print(
        f"{rule}: 命中 {hits}，漏 {missed}，误 {wrong}，查准 {hits / (hits + wrong):.3f}，查全 {hits / (hits + missed):.3f}"
    )
    assert hits >= 5 and tally[rule][False, False] >= 5
    assert hits / (hits + wrong) >= 0.95 and hits / (hits + missed) >= 0.95


# --- built by hand ------------------------------------------------------------------------------------------------------


def closed(
    number: int, opinion: str, claim: str, unit: str = "甲局", day: str = "2024-03-05", due: str = ""
) -> MatterFacts:
    when = PartialDate.parse(day)
    record = RecordFacts(f"R{number}", f"Q{number}", claim=claim, opinion=opinion, lead_unit=unit,
                         due_stated=PartialDate.parse(due) if due else None,
                         steps=(Step(StepKind.CLOSE, when, f"R{number}", unit),))  # fmt: skip
    return MatterFacts(f"M{number}", END, (record,))


ANSWER = "您反映的情况已收悉，经调查核实，责任单位已依法依规作出处理，有关情况已妥善解决，感谢您对我们工作的理解。"


def contexts(*matters: MatterFacts, files: dict[str, CaseFile] | None = None) -> dict[str, Any]:
    return closing_contexts([(one, []) for one in matters], files or {})


def test_twins_have_other_claims() -> None:
    near = ANSWER.replace("理解", "了解")
    told = contexts(
        closed(1, ANSWER, "要求补缴养老保险"),
        closed(2, near, "请求修复门前排水沟"),
        closed(3, ANSWER, "要求补缴养老保险。"),
    )
    assert {one: context.twins[f"R{one[1:]}"].case_no for one, context in told.items()} == {
        "M1": "Q2",
        "M2": "Q1",
        "M3": "Q2",
    }
    assert 0.8 < told["M1"].twins["R1"].similarity < 1
    assert (
        contexts(closed(1, ANSWER, "要求补缴养老保险"), closed(2, ANSWER, "一是要求补缴养老保险；二是请求修路")) == {}
    )
    assert contexts(closed(1, ANSWER, ""), closed(2, ANSWER, "请求修路")) == {}
    assert contexts(closed(1, "同意。", "要求补发"), closed(2, "同意。", "请求修路")) == {}


def test_a_units_days() -> None:
    crowd = [closed(number, f"第{number}件已经查清予以支持", "要求补发") for number in range(5)]
    assert {one.units[f"R{name[1:]}"].same_day for name, one in contexts(*crowd).items()} == {5}
    assert contexts(*crowd[:4]) == {}
    assert contexts(*crowd[:4], closed(9, "", "", unit="乙局")) == {}
    last_day = [closed(number, "", "", day=f"2024-0{number}-05", due=f"2024-0{number}-06") for number in range(1, 6)]
    assert len(contexts(*last_day)) == 5
    rest = [closed(number, "", "", day=f"2024-03-{number}", due="2024-05-31") for number in range(10, 16)]
    assert contexts(*last_day, *rest) == {}
    busy = [closed(number, "", "", day=f"2024-05-{number % 8 + 1:02}") for number in range(40)]
    assert contexts(*busy) == {}
    assert len(contexts(*busy, *(closed(number, "", "", day="2024-06-03") for number in range(50, 65)))) == 15


def test_one_signed_sheet_on_two_matters() -> None:
    said = Said("E", "承办人", datetime(2024, 1, 1))

    def kept(sha: str, kind: str) -> CaseFile:
        return CaseFile(files=(FileKept(f"F{sha}", sha, "回证.jpg", kind, 9, "R1", said),))

    files = {
        "M1": kept("A", "送达回证"),
        "M2": kept("A", "回访记录"),
        "M3": kept("B", "送达回证"),
        "M4": kept("A", "意见书"),
    }
    told = closing_contexts([], files)
    assert {matter: dict(one.signatures) for matter, one in told.items()} == {
        "M1": {"FA": ("M2",)},
        "M2": {"FA": ("M1",)},
    }


def test_a_context_does_not_hang_on_the_order_of_matters() -> None:
    matters = [closed(number, ANSWER.replace("妥善", "妥善" * (number % 2)), f"请求修复{place}") for number, place in enumerate(
        ("门前道路", "灌溉水渠", "村口桥梁", "排水沟"))]  # fmt: skip
    mixed = random.Random(3).sample(matters, 4)
    assert contexts(*matters).keys() == contexts(*mixed).keys() == {"M0", "M1", "M2", "M3"}


def test_like_texts_finds_what_comparing_all_finds() -> None:
    draw = random.Random(5)
    words = "经查信访人反映的情况属实已责成有关部门限期整改并书面答复不予支持补偿款发放到户"
    bases = ["".join(draw.choices(words, k=60)) for _ in range(30)]
    texts = list(dict.fromkeys([*bases, *(one[:at] + "甲" + one[at + 1 :] for one in bases for at in (0, 1, 30))]))
    near = like_texts(texts, 0.9)
    for at, text in enumerate(texts):
        wanted = {other for other in texts if other is not text and similarity(text, other, 3) >= 0.9}
        assert {other for other, _ in near.get(text, ())} == wanted, at
    assert like_texts([], 0.9) == like_texts(["一"], 0.9) == {}


def test_days_between_are_counted_from_the_ledgers_deadline() -> None:
    day = date(2024, 3, 5)
    due = [(day + timedelta(days=left)).isoformat() for left in (-1, 0, 1, 2)]
    told = contexts(*(closed(number, "", "", due=due[number % 4]) for number in range(8)))
    assert {name: one.units[f"R{name[1:]}"].is_near for name, one in told.items()} == {
        f"M{number}": number % 4 in (1, 2) for number in range(8)
    }
