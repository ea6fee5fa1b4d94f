"""关联审核 without a widget: one pair at a time, nothing shown before its time, every word on record, undone by another."""

from __future__ import annotations

import pytest

from workbench.apps.links.model import LIMIT, PRESETS, LinksModel, row_id
from workbench.domain.codes import Verdict
from workbench.domain.events import EventKind
from workbench.domain.linking import LinkKind
from workbench.usecases import review_links
from workbench.usecases.office import Office


@pytest.fixture
def model(own_office: Office) -> LinksModel:
    return LinksModel(own_office)


def words(office: Office) -> list[tuple[str, str, str]]:
    """Judgements on record made by the test's clerk: pair, verdict, why."""
    events = office.store.events(kinds=[EventKind.JUDGEMENT])
    return [(one.subject, one.payload["verdict"], one.why) for one in events if one.actor == "测试员"]


def apart(office: Office, count: int) -> list[str]:
    """Records of matters of their own, on whom nobody has said anything."""
    sql = (
        "SELECT min(g.record_id) AS record_id FROM groups g JOIN records r USING (record_id) WHERE NOT r.locked "
        "AND r.purpose IS DISTINCT FROM '检举控告' GROUP BY g.matter_id HAVING count(*) = 1 ORDER BY 1"
    )
    return list(office.edition().query(sql)["record_id"][:count])


def test_the_most_valuable_pair_lies_on_the_table(model: LinksModel) -> None:
    assert 1 < len(model.items) <= LIMIT and model.is_queued and model.position == 0
    assert model.row == model.queue_rows()[0]["id"] and model.place == f"第 1 / {len(model.items)} 对"
    assert model.pair and model.presets == PRESETS[model.pair.kind]
    values = [item.value for item in model.items]
    assert values == sorted(values, reverse=True)


def test_nothing_the_machine_thinks_is_in_the_queue(model: LinksModel) -> None:
    rows = model.queue_rows()
    assert all(set(row) == {"id", "kind", "pair", "verdict"} for row in rows)
    assert not any(word in row["pair"] for row, item in zip(rows, model.items, strict=True) for word in item.words)


def test_grounds_are_shown_after_the_word_or_on_request(model: LinksModel) -> None:
    assert not model.is_shown
    model.peek = True
    assert model.is_shown
    model.peek = False
    assert model.judge(Verdict.SAME, "") and model.is_shown
    model.next()
    assert not model.is_shown


def test_a_word_is_recorded_counted_and_taken_back(own_office: Office, model: LinksModel) -> None:
    first, waiting = model.row, len(model.items)
    assert model.tally.startswith("今日 0 对") and f"队列余 {waiting} 对" in model.tally
    assert model.judge(Verdict.SAME, "")
    left, right, _ = first.split("|")
    assert words(own_office) == [(f"{left}|{right}", "相同", "")]
    assert model.said.text.startswith("已记录：相同（测试员）") and model.said.tone == "ok"
    assert model.row == first and model.queue_rows()[0]["verdict"] == "相同"
    assert model.tally.startswith("今日 1 对（相同 1") and f"队列余 {waiting - 1} 对" in model.tally
    model.next()
    assert model.row != first and model.undo()
    assert model.row == first and model.pair and model.pair.verdict == "" and words(own_office) == []
    assert model.queue_rows()[0]["verdict"] == "" and "已撤销“相同”" in model.said.text
    assert own_office.store.events(kinds=[EventKind.UNDO])[-1].actor == "测试员"
    assert model.tally.startswith("今日 0 对")


def test_nothing_of_ones_own_to_undo_is_said(model: LinksModel) -> None:
    assert not model.undo()
    assert "没有可撤回" in model.said.text and model.said.tone == "overdue"


@pytest.mark.parametrize("verdict", [Verdict.DIFFERENT, Verdict.RELATED])
def test_telling_apart_needs_a_reason(own_office: Office, model: LinksModel, verdict: Verdict) -> None:
    assert not model.judge(verdict, "  ") and words(own_office) == []
    assert model.said.text == f"认定为“{verdict}”请说明理由" and not model.is_shown
    assert model.judge(verdict, " 同人不同事 ")
    assert [why for _, _, why in words(own_office)] == ["同人不同事"]


def test_a_changed_word_needs_a_reason(own_office: Office, model: LinksModel) -> None:
    assert model.judge(Verdict.UNSURE, "")
    assert not model.judge(Verdict.UNSURE, "") and "无需重复" in model.said.text
    assert not model.judge(Verdict.SAME, "") and "先前认定为“存疑”" in model.said.text
    assert model.judge(Verdict.SAME, "补充材料后可认定")
    assert [verdict for _, verdict, _ in words(own_office)] == ["存疑", "相同"]
    assert model.pair and model.pair.verdict == "相同"


def test_going_on_and_back_stops_at_the_ends(model: LinksModel) -> None:
    model.back()
    assert model.position == 0 and model.said.text == "已是队列第一对"
    model.next()
    model.next()
    model.back()
    assert model.position == 1 and model.row == model.queue_rows()[1]["id"]
    model.open_row(str(model.queue_rows()[-1]["id"]))
    model.next()
    assert model.position == len(model.items) - 1 and "已到队列末尾" in model.said.text


