"""What each column of a sheet is (列的认定), from its heading, its parent heading and its neighbours.

Spec 4.1(1) two-row headers, 4.1(12) ambiguous headings and the owner of 联系电话, 4.1(13) columns that are never read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from workbench.domain.fields import FIELDS, NOT_IMPORTED, STORED
from workbench.ledger.header import Header, Heading
from workbench.ledger.result import ColumnReading, HeaderQuestion, LedgerError
from workbench.reference import headers

_PERSONS: Final = ("name", "proxy", "case_leader", "lead_office", "reg_person", "accused")
_ROLE_PARENTS: Final = (*_PERSONS[1:], "lead_unit", "assist_units")
_NAME_WORDS: Final = frozenset({"姓名", "名称", "名字", "单位", "单位名称", "部门"})
_CONTENT_WORDS: Final = frozenset({"内容", "情况", "名称", "具体内容", "具体情况"})
_POST_WORDS: Final = frozenset({"职务", "职级", "级别", "职务职级"})
_CONTROLLER_WORDS: Final = frozenset({"责任人", "负责人", "具体责任人", "联系人", "职务", "姓名", "单位"})
_CONTROL_GROUPS: Final = ("Q1", "Q2", "Q6")
ANSWERED: Final = "按此前的确认"
POST: Final = "case_leader.post"
"""A post beside a leader's name; joined to `case_leader` when values are read."""


@dataclass(slots=True)
class _Walk:
    """What was seen to the left of the column being decided."""

    sheet: str
    signature: str
    answers: Mapping[str, str]
    is_running_number: Callable[[int], bool]
    letter: Callable[[int], str]
    owner: str = ""
    left: str = ""
    quarantine: str = ""
    fields: set[str] = field(default_factory=set)
    questions: list[HeaderQuestion] = field(default_factory=list)


Decision = tuple[str, str, str]
"""(status, field or group, note)"""


def decide(
    header: Header,
    sheet: str,
    answers: Mapping[str, str],
    is_running_number: Callable[[int], bool],
    letter: Callable[[int], str],
) -> tuple[list[ColumnReading], list[HeaderQuestion]]:
    """One reading per column, left to right, and what must be asked.

    `is_running_number(column)` tells whether a 编号 column just counts the rows. LedgerError for an answer that is no field.
    """
    walk = _Walk(sheet, header.signature, answers, is_running_number, letter)
    readings = [_decide_one(walk, column, heading) for column, heading in enumerate(header.headings)]
    return readings, walk.questions


def _decide_one(walk: _Walk, column: int, heading: Heading) -> ColumnReading:
    status, name, note = _decision(walk, column, heading)
    if status == "field" and name in NOT_IMPORTED:
        status, note = "not_imported", note or f"“{FIELDS[name].zh}”按设计不导入"
    _remember(walk, status, name)
    if status == "quarantined":
        note = f"第{column + 1}列 {heading}：按设计不导入（{name}）"
    kept = name if status == "field" else None
    return ColumnReading(walk.sheet, walk.letter(column), str(heading), kept, status, note)  # type: ignore[arg-type]


def _remember(walk: _Walk, status: str, name: str) -> None:
    walk.left = name if status == "field" else ""
    if status == "quarantined":
        walk.quarantine = name
        walk.owner = "quarantine" if name.startswith(_CONTROL_GROUPS) else walk.owner
    else:
        walk.quarantine = ""
    if status == "field":
        walk.fields.add(name)
        if name in _PERSONS:
            walk.owner = name


def _decision(walk: _Walk, column: int, heading: Heading) -> Decision:
    text = str(heading)
    if not text:
        return "unknown", "", "没有表头，未读入"
    if group := _quarantine(walk, heading):
        return "quarantined", group, ""
    if (answer := walk.answers.get(f"{walk.signature}:{text}")) is not None:
        return _answered(text, answer)
    return _by_neighbours(walk, heading) or _by_parent(heading) or _by_words(walk, column, heading)


