"""Reviewing links: words count at once, nobody is named, accusations stay out, two clerks lose nothing."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from workbench.domain import tables
from workbench.domain.codes import Verdict
from workbench.domain.events import Event, EventKind
from workbench.domain.linking import LinkKind
from workbench.settings import Settings
from workbench.store.arrow import schema_of
from workbench.store.snapshot import snapshot
from workbench.usecases import review_links as review
from workbench.usecases.decide import judge_link
from workbench.usecases.import_ledger import import_ledger
from workbench.usecases.office import Office
from workbench.usecases.snapshot_edition import write_edition

SAME, DIFFERENT, RELATED, UNSURE = Verdict.SAME, Verdict.DIFFERENT, Verdict.RELATED, Verdict.UNSURE
PHONES = ["138" + tail for tail in ("00001234", "00001234", "99991234", "00005678", "00005678", "00005678")]
HEADER = "信访件编号,姓名,联系电话,登记时间,信访目的,标题,主要诉求,责任单位,重复信访件编号\n"
ROWS = (
    ("甲1", "赵大一", "申诉求决", "补偿款", "要求补发征地款三万元", "清澜县自然资源局", ""),
    ("甲2", "赵大一", "申诉求决", "补偿款", "请求补发征地补偿款三万元", "清澜县自然资源局", ""),
    ("甲3", "赵大二", "申诉求决", "补偿款", "要求补发征地款三万元", "县自然资源局", ""),
    ("甲4", "钱二", "申诉求决", "房屋漏水", "要求修缮房屋", "清澜县住建局", ""),
    ("甲5", "钱二", "申诉求决", "房屋漏水", "要求修缮房屋", "清澜县住建局", "甲4"),
    ("甲6", "孙三", "检举控告", "举报", "反映占用集体资金", "清澜县纪委监委", ""),
)
R = [f"R{number:06d}" for number in range(1, 7)]
LINKS: list[tuple[Any, ...]] = [
    (R[0], R[1], "同事", 0.6, ["同名", "同一金额"], [3.5, 2.0], -5.0, "", ""),
    (R[0], R[1], "同人", 0.9, ["同一电话且同名"], [9.0], -6.0, "", ""),
    (R[1], R[2], "同事", 0.6, ["同一金额"], [2.0], -5.0, "", ""),
    (R[0], R[2], "同事", 0.3, ["同一金额"], None, None, "", ""),
    (R[0], R[5], "同事", 0.9, ["同名"], [9.0], -5.0, "", ""),
    ("县自然资源局", "清澜县自然资源局", "同一单位", 0.8, ["简称"], [2.0], 0.0, "", ""),
]


def filled(name: str, rows: list[tuple[Any, ...]], columns: tuple[str, ...]) -> pa.Table:
    """A derived table of these columns, the others unknown."""
    schema = schema_of(tables.DERIVED[name])
    cells = dict(zip(columns, zip(*rows, strict=True), strict=True))
    return pa.table({field.name: pa.array(cells.get(field.name, [None] * len(rows)), field.type) for field in schema})


def publish(office: Office) -> None:
    """An edition by hand: what stands here does not depend on what linkage proposes."""
    matters = [(f"M-{record}", True) for record in R if record != R[4]]
    write_edition(
        office,
        {
            **snapshot(office.store, lambda _text: None),
            "links": filled("links", LINKS, tuple(tables.LINKS)),
            "groups": filled("groups", [(one, f"M-{R[3] if one == R[4] else one}") for one in R], tuple(tables.GROUPS)),
            "matters": filled("matters", matters, ("matter_id", "is_open")),
        },
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The office's folder, imported and published once; tests copy it."""
    folder = tmp_path_factory.mktemp("review")
    lines = (
        ",".join((number, name, phone, f"2026-05-0{day}", *rest))
        for day, ((number, name, *rest), phone) in enumerate(zip(ROWS, PHONES, strict=True), 1)
    )
    ledger = folder / "台账.csv"
    ledger.write_text(HEADER + "\n".join(lines), encoding="utf-8")
    office = opened(folder / "home")
    assert import_ledger(office, ledger).imported == 6
    publish(office)
    office.store.close()
    return folder / "home"


