"""综合运用的手段: tags on the worksheet, checked, counted over resolved matters, filtered."""

from __future__ import annotations

import pytest

from workbench.usecases.count_means import means_used
from workbench.usecases.decide import undo
from workbench.usecases.office import Office
from workbench.usecases.study_anew import MEANS, read_means, study_anew

BOXES = {"gaps": "无", "new_facts": "无", "reasonable": "差额应补", "conclusion": "补发差额"}


def matters(office: Office, state: str) -> list[str]:
    sql = "SELECT matter_id FROM matters WHERE NOT locked AND state_b LIKE ? ORDER BY 1"
    return [str(one) for one in office.edition().query(sql, [f"{state}%"])["matter_id"]]


def test_means_are_words_of_the_list_in_its_order() -> None:
    assert (
        read_means("救助、法律，法律") == ("法律", "救助")
        and read_means("") == ()
        and read_means("、".join(MEANS)) == MEANS
    )
    with pytest.raises(ValueError, match="“稳控”不是综合运用的手段"):
        read_means("法律、稳控")


def test_tags_are_counted_over_resolved_matters_and_filtered(own_office: Office) -> None:
    assert means_used(own_office).counts == dict.fromkeys(MEANS, "—")
    first, second, *_ = matters(own_office, "4")
    working = matters(own_office, "1")[0]
    study_anew(own_office, first, {**BOXES, "means": "经济、法律"})
    study_anew(own_office, second, {**BOXES, "means": "法律"})
    study_anew(own_office, working, {**BOXES, "means": "法律、救助"})
    found = means_used(own_office)
    assert (found.counts["法律"], found.counts["经济"], found.counts["救助"]) == (
        "2 / 2（100.00%）",
        "1 / 2（50.00%）",
        "0 / 2（0.00%）",
    )
    assert {one.matter_id for one in found.having(["法律"])} == {first, second}
    assert [one.matter_id for one in found.having(["法律", "经济"])] == [first]
    assert {one.matter_id for one in found.having(["法律"], resolved_only=False)} == {first, second, working}
    assert "填了手段的事项 3 件，其中已化解 2 件" in found.sentence
    with pytest.raises(ValueError, match="不是综合运用的手段"):
        found.having(["管控"])


def test_the_last_version_counts_and_an_undo_brings_the_one_before(own_office: Office) -> None:
    matter = matters(own_office, "4")[0]
    study_anew(own_office, matter, {**BOXES, "means": "政策"})
    last = study_anew(own_office, matter, {**BOXES, "means": "行政、疏导"})
    assert means_used(own_office).matters[0].means == ("行政", "疏导")
    undo(own_office, last.event_id, why="填错")
    assert means_used(own_office).matters[0].means == ("政策",)


def test_a_word_that_is_no_means_keeps_nothing(own_office: Office) -> None:
    before = own_office.store.last_seq()
    with pytest.raises(ValueError, match="不是综合运用的手段"):
        study_anew(own_office, matters(own_office, "4")[0], {**BOXES, "means": "高压"})
    assert own_office.store.last_seq() == before
