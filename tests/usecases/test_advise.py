"""三项建议: one event and one file or neither, refusals in sentences, answers, overdue told, the adoption rate by its fraction."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import docx
import pytest

from tests.reports.letter_cases import in_order
from tests.reports.pages import assert_glyphs, pages_of
from workbench.campaign.advice import AdviceKind, AdviceState, Outcome, adoption, feedback, letters_of
from workbench.campaign.measures import Period
from workbench.campaign.report_parts import ReportKind
from workbench.domain.events import EventKind
from workbench.settings import Settings
from workbench.store.errors import ChangedMeanwhile
from workbench.usecases.advise import (
    AdviceRefused,
    Advised,
    advise,
    answer,
    due_day,
    letters,
    matters_meant,
    report_part,
    the_letter,
)
from workbench.usecases.find_sources import find_gaps
from workbench.usecases.make_report import make_report
from workbench.usecases.office import Office
from workbench.usecases.publish_edition import publish_edition

TODAY = date(2026, 11, 20)
POST = "县委副书记"


@pytest.fixture
def office(own_office: Office) -> Office:
    return Office(Settings(home=own_office.settings.home, actor="测试员", as_of=TODAY))


@pytest.fixture
def led(office: Office) -> tuple[str, list[str]]:
    """The unit that leads most matters, and these."""
    sql = (
        "SELECT lead_unit, LIST(matter_id ORDER BY matter_id) AS ids FROM matters WHERE NOT locked AND lead_unit <> '' "
    )
    sql += "GROUP BY 1 ORDER BY LEN(ids) DESC, 1 LIMIT 1"
    row = office.edition().query(sql).iloc[0]
    return str(row["lead_unit"]), list(row["ids"])


def written(office: Office, unit: str, matters: list[str], number: str = "清联建〔2026〕1号", **own: object) -> Advised:
    given: dict[str, object] = {"text": "逐件核对超期原因\n建立到期前提醒", "signer": POST, **own}
    return advise(office, AdviceKind.WORK, unit, number=number, matters=matters, **given)  # type: ignore[arg-type]


def test_a_letter_is_one_event_and_one_document(office: Office, led: tuple[str, list[str]], tmp_path: Path) -> None:
    unit, ids = led
    before = office.store.last_seq()
    made = written(office, unit, ids, problem="多件超期")
    text = in_order(docx.Document(str(made.path)))
    assert office.store.last_seq() == before + 1 and made.advice == letters(office)[0]
    assert made.advice.advice_id == "JY20261120-01" and made.advice.due == due_day(office, TODAY) >= TODAY + timedelta(
        30
    )
    for words in (
        "关于改进工作的建议书",
        unit,
        "清联建〔2026〕1号",
        f"{len(ids)}件",
        "逐件核对超期原因",
        "第四十条第一款",
        "书面反馈采纳情况",
        "期限为内部要求",
    ):
        assert words in text
    assert f"/ {len(ids)}（" in text  # 未化解 as a fraction
    pages = pages_of(made.path.read_bytes(), tmp_path / "pdf")
    assert_glyphs(pages)


def test_no_petitioner_is_named_and_matters_against_the_receiver_are_only_counted(
    office: Office, led: tuple[str, list[str]]
) -> None:
    unit, ids = led
    text = in_order(docx.Document(str(written(office, unit, ids).path)))
    names = {
        str(name)
        for name in office.edition().query("SELECT petitioner FROM matters WHERE petitioner <> ''")["petitioner"]
    }
    assert not any(name in text for name in names if "某" in name)
    marks = ", ".join("?" for _ in ids)
    against = f"SELECT DISTINCT matter_id FROM records JOIN groups USING (record_id) WHERE accused_unit = ? AND matter_id IN ({marks})"
    assert not any(one in text for one in office.edition().query(against, [unit, *ids])["matter_id"])


def test_a_name_typed_by_the_writer_is_masked(office: Office, led: tuple[str, list[str]]) -> None:
    unit, ids = led
    records = office.edition().rows("groups", "matter_id", ids)
    known = office.store.identity([row["record_id"] for row in records])
    name = next(str(one) for one in known["name"] if isinstance(one, str) and len(one) >= 3 and "、" not in one)
    made = written(office, unit, ids, text=f"尽快答复{name}反映的问题")
    assert name not in made.advice.text and name not in in_order(docx.Document(str(made.path)))


def test_everything_in_the_way_is_said_and_nothing_kept(office: Office, led: tuple[str, list[str]]) -> None:
    unit, ids = led
    written(office, unit, ids)
    before, papers = office.store.last_seq(), set((office.settings.home / "papers").iterdir())
    with pytest.raises(AdviceRefused) as refused:
        advise(
            office,
            AdviceKind.DUTY,
            unit,
            text="给予警告处分",
            number="清联建〔2026〕1号",
            signer="",
            matters=[],
            about=unit,
        )
    told = "\n".join(refused.value.reasons)
    for words in (
        "没有写明签发人职务",
        "没有所依据的事项",
        "不写处理措施",
        "不发给所涉单位",
        "文号清联建〔2026〕1号已用于",
    ):
        assert words in told
    with pytest.raises(LookupError, match="没有事项M-R999999"):
        written(office, unit, ["M-R999999"], "清联建〔2026〕2号")
    locked = str(office.edition().query("SELECT matter_id FROM matters WHERE locked LIMIT 1")["matter_id"][0])
    with pytest.raises(AdviceRefused, match="检举控告"):
        written(office, unit, [locked], "清联建〔2026〕2号")
    assert (office.store.last_seq(), set((office.settings.home / "papers").iterdir())) == (before, papers)


def test_who_writes_second_is_told_and_leaves_no_file(office: Office, led: tuple[str, list[str]]) -> None:
    unit, ids = led
    seen = office.store.last_seq()
    made = written(office, unit, ids)
    answer(office, made.advice.advice_id, Outcome.ADOPTED, actor="同事乙")
    with pytest.raises(ChangedMeanwhile):
        answer(office, made.advice.advice_id, Outcome.ADOPTED, why="再登", seen=seen)


def test_answers_and_what_they_need(office: Office, led: tuple[str, list[str]]) -> None:
    made = written(office, *led).advice
    with pytest.raises(AdviceRefused, match="须写明单位说明的理由"):
        answer(office, made.advice_id, Outcome.REFUSED)
    with pytest.raises(AdviceRefused, match="还没有过，不能登记为未反馈"):
        answer(office, made.advice_id, Outcome.SILENT)
    with pytest.raises(LookupError, match="没有编号为“JY19990101-01”的建议书"):
        the_letter(office, "JY19990101-01")
    assert answer(office, made.advice_id, Outcome.REFUSED, text="编制不足").state(TODAY) is AdviceState.REFUSED
    with pytest.raises(AdviceRefused, match="改登的须写明理由"):
        answer(office, made.advice_id, Outcome.ADOPTED)
    assert answer(office, made.advice_id, Outcome.ADOPTED, why="单位来函更正").state(TODAY) is AdviceState.ADOPTED


def event(kind: EventKind, subject: str, /, **payload: str) -> dict[str, object]:
    return {"kind": kind.value, "subject": subject, "actor": "甲", "payload": payload}


def test_the_adoption_rate_by_hand() -> None:
    """Five letters: 采纳, 部分采纳, 不采纳 (late), silent past the day, still running: 2 of 4, in time 2 of 4."""
    sent = [
        event(
            EventKind.ADVICE,
            f"JY{at}",
            kind="改进工作",
            unit="局",
            day="2026-09-01",
            due="2026-12-31" if at == 5 else "2026-10-01",
        )
        for at in range(1, 6)
    ]
    ruled = event(EventKind.GAP_RULED, "ZC|土地征收|", ruling="成立")
    answers = [
        event(EventKind.ADVICE_ANSWER, f"JY{at}", day=day, outcome=outcome)
        for at, day, outcome in ((1, "2026-09-20", "采纳"), (2, "2026-10-01", "部分采纳"), (3, "2026-10-11", "不采纳"))
    ]
    found = letters_of([*sent, ruled, *answers])
    assert [one.state(TODAY).value for one in found] == ["采纳", "部分采纳", "不采纳", "逾期未反馈", "待反馈"]
    assert adoption(found, TODAY).full == "2 / 4（50.00%）" and feedback(found, TODAY).full == "2 / 4（50.00%）"
    assert [one.overdue_days(TODAY) for one in found] == [0, 0, 10, 50, 0]
    assert "已逾期50日" in found[3].sentence(TODAY) and "逾期10日" in found[2].sentence(TODAY)
    assert adoption(found[4:], TODAY).full == "—"  # nothing due yet: never 100 %
    assert found[0].state(date(2026, 9, 10)) is AdviceState.WAITING  # as it stood then


def test_the_part_of_a_report_is_of_an_edition(office: Office, led: tuple[str, list[str]]) -> None:
    made = written(office, *led).advice
    answer(office, made.advice_id, Outcome.PARTLY, text="已整改六件")
    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    assert not report_part(office.edition(), year).letters  # recorded after that edition
    publish_edition(office)
    told = report_part(office.edition(), year)
    assert told.adopted.full == "1 / 1（100.00%）" and told.rows[0]["状态"] == "部分采纳"
    assert "提出三项建议1件：改进工作1件（采纳 1 / 1（100.00%））、完善政策0件（采纳 —）" in told.sentences[0]
    assert told.edition == office.edition().id in told.source_line


def test_the_report_table_counts_by_the_same_definition(office: Office, led: tuple[str, list[str]]) -> None:
    told = [(Outcome.ADOPTED, ""), (Outcome.PARTLY, "已整改"), (Outcome.REFUSED, "无权限"), None, None]
    for at, said in enumerate(told):
        late = {"day": date(2026, 1, 5), "due": date(2026, 2, 5)} if at == 3 else {}
        made = written(office, *led, number=f"清联建〔2026〕{at + 1}号", **late).advice
        if said:
            answer(office, made.advice_id, said[0], text=said[1])
    publish_edition(office)
    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    made, part = make_report(office, ReportKind.YEAR, year), report_part(office.edition(), year)
    table = made.content.table("Q5")
    assert table.cell("合计", "采纳率") == part.adopted.full == "2 / 4（50.00%）"
    for state, column in (
        (AdviceState.REFUSED, "不采纳"),
        (AdviceState.OVERDUE, "逾期未反馈"),
        (AdviceState.WAITING, "待反馈"),
    ):
        assert table.cell("改进工作", column) == str(part.states[state].numerator) == "1"
    assert table.cell("合计", "提出") == str(len(part.letters)) == "5"


def test_a_letter_may_rest_on_a_gap(office: Office) -> None:
    gap = find_gaps(office)[0][0]
    ids, topic = matters_meant(office, gap=gap.gap_id)
    made = advise(
        office,
        AdviceKind.POLICY,
        "清澜县人民政府",
        text="明确新旧标准的衔接办法",
        number="清联建〔2026〕3号",
        signer=POST,
        matters=ids,
        topic=topic,
    )
    text = in_order(docx.Document(str(made.path)))
    assert made.advice.topic == gap.topic in text and "完善政策的建议" in text and gap.matters[0] not in text
    with pytest.raises(LookupError, match="没有提出过政策缺口"):
        matters_meant(office, gap="ZC|无|")
    with pytest.raises(LookupError, match="没有找到地方"):
        matters_meant(office, topic=gap.topic, place="无此地镇某处")