def opened(home: Path) -> Office:
    return Office(Settings(home=home, actor="测试员", as_of=date(2026, 11, 22)))


@pytest.fixture
def office(home: Path, tmp_path: Path) -> Iterator[Office]:
    office = opened(Path(shutil.copytree(home, tmp_path / "home", symlinks=True)))
    yield office
    office.store.close()


def pairs(office: Office, **asked: Any) -> list[tuple[str, str, str]]:
    return [(item.left, item.right, item.kind.value) for item in review.queue(office, **asked)]


def test_the_queue_asks_what_is_worth_most_and_no_accusation(office: Office) -> None:
    found = pairs(office)
    assert {*found} == {(R[0], R[1], "同事"), (R[1], R[2], "同事"), (R[0], R[2], "同事"), (R[0], R[1], "同人"),
                        ("县自然资源局", "清澜县自然资源局", "同一单位")}  # fmt: skip
    assert pairs(office, kind=LinkKind.MATTER) == [(R[0], R[1], "同事"), (R[1], R[2], "同事"), (R[0], R[2], "同事")]
    item = review.queue(office, kind=LinkKind.MATTER, limit=1)[0]
    assert (item.left_title, item.words, item.score) == ("补偿款", ("同名", "同一金额"), 0.6)
    values = [one.value for one in review.queue(office)]
    assert values == sorted(values, reverse=True) and values[-1] > 0


def test_a_word_counts_before_the_next_edition(office: Office) -> None:
    review.judge(office, R[1], R[0], SAME, why="同一块地")
    assert (R[0], R[1], "同事") not in pairs(office)
    assert review.groups(office).members[f"M-{R[0]}"] == (R[0], R[1])
    (change,) = review.changed(office)
    assert (change.matter_id, change.joined) == (f"M-{R[0]}", (R[1],)) and "同一块地" in change.why[0]


def test_a_pair_is_laid_out_without_names_or_numbers(office: Office) -> None:
    view = review.pair(office, R[2], R[0])
    fields = {one.field: one for one in view.fields}
    assert (view.left, view.right) == (R[0], R[2])
    assert (fields["petitioner"].left, fields["petitioner"].mark) == ("赵某某", "不同")
    assert (fields["phone"].left, fields["phone"].mark) == ("号码末四位相同", "相近")
    assert fields["claim"].mark == "一致" and fields["lead_unit"].mark == "相近"
    shown = " ".join(f"{one.left} {one.right}" for one in view.fields)
    assert not [secret for secret in ("赵大", "1234", *PHONES) if secret in shown]
    same = {one.field: one.mark for one in review.pair(office, R[0], R[1]).fields}
    assert (same["petitioner"], same["phone"], same["claim"], same["id_no"]) == ("一致", "一致", "相近", "")


def test_grounds_keep_their_weights_and_may_have_none(office: Office) -> None:
    view = review.pair(office, R[0], R[1])
    assert [(one.word, one.weight) for one in view.reasons] == [("同名", 3.5), ("同一金额", 2.0)]
    assert view.prior == -5.0 and view.score == pytest.approx(1 / (1 + 2**-0.5))
    assert review.pair(office, R[0], R[1], LinkKind.PERSON).prior == -6.0
    bare = review.pair(office, R[0], R[2])
    assert [(one.word, one.weight) for one in bare.reasons] == [("同一金额", 0.0)] and bare.prior == 0.0
    assert review.pair(office, R[0], R[3]).reasons == ()


@pytest.mark.parametrize(("other", "said"), [(R[5], "属检举控告"), ("R000099", "没有编号为“R000099”的信访件")])
def test_an_accusation_or_an_unknown_record_is_not_laid_out_nor_judged(office: Office, other: str, said: str) -> None:
    with pytest.raises(LookupError, match=said):
        review.pair(office, R[0], other)
    before = review.seen(office, R[0], other)
    with pytest.raises(LookupError, match=said):
        review.judge(office, R[0], other, SAME)
    assert review.seen(office, R[0], other) == before == 0


