"""提请会商: the lowest common level, who decides, and what the form still lacks."""

from __future__ import annotations

import runpy
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.rules.conference import Wish, application, common_place, common_superior
from workbench.rules.negotiation import contest
from workbench.rules.separation import separation

READ = runpy.run_path(str(Path(__file__).parent / "situations" / "reader.py"))
CASES = READ["situations"]("duty_conference")


def applied(case: dict):
    facts = READ["facts"](case["facts"])
    apart = separation(facts.places, departments=facts.departments, systems=facts.systems)
    return application(
        facts,
        contest(facts),
        apart,
        title="反映水渠被填",
        place_name=lambda code: f"〔{code}〕",
        unit_places=case.get("unit_places"),
        parents=case.get("parents"),
        wish=Wish(asks=tuple(case.get("ask", ()))),
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_situations(case: dict) -> None:
    form = applied(case)
    assert (form.common.level.label if form.common.level else "") == case["level"]
    assert form.decider.name == case["decider"]
    assert form.decider.is_conference.value == case.get("conference", form.decider.is_conference.value)
    assert form.decider.reason.endswith("。") and form.decider.clause
    assert set(case.get("missing", ())) <= set(form.missing)
    assert list(form.blocking) == case.get("blocking", list(form.blocking))
    assert set(form.blocking) <= set(form.missing)


def test_the_form_has_its_fields_in_order() -> None:
    names = [name for name, _ in applied(CASES[-1]).fields]
    assert names[0] == "标题" and names.index("户籍地") < names.index("各单位意见") < names.index("仍有分歧的")
    assert names.index("提请决定的事项") < names.index("附件")
    assert applied(CASES[-1]).missing == ("乙局援引的依据",)


def test_a_place_known_only_to_the_city_is_named_as_unsure() -> None:
    assert "事发地只知到市" in common_place({"事发地": "9901", "户籍地": "990121"}).unsure
    assert common_place({"事发地": "990121", "户籍地": None}).unsure == ("户籍地",)


def test_the_nearest_common_superior() -> None:
    table = {"水政股": "水务局", "水务局": "县政府", "财政局": "县政府", "县政府": "市政府"}
    assert common_superior(["水政股", "财政局"], table) == "县政府"
    assert common_superior(["水务局", "铁路公司"], table) == "" == common_superior(["水务局"], table)
    assert common_superior(["甲", "乙"], {"甲": "乙", "乙": "甲"}) in ("甲", "乙")


CODES = st.sampled_from(["99", "9901", "990121", "990121003", "990121003001", "990122", "9902", "640106", "64"])


@given(st.lists(CODES, min_size=1, max_size=4))
def test_the_common_level_does_not_depend_on_the_order_of_places(codes: list[str]) -> None:
    found = {
        (common_place(dict(enumerate_names(order))).level, common_place(dict(enumerate_names(order))).code)
        for order in permutations(codes)
    }
    assert len(found) == 1


@given(CODES, st.lists(CODES, min_size=1, max_size=4))
def test_another_place_never_lowers_the_level(more: str, codes: list[str]) -> None:
    before = common_place(dict(enumerate_names(codes))).level
    after = common_place(dict(enumerate_names([*codes, more]))).level
    assert before is not None and after is not None and after <= before


def enumerate_names(codes) -> list[tuple[str, str]]:
    return [(f"地点{number}", code) for number, code in enumerate(codes)]
