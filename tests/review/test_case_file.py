"""What was said of a matter: the latest word stands, undone words do not, and all of it follows the matter's record."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd
import pytest

from workbench.domain.case import ClaimResult, Legitimacy
from workbench.domain.events import EventKind
from workbench.review.case_file import case_files, matter_subjects

GROUPS = {"R000001": "M-R000001", "R000002": "M-R000001", "R000003": "M-R000003"}


def _events(*said: tuple[EventKind, str, dict[str, str]], undone: tuple[int, ...] = ()) -> pd.DataFrame:
    rows: list[dict[str, Any]] = [
        {"seq": number, "event_id": f"e{number}", "kind": kind.value, "subject": subject, "actor": "甲",
         "at": f"2026-03-{number:02d}T09:00:00+08:00", "why": "", "payload": json.dumps(told), "undone": number in undone}
        for number, (kind, subject, told) in enumerate(said, 1)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_a_later_word_on_a_claim_changes_only_what_it_names() -> None:
    events = _events(
        (EventKind.CLAIM, "M-R000001", {"claim": "2", "text": "支付过渡费"}),
        (EventKind.CLAIM, "M-R000001", {"claim": "1", "text": "交付安置房", "legitimacy": "合理"}),
        (
            EventKind.CLAIM,
            "M-R000001",
            {"claim": "1", "result": "支持", "basis": "安置协议第3条", "performed": "2026-03"},
        ),
    )
    first, second = case_files(events, GROUPS)["M-R000001"].claims
    assert (first.text, first.result, first.legitimacy) == ("交付安置房", ClaimResult.SUPPORTED, Legitimacy.REASONABLE)
    assert first.performed and first.performed.text == "2026-03" and first.said and first.said.event_id == "e3"
    assert (second.text, second.result) == ("支付过渡费", None)


def test_an_undone_word_was_never_said() -> None:
    said = [(EventKind.GATE, "M-R000001", {"item": "G3", "evidence": text}) for text in ("回证甲", "回证乙")]
    (entry,) = case_files(_events(*said), GROUPS)["M-R000001"].gate
    assert entry.evidence == "回证乙"
    (entry,) = case_files(_events(*said, undone=(2,)), GROUPS)["M-R000001"].gate
    assert entry.evidence == "回证甲"


def test_words_follow_the_record_when_matters_are_joined() -> None:
    events = _events(
        (EventKind.FLAG_RULED, "M-R000002", {"rule": "PD3", "verdict": "成立"}),
        (EventKind.DUTY_CONFIRMED, "M-R000003", {"role": "主办", "unit": "甲局"}),
        (EventKind.WORKSHEET, "M-R000099", {"gaps": "无此事项"}),
    )
    files = case_files(events, GROUPS)
    assert [ruling.rule for ruling in files["M-R000001"].rulings] == ["PD3"] and set(files) == {
        "M-R000001",
        "M-R000003",
    }


def test_one_leads_and_several_help() -> None:
    said = [(EventKind.DUTY_CONFIRMED, "M-R000001", {"role": role, "unit": unit})
            for role, unit in (("主办", "甲局"), ("协办", "乙局"), ("协办", "丙局"), ("主办", "丁局"))]  # fmt: skip
    duties = case_files(_events(*said), GROUPS)["M-R000001"].duties
    assert [(duty.role.value, duty.unit) for duty in duties] == [("协办", "乙局"), ("协办", "丙局"), ("主办", "丁局")]


def test_every_worksheet_is_kept() -> None:
    said = [(EventKind.WORKSHEET, "M-R000001", {"gaps": text}) for text in ("一", "二")]
    assert [sheet.fields["gaps"] for sheet in case_files(_events(*said), GROUPS)["M-R000001"].worksheets] == [
        "一",
        "二",
    ]


def test_a_word_outside_the_code_list_is_an_error() -> None:
    with pytest.raises(ValueError, match="大概支持"):
        case_files(_events((EventKind.CLAIM, "M-R000001", {"claim": "1", "result": "大概支持"})), GROUPS)


def test_subjects_of_a_matter() -> None:
    assert matter_subjects(["R000001", "R000002"]) == ["R000001", "R000002", "M-R000001", "M-R000002"]
