"""Printing letters of the invented county: from the record, kept as an event and a file, or refused with nothing written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import docx
import pytest

from tests.reports.letter_cases import in_order
from workbench.domain.case import ClaimResult
from workbench.domain.codes import Level, StepKind
from workbench.domain.events import Event, EventKind
from workbench.meetings.kinds import MeetingKind, MemberRole
from workbench.reports.leaks import PaperRefused
from workbench.review.paper import NotForMeetings
from workbench.rules.decisions import ActKind
from workbench.rules.letters import FOR_HANDLERS
from workbench.rules.letters import LetterKind as K
from workbench.rules.supervision import Rung
from workbench.settings import Settings
from workbench.store.errors import ChangedMeanwhile
from workbench.usecases import print_letter as printing
from workbench.usecases.close_case import set_claim
from workbench.usecases.follow_up import act, sign_rung
from workbench.usecases.hold_meeting import decide, hold, plan
from workbench.usecases.import_ledger import import_ledger
from workbench.usecases.keep_bodies import set_body, set_member
from workbench.usecases.kept_papers import printed
from workbench.usecases.office import Office
from workbench.usecases.print_letter import LetterRefused, letters, print_letter
from workbench.usecases.publish_edition import publish_edition
from workbench.usecases.settle_duty import ReceiverRefused, open_case, recuse
from workbench.usecases.study_matter import study_matter
from workbench.usecases.work_on_case import StepRefused

TODAY, MET, DUE = date(2026, 11, 22), date(2026, 10, 12), date(2026, 10, 31)
NOW = datetime(2026, 11, 22, 16, 40)
UNIT, CONVENOR = "清澜县财政局", "县委副书记"
OPEN = "is_open AND NOT locked AND state_b LIKE '1%' AND records = 1 AND first_day < DATE '2026-10-01'"


@pytest.fixture
def county(own_office: Office) -> Office:
    return Office(Settings(home=own_office.settings.home, actor="测试员", as_of=TODAY, office_place="990121"))


def matter_where(office: Office, where: str) -> str:
    found = office.edition().query(f"SELECT matter_id FROM matters WHERE {where} ORDER BY matter_id LIMIT 1")
    return str(found["matter_id"][0])


@pytest.fixture
def matter(county: Office) -> str:
    return matter_where(county, f"{OPEN} AND lead_unit <> ''")


@pytest.fixture
def late(county: Office) -> str:
    """A matter one of whose limits is past and not answered."""
    return matter_where(county, f"{OPEN} AND lead_unit <> '' AND overdue_days > 31")


@pytest.fixture
def decision(county: Office, matter: str) -> str:
    set_body(county, "XLX", "清澜县信访工作联席会议", Level.COUNTY, office_name="清澜县联席办")
    set_member(county, "XLX", CONVENOR, role=MemberRole.CONVENOR)
    plan(county, "XLX", MeetingKind.WORKING, MET, as_it_happened=True, why="补登")
    hold(county, "H20261012", present=[CONVENOR])
    return decide(county, "H20261012", "补发安置费", matter=matter, unit=UNIT, due=DUE).decision_id


@contextmanager
def nothing_kept(office: Office) -> Iterator[None]:
    def stood() -> tuple[int, int, int]:
        papers = office.settings.home / "papers"
        return office.store.last_seq(), len(printed(office)), len(list(papers.glob("*"))) if papers.exists() else 0

    before = stood()
    yield
    assert stood() == before


def text_of(path: Path) -> str:
    return in_order(docx.Document(str(path)))


def order(office: Office, matter: str, number: str = "清联交〔2026〕7号", **given: Any) -> str:
    given = {"unit": UNIT, "signer": "联席办主任", "due": TODAY + timedelta(days=30), "now": NOW, **given}
    return text_of(print_letter(office, K.ORDER, matter=matter, number=number, **given))


def later(office: Office, days: int) -> Office:
    return Office(office.settings.model_copy(update={"as_of": TODAY + timedelta(days=days)}))


# --- 交办单 ---------------------------------------------------------------------------------------------------------------


def test_an_order_is_printed_kept_and_counted(county: Office, matter: str) -> None:
    already = max((record.assign_times or 0 for record in open_case(county, matter).facts.records), default=0) or len(
        [one for one in open_case(county, matter).facts.steps if one.kind is StepKind.FORWARD]
    )
    first = order(county, matter)
    assert f"交办次数 | 第{already + 1}次" in first and "承办单位 | 清澜县财政局" in first
    assert "五、签收" in first and "签发人：联席办主任" in first and "2026年12月22日" in first
    assert f"第{already + 2}次" in order(county, matter, "清联交〔2026〕8号")
    kept = letters(county, matter)
    assert [(one.kind, one.number, one.unit, one.signer) for one in kept] == [
        (K.ORDER, "清联交〔2026〕7号", UNIT, "联席办主任"), (K.ORDER, "清联交〔2026〕8号", UNIT, "联席办主任"),
    ]  # fmt: skip
    files = [county.settings.home / "papers" / one.file for one in kept]
    assert all(file.is_file() and file.stat().st_mode & 0o777 == 0o600 for file in files)
    assert [line["paper"] for line in printed(county)] == ["交办单", "交办单"]
    assert letters(county) == kept and kept[0].row["文书"] == "交办单"


def test_a_number_printed_again_is_the_same_letter(county: Office, matter: str) -> None:
    first = order(county, matter)
    seq = county.store.last_seq()
    assert order(county, matter, "清联交[2026]7号") == first.replace("清联交〔2026〕7号", "清联交[2026]7号")
    assert county.store.last_seq() == seq and len(letters(county)) == 1
    with nothing_kept(county), pytest.raises(LetterRefused, match="期限原为“2026-12-22”，现为“2026-12-25”"):
        order(county, matter, due=date(2026, 12, 25))


def test_two_orders_one_number_is_refused(county: Office, matter: str, late: str) -> None:
    order(county, matter)
    with (
        nothing_kept(county),
        pytest.raises(LetterRefused, match="文号清联交〔2026〕7号已用于2026-11-22给清澜县财政局的交办单"),
    ):
        order(county, late if late != matter else matter_where(county, f"{OPEN} AND matter_id <> '{matter}'"))


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"number": ""}, "交办单须有文号"),
        ({"number": "7"}, "不合格式"),
        ({"number": "清联交〔2024〕7号"}, "年份不是成文日期2026-11-22的年份"),
        ({"signer": ""}, "须由负责人签发"),
        ({"due": date(2026, 11, 1)}, "期限2026-11-01早于成文日期2026-11-22，已经过去"),
        ({"unit": "清澜县国土资源局"}, "改由承继单位"),
        ({"mood": "好"}, "交办单没有“mood”这一项"),
        ({"demand": "落实稳控"}, "稳控"),
    ],
)  # fmt: skip
def test_an_order_that_may_not_be(county: Office, matter: str, given: dict[str, Any], sentence: str) -> None:
    with nothing_kept(county), pytest.raises(LetterRefused, match=sentence) as refused:
        order(county, matter, **given)
    assert str(refused.value).startswith("交办单未生成。\n· ")


@pytest.mark.parametrize("kind", K)
def test_an_accusation_has_no_letters(county: Office, kind: K) -> None:
    locked = matter_where(county, "locked")
    with nothing_kept(county), pytest.raises(NotForMeetings, match="第三十条第三款"):
        print_letter(county, kind, matter=locked, unit=UNIT, number="清联〔2026〕1号", signer="主任")


def test_the_unit_complained_of_gets_none_without_a_heads_reason(settings: Settings, tmp_path: Path) -> None:
    ledger = tmp_path / "台账.csv"
    head = "信访件编号,姓名,登记时间,信访目的,主要诉求,责任单位,被反映人或单位"
    ledger.write_text(f"{head}\n甲1,赵一,2026-05-06,申诉求决,要求补发征地款,{UNIT},{UNIT}\n", encoding="utf-8")
    office = Office(settings)
    import_ledger(office, ledger)
    publish_edition(office)
    given: dict[str, Any] = {"number": "清联〔2026〕1号", "signer": "副县长"}
    for kind in sorted(FOR_HANDLERS):
        with nothing_kept(office), pytest.raises(ReceiverRefused, match="第二十二条（二）"):
            print_letter(office, kind, matter="甲1", unit=UNIT, **given, **_extra(kind))
    path = print_letter(office, K.SUPERVISE, matter="甲1", why="局长批示由其复核", **given, **_extra(K.SUPERVISE))
    assert f"{UNIT}：" in text_of(path) and "赵一" not in text_of(path)
    assert office.store.events([EventKind.LETTER])[0].why == "局长批示由其复核"


def _extra(kind: K) -> dict[str, str]:
    reason = {"reason": "未反馈办理结果"} if kind in (K.SUPERVISE, K.LISTED) else {}
    return {**reason, "delisting": "补发到位"} if kind is K.LISTED else reason


def test_who_stands_aside_prints_and_receives_nothing(county: Office, matter: str) -> None:
    recuse(county, matter, UNIT, is_unit=True, decided_by=CONVENOR, why="承办过原处理")
    recuse(county, matter, "李回避", is_unit=False, decided_by="主任", why="亲属")
    with nothing_kept(county), pytest.raises(ReceiverRefused, match="回避"):
        order(county, matter)
    with nothing_kept(county), pytest.raises(NotForMeetings, match="已回避"):
        order(county, matter, unit="清澜县司法局", actor="李回避")


def test_one_subject_only(county: Office, matter: str) -> None:
    for given in ({}, {"matter": matter, "decision": "H20261012-01"}):
        with nothing_kept(county), pytest.raises(LetterRefused, match="一个事项或一项议定事项"):
            print_letter(county, K.ORDER, number="清联交〔2026〕7号", signer="主任", **given)
    with pytest.raises(LookupError, match="没有编号为“H9-01”"):
        print_letter(county, K.ORDER, decision="H9-01")


# --- 督办 -----------------------------------------------------------------------------------------------------------------


def test_supervising_a_task_prints_the_signed_rung(county: Office, matter: str, decision: str) -> None:
    for kind in (K.SUPERVISE, K.LISTED, K.TALK):
        with nothing_kept(county), pytest.raises(LetterRefused, match="还没有签发"):
            print_letter(county, kind, decision=decision, number="清联督〔2026〕1号", signer=CONVENOR)
    sign_rung(county, decision, Rung.FEEDBACK, "联席办主任")
    week = later(county, 7)
    due = TODAY + timedelta(days=20)
    sign_rung(week, decision, Rung.LETTER, CONVENOR, number="督〔2026〕1号", due=due)
    with nothing_kept(week), pytest.raises(LetterRefused, match="签发人“主任”与签发登记的“县委副书记”不一致"):
        print_letter(week, K.SUPERVISE, decision=decision, signer="主任")
    text = text_of(print_letter(week, K.SUPERVISE, decision=decision))
    for said in ("督〔2026〕1号\t签发人：县委副书记", f"{UNIT}：", "“补发安置费”（编号H20261012-01）", matter, "已超期29日",
                 "2026年11月22日催报反馈", "于2026年12月12日前", "第四十条", "清澜县联席办"):  # fmt: skip
        assert said in text, said
    assert "由人签发" not in text
    (kept,) = letters(week, matter)
    assert (kept.decision_id, kept.matter_id, kept.due, kept.day) == (decision, matter, due, TODAY + timedelta(days=7))
    assert week.store.events([EventKind.LETTER])[0].subject == f"{decision}|{matter}"


def test_listing_and_talk_follow_their_rungs(county: Office, decision: str) -> None:
    numbers = ("", "督〔2026〕1号", "督〔2026〕2号", "")
    for at, rung in enumerate(Rung):
        sign_rung(later(county, 15 * at), decision, rung, CONVENOR, number=numbers[at])
    end = later(county, 45)
    listed = text_of(print_letter(end, K.LISTED, decision=decision))
    assert "挂牌编号 | 〔2026〕第1号" in listed and "摘牌条件 | “补发安置费”落实到位，落实证据经联席办采信" in listed
    (row,) = [one.row for one in printing.listings(end)]
    assert (row["挂牌编号"], row["单位"], row["议定事项"], row["摘牌日期"]) == (
        "〔2026〕第1号",
        UNIT,
        decision,
        "未摘牌",
    )
    with nothing_kept(end), pytest.raises(LetterRefused, match="请删去“处分、免职”"):
        print_letter(end, K.TALK, decision=decision, text="建议给予处分或者免职")
    talk = text_of(print_letter(end, K.TALK, decision=decision, post="局长"))
    for said in (f"{CONVENOR}：", "建议约谈职务 | 局长", "H20261012-01 | 2026-10-31 | 67日 | 补发安置费", "督办函督〔2026〕1号",
                 "挂牌督办督〔2026〕2号", "签名："):  # fmt: skip
        assert said in talk, said
    act(end, decision, ActKind.ACCEPT, by="联席办主任", evidence="拨付凭证")
    assert [one.taken_off for one in printing.listings(end)] == [end.settings.today]


def test_a_task_of_all_has_a_letter_without_a_matter(county: Office, decision: str) -> None:
    told = decide(county, "H20261012", "修订补偿办法", unit=UNIT, assist=["清澜县司法局"], due=DUE)
    sign_rung(county, told.decision_id, Rung.FEEDBACK, CONVENOR)
    week = later(county, 7)
    sign_rung(week, told.decision_id, Rung.LETTER, CONVENOR, number="督〔2026〕9号")
    text = text_of(print_letter(week, K.SUPERVISE, decision=told.decision_id))
    assert "“修订补偿办法”" in text and "（未登记：新的期限）" in text and "M-R" not in text
    with nothing_kept(week), pytest.raises(LetterRefused, match="只能就一个事项出具"):
        print_letter(week, K.REPORT, decision=told.decision_id, number="报〔2026〕1号", signer="局长")
    assert "会议议定（H20261012-02）：修订补偿办法" in text_of(
        print_letter(
            week, K.ORDER, decision=told.decision_id, number="清联交〔2026〕9号", signer="主任", due=date(2026, 12, 20)
        )
    )


def test_supervising_a_matter_is_its_step_too(county: Office, late: str) -> None:
    given: dict[str, Any] = {"matter": late, "number": "清联督〔2026〕3号", "signer": "副县长"}
    with nothing_kept(county), pytest.raises(LetterRefused, match="15日以内，现为2026-12-31"):
        print_letter(county, K.SUPERVISE, due=date(2026, 12, 31), **given)
    with nothing_kept(county), pytest.raises(LetterRefused, match="督办事由“态度差”不在可用之列"):
        print_letter(county, K.SUPERVISE, reason="态度差", **given)
    text = text_of(print_letter(county, K.SUPERVISE, due=date(2026, 12, 5), reason="未反馈办理结果", **given))
    rows = [row for row in study_matter(county, late, TODAY).clocks if row["status"] == "超期未完成"]
    assert any(f"{row['clock']} | {row['due']} | {(TODAY - row['due']).days}日" in text for row in rows)
    steps = [row for row in study_matter(county, late, TODAY).steps if row["kind"] == "督办"]
    assert "清联督〔2026〕3号" in steps[-1]["detail"] and steps[-1]["unit"].endswith("联席会议办公室")
    seq = county.store.last_seq()
    again = text_of(print_letter(county, K.SUPERVISE, due=date(2026, 12, 5), reason="未反馈办理结果", **given))
    assert again.splitlines()[:4] == text.splitlines()[:4] and "此前督办：2026年11月22日" not in again
    assert county.store.last_seq() == seq
    with nothing_kept(county), pytest.raises(LetterRefused, match="挂牌督办须写明摘牌条件"):
        print_letter(county, K.LISTED, **{**given, "number": "清联督〔2026〕4号"})
    talk = text_of(print_letter(county, K.TALK, matter=late, signer="县委副书记"))
    assert "清联督〔2026〕3号" in talk and late in talk and "（未登记）" in talk


def test_a_matter_in_time_is_not_supervised_without_a_cause(county: Office) -> None:
    calm = matter_where(county, f"{OPEN} AND overdue_days = 0 AND lead_unit <> '' AND NOT list_contains(flags, 'HF6')")
    given: dict[str, Any] = {"matter": calm, "number": "清联督〔2026〕3号", "signer": "副县长"}
    for kind, sentence in ((K.SUPERVISE, "没有超期未办结的时限"), (K.TALK, "没有可以建议约谈的事实")):
        with nothing_kept(county), pytest.raises(LetterRefused, match=sentence):
            print_letter(county, kind, **given)
    assert "督办情形：未按规定程序办理。" in text_of(
        print_letter(county, K.SUPERVISE, reason="未按规定程序办理", **given)
    )


# --- 意见书、报告、回访 -----------------------------------------------------------------------------------------------------


def test_an_opinion_answers_claim_by_claim(county: Office, matter: str) -> None:
    set_claim(
        county, matter, "1", text="补发安置费", result=ClaimResult.SUPPORTED.value, basis="补偿办法第五条", why="核实"
    )
    set_claim(county, matter, "2", text="赔偿误工费", result=ClaimResult.NOT_SUPPORTED.value, why="无据")
    with nothing_kept(county), pytest.raises(LetterRefused, match="“清澜县财政局信访科”是内设机构"):
        print_letter(county, K.OPINION, matter=matter, unit="清澜县财政局信访科", number="清财信〔2026〕2号")
    text = text_of(print_letter(county, K.OPINION, matter=matter, unit=UNIT, number="清财信〔2026〕2号"))
    for said in ("1．补发安置费\n支持：", "依据：补偿办法第五条。", "2．赔偿误工费\n不予支持：", "（未登记：诉求2处理意见的依据）",
                 "30日内，请求（未登记：复查机关）复查（《信访工作条例》第三十五条）", f"加盖{UNIT}印章"):  # fmt: skip
        assert said in text, said
    assert text.count("某某") >= 1 or "匿名" in text


def test_a_report_and_a_visit_back_say_what_is_on_record(county: Office, matter: str) -> None:
    number = {"number": "清财报〔2026〕9号", "signer": "局长"}
    text = text_of(print_letter(county, K.REPORT, matter=matter, unit=UNIT, **number))
    assert (
        text.startswith("关于") and "信访事项办理情况的" in text and "附件：1．（未登记：经签收的处理意见书）" in text
    )
    visit = text_of(print_letter(county, K.VISIT_BACK, matter=matter, visitor="联席办副主任"))
    assert "回访人 | 联席办副主任" in visit and "是否收到意见书 | " in visit and "签字或未签字的原因" in visit
    assert [one.kind for one in letters(county, matter)] == [K.REPORT, K.VISIT_BACK]


# --- nobody is named, nothing half done -------------------------------------------------------------------------------------


def test_planted_numbers_and_names_are_in_no_letter(county: Office, late: str) -> None:
    phone, identity = "139" + "0000" + "1234", "9901" + "21" + "19800101" + "0012"
    record = open_case(county, late).facts.records[-1].record_id
    name = next(name for name in county.store.identity([record])["name"] if isinstance(name, str))
    planted = f"{name}电话{phone}证件{identity}"
    say = {"kind": "走访调查", "day": "2026-11-20", "unit": UNIT, "target": "", "text": planted}
    county.store.append(Event(EventKind.STEP, record, "测试员", datetime.now().astimezone(), "测试", say))
    words: dict[K, dict[str, Any]] = {
        K.ORDER: {"number": "清联交〔2026〕7号", "instruction": planted}, K.SUPERVISE: {"number": "清联督〔2026〕3号", "demand": planted},
        K.LISTED: {"number": "清联督〔2026〕4号", "delisting": planted}, K.TALK: {"text": planted},
        K.OPINION: {"number": "清财信〔2026〕2号", "found": planted, "unit": UNIT},
        K.REPORT: {"number": "清财报〔2026〕9号", "found": planted, "unit": UNIT}, K.VISIT_BACK: {"reasons": planted},
    }  # fmt: skip
    for kind, given in words.items():
        due = {"due": TODAY + timedelta(days=9)} if kind is K.ORDER else {}
        text = text_of(print_letter(county, kind, matter=late, signer="副县长", **due, **given))
        assert not any(secret in text for secret in (phone, identity, name)), kind
    assert not any(secret in str(dict(one.row)) for one in letters(county) for secret in (phone, identity, name))


def test_a_leak_stops_the_letter(county: Office, matter: str, monkeypatch: pytest.MonkeyPatch) -> None:
    record = open_case(county, matter).facts.records[-1].record_id
    name = next(name for name in county.store.identity([record])["name"] if isinstance(name, str))
    whole = printing.letter_source
    monkeypatch.setattr(printing, "letter_source", lambda *given: _named(whole(*given), name))
    with nothing_kept(county), pytest.raises(PaperRefused, match="信访人姓名") as refused:
        order(county, matter)
    assert name not in str(refused.value)


def _named(source: Any, name: str) -> Any:
    from dataclasses import replace

    return replace(source, unit=f"{name}转清澜县财政局")


def test_two_writers_are_told_of_each_other(county: Office, matter: str) -> None:
    seen = county.store.last_seq()
    order(county, matter)
    with nothing_kept_but_log(county), pytest.raises(ChangedMeanwhile):
        order(county, matter, "清联交〔2026〕8号", seen=seen)
    assert len(letters(county)) == 1


@contextmanager
def nothing_kept_but_log(office: Office) -> Iterator[None]:
    """The log of what was printed keeps its line; no event and no file stay."""
    papers = office.settings.home / "papers"
    before = office.store.last_seq(), sorted(papers.glob("*.docx"))
    yield
    assert (office.store.last_seq(), sorted(papers.glob("*.docx"))) == before


def test_a_step_that_may_not_be_stops_the_letter_with_it(
    county: Office, late: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The number is used by a step of another matter: neither letter nor step."""
    other = matter_where(county, f"{OPEN} AND lead_unit <> '' AND matter_id <> '{late}'")
    print_letter(
        county, K.SUPERVISE, matter=other, number="清联督〔2026〕3号", signer="副县长", reason="未反馈办理结果"
    )
    with nothing_kept(county), pytest.raises((LetterRefused, StepRefused), match="已用于"):
        print_letter(county, K.SUPERVISE, matter=late, number="清联督〔2026〕3号", signer="副县长")