def test_two_on_one_pair_hear_of_each_other_and_nothing_is_lost(office: Office) -> None:
    opened = review.seen(office, R[0], R[1])
    first = review.judge(office, R[0], R[1], SAME, actor="甲", seen_seq=opened)
    second = review.judge(office, R[0], R[1], DIFFERENT, why="两块地", actor="乙", seen_seq=opened)
    assert first.others == () and [(word.actor, word.verdict) for word in second.others] == [("甲", SAME)]
    later = review.judge(office, R[0], R[1], DIFFERENT, actor="乙", seen_seq=review.seen(office, R[0], R[1]))
    assert later.others == ()
    view = review.pair(office, R[0], R[1], actor="乙")
    assert (view.verdict, view.others) == ("不同", (("甲", "相同"),))
    asked = {who: pairs(office, kind=LinkKind.MATTER, actor=who)[0] for who in "甲乙丙"}
    assert asked == dict.fromkeys("甲乙丙", (R[0], R[1], "同事"))
    found = review.agreement(office, "甲", "乙")
    assert (found.pairs, found.agreed) == (1, 0) and found.disagreeing[0].left == R[0]
    review.judge(office, R[0], R[1], DIFFERENT, actor="甲")
    assert (R[0], R[1], "同事") not in pairs(office, actor="甲")


def test_the_word_keeps_the_grounds_that_were_shown(office: Office) -> None:
    event = review.judge(office, R[0], R[1], SAME, kind=LinkKind.PERSON, why="同一人").event
    said = {"kind": "同人", "left": R[0], "right": R[1], "verdict": "相同", "reasons": "同一电话且同名"}
    assert dict(event.payload) == said and event.subject == f"{R[0]}|{R[1]}" and event.why == "同一人"
    assert review.groups(office).members[f"M-{R[0]}"] == (R[0],)  # one person is not one matter


def test_undo_gives_the_pair_back(office: Office) -> None:
    review.judge(office, R[0], R[1], SAME, actor="甲")
    review.judge(office, R[1], R[2], SAME, actor="乙")
    undone = review.undo_last(office, "甲")
    assert undone.pair == (R[0], R[1]) and (R[0], R[1], "同事") in pairs(office, actor="甲")
    assert review.pair(office, R[0], R[1], actor="甲").verdict == ""
    with pytest.raises(LookupError, match="甲 没有可撤回的关联认定"):
        review.undo_last(office, "甲")


def test_a_quarrel_is_told_at_once_and_what_would_end_it(office: Office) -> None:
    review.judge(office, R[0], R[1], SAME)
    review.judge(office, R[1], R[2], SAME)
    (quarrel,) = review.judge(office, R[0], R[2], DIFFERENT).quarrels
    assert quarrel.path == (R[0], R[1], R[2]) and review.quarrels(office) == (quarrel,)
    guess = review.what_if(office, R[1], R[2])
    assert guess.splits and guess.settled == (quarrel,)
    review.undo_last(office)
    assert review.quarrels(office) == ()


def test_a_word_on_a_record_that_is_not_in_the_edition_joins_nothing(office: Office) -> None:
    now = datetime.now().astimezone()
    for pair, verdict in ((f"{R[0]}|R000099", "相同"), (f"{R[1]}|R000099", "相同"), (f"{R[0]}|{R[1]}", "不同")):
        office.store.append(Event(EventKind.JUDGEMENT, pair, "乙", now, "", {"verdict": verdict}))
    assert review.quarrels(office) == ()
    assert [one.word.pair for one in review.bridges(office, smallest=1)] == [(R[3], R[4])]  # the ledger's own
    assert review.groups(office).unknown == ((R[0], "R000099"), (R[1], "R000099"))


def test_the_ledgers_own_word_joins_until_a_clerk_speaks(office: Office) -> None:
    assert review.groups(office).members[f"M-{R[3]}"] == (R[3], R[4])
    assert review.pair(office, R[3], R[4]).others == (("台账", "相同"),)
    review.judge(office, R[3], R[4], UNSURE, why="待核")
    assert review.groups(office).members[f"M-{R[3]}"] == (R[3],)


