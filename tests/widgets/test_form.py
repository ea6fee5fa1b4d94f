"""Form and stepper as Python sees them: what they send, keep and refuse."""

from __future__ import annotations

import json

import pytest

from workbench.widgets import Choice, Field, Form, Stage, Stepper

FIELDS = [
    Field("day", "日期", "day", required=True),
    Field("text", "内容", "long"),
    Field("way", "方式", "choice", choices=["转送", "交办"]),
]


def test_a_form_sends_its_fields_plain() -> None:
    form = Form(FIELDS, title="登记")
    assert [field["kind"] for field in form.fields] == ["day", "long", "choice"]
    assert [field["wide"] for field in form.fields] == [False, True, False]
    json.dumps(form.get_state(["fields", "values", "asked"]))


def test_a_field_of_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="表单项“日期”的 kind 不认识：html"):
        Form([Field("day", "日期", "html")])


def test_what_was_submitted_is_text_without_blanks() -> None:
    form = Form(FIELDS)
    form.asked = {"seq": 1, "values": {"day": " 2026-11 ", "text": None, "way": "交办\u202e"}}
    assert form.given == {"day": "2026-11", "text": "", "way": "交办"}


def test_a_refusal_keeps_what_was_typed_and_a_record_empties_it() -> None:
    form = Form(FIELDS)
    form.values = {"day": "2026-11-20", "text": "已走访"}
    form.asked = {"seq": 3, "values": dict(form.values)}
    form.answer(ok=False, said="未登记", problems={"day": "早于受理之日"})
    assert form.values == {"day": "2026-11-20", "text": "已走访"}
    assert (form.answered, form.tone, form.problems) == ({"seq": 3, "ok": False}, "overdue", {"day": "早于受理之日"})
    form.answer(ok=True, said="已登记")
    assert form.values == {"day": "", "text": ""} and (form.said, form.tone, form.problems) == ("已登记", "ok", {})


def test_other_fields_keep_the_values_of_the_same_name() -> None:
    form = Form(FIELDS)
    form.values = {"day": "2026-11-20", "text": "甲"}
    form.show([Field("day", "送达日期", "day")], title="登记“送达”", values={"text": "乙"})
    assert form.values == {"day": "2026-11-20", "text": "乙"} and form.title == "登记“送达”"


def test_a_stepper_drops_a_choice_that_is_gone() -> None:
    stepper = Stepper()
    stepper.show(
        [Stage("A1", "已登记", "now")], [Choice("受理"), Choice("送达", refusal="尚未出具意见书")], why="待受理"
    )
    stepper.chosen = "送达"
    stepper.show(stepper.stages, [Choice("送达", refusal="尚未出具意见书")])
    assert stepper.chosen == "送达" and stepper.why == ""
    stepper.show([], [Choice("受理")])
    assert stepper.chosen == ""
