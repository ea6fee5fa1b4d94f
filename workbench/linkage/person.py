"""Records that may come from the same person (同人): one identity number, or one telephone and one name.

Source: 同人 of the national rule of 重复信访 (at least one petitioner of both records is exactly the same person; of an
agent and a principal the principal is the person). Never a person's page: the pairs only help to find the same matter.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from workbench.domain.events import LinkProposal
from workbench.linkage.limits import Limits, LinkNotes
from workbench.linkage.normal import identity_key, open_rows, ordered, person_name, phone_keys, split_names, text_column

SAME_ID = "证件号一致"
SAME_PHONE = "同一电话且同名"
OTHER_NAME = "姓名写法不同"


@dataclass(frozen=True, slots=True)
class _Contact:
    """One petitioner of one record; `agents` are whoever handed the record in for them (代理人)."""

    record_id: str
    name: str
    id_key: str
    phones: tuple[str, ...]
    agents: tuple[str, ...]


_Reasons = dict[tuple[str, str], set[str]]


def same_person(identity: pd.DataFrame, limits: Limits | None = None) -> list[LinkProposal]:
    """Pairs of records with a petitioner in common, see `person_links`."""
    return person_links(identity, limits)[0]


def person_links(identity: pd.DataFrame, limits: Limits | None = None) -> tuple[list[LinkProposal], LinkNotes]:
    """Proposals of kind 同人 with reasons in words, and what was set aside.

    `identity` has a row for each record: record_id, name, id_no, phone, co_contacts (JSON list of {name, id_no, phone})
    and proxy. One telephone under different names (a household) is never a proposal. Raises ValueError for broken JSON.
    """
    limits = limits or Limits.on()
    rows = open_rows(identity)
    contacts = list(_contacts(rows))
    reasons: _Reasons = defaultdict(set)
    notes = _by_identity(contacts, len(rows), limits, reasons) + _by_phone(contacts, len(rows), limits, reasons)
    proposals = [LinkProposal(*pair, "同人", _score(why), tuple(sorted(why))) for pair, why in sorted(reasons.items())]
    return proposals, LinkNotes(notes, len(identity) - len(rows))


def _contacts(rows: pd.DataFrame) -> Iterator[_Contact]:
    columns = (text_column(rows, name) for name in ("record_id", "name", "id_no", "phone", "co_contacts", "proxy"))
    for record_id, name, id_no, phone, others, proxy in zip(*columns, strict=True):
        agents = split_names(proxy)
        people = [{"name": name, "id_no": id_no, "phone": phone}, *_others(record_id, others)]
        for person in people:
            contact = _contact(record_id, person, agents)
            if contact.name not in agents or not contact.name:
                yield contact


def _others(record_id: str, text: str) -> list[Mapping[str, str]]:
    if not text:
        return []
    try:
        return [person for person in json.loads(text) if isinstance(person, Mapping)]
    except (json.JSONDecodeError, TypeError) as error:
        raise ValueError(f"信访件 {record_id} 的联名人（co_contacts）不是合法的 JSON，请重新导入该台账") from error


def _contact(record_id: str, person: Mapping[str, str], agents: tuple[str, ...]) -> _Contact:
    id_key, phones = identity_key(person.get("id_no") or ""), phone_keys(person.get("phone") or "")
    return _Contact(record_id, person_name(person.get("name") or ""), id_key, phones, agents)


def _by_identity(contacts: list[_Contact], rows: int, limits: Limits, reasons: _Reasons) -> tuple[str, ...]:
    sharing: dict[str, list[_Contact]] = defaultdict(list)
    for contact in contacts:
        if contact.id_key:
            sharing[contact.id_key].append(contact)
    notes = []
    for people in sharing.values():
        aside = _why_aside("证件号", people, rows, limits)
        if aside:
            notes.append(aside)
        else:
            _pair_up(people, SAME_ID, reasons)
    return tuple(notes)


def _by_phone(contacts: list[_Contact], rows: int, limits: Limits, reasons: _Reasons) -> tuple[str, ...]:
    """The limit on sharing is per telephone over all names; pairs are made within one name only."""
    by_phone: dict[str, list[_Contact]] = defaultdict(list)
    for contact in contacts:
        for phone in set(contact.phones):
            by_phone[phone].append(contact)
    notes = []
    for people in by_phone.values():
        count = len({contact.record_id for contact in people})
        if limits.too_common(count, rows):
            notes.append(f"有一个电话出现在 {count} 件上（共 {rows} 件），不作为同人依据；请核对是否热线或代填号码")
            continue
        for same_name in _by_name(people).values():
            _pair_up(same_name, SAME_PHONE, reasons)
    return tuple(notes)


def _by_name(people: list[_Contact]) -> dict[str, list[_Contact]]:
    named: dict[str, list[_Contact]] = defaultdict(list)
    for contact in people:
        if contact.name:
            named[contact.name].append(contact)
    return named


def _why_aside(what: str, people: list[_Contact], rows: int, limits: Limits) -> str:
    count = len({contact.record_id for contact in people})
    names = len({contact.name for contact in people if contact.name})
    if limits.too_common(count, rows):
        return f"有一个{what}出现在 {count} 件上（共 {rows} 件），不作为同人依据；请核对台账是否整列误填"
    if names > limits.person_max_names:
        return f"有一个{what}对应 {names} 个不同姓名，不作为同人依据；请核对这 {count} 件的{what}"
    return ""


def _pair_up(people: list[_Contact], reason: str, reasons: _Reasons) -> None:
    for one, other in combinations(people, 2):
        if one.record_id == other.record_id:
            continue
        names_differ = bool(one.name and other.name and one.name != other.name)
        if names_differ and (one.agents or other.agents):
            continue  # the number may be the agent's; an agent is not the person
        why = reasons[ordered(one.record_id, other.record_id)]
        why.add(reason)
        if names_differ:
            why.add(OTHER_NAME)


def _score(why: set[str]) -> float:
    score = 1.0 if SAME_ID in why else 0.9
    return score - 0.2 if OTHER_NAME in why else score
