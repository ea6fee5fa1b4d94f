"""Labels that may be petition text: nothing unseen is left in a list, and choosing works by what is shown."""

from __future__ import annotations

from workbench.widgets.choice import Choice
from workbench.widgets.form import Form
from workbench.widgets.table import CaseTable

TURNED, SHOWN = "甲局\u202e乙\u2066", "甲局乙"


def test_labels_hold_nothing_that_turns_the_writing() -> None:
    choice = Choice(options=[(TURNED, 1), ("丙局", 2)])
    assert choice._options_labels == (SHOWN, "丙局") and choice.value == 1 and choice.label == SHOWN
    choice.value = 2
    choice.label = SHOWN
    assert choice.value == 1
    choice.options = [(TURNED, 7)]
    assert choice._options_labels == (SHOWN,) and choice.value == 7
    choice.close()


def test_titles_of_tables_and_notes_of_forms_neither() -> None:
    table = CaseTable([{"key": "a", "title": "甲"}], title=TURNED)
    assert table.title == SHOWN
    table.told = TURNED
    assert table.told == SHOWN
    table.close()
    form = Form([])
    form.note = TURNED
    assert form.note == SHOWN
    form.close()
