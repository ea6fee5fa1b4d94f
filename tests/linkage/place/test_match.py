"""Written places linked to division codes: what is certain, what is asked, what a clerk's judgement teaches."""

from __future__ import annotations

import time
from datetime import date, datetime

import pytest

from workbench.domain.codes import Verdict
from workbench.domain.events import Event, EventKind
from workbench.domain.linking import LinkKind, probability
from workbench.linkage.place import PlaceJudgement, PlaceMatch, judged_places, link_places, place_proposals
from workbench.reference.divisions import Divisions, load
from workbench.synth import table_path


@pytest.fixture(scope="module")
def divisions() -> Divisions:
    return load(table_path())


def _one(text: str, divisions: Divisions, within: str | None = None, on: date | None = None) -> PlaceMatch:
    return link_places([text], within=within, on=on, divisions=divisions)[0]


def _words(match: PlaceMatch) -> list[str]:
    return [reason.word for reason in match.reasons]


@pytest.mark.parametrize(
    ("text", "code", "word"),
    [
        ("云岭省澜江市清澜县龙栖镇", "990121100", "全称一致"),
        ("清澜县龙栖镇", "990121100", "省市省略"),
        ("岚州市北泉县", "990202", "撤县设区"),
        ("宁乡县", "430182", "撤县设市"),
        ("上海市卢湾区", "310101", "区划调整"),
        ("襄樊市", "4206", "更名"),
        ("石家庄高新区", "130171", "开发区"),
        ("510122", "510116", "代码一致"),
    ],
)
def test_a_certain_place_is_linked_with_its_ground(divisions: Divisions, text: str, code: str, word: str) -> None:
    match = _one(text, divisions)
    assert (match.code, match.proposals) == (code, ())
    assert word in _words(match)
    assert match.candidates[0] == (code, pytest.approx(match.candidates[0][1])) and match.candidates[0][1] > 0.9


def test_namesakes_are_asked_and_the_office_own_city_is_likeliest(divisions: Divisions) -> None:
    match = _one("鼓楼区", divisions, within="320104")
    assert match.code == ""
    assert [code for code, _ in match.candidates] == ["320106", "320302", "350102", "410204"]
    assert 0.8 < sum(score for _, score in match.candidates) <= 1.0
    assert "同名待核" in _words(match) and "共 4 处" in match.note
    first = match.proposals[0]
    assert (first.left, first.right, first.kind) == ("鼓楼区", "320106", LinkKind.PLACE)
    assert first.score == pytest.approx(match.candidates[0][1])
    assert first.score == probability(first.prior + sum(reason.weight for reason in first.reasons))
    assert _one("鼓楼区", divisions, within="3201").code == "320106"


def test_an_unknown_place_stays_unknown(divisions: Divisions) -> None:
    for text in ("", "不详", "某处", "中山路12号", "城关镇"):
        match = _one(text, divisions)
        assert match.code == "", text
    assert _one("不详", divisions).note.startswith("未从中读出地名")
    assert _one("", divisions).note == ""


def test_a_notice_names_the_abolished_division_and_its_successor(divisions: Divisions) -> None:
    assert _one("成都市双流县", divisions).note == "“双流县”为旧称（2014 年底前使用），今为四川省成都市双流区"
    assert "分属上城区、钱塘区" in _one("杭州市江干区", divisions).note
    assert _one("双流县", divisions, on=date(2010, 1, 1)).note == ""
    assert _one("成都市双流区", divisions).note == ""


def test_on_a_past_day_the_code_of_that_day_is_given(divisions: Divisions) -> None:
    assert _one("双流县", divisions, on=date(2010, 1, 1)).code == "510122"
    assert _one("双流区", divisions, on=date(2010, 1, 1)).code == "510122"
    assert _one("北泉县", divisions, on=date(2021, 6, 30)).code == "990223"
    assert _one("北泉县", divisions, on=date(2021, 7, 1)).code == "990202"


