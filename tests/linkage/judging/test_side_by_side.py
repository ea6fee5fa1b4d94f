"""Two records side by side: marks and the characters that differ."""

from __future__ import annotations

import itertools
from datetime import date, timedelta
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.linkage.judging.side_by_side import FIELDS, compared, differences, field_pairs, mark_of


def cut(text: str, spans: tuple[tuple[int, int], ...]) -> list[str]:
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("left", "right", "mark"),
    [
        ("要求补发征地款", "要求补发征地款", "一致"),
        ("要求补发 征地款３万元", "要求补发征地款3万元", "一致"),
        ("要求补发征地款", "请求补发征地补偿款", "相近"),
        ("要求补发征地款", "反映夜间施工噪声", "不同"),
        ("要求补发征地款", "", "单方"),
        (" ", "", ""),
    ],
)
def test_marks(left: str, right: str, mark: str) -> None:
    assert mark_of(left, right) == mark == mark_of(right, left)


def test_what_differs_is_marked_and_scraps_are_taken_in() -> None:
    left, right = "要求补发征地款三万元，至今未到账", "要求补发征地补偿款五千元，至今未到账"
    found = compared("claim", "诉求", left, right)
    assert cut(left, found.left_spans) == ["款三万"]
    assert cut(right, found.right_spans) == ["补偿款五千"]
    assert compared("claim", "诉求", left, left).left_spans == ()
    assert compared("claim", "诉求", left, "").left_spans == ()


@given(st.text(alphabet="征地补偿款未到账", max_size=30), st.text(alphabet="征地补偿款未到账", max_size=30))
def test_what_is_not_marked_is_the_same_on_both_sides(left: str, right: str) -> None:
    spans = differences(left, right)
    kept = []
    for text, ranges in zip((left, right), spans, strict=True):
        assert all(0 <= start < end <= len(text) for start, end in ranges)
        assert all(one[1] < other[0] for one, other in itertools.pairwise(ranges))
        marked = {at for start, end in ranges for at in range(start, end)}
        kept.append("".join(char for at, char in enumerate(text) if at not in marked))
    assert kept[0] == kept[1]


def test_days_and_places_have_marks_of_their_own() -> None:
    def marks(left: dict[str, object], right: dict[str, object]) -> dict[str, str]:
        return {
            one.field: one.mark for one in field_pairs(left, right, {"9901": "澜江市", "990121": "清澜县"}.__getitem__)
        }

    day = date(2026, 5, 6)
    found = marks(
        {"reg_time": day, "issue": "9901", "headcount": 5}, {"reg_time": day, "issue": "990121", "headcount": 6}
    )
    assert list(found) == list(FIELDS)
    assert (found["reg_time"], found["issue"], found["headcount"], found["hukou"]) == ("一致", "相近", "不同", "")
    for days, mark in ((90, "相近"), (91, "不同")):
        assert marks({"reg_time": day}, {"reg_time": day + timedelta(days=days)})["reg_time"] == mark
    assert marks({"reg_time": day}, {})["reg_time"] == "单方"
    pairs = field_pairs({"issue": "9901"}, {"issue": "990121"}, {"9901": "澜江市", "990121": "清澜县"}.__getitem__)
    (place,) = [one for one in pairs if one.field == "issue"]
    assert (place.left, place.right) == ("澜江市", "清澜县")


def test_long_and_monotonous_texts_do_not_stall() -> None:
    begun = process_time()
    compared("summary", "摘要", "哈" * 20_000, "哈" * 15_000 + "呵" * 9_000)
    assert process_time() - begun < 3
