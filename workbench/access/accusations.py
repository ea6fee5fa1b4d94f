"""Accusations (检举控告): which records are locked away, and whether the accused is a unit or a person.

《信访工作条例》 §30③, §46(五): an accusation and its material must not reach the accused. Locking is decided here once;
where the purpose is not known and a person may be accused, the record is locked until someone states the purpose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from workbench.domain.codes import Pathway, Purpose

_POSTS: Final = (
    "书记|局长|主任|镇长|乡长|县长|区长|市长|村长|支书|院长|校长|所长|站长|队长|科长|处长|法官|检察官|民警|干部|领导"
)
_UNIT: Final = re.compile(
    "^.{2,}(?:局|委|办|厅|院|所|站|队|科|室|政府|公司|中心|学校|大学|中学|小学|幼儿园|银行|支行|合作社|集团|协会|联社|工会|商会|"
    "街道|社区|物业|部门|单位|党组|支部|指挥部|项目部|办事处|委员会|村委会|居委会|业委会|管委会|联合会|基金会|开发商|企业)$"
    "|^.{3,}[镇乡县区市省村部处厂会行]$"
)
"""Endings of units' names; the last row also ends given names (刘新村), so it takes a longer word."""
_PERSON: Final = re.compile(f"(?:某某?|同志|本人|经理|老板|{_POSTS})$")
_SPLIT: Final = re.compile(r"[、，,；;\n]+")
_PARENTHESES: Final = re.compile(r"[（(]([^（()）]*)[)）]")
ACCUSING_TEXT: Final = (
    f"(?:检举|控告|举报|揭发)[^，。；\\s]{{0,20}}(?:{_POSTS})"
    "|贪污|受贿|行贿|索贿|挪用公款|以权谋私|滥用职权|徇私(?:枉法|舞弊)|渎职|吃拿卡要|充当保护伞"
)
"""Words by which a text accuses a person in office (RE2 and Python syntax alike)."""
_ACCUSES: Final = re.compile(ACCUSING_TEXT)


def is_unit(name: str) -> bool:
    """Whether a name ends as units' names do (局、政府、公司 …), not in a post, and brackets no person ("财政局（张三）")."""
    parts = [_PARENTHESES.sub("", name).strip(), *(part.strip() for part in _PARENTHESES.findall(name))]
    return all(_UNIT.match(part) and not _PERSON.search(part) for part in parts)


def accused_unit(accused: str | None) -> str:
    """The accused when every one named is a unit ("甲局、乙公司"), as written; "" if a person is among them or nobody is."""
    parts = [part.strip() for part in _SPLIT.split(accused or "") if part.strip()]
    return "、".join(parts) if parts and all(map(is_unit, parts)) else ""


def accuses_person(text: str | None) -> bool:
    """Whether a text accuses a person in office (spec 8.1(1)); used only where the purpose is not stated."""
    return bool(text and _ACCUSES.search(text))


def locks(
    purpose: str | None,
    accused: str | None = None,
    *,
    legal_path: str | None = None,
    topic: str | None = None,
    text: str | None = None,
) -> bool:
    """Whether a record is locked: an accusation by purpose or pathway, or one of unknown purpose that accuses a person.

    `accused` names whom the record complains of; `topic` 纪检监察 and accusing words in `text` count only while the
    purpose is unknown. A stated 申诉求决 against a person stays open (T§31).
    """
    if purpose == Purpose.ACCUSATION or legal_path == Pathway.ACCUSATION:
        return True
    if purpose:
        return False
    person = bool((accused or "").strip()) and not accused_unit(accused)
    return person or (topic or "").startswith(("纪检", "贪污贿赂")) or accuses_person(text)


def locks_all(
    purposes: Sequence[str | None],
    accused: Sequence[str | None],
    *,
    legal_paths: Sequence[str | None] | None = None,
    topics: Sequence[str | None] | None = None,
    accusing: Sequence[bool] | None = None,
) -> list[bool]:
    """`locks` over columns of one length, deciding each combination once; `accusing` is `accuses_person` per row."""
    none: list[str | None] = [None] * len(purposes)
    rows = list(zip(purposes, accused, legal_paths or none, topics or none, strict=True))
    answer = {row: locks(row[0], row[1], legal_path=row[2], topic=row[3]) for row in set(rows)}
    locked = [answer[row] for row in rows]
    if accusing is None:
        return locked
    return [lock or (hit and not purpose) for lock, hit, purpose in zip(locked, accusing, purposes, strict=True)]


def accused_units(accused: Iterable[str | None]) -> list[str]:
    """`accused_unit` of each, deciding each distinct name once."""
    names = list(accused)
    answer = {name: accused_unit(name) for name in set(names)}
    return [answer[name] for name in names]