def test_several_places_in_one_text_are_told_apart(divisions: Divisions) -> None:
    match = _one("户籍四川省成都市双流区，现住清澜县", divisions)
    assert match.code == "" and [code for code, _ in match.candidates] == ["510116", "990121"]
    assert "户籍四川省成都市双流区、现住云岭省澜江市清澜县" in match.note


def test_a_code_that_names_another_place_opens_the_question(divisions: Divisions) -> None:
    match = _one("区划代码510107 双流区", divisions)
    assert match.code == "" and "不是一处" in match.note
    assert {code for code, _ in match.candidates} == {"510107", "510116"}


def test_a_town_of_another_suffix_is_proposed_not_linked(divisions: Divisions) -> None:
    match = _one("成都市双流县东升镇", divisions)
    assert match.code == "510116"
    assert [(each.right, each.reasons[0].word) for each in match.proposals] == [("510116001", "乡镇专名相同")]


def test_judgements_teach(divisions: Divisions) -> None:
    same = PlaceJudgement("鼓楼区", "320106", Verdict.SAME)
    local = PlaceJudgement("老城厢", "990121", Verdict.SAME)
    no = PlaceJudgement("朝阳区", "220104", Verdict.DIFFERENT)
    found = link_places(
        ["鼓楼区", " 鼓楼区", "老城厢龙栖镇3组", "朝阳区"], divisions=divisions, judged=[same, local, no]
    )
    assert [match.code for match in found] == ["320106", "320106", "990121100", ""]
    assert _words(found[0]) == ["经办人认定"]
    assert [code for code, _ in found[3].candidates] == ["110105"]
    denied = link_places(
        ["清澜县"], divisions=divisions, judged=[PlaceJudgement("清澜县", "990121", Verdict.DIFFERENT)]
    )
    assert denied[0].code == "" and denied[0].proposals == ()


def test_quarrelling_judgements_leave_it_open(divisions: Divisions) -> None:
    judged = [PlaceJudgement("鼓楼区", code, Verdict.SAME) for code in ("320106", "320302")]
    match = link_places(["鼓楼区"], divisions=divisions, judged=judged)[0]
    assert match.code == "" and "不一致" in match.note


def test_judgements_are_read_from_events_in_either_order_and_undone() -> None:
    def event(seq: int, left: str, right: str, verdict: str, kind: str = "同一地点") -> Event:
        payload = {"kind": kind, "left": left, "right": right, "verdict": verdict}
        return Event(
            EventKind.JUDGEMENT, f"{left}|{right}", "甲", datetime(2026, 1, seq), payload=payload, event_id=f"e{seq}"
        )

    undo = Event(EventKind.UNDO, "e2", "甲", datetime(2026, 1, 9))
    events = [
        event(1, "320106", "鼓楼区", "相同"),
        event(2, "朝阳区", "110105", "相同"),
        event(3, "R1", "R2", "相同", "同事"),
        undo,
    ]
    assert judged_places(events) == [PlaceJudgement("鼓楼区", "320106", Verdict.SAME)]


def test_proposals_come_once_for_each_text_likeliest_first(divisions: Divisions) -> None:
    found = place_proposals(link_places(["朝阳区", "鼓楼区", "朝阳区"], divisions=divisions, within="110101"))
    assert [each.right for each in found][:1] == ["110105"]
    assert len(found) == len({(each.left, each.right) for each in found}) == 6
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)


def test_grounds_name_no_place_and_no_number(divisions: Divisions) -> None:
    for text in ("鼓楼区", "510122", "成都市双流县东升镇"):
        for reason in _one(text, divisions).reasons:
            assert not any(char.isdigit() for char in reason.word) and text not in reason.word


def test_a_hundred_thousand_addresses_take_seconds(divisions: Divisions) -> None:
    codes = [code for code in divisions._rows if len(code) >= 6]
    texts = [f"{divisions.full_name(codes[i * 7 % len(codes)])}幸福村{i}组" for i in range(5_000)]
    link_places(["乡"], divisions=divisions)
    start = time.process_time()
    found = link_places(texts, divisions=divisions, within="510116")
    assert time.process_time() - start < 2.0  # 0.3 to 0.5 s on the busy machine it was written on
    assert sum(bool(match.code) for match in found) > 4_900
