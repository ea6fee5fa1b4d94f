"""三跨三分离: every row of the decision table, the jurist's situations, and what must hold for any places."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.codes import Level, Trilean
from workbench.domain.facts import Places
from workbench.reference import parameters
from workbench.rules import separation as module
from workbench.rules.places import all_of, any_of, negation
from workbench.rules.separation import lowest_common_level, same_place, separation

READ = runpy.run_path(str(Path(__file__).parent / "situations" / "reader.py"))
CASES = READ["situations"]("separation")
CODES = st.sampled_from(
    ["64", "6401", "640100", "640104", "640106", "640106001", "640121", "410105", "441900", "640106001001"]
)
PLACE = st.none() | CODES
LEVELS = st.sampled_from([Level.PROVINCE, Level.CITY, Level.COUNTY, Level.TOWN])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_situations(case: dict) -> None:
    given_facts = dict(case["facts"])
    places = Places(**{**given_facts, "other_issues": tuple(given_facts.get("other_issues", ()))})
    options = {
        key: case[key] for key in ("departments", "systems", "lead_place", "assist_places", "stated") if key in case
    }
    if "definition" in case:
        options["definition"] = case["definition"]
    if "level" in case:
        options["level"] = Level.from_label(case["level"])
    found = separation(places, **options)
    told = {
        **found.flags,
        **found.crossings,
        "label": found.label,
        "short": found.short_label,
        "lead": found.lead,
        "assist": list(found.assist),
        "support": list(found.support),
        "agrees": found.agrees_with_stated,
    }
    assert {key: told[key] for key in case["finding"]} == case["finding"]


def test_why_names_each_comparison_and_what_is_missing() -> None:
    found = separation(Places("64", None, "640104"), departments=["水务局"])
    assert "户籍地64（只到省级）与常住地（未登记）不能比较" in found.why
    assert "前6位" in found.why and found.why.endswith("。")
    assert found.missing == ("户籍地", "常住地", "有权处理机关所在地", "所属系统")
    assert "第二十二条（二）" in found.clause and "非法规" in found.clause


@pytest.mark.parametrize("code", ["6", "64A106", "6401060010010", "６４０１０６", "64 106"])
def test_a_malformed_code_is_an_error_in_plain_words(code: str) -> None:
    with pytest.raises(ValueError, match="户籍地的区划代码"):
        separation(Places(hukou=code))
    with pytest.raises(ValueError, match="协办单位所在地"):
        separation(Places(), assist_places=[code])


def test_the_nation_is_no_comparing_level() -> None:
    with pytest.raises(ValueError, match="不能是国家"):
        separation(Places(), level=Level.NATION)


@pytest.mark.parametrize(
    ("codes", "level"),
    [
        (["640106", "640106"], Level.COUNTY),
        (["640106001", "640106002"], Level.COUNTY),
        (["640106", "640104"], Level.CITY),
        (["640106", "640221"], Level.PROVINCE),
        (["640106", "410105"], Level.NATION),
        (["640106", "64"], Level.PROVINCE),
        (["640106001"], Level.TOWN),
    ],
)
def test_lowest_common_level(codes: list[str], level: Level) -> None:
    assert lowest_common_level(codes) is level


def test_no_place_has_no_common_level() -> None:
    with pytest.raises(ValueError, match="没有任何已知地点"):
        lowest_common_level([])


def _with(monkeypatch: pytest.MonkeyPatch, name: str, value: object) -> None:
    real = parameters.parameter

    def changed(asked: str, on: object) -> parameters.Parameter:
        found = real(asked, on)  # type: ignore[arg-type]
        if asked != name:
            return found
        return parameters.Parameter(name, value, found.clause, found.since, found.confidence)

    monkeypatch.setattr(module, "parameter", changed)
    module._setting.cache_clear()


@pytest.fixture
def fresh() -> object:
    yield
    module._setting.cache_clear()


def test_variant_any_two_places(monkeypatch: pytest.MonkeyPatch, fresh: object) -> None:
    _with(monkeypatch, "separation.F3", "任两地不同")
    assert separation(Places("640106", "640106", "640104")).label == "人事户分离"
    assert separation(Places("640106", None, "640104")).flags["F3"] is Trilean.YES


def test_variant_exclusive_labels(monkeypatch: pytest.MonkeyPatch, fresh: object) -> None:
    _with(monkeypatch, "separation.exclusive", True)
    flags = separation(Places("640106", "640104", "640121")).flags
    assert list(flags.values()) == [Trilean.NO, Trilean.NO, Trilean.YES]


def test_variant_another_province_is_another_county(monkeypatch: pytest.MonkeyPatch, fresh: object) -> None:
    assert separation(Places("41", "640104", "640104")).flags["F2"] is Trilean.UNKNOWN
    _with(monkeypatch, "separation.short_code", "上级不同即不同")
    assert separation(Places("41", "640104", "640104")).label == "人户分离"
    assert separation(Places("64", "640104", "640104")).label == "待核(缺户籍)"


@given(PLACE, PLACE, PLACE, LEVELS)
def test_flags_are_symmetric_where_they_should_be(h: str | None, r: str | None, i: str | None, level: Level) -> None:
    flags = separation(Places(h, r, i), level=level).flags
    assert flags["F2"] is separation(Places(r, h, i), level=level).flags["F2"]
    assert flags["F1"] is separation(Places(h, i, r), level=level).flags["F1"]
    assert {separation(Places(*p), level=level).flags["F3"] for p in ((h, i, r), (r, h, i), (i, r, h))} == {flags["F3"]}


@given(PLACE, PLACE, PLACE, CODES, LEVELS, st.sampled_from(["R≠I", "H≠I"]))
def test_knowing_more_never_turns_yes_into_no(
    h: str | None, r: str | None, i: str | None, new: str, level: Level, definition: module.Definition
) -> None:
    before = separation(Places(h, r, i), level=level, definition=definition).flags
    after = separation(Places(h or new, r or new, i or new), level=level, definition=definition).flags
    assert all(before[code] in (Trilean.UNKNOWN, after[code]) for code in before)


@given(PLACE, PLACE, PLACE, PLACE, LEVELS)
def test_duties_by_place(h: str | None, r: str | None, i: str | None, u: str | None, level: Level) -> None:
    found = separation(Places(h, r, i, u), level=level)
    assert found.lead == (u or i)
    assert set(found.assist) | set(found.support) <= {h, r, i}
    if found.lead:
        entries = [found.lead, *found.assist, *found.support]
        assert len(set(entries)) == len(entries)
        assert not any(same_place(a, b, level) is Trilean.YES for n, a in enumerate(entries) for b in entries[n + 1 :])
    assert ("待核" in found.label) == (Trilean.UNKNOWN in found.flags.values())
    assert not ({"稳控"} & set(found.why))


@given(st.lists(st.sampled_from(list(Trilean))))
def test_three_valued_logic_agrees_with_every_completion(answers: list[Trilean]) -> None:
    worlds = [[]]
    for answer in answers[:6]:
        worlds = [
            [*w, v] for w in worlds for v in ((True, False) if answer is Trilean.UNKNOWN else (answer is Trilean.YES,))
        ]
    for rule, plain in ((any_of, any), (all_of, all)):
        outcomes = {plain(world) for world in worlds}
        assert rule(answers[:6]) is Trilean.of(outcomes.pop() if len(outcomes) == 1 else None)
    assert negation(Trilean.UNKNOWN) is Trilean.UNKNOWN
