"""What headings mean, and which are never read."""

from __future__ import annotations

import pytest

from workbench.domain import fields
from workbench.reference import headers
from workbench.reference.headers import match, quarantine_group


def test_every_row_of_the_table_names_a_field_and_its_confidence() -> None:
    for word in headers.words():
        assert word.field == "QUARANTINE" or word.field in fields.FIELDS, word
        assert word.header and word.confidence, word


def test_every_listed_heading_means_what_its_row_says() -> None:
    for word in headers.words():
        if word.field != "QUARANTINE" and not word.condition:
            assert match(word.header).field == word.field, word


def test_no_field_heading_is_taken_for_a_quarantined_one() -> None:
    listed = [word.header for word in headers.words() if word.field != "QUARANTINE"]
    assert [header for header in listed if match(header).kind == "quarantine"] == []


@pytest.mark.parametrize(
    ("written", "field"),
    [
        ("  信访人\n姓名 ", "name"),
        ("乡镇（街道）", "town"),
        ("主要诉求（200字以内）", "claim"),
        ("*登记时间", "reg_time"),
        ("3.责任单位", "lead_unit"),
        ("ＲＥＣ＿ＩＤ", "case_no"),
        ("DISPOSE_UNIT_NAME", "lead_unit"),
        ("留言详情", "summary"),
        ("个访/集访", "group_kind"),
    ],
)
def test_headings_as_people_write_them(written: str, field: str) -> None:
    assert match(written).field == field


@pytest.mark.parametrize(
    ("written", "group"),
    [
        ("稳控责任人及电话", "Q1 稳控"),
        ("是否 在控", "Q1 稳控"),
        ("维稳包保人", "Q1 稳控"),
        ("近期动态轨迹", "Q2 行踪与出行"),
        ("劝返责任人电话", "Q2 行踪与出行"),
        ("人员风险等级", "Q3 人的分级与风险"),
        ("扬言内容（摘要）", "Q3 人的分级与风险"),
        ("家庭成员及职业", "Q4 性格与家庭"),
        ("训诫、拘留情况", "Q5 打击处置"),
        ("辖区派出所及民警", "Q6 管控接口"),
        ("是否涉军人员", "Q7 身份标签"),
    ],
)
def test_quarantine_words_anywhere_in_a_heading(written: str, group: str) -> None:
    assert match(written).kind == "quarantine"
    assert quarantine_group(written).startswith("Q") and match(written).group == group


def test_conditions_of_quarantine_words() -> None:
    assert quarantine_group("健康状况") and not quarantine_group("健康状况（救助）")
    assert match("民族").field == "sex_birth" and not quarantine_group("民族事务")


def test_unknown_headings_stay_unknown() -> None:
    assert match("奇怪的栏") == headers.UNKNOWN
    assert match("").kind == "unknown"


def test_ambiguous_headings_offer_fields() -> None:
    assert headers.candidates("单 位") == ("", "lead_unit", "workplace", "reg_office")
    assert headers.candidates("信访人姓名") == ()
    offered = {name for options in headers.AMBIGUOUS.values() for name in options if name}
    assert offered <= set(fields.STORED)


def test_words_looked_for_in_text_leave_ordinary_ones_out() -> None:
    words = headers.text_words()
    assert {"稳控", "训诫", "行踪"} <= set(words) and not {"子女", "派出所", "照片"} & set(words)
    assert sorted(words, key=len, reverse=True) == sorted(words, key=lambda word: -len(word))
