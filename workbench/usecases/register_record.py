"""Register one letter or visit by hand (登记): kept the way a ledger of one row is, so that nothing of it is special.

Source: 《信访工作条例》§22, §23①; spec 5.6 (登记: channel, reg_time, content, place or 待核) and 8.1 (1), (6).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

import pyarrow as pa
import sqlalchemy as sa

from workbench.access import accusations
from workbench.domain.cells import column_letters
from workbench.domain.codes import Channel, Purpose
from workbench.domain.dates import PartialDate
from workbench.domain.fields import CONTENT, FIELDS, NOT_IMPORTED
from workbench.ledger.checks import keys
from workbench.ledger.people import read_id, read_name, read_phones
from workbench.ledger.plain import read_bool, read_int, split_units
from workbench.reference.codes import CLOSED, read_code
from workbench.rules.transitions_hard import control_words
from workbench.store import schema
from workbench.usecases.office import Office

FILE: Final = "人工登记"
"""File and sheet such a record was read from."""
UNKNOWN_PLACE: Final = "待核"
_CLAUSE: Final = "《信访工作条例》第二十二条、第二十三条"
_KEYED: Final = ("case_no", "name", "claim", "summary", "title", "claim_orig", "reg_time", "petition_date")


class RegisterRefused(ValueError):
    """The letter or visit cannot be registered like this; the sentence says what is wrong and what to do."""


def register_record(
    office: Office,
    *,
    channel: Channel | str,
    day: date | PartialDate | str,
    content: str,
    place: str = UNKNOWN_PLACE,
    actor: str = "",
    **fields: str,
) -> str:
    """Register one record; its id. `fields` are further ones of `domain.fields` (name, phone, title, purpose …) as text.

    An accusation goes to the locked table. Raises RegisterRefused for a missing or unreadable field, a day to come, a
    person-control word or a record that is registered already; nothing is kept then.
    """
    written = {**fields, "channel": str(channel), "reg_time": _day(day, office), "claim": content, "place_issue": place}
    given = {name: text.strip() for name, text in written.items() if text and text.strip()}
    _check(office, given)
    row = _row(given)
    key = _key(row)
    if known := _record_of(office, key):
        raise RegisterRefused(
            f"同一信访件已经登记为 {known}（编号、或姓名加内容加登记日相同），未重复登记；要补充请在 {known} 上登记步骤"
        )
    _store(office, {**row, "key": key}, given, actor)
    registered = _record_of(office, key)
    assert registered is not None
    return registered


# --- reading what was written ---------------------------------------------------------------------------------------


def _day(day: date | PartialDate | str, office: Office) -> str:
    text = day.isoformat() if isinstance(day, date) else str(day).strip()
    try:
        read = PartialDate.parse(text)
    except ValueError:
        raise RegisterRefused(f"登记时间“{text}”不是日期，未登记；请写成 2026-11-20 的样子（{_CLAUSE}）") from None
    today = max(office.settings.today, date.today())
    if read.start > today:
        raise RegisterRefused(f"登记时间{text}在今天（{today}）之后，未登记；请更正登记时间")
    return text


def _check(office: Office, given: Mapping[str, str]) -> None:
    unknown = [name for name in given if name not in FIELDS or name in NOT_IMPORTED]
    if unknown:
        raise RegisterRefused(f"不登记的栏目：{'、'.join(unknown)}，未登记；可用的栏目见数据字典")
    for name in ("channel", "claim", "place_issue"):
        if name not in given:
            what = "信访内容" if name == "claim" else FIELDS[name].zh
            hint = "；事发地不明的填“待核”" if name == "place_issue" else ""
            raise RegisterRefused(f"未填“{what}”，未登记{hint}（{_CLAUSE}）")
    place = given["place_issue"]
    if place != UNKNOWN_PLACE and office.find_place(place) is None:
        raise RegisterRefused(f"事发地“{place}”不在区划表内，未登记；请写到县、乡镇或村，不明的填“待核”")
    for name in CONTENT:
        if words := control_words(given.get(name, "")):
            said = f"“{FIELDS[name].zh}”里有“{'、'.join(words)}”一类管人的内容，不属于信访事项，未登记"
            raise RegisterRefused(f"{said}；请只写诉求、事实和理由，删去对人的评价和管控")


def _row(given: Mapping[str, str]) -> dict[str, Any]:
    """The stored fields: identity read as in ledgers, codes by the code lists, the lock decided once."""
    row: dict[str, Any] = {}
    notes: dict[str, str] = {}
    for name, text in given.items():
        row[name] = _value(name, text, notes)
    if row["place_issue"] == UNKNOWN_PLACE:
        row["place_issue"] = None
    _read_people(row, notes)
    purpose = row.get("purpose")
    texts = " ".join(given.get(name, "") for name in ("title", "summary", "claim", "claim_orig"))
    accused, path = given.get("accused"), row.get("legal_path")
    row["locked"] = accusations.locks(purpose, accused, legal_path=path, topic=given.get("topic"), text=texts)
    row["accused_unit"] = accusations.accused_unit(accused) or None
    row["notes"] = json.dumps(notes, ensure_ascii=False) if notes else None
    return {**row, "sheet": FILE, "row": 1}


def _value(name: str, text: str, notes: dict[str, str]) -> Any:
    """A field's value from its text; RegisterRefused for one that cannot be read, since its writer is there to ask."""
    kind = FIELDS[name].type
    if kind == "date":
        try:
            return str(PartialDate.parse(text))
        except ValueError:
            raise _unreadable(name, text, "请写成 2026-11-20 的样子") from None
    if kind == "int" and (number := read_int(text)[0]) is not None:
        return number
    if kind == "bool" and (answer := read_bool(text, name)[0]) is not None:
        return answer
    if kind in ("int", "bool"):
        raise _unreadable(name, text, "请填一个数" if kind == "int" else "请填“是”或“否”")
    if kind == "list":
        return split_units(text)
    if kind == "code":
        return _code(name, text)
    if name == "id_no":
        text, note = read_id(text)
        notes.update({name: note} if note else {})
    return text


