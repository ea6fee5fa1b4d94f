"""Rows passed over hold no secret: the cheap trial finds at least every row that the careful scrubbing would change."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.access import masking
from workbench.store import schema
from workbench.store.row_secrets import RowSecrets

ADDRESS = "甲县乙镇丙村3号"
PASSPORT = "E1234567"
MOBILE = "139" + "0000" + "4321"


def _secrets(*rows: dict[str, Any], earlier: tuple[dict[str, Any], ...] = ()) -> RowSecrets:
    return RowSecrets(_columns(rows), _columns(earlier), masking.township)


def _columns(rows: tuple[dict[str, Any], ...]) -> dict[str, pa.Array]:
    numbered = [{"record_id": f"R{at:06d}"} | row for at, row in enumerate(rows, 1)]
    names = ("record_id", *schema.SECRET_FIELDS)
    return {name: pa.array([row.get(name) for row in numbered], pa.string()) for name in names}


@pytest.mark.parametrize(
    ("identity", "text", "suspected"),
    [
        ({"name": "张三"}, "张 三来访", True),
        ({"name": "张三"}, "李四来访", False),
        ({"name": "李某（代表：王五）"}, "王五来访", True),
        ({"name": "匿名", "proxy": "赵六"}, "赵六代为反映", True),
        ({"addr_now": ADDRESS}, f"住{ADDRESS}", True),
        ({"addr_now": "甲县乙镇"}, "住甲县乙镇", False),
        ({"id_no": PASSPORT}, f"护照{PASSPORT}", True),
        ({"phone": MOBILE}, f"电话{MOBILE}", False),  # any mobile is hidden by its pattern
        ({"phone": f"{MOBILE}\u3000{PASSPORT}"}, f"电话{PASSPORT}", True),
        ({"co_contacts": '[{"name": "钱七"}]'}, "钱七同来", True),
        ({}, "张三来访", False),
    ],
)
def test_a_row_is_suspected_when_its_text_may_name_its_petitioner(
    identity: dict[str, str], text: str, suspected: bool
) -> None:
    assert _secrets(identity).suspects([text]) == ([0] if suspected else [])


def test_only_the_rows_own_secrets_count() -> None:
    assert _secrets({"name": "张三"}, {"name": "李四"}).suspects(["李四的邻居", "李四"]) == [1]


def test_an_earlier_spelling_stays_hidden() -> None:
    secrets = _secrets({"name": "张珊"}, earlier=({"name": "张三"},))
    assert secrets.suspects(["张三"]) == [0]
    assert secrets["R000001"].names == ("张三", "张珊") and "R000002" not in secrets
    assert masking.may_hold(["张三"], secrets.leads())


_WORDS = st.sampled_from(
    ["张三", "张", "三", " ", "李四、王五等3人", ADDRESS, PASSPORT, MOBILE, "甲县乙镇", "，", "12"]
)
_CELLS = st.none() | st.lists(_WORDS, min_size=1, max_size=2).map("".join)


@given(
    st.fixed_dictionaries({name: _CELLS for name in schema.SECRET_FIELDS if name != "co_contacts"}),
    st.lists(_WORDS, max_size=5).map("".join),
)
def test_what_is_passed_over_needs_no_scrubbing(identity: dict[str, str | None], text: str) -> None:
    secrets = _secrets(identity)
    if not secrets.suspects([text]):
        assert masking.scrub_with(text, secrets.at(0)) == masking.scrub_column([text])[0]


@given(st.text("0123456789０９ 　-－）甲@.a", max_size=24))
def test_the_pattern_for_numbers_overlooks_none(text: str) -> None:
    import pyarrow.compute as pc

    if masking.scrub_column([text]) != [text]:
        assert pc.match_substring_regex(pa.array([text]), masking.NUMBERS).to_pylist() == [True]
