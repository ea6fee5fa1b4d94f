"""From a picture to work: what a person signs is on record once, with a reason; what may not be done is said."""

from __future__ import annotations

import pytest

from workbench.domain.codes import Verdict
from workbench.domain.events import EventKind
from workbench.domain.linking import LinkKind
from workbench.usecases.act_on_network import AGENDA_MOST, propose_cause, put_on_agenda
from workbench.usecases.office import Office
from workbench.usecases.plan_meeting import meeting_id, next_monday, plan_meeting, spoken_choices


@pytest.fixture
def alone(own_office: Office) -> list[str]:
    """Matters of one record each, of petitioners of their own."""
    sql = (
        "SELECT g.matter_id FROM groups g JOIN records r USING (record_id) JOIN matters m USING (matter_id) "
        "WHERE NOT r.locked AND NOT m.locked GROUP BY 1 HAVING count(*) = 1 AND g.matter_id NOT IN "
        "(SELECT gg.matter_id FROM persons p JOIN groups gg USING (record_id) WHERE p.person_id IN "
        "(SELECT person_id FROM persons GROUP BY 1 HAVING count(*) > 1)) ORDER BY 1"
    )
    return list(own_office.edition().query(sql)["matter_id"])


def test_a_cluster_is_put_on_the_next_agenda_once(own_office: Office) -> None:
    sql = "SELECT DISTINCT matter_id FROM agenda JOIN matters USING (matter_id) WHERE NOT locked ORDER BY 1 LIMIT 3"
    matters = list(own_office.edition().query(sql)["matter_id"])
    done = put_on_agenda(own_office, [*matters, matters[0]], "同一项目引起，合并研究")
    day = next_monday(own_office.edition().as_of)
    assert len(done.events) == 3 and f"{day}" in done.sentence
    assert {matter: spoken_choices(own_office, meeting_id(day))[matter] for matter in matters} == dict.fromkeys(
        matters, ("列入", "测试员", "同一项目引起，合并研究")
    )
    assert set(matters) <= {item.matter_id for item in plan_meeting(own_office, day, limit=5).agenda.listed}
    again = put_on_agenda(own_office, matters, "再来一次")
    assert again.events == () and "已列入这次会议" in again.sentence


def test_a_cause_is_said_between_the_first_and_each_other(own_office: Office, alone: list[str]) -> None:
    first, *others = alone[:4]
    done = propose_cause(own_office, [others[0], first, *others[1:]], "同一征地项目补偿标准引起")
    assert len(done.events) == 3 and "相关" in done.sentence
    for event, other in zip(done.events, others, strict=True):
        assert (event.kind, event.why) == (EventKind.JUDGEMENT, "同一征地项目补偿标准引起")
        assert {event.payload["left"], event.payload["right"]} == {first[2:], other[2:]}
        assert (event.payload["kind"], event.payload["verdict"]) == (LinkKind.CAUSE.value, Verdict.RELATED.value)
    again = propose_cause(own_office, alone[:4], "再说一次")
    assert again.events == () and "未改动" in again.sentence


def test_one_petitioners_matters_are_no_common_cause(own_office: Office) -> None:
    sql = (
        "SELECT list(DISTINCT g.matter_id ORDER BY g.matter_id) AS held FROM persons p JOIN groups g USING (record_id) "
        "JOIN matters m USING (matter_id) WHERE NOT m.locked GROUP BY p.person_id HAVING count(DISTINCT g.matter_id) > 1 ORDER BY 1"
    )
    held = list(own_office.edition().query(sql)["held"][0])[:2]
    done = propose_cause(own_office, held, "试")
    assert done.events == () and "有同一信访人" in done.sentence


@pytest.mark.parametrize("why", ["", "  "])
def test_a_reason_is_needed(own_office: Office, alone: list[str], why: str) -> None:
    for act in (put_on_agenda, propose_cause):
        with pytest.raises(ValueError, match="须说明理由"):
            act(own_office, alone[:2], why)
    assert not own_office.store.events(kinds=[EventKind.AGENDA_DECIDED])


def test_too_few_too_many_unknown_and_locked_are_refused_before_anything_is_recorded(
    own_office: Office, alone: list[str]
) -> None:
    before = len(own_office.store.events())
    locked = own_office.edition().query("SELECT min(matter_id) AS id FROM matters WHERE locked")["id"][0]
    with pytest.raises(ValueError, match="至少要选 2 件"):
        propose_cause(own_office, alone[:1] * 2, "试")
    with pytest.raises(ValueError, match="至少要选 1 件"):
        put_on_agenda(own_office, [], "试")
    with pytest.raises(ValueError, match=f"最多 {AGENDA_MOST} 件"):
        put_on_agenda(own_office, [f"M-{n}" for n in range(AGENDA_MOST + 1)], "试")
    for missing in ("M-R999999", locked):
        with pytest.raises(LookupError, match="未作登记"):
            put_on_agenda(own_office, [alone[0], missing], "试")
        with pytest.raises(LookupError, match="未作登记"):
            propose_cause(own_office, [alone[0], missing], "试")
    assert len(own_office.store.events()) == before
