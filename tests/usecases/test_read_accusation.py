"""Accusations are read by the discipline contact alone, one at a time, and the trail has who and why, never what."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from workbench.domain.roles import AccessDenied, AuditAct, Role
from workbench.store import schema
from workbench.usecases.audit_trail import entries
from workbench.usecases.office import Office
from workbench.usecases.read_accusation import SHOWN, list_accusations, read_accusation


def played(office: Office, role: Role, actor: str = "纪检联络员") -> Office:
    return Office(office.settings.model_copy(update={"roles": (role,), "actor": actor}))


@pytest.fixture
def locked(own_office: Office) -> str:
    return str(own_office.edition().query("SELECT min(record_id) r FROM records WHERE locked")["r"][0])


def test_the_contact_reads_one_and_the_trail_has_it(own_office: Office, locked: str) -> None:
    contact = played(own_office, Role.DISCIPLINE)
    found = read_accusation(contact, locked, "按程序移送前核对")
    assert found.parts and all(found.parts.values())
    kept = entries(own_office, act=AuditAct.OPEN_ACCUSATION)
    assert [(one.actor, one.subject, one.purpose) for one in kept] == [("纪检联络员", locked, "按程序移送前核对")]


def test_its_words_are_not_in_the_trail_nor_in_what_is_printed_by_accident(own_office: Office, locked: str) -> None:
    found = read_accusation(played(own_office, Role.DISCIPLINE), locked, "按程序移送前核对")
    with own_office.store.reading() as connection:
        told = str(connection.execute(sa.select(schema.audit)).all()) + repr(found)
    long_ones = [text for text in found.parts.values() if len(text) > 5]
    assert long_ones and not any(text in told for text in long_ones)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.DISCIPLINE])
def test_nobody_else_reads_or_lists_them(own_office: Office, locked: str, role: Role) -> None:
    other = played(own_office, role, "旁人")
    with pytest.raises(AccessDenied):
        read_accusation(other, locked, "看一下")
    with pytest.raises(AccessDenied):
        list_accusations(other)
    assert {one.act for one in entries(own_office, actor="旁人")} == {AuditAct.REFUSED}


def test_the_list_says_number_dates_organ_and_state_only(own_office: Office) -> None:
    found = list_accusations(played(own_office, Role.DISCIPLINE))
    count = own_office.edition().query("SELECT count(*) n FROM records WHERE locked")["n"][0]
    assert len(found) == count > 0 and all(tuple(row) == SHOWN for row in found)


def test_what_is_asked_wrongly(own_office: Office, locked: str) -> None:
    contact = played(own_office, Role.DISCIPLINE)
    with pytest.raises(ValueError, match="理由"):
        read_accusation(contact, locked, " ")
    ordinary = str(own_office.edition().query("SELECT min(record_id) r FROM records WHERE NOT locked")["r"][0])
    with pytest.raises(LookupError, match="检举控告"):
        read_accusation(contact, ordinary, "核对")
    assert entries(own_office, act=AuditAct.OPEN_ACCUSATION) == []
