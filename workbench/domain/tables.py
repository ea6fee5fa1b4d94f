"""The tables rooms pass to each other (表): every column written down once, with type and meaning.

Types: text, int, float, bool, day (calendar date), texts (list of text), floats (list of number), json (text holding JSON).
`EDITION` tables are snapshots of the record of truth; `DERIVED` tables are made from them and can be thrown away.
No table here holds a name, identity number, phone or address below township, nor any word of an accusation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

Columns = Mapping[str, str]

RECORDS: Final[Columns] = {
    # identity of the row
    "record_id": "text",
    "case_no": "text",
    "case_no_upper": "text",
    "batch": "text",
    "file": "text",
    "sheet": "text",
    "row": "int",
    "locked": "bool",
    # who and how, without identity
    "petitioner": "text",  # masked: 张某某
    "headcount": "int",
    "involved": "int",
    "is_anon": "bool",
    "joint": "bool",
    "group_kind": "text",
    "source_level": "int",
    "channel": "text",
    "purpose": "text",
    "visit_place": "text",
    "reg_office": "text",
    "first_office": "text",
    "first_nat": "bool",
    "first_here": "bool",
    "repeat": "bool",
    "times": "int",
    "dup_of_no": "text",
    "backlog": "bool",
    "urgent": "bool",
    # what it is about
    "title": "text",
    "summary": "text",
    "claim": "text",
    "dispute_focus": "text",
    "cause": "text",
    "topic": "text",
    "topic_l1": "text",
    "topic_l2": "text",
    "ssxt": "text",
    "legit": "text",
    "accused_unit": "text",
    # where: division codes; text as written down to the township
    "hukou": "text",
    "residence": "text",
    "issue": "text",
    "hukou_text": "text",
    "residence_text": "text",
    "issue_text": "text",
    "town": "text",
    "cross_flag": "text",
    # days
    "petition_date": "day",
    "first_date": "day",
    "reg_time": "day",
    "assign_time": "day",
    "accept_date": "day",
    "due_date": "day",
    "extend": "text",
    "done_date": "day",
    "delivered": "text",
    "inexact_days": "json",
    # who handles it and what came of it
    "to_office": "text",
    "lead_unit": "text",
    "assist_units": "texts",
    "lead_office": "text",
    "case_leader": "text",
    "team": "text",
    "handle_way": "text",
    "legal_path": "text",
    "legal_suit": "text",
    "assign_times": "int",
    "plan": "text",
    "prior": "text",
    "progress": "text",
    "opinion": "text",
    "opinion_no": "text",
    "ptr_opinion": "text",
    "petition_state": "text",
    "resolve_state": "text",
    "end_flag": "text",
    "review": "text",
    "rereview": "text",
    "hearing": "text",
    "supervise": "text",
    "visitback": "text",
    "sat_dept": "text",
    "sat_unit": "text",
    "sat_state": "text",
    "leader_note": "text",
    "remark": "text",
    "timely": "text",
    "lead_unit_code": "text",
}

EVENTS: Final[Columns] = {
    "seq": "int",
    "event_id": "text",
    "kind": "text",
    "subject": "text",
    "actor": "text",
    "at": "text",
    "why": "text",
    "payload": "json",
    "undone": "bool",
}

LINKS: Final[Columns] = {
    "left": "text",
    "right": "text",
    "kind": "text",  # LinkKind
    "score": "float",
    "reasons": "texts",  # in words, strongest first
    "weights": "floats",  # of each reason, in bits
    "prior": "float",
    "verdict": "text",
    "judged_by": "text",
}

GROUPS: Final[Columns] = {"record_id": "text", "matter_id": "text"}

STEPS: Final[Columns] = {
    "matter_id": "text",
    "record_id": "text",
    "kind": "text",
    "lane": "text",
    "start": "day",
    "end": "day",
    "day_text": "text",
    "unit": "text",
    "target": "text",
    "text": "text",
    "detail": "json",
    "source": "text",
}

CLOCKS: Final[Columns] = {
    "matter_id": "text",
    "record_id": "text",
    "clock": "text",
    "name": "text",
    "unit": "text",
    "status": "text",
    "start": "day",
    "due": "day",
    "rolled": "day",
    "done": "day",
    "days_left": "int",
    "sentence": "text",
    "clause": "text",
    "flags": "texts",
}

FINDINGS: Final[Columns] = {
    "matter_id": "text",
    "record_id": "text",
    "rule": "text",
    "outcome": "text",
    "clause": "text",
    "sentence": "text",
    "facts": "json",
    "change": "text",
    "ruled": "text",  # a reviewer's word on it: 成立, 不成立 or none
    "ruled_by": "text",
}

DUTIES: Final[Columns] = {
    "matter_id": "text",
    "role": "text",
    "place": "text",
    "unit": "text",
    "clause": "text",
    "reason": "text",
    "runner_up": "text",
    "turning_fact": "text",
    "also": "texts",
    "confirmed_by": "text",
}

SEPARATIONS: Final[Columns] = {
    "matter_id": "text",
    "level": "text",
    "K1": "text",
    "K2": "text",
    "K3": "text",
    "F1": "text",
    "F2": "text",
    "F3": "text",
    "label": "text",
    "short_label": "text",
    "hukou": "text",
    "residence": "text",
    "issue": "text",
    "lead": "text",
    "assist": "texts",
    "support": "texts",
    "missing": "texts",
    "clause": "text",
    "why": "text",
    "stated": "text",
    "agrees": "text",
}

MATTERS: Final[Columns] = {
    "matter_id": "text",
    "title": "text",
    "petitioner": "text",
    "records": "int",
    "first_day": "day",
    "last_day": "day",
    "topic_l1": "text",
    "topic_l2": "text",
    "issue": "text",
    "issue_name": "text",
    "town": "text",
    "lead_unit": "text",
    "assist_units": "texts",
    "case_leader": "text",
    "source_level": "int",
    "involved": "int",
    "state_a": "text",
    "state_b": "text",
    "campaign": "text",
    "is_open": "bool",
    "locked": "bool",
    "due": "day",
    "rolled": "day",
    "clock": "text",
    "clock_status": "text",
    "days_left": "int",
    "overdue_days": "int",
    "label": "text",
    "flags": "texts",
    "triggers": "texts",
    "plan": "text",
}

CLAIMS: Final[Columns] = {
    "matter_id": "text",
    "number": "text",
    "claim": "text",
    "result": "text",  # ClaimResult
    "legitimacy": "text",
    "treatment": "text",
    "basis": "text",
    "outcome": "texts",
    "due": "day",
    "performed": "day",
    "proof": "text",
    "record_id": "text",
    "said_by": "text",  # empty: proposed from the ledger's text
}

GATE: Final[Columns] = {
    "matter_id": "text",
    "item": "text",  # G1 … G10
    "name": "text",
    "answer": "text",  # Trilean
    "evidence": "text",
    "reason": "text",
    "clause": "text",
    "said_by": "text",
}

SWEEPS: Final[Columns] = {
    "matter_id": "text",
    "sweep": "text",  # id of a clean-up list
    "since": "day",
    "due": "day",
    "unit": "text",
    "missing": "texts",
    "sentence": "text",
    "clause": "text",
}

CONTEXT: Final[Columns] = {
    "matter_id": "text",
    "context": "json",  # what studying this one matter needs to know of all the others
}

AGENDA: Final[Columns] = {
    "matter_id": "text",
    "trigger": "text",
    "reason": "text",
    "clause": "text",
    "evidence": "json",
    "due": "day",
    "since": "day",
}

MOVES: Final[Columns] = {
    "matter_id": "text",
    "number": "int",  # of all moves, in order
    "day": "day",
    "kind": "text",  # MoveKind
    "effect": "int",  # on the stock of open matters: 1, -1 or 0
}

TASKS: Final[Columns] = {
    "decision_id": "text",
    "meeting": "text",
    "matter_id": "text",  # empty: of the whole meeting
    "unit": "text",  # who owes it now
    "text": "text",
    "due": "day",
    "closed": "bool",
    "done": "day",
    "label": "text",  # 按期完成, 超期完成, 推进中, 超期, 需提交会议
}

UNITS: Final[Columns] = {
    "unit": "text",
    "aliases": "texts",
    "matters": "int",
    "open": "int",
    "in_time": "int",
    "late": "int",
    "running": "int",
    "overdue": "int",
    "unknown": "int",
}

REGISTER: Final[Columns] = {
    "unit_key": "text",  # what proposals and judgements of 同一单位 name it by
    "unit": "text",  # the name it goes by
    "organ": "text",  # its name in full
    "place": "text",
    "aliases": "texts",
    "note": "text",  # abolished when, and who took over
}

NODES: Final[Columns] = {
    "node": "text",  # NodeType value, ":" and the id within the type
    "type": "text",
    "label": "text",  # of a contact the masked name
    "topic": "text",
    "place": "text",  # division code
    "unit": "text",
    "is_open": "bool",
    "day": "day",  # first and last day anything of it is known
    "day_to": "day",
}

EDGES: Final[Columns] = {
    "source": "text",
    "target": "text",
    "type": "text",  # LinkType
    "day": "day",
    "day_to": "day",
    "state": "text",  # of 相同 and 相关: the verdict, or 待认定
    "matter_id": "text",  # the matter a link between units is about, else ""
    "evidence": "texts",  # record ids or words it rests on
}

CAUSES: Final[Columns] = {
    "cause_id": "text",
    "topic": "text",
    "place": "text",
    "about": "text",  # project or unit the records have in common
    "records": "texts",
    "matters": "texts",
    "sentence": "text",
}

CUBE: Final[Columns] = {
    "face": "text",  # a choice of filters of 总览 (`campaign.cube.face_of`); "" is everything
    "figure": "text",  # a metric, or another figure of the page
    "part": "text",
    "reason": "text",
    "grp": "text",  # unit, month, campaign or value to filter by
    "day": "day",
    "many": "int",
}

LISTED: Final[Columns] = {
    "focus": "text",  # a list of 总览 (`campaign.listed`)
    "place": "int",  # 1, 2, …: the order the list shows
    "matter_id": "text",
    "topic_l1": "text",  # what 总览 can be narrowed by (`campaign.cube.COLUMNS`)
    "issue_name": "text",
    "lead_unit": "text",
    "campaign": "text",
    "label": "text",
}

PERSONS: Final[Columns] = {
    "record_id": "text",
    "contact": "int",  # 0 is the first petitioner of the record
    "person_id": "text",  # "P-" and a record: counts and joins, says nothing about anyone
}

EDITION: Final[Mapping[str, Columns]] = {"records": RECORDS, "events": EVENTS}
DERIVED: Final[Mapping[str, Columns]] = {
    "links": LINKS,
    "groups": GROUPS,
    "steps": STEPS,
    "clocks": CLOCKS,
    "findings": FINDINGS,
    "duties": DUTIES,
    "separations": SEPARATIONS,
    "matters": MATTERS,
    "agenda": AGENDA,
    "claims": CLAIMS,
    "gate": GATE,
    "sweeps": SWEEPS,
    "context": CONTEXT,
    "moves": MOVES,
    "tasks": TASKS,
    "units": UNITS,
    "register": REGISTER,
    "persons": PERSONS,
    "causes": CAUSES,
    "nodes": NODES,
    "edges": EDGES,
    "cube": CUBE,
    "listed": LISTED,
}
ALL: Final[Mapping[str, Columns]] = {**EDITION, **DERIVED}

LEDGER_EXTRA: Final[Columns] = {
    "key": "text",  # what makes re-import idempotent: case_no, else a hash of name, claim and registration day
    "sheet": "text",
    "row": "int",  # 1-based row in the sheet
    "locked": "bool",  # 检举控告 or a person accused: content goes to the locked table
    "accused_unit": "text",  # the accused, when it is a unit and not a person
    "co_contacts": "json",  # further petitioners of a joint case: [{"name","id_no","phone"}]
    "notes": "json",  # data-quality notes: {"id_no": "ID_LOST", …}
}
"""Columns a parsed ledger row carries from `ledger` to `store` beside `fields.STORED` (dates as EDTF text)."""