def test_a_weak_bridge_has_its_sides_and_grounds(office: Office) -> None:
    review.judge(office, R[0], R[1], SAME)
    review.judge(office, R[1], R[3], SAME, why="同一地块")
    (bridge,) = review.bridges(office)
    assert (bridge.word.pair, bridge.left_size, bridge.right_size, bridge.ground) == ((R[1], R[3]), 2, 2, None)
    ends = {one.word.pair: one.ground for one in review.bridges(office, smallest=1)}
    assert {one.matter_id for one in review.bridges(office, smallest=1)} == {review.groups(office).matter_of[R[0]]}
    found = ends[R[0], R[1]]
    assert found is not None and found.reasons == ("同名", "同一金额")


def test_groups_as_they_stood(office: Office) -> None:
    today = date.today()
    review.judge(office, R[0], R[1], SAME)
    assert review.groups_on(office, today).matter_of == review.groups(office).matter_of
    assert review.groups_on(office, today - timedelta(days=1)).members == {}  # nothing was imported yet
    moment = datetime.now().astimezone() + timedelta(days=2)
    later = office.store.append(Event(EventKind.JUDGEMENT, f"{R[1]}|{R[2]}", "乙", moment, "", {"verdict": "相同"}))
    office.store.append(Event(EventKind.UNDO, later.event_id, "乙", moment + timedelta(days=2)))
    sizes = [len(review.groups_on(office, today + timedelta(days=days)).members[f"M-{R[0]}"]) for days in range(6)]
    assert sizes == [2, 2, 3, 3, 2, 2]


def test_names_of_units_are_judged_without_records(office: Office) -> None:
    one, other = "县自然资源局", "清澜县自然资源局"
    view = review.pair(office, other, one, LinkKind.UNIT)
    fields = {field.title: (field.left, field.right, field.mark) for field in view.fields}
    assert fields["名称"] == (one, other, "相近") and fields["信访件数"][:2] == ("1", "2")
    spoken = review.judge(office, other, one, SAME, kind=LinkKind.UNIT, why="简称")
    assert spoken.event.subject == f"{one}|{other}" and not [pair for pair in pairs(office) if pair[2] == "同一单位"]
    assert review.groups(office, LinkKind.UNIT).members == {f"M-{one}": (one, other)}


def test_a_pair_drawn_for_second_reading_is_blind_until_answered(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbench.linkage.judging.agreement._drawn", lambda _kind, _pair: 0.0)
    review.judge(office, R[0], R[1], SAME, actor="甲")
    assert (R[0], R[1], "同事") in pairs(office, actor="乙")
    assert (R[0], R[1], "同事") not in pairs(office, actor="甲")
    assert review.pair(office, R[0], R[1], actor="乙").others == ()
    assert review.pair(office, R[0], R[1], actor="乙", blind=False).others == (("甲", "相同"),)
    review.judge(office, R[0], R[1], SAME, actor="乙")
    assert review.pair(office, R[0], R[1], actor="乙").others == (("甲", "相同"),)
    assert (R[0], R[1], "同事") not in pairs(office, actor="丙")
    found = review.agreement(office, "甲", "乙")
    assert (found.pairs, found.agreed) == (1, 1)


def test_ones_own_tally(office: Office) -> None:
    review.judge(office, R[0], R[1], SAME)
    review.judge(office, R[1], R[2], RELATED, actor="乙")
    found = review.tally(office)
    assert (found.actor, found.today[SAME], found.total[RELATED]) == ("测试员", 1, 0)


def test_a_new_edition_is_seen(office: Office) -> None:
    review.judge(office, R[0], R[1], SAME)
    assert len(review.changed(office)) == 1
    LINKS.append((R[3], R[4], "同事", 0.5, ["同名"], [0.0], 0.0, "", ""))
    try:
        publish(office)
    finally:
        LINKS.pop()
    assert review.pair(office, R[3], R[4]).reasons[0].word == "同名"


def test_an_edition_without_links_says_what_to_do(office: Office) -> None:
    write_edition(office, dict(snapshot(office.store, lambda _text: None)))
    with pytest.raises(LookupError, match="还没有查找关联；请先运行 workbench publish"):
        review.queue(office)


def test_a_judgement_past_the_face_on_an_accusation_says_nothing(office: Office) -> None:
    judge_link(office, R[0], R[5], SAME, why="误认")
    assert review.groups(office).members[f"M-{R[5]}"] == (R[5],) and review.quarrels(office) == ()