def _code(name: str, text: str) -> str:
    value = read_code(name, text) if name != "source_level" else _level(text)
    if value is None and name in CLOSED:
        words = {"channel": Channel, "purpose": Purpose}.get(name)
        raise _unreadable(name, text, f"可填：{'、'.join(words)}" if words else "请按代码表填写")
    return value or text


def _level(text: str) -> str | None:
    from workbench.reference.codes import level

    found = level(text)
    return str(int(found)) if found else None


def _unreadable(name: str, text: str, hint: str) -> RegisterRefused:
    shown = "" if FIELDS[name].protection in ("P", "S") else f"“{text}”"
    return RegisterRefused(f"“{FIELDS[name].zh}”填的{shown}认不出来，未登记；{hint}")


def _read_people(row: dict[str, Any], notes: dict[str, str]) -> None:
    """Name, further names, representative and whether unsigned, as a ledger's name cell tells them."""
    if "phone" in row:
        row["phone"], note = read_phones(row["phone"])
        notes.update({"phone": note} if note else {})
    if "name" not in row:
        return
    read = read_name(row["name"])
    row["name"] = read.name
    notes.update({"name": read.note} if read.note else {})
    said = {"headcount": read.headcount, "proxy": read.representative, "is_anon": read.anonymous}
    for field, value in said.items():
        if value is not None:
            row.setdefault(field, value)
    if read.others:
        row["co_contacts"] = json.dumps([{"name": name} for name in read.others], ensure_ascii=False)


# --- keeping it -----------------------------------------------------------------------------------------------------


def _key(row: Mapping[str, Any]) -> str:
    """What tells records apart, as for ledgers; an unsigned letter goes by its content and day."""
    told = {name: [row.get(name)] for name in _KEYED}
    told["name"] = [row.get("name") or "匿名"]
    schema_ = pa.schema([(name, pa.large_string()) for name in _KEYED])
    key = keys(pa.table(told, schema=schema_))[0].as_py()
    assert key is not None
    return str(key)


def _record_of(office: Office, key: str) -> str | None:
    with office.store.reading() as connection:
        found = connection.execute(sa.select(schema.record.c.record_id).where(schema.record.c.key == key)).scalar()
    return str(found) if found else None


def _store(office: Office, row: Mapping[str, Any], given: Mapping[str, str], actor: str) -> None:
    """One row with the cells it was written in, one column per field given."""
    import pandas as pd

    at = datetime.now().astimezone()
    letters = {name: column_letters(number) for number, name in enumerate(given)}
    columns = [
        {"sheet": FILE, "letter": letter, "header": FIELDS[name].zh, "field": name, "status": "field", "note": ""}
        for name, letter in letters.items()
    ]
    cells = {letter: [given[name]] for name, letter in letters.items()}
    digest = hashlib.sha256(json.dumps([dict(given), at.isoformat()], ensure_ascii=False).encode()).hexdigest()
    office.store.import_batch(
        file_name=FILE,
        sha256=digest,
        signature=FILE,
        rows=pd.DataFrame({name: [value] for name, value in row.items()}),
        raw={FILE: pa.table({**cells, "row": [1]})},
        columns=columns,
        problems=[],
        quarantined=[],
        read=1,
        actor=actor or office.settings.actor,
        at=at,
    )