def test_straight_on_after_a_word_if_the_clerk_wants(model: LinksModel) -> None:
    model.auto_next = True
    assert model.judge(Verdict.UNSURE, "")
    assert model.position == 1 and not model.is_shown


def test_queue_of_one_kind(model: LinksModel) -> None:
    kinds = {item.kind for item in model.items}
    for kind in kinds:
        model.kind = kind
        assert model.items and {item.kind for item in model.items} == {kind} and model.position == 0
    model.kind = None
    assert {item.kind for item in model.items} == kinds


def test_a_pair_from_elsewhere_and_back_to_the_queue(own_office: Office, model: LinksModel) -> None:
    model.next()
    here = model.row
    left, right = apart(own_office, 2)
    assert model.open(left, right, LinkKind.MATTER) and not model.is_queued and model.place == "不在队列中"
    model.next()
    assert model.row == here and model.position == 1
    asked = LinksModel(own_office, (left, right, LinkKind.MATTER))
    assert asked.row == row_id(left, right, LinkKind.MATTER)


def test_what_cannot_be_opened_is_said_and_the_pair_stays(own_office: Office, model: LinksModel) -> None:
    here = model.row
    assert not model.open("R999999", "R000001", LinkKind.MATTER)
    assert "没有编号为“R999999”的信访件" in model.said.text and model.row == here
    locked = own_office.edition().query("SELECT record_id FROM records WHERE locked ORDER BY 1")["record_id"]
    assert len(locked), "示例县应有检举控告件"
    assert not model.open(str(locked[0]), apart(own_office, 1)[0], LinkKind.MATTER)
    assert "检举控告" in model.said.text and model.row == here


def test_an_accusation_is_nowhere_in_the_queue(own_office: Office, model: LinksModel) -> None:
    locked = set(own_office.edition().query("SELECT record_id FROM records WHERE locked")["record_id"])
    assert locked and not locked & {side for item in model.items for side in (item.left, item.right)}


def test_quarrel_is_listed_with_its_chain_and_ends(own_office: Office, model: LinksModel) -> None:
    a, b, c = apart(own_office, 3)
    before = len(model.quarrel_rows())
    for left, right, verdict in ((a, b, Verdict.SAME), (b, c, Verdict.SAME), (a, c, Verdict.DIFFERENT)):
        assert model.open(left, right, LinkKind.MATTER) and model.judge(verdict, "复核")
    assert f"{a} = {b} = {c}" in model.said.text and model.said.tone == "yellow", "刚作的认定引起矛盾，要当场说"
    rows = model.quarrel_rows()
    (row,) = [one for one in rows if one["id"] == row_id(a, c, LinkKind.MATTER)]
    assert len(rows) == before + 1 and (row["path"], row["verdict"]) == (f"{a} = {b} = {c}", "不同")
    assert "可消除 1 处认定矛盾" in model.without(row_id(a, b, LinkKind.MATTER))
    assert any({a, b, c} & set(one["joined"].split("、")) for one in model.change_rows())
    assert model.open_row(str(row["id"])) and model.undo() and len(model.quarrel_rows()) == before


def test_a_matter_that_hangs_on_one_word(own_office: Office, model: LinksModel) -> None:
    a, b, c, d = apart(own_office, 4)
    for left, right in ((a, b), (b, c), (c, d)):
        assert model.open(left, right, LinkKind.MATTER) and model.judge(Verdict.SAME, "")
    (row,) = [one for one in model.bridge_rows() if one["id"] == row_id(b, c, LinkKind.MATTER)]
    assert row["sizes"] == "2 + 2 件" and "测试员" in row["said"]
    assert "分为" in model.without(str(row["id"]))


def test_two_clerks_are_compared(own_office: Office, model: LinksModel) -> None:
    a, b, c = apart(own_office, 3)
    for left, right, mine, other in ((a, b, Verdict.SAME, Verdict.SAME), (b, c, Verdict.UNSURE, Verdict.DIFFERENT)):
        review_links.judge(own_office, left, right, other, why="核对", actor="乙")
        assert model.open(left, right, LinkKind.MATTER) and model.judge(mine, "核对")
    assert model.clerks()[0] == "测试员" and "乙" in model.clerks()
    sentence, rows = model.agreement("测试员", "乙")
    assert "同读 2 对，一致 1 对" in sentence
    assert [row["id"] for row in rows] == [row_id(b, c, LinkKind.MATTER)]
    assert model.agreement("乙", "乙") == ("“乙”不能与自己比较；请选两位经办人", [])


def test_a_word_said_meanwhile_is_told(own_office: Office, model: LinksModel) -> None:
    pair = model.pair
    assert pair
    review_links.judge(own_office, pair.left, pair.right, Verdict.DIFFERENT, kind=pair.kind, why="另案", actor="乙")
    assert model.judge(Verdict.SAME, "")
    assert "此间另有认定：乙" in model.said.text


def test_every_kind_has_reasons_for_the_keys() -> None:
    assert set(PRESETS) == set(LinkKind)
    assert all(3 <= len(reasons) <= 6 and len(set(reasons)) == len(reasons) for reasons in PRESETS.values())