def _quarantine(walk: _Walk, heading: Heading) -> str:
    """Group of a column never read: by its words, its parent's, or because it names the controller just to its left."""
    if group := headers.quarantine_group(heading.parent):
        return group
    matched = headers.match(heading.child)
    if matched.kind == "quarantine":
        return matched.group
    word = headers.plain(heading.child)
    controls = bool(walk.quarantine) and walk.quarantine.startswith(_CONTROL_GROUPS)
    if controls and word in _CONTROLLER_WORDS and (word != "姓名" or "name" in walk.fields):
        return walk.quarantine
    return "Q1 稳控" if matched.field == "phone" and walk.owner == "quarantine" and not heading.parent else ""


def _answered(text: str, answer: str) -> Decision:
    if not answer:
        return "not_imported", "", "按此前的确认不导入"
    if answer not in STORED:
        raise LedgerError(f"表头“{text}”此前被确认为“{answer}”，但没有这个标准字段；请重新确认该表头的含义")
    return "field", answer, ANSWERED


def _by_neighbours(walk: _Walk, heading: Heading) -> Decision | None:
    """联系电话 belongs to the nearest person column to its left; 单位 beside the name is the work unit; 职务 is the leader's."""
    word = headers.plain(heading.child)
    if heading.parent and headers.match(heading.parent).field in _ROLE_PARENTS:
        return None
    if headers.match(heading.child).field == "phone" and walk.owner not in ("", "name", "proxy"):
        return "not_imported", "", f"归属左侧“{FIELDS[walk.owner].zh}”，不是信访人的电话，不导入"
    if word == "单位" and walk.left in ("name", "id_no", "phone"):
        return "field", "workplace", "紧邻信访人，按工作单位读入"
    if word in _POST_WORDS and walk.left == "case_leader":
        return "field", POST, "并入包案领导"
    return None


def _by_parent(heading: Heading) -> Decision | None:
    """ "包案领导/姓名" is the leader; "责任单位/联系电话" is an official's number and not kept."""
    if not heading.parent:
        return None
    role, word = headers.match(heading.parent).field, headers.plain(heading.child)
    child = headers.match(heading.child).field
    if role in _ROLE_PARENTS:
        if word in _NAME_WORDS:
            return "field", role, ""
        if word in _POST_WORDS:
            return ("field", POST, "并入包案领导") if role == "case_leader" else ("not_imported", "", "职务不导入")
        if child in ("phone", "id_no", "name", "workplace") or word in ("联系人", "负责人"):
            return "not_imported", "", f"“{heading.parent}”一方的联系信息，不导入"
    if word == "单位" and role in ("name", ""):
        return "field", "workplace", ""
    if not child and role and word in _CONTENT_WORDS:
        return "field", role, ""
    return None


def _by_words(walk: _Walk, column: int, heading: Heading) -> Decision:
    """The child heading's meaning, then that of parent and child together; ambiguous ones are asked."""
    text = str(heading)
    if headers.plain(heading.child) == "编号":
        return ("field", "row_no", "") if walk.is_running_number(column) else ("field", "case_no", "")
    options = headers.candidates(heading.child)
    if options:
        return _ask(walk, column, text, options)
    matched = headers.match(heading.child)
    if matched.kind != "field" and heading.parent:
        matched = headers.match(heading.parent + heading.child)
    if matched.kind == "unknown":
        return "unknown", "", "不认识的表头，未读入；可在表头确认中指定含义"
    if matched.condition == "单位换算":
        return "unknown", "", "户数不能换算成人数，未读入"
    return "field", matched.field, ""


def _ask(walk: _Walk, column: int, text: str, options: tuple[str, ...]) -> Decision:
    meanwhile = options[0]
    choices = tuple(option for option in options if option)
    walk.questions.append(HeaderQuestion(walk.signature, walk.sheet, walk.letter(column), text, choices, meanwhile))
    if not meanwhile:
        return "unknown", "", "含义不止一种，待确认后读入"
    return "field", meanwhile, f"含义不止一种，暂按“{FIELDS[meanwhile].zh}”读入，待确认"
