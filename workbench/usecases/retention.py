"""Retention (留存与到期删除): what of closed matters is past its period, and deleting it when a person confirms.

PIPL §19 and §47; the periods are the office's own to set (`home/retention.csv`: 类别,年限,依据); without that nothing is
ever due. A plan tells counts by kind and reason, never names. What is open, was reopened or written on since is left alone.
"""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

import sqlalchemy as sa

from workbench.domain.events import Event, EventKind
from workbench.domain.roles import AuditAct, DataKind
from workbench.reference.parameters import parameter
from workbench.store import erasing, resealing
from workbench.store.edition import Edition
from workbench.store.editions import prune
from workbench.store.engine import writing
from workbench.store.errors import StoreError
from workbench.usecases.keep_file import file_path
from workbench.usecases.office import Office

SCHEDULE: Final = "retention.csv"
KINDS: Final[Mapping[str, str]] = {"身份信息": "identity", "附件": "attachments", "检举控告": "accusation"}
OPEN, RECENT, WRITTEN, NO_DAY = "未办结", "办结未满年限", "经办登记的文字写有身份信息，须人工处理", "没有可起算的日期"
_NEVER: Final = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class Period:
    """How long one kind is kept (留存期限): `years` 0 is not set; `basis` is the office's own paper."""

    kind: str
    years: int
    basis: str
    proposal: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What is past its period (到期清单): records and files by kind, and why the rest stays, in counts."""

    as_of: date
    periods: tuple[Period, ...]
    records: Mapping[str, tuple[str, ...]]
    files: tuple[str, ...]
    kept: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        return not any(self.records.values()) and not self.files

    def as_text(self) -> str:
        """Counts only."""
        lines = [f"截至 {self.as_of}"]
        for period in self.periods:
            if not period.years:
                told = f"（建议 {period.proposal} 年，供参考）" if period.proposal else ""
                lines.append(f"{period.kind}：未定留存年限，不删除{told}；在 {SCHEDULE} 写明年限和依据后才会列出")
                continue
            due = len(self.files) if period.kind == "附件" else len(self.records.get(period.kind, ()))
            kept = "；".join(f"{reason} {count}" for reason, count in sorted(self.kept.get(period.kind, {}).items()))
            lines.append(
                f"{period.kind}：留存 {period.years} 年（{period.basis}），到期 {due} 件；不删：{kept or '无'}"
            )
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Applied:
    """What was deleted (删除结果), in counts, and editions that went."""

    rows: Mapping[str, int]
    files: int
    editions: int
    key: str

    def as_text(self) -> str:
        told = "、".join(f"{name} {count}" for name, count in self.rows.items())
        key = f"；已换用密钥 {self.key} 并销毁旧密钥，旧备份里这些内容也不能再打开" if self.key else ""
        return (
            f"已删除：{told}，附件 {self.files} 个，旧版次 {self.editions} 个{key}。请运行 workbench publish --relink"
        )


def periods(office: Office) -> tuple[Period, ...]:
    """The office's schedule: `home/retention.csv` over the parameters, which set none. ValueError for a faulty line."""
    path, own = office.settings.home / SCHEDULE, dict[str, tuple[int, str]]()
    if path.exists():
        with path.open(encoding="utf-8-sig", newline="") as opened:
            own = dict(_line(number, row) for number, row in enumerate(csv.DictReader(opened), start=2))
    found = []
    for kind, name in KINDS.items():
        years = parameter(f"retention.{name}.years", office.settings.today)
        proposal = int(parameter(f"retention.{name}.proposal", office.settings.today).value)
        found.append(Period(kind, *own.get(kind, (int(years.value), years.clause)), proposal))
    return tuple(found)


def _line(number: int, row: Mapping[str, str]) -> tuple[str, tuple[int, str]]:
    kind, years, basis = (str(row.get(name) or "").strip() for name in ("类别", "年限", "依据"))
    if kind not in KINDS or not years.isdecimal() or int(years) == 0:
        raise ValueError(f"{SCHEDULE} 第 {number} 行：类别须是{'、'.join(KINDS)}，年限须是正整数；没有删除任何内容")
    if not basis:
        raise ValueError(f"{SCHEDULE} 第 {number} 行：没有写依据（本单位档案保管期限表或批准文号）；没有删除任何内容")
    return kind, (int(years), basis)


def plan_retention(office: Office) -> Plan:
    """What is past its period on the office's day; StoreError where the edition is behind the record of truth."""
    edition = _fresh_edition(office)
    schedule = periods(office)
    matters = _matters(edition)
    records: dict[str, tuple[str, ...]] = {}
    kept: dict[str, Mapping[str, int]] = {}
    files: tuple[str, ...] = ()
    for period in (one for one in schedule if one.years):
        due, reasons = _due(matters, period, office.settings.today)
        if period.kind == "附件":
            files = _files(office, [matter.id for matter in matters], [matter.id for matter in due])
        else:
            records[period.kind] = _still_holding(office, due, reasons)
        kept[period.kind] = dict(reasons)
    return Plan(office.settings.today, schedule, records, files, kept)


def apply_retention(office: Office, plan: Plan, confirmed_by: str) -> Applied:
    """Delete what a plan lists; cannot be undone. ValueError without who confirmed, StoreError where the plan is stale.

    Where rows are sealed the data key is exchanged and the old one destroyed: backups made before cannot be opened for
    what was deleted (nor for anything else of identity: make a new backup at once).
    """
    if not confirmed_by.strip():
        raise ValueError("没有写明由谁确认；到期删除不能撤销，须由联席办主任确认后以 --confirmed-by 写明")
    if plan != plan_retention(office):
        raise StoreError("清单之后又有新的登记或发布，没有删除；请重新运行 workbench retention plan 核对")
    record_ids = {record for records in plan.records.values() for record in records}
    _note(office, "开始", confirmed_by, {"records": len(record_ids), "files": len(plan.files)})
    with writing(office.store.engine, "到期删除") as connection:
        last = connection.execute(sa.text("SELECT coalesce(max(seq), 0) FROM event")).scalar_one()
        if last != _last_seq(_fresh_edition(office)):
            raise StoreError("清单之后又有新的登记，没有删除；请重新发布并核对清单")
        erased = erasing.erase(connection, record_ids)
    gone = sum(_unlink(office, sha256) for sha256 in plan.files)
    key = _shred(office) if record_ids else ""
    shutil.rmtree(office.settings.home / "links", ignore_errors=True)  # prepared contacts; made again from what is left
    editions = len(prune(office.settings.editions))
    rows = {"身份信息": erased.identity, "敏感信息": erased.restricted, "检举控告": erased.accusation}
    done = Applied({**rows, "原始单元格行": erased.cells}, gone, editions, key)
    _note(office, "完成", confirmed_by, {**done.rows, "files": gone, "editions": editions})
    return done


# --- what is due ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Matter:
    """One matter as retention sees it: its records, whether it is open or an accusation, its last day of any kind."""

    id: str
    records: tuple[str, ...]
    is_open: bool
    locked: bool
    last: date | None


def _fresh_edition(office: Office) -> Edition:
    edition = office.edition()
    if _last_seq(edition) != office.store.last_seq():
        raise StoreError(f"版次 {edition.id} 之后又有新的登记；到期删除须以最新情况为准，请先运行 workbench publish")
    return edition


def _last_seq(edition: Edition) -> int:
    return int(edition.query("SELECT coalesce(max(seq), 0) AS last FROM events")["last"][0])


def _matters(edition: Edition) -> list[_Matter]:
    """Every matter with the last day anything is known to have happened in it, registrations of persons included."""
    days = [name for name, kind in _record_days(edition).items() if kind]
    last = f"greatest({', '.join(f'max(r.{name})' for name in days)})"
    told = edition.query(
        f"""SELECT g.matter_id, list(r.record_id ORDER BY r.record_id) AS records, {last} AS last
            FROM groups g JOIN records r USING (record_id) GROUP BY 1"""
    ).set_index("matter_id")
    heads = edition.query("SELECT matter_id, is_open, locked, last_day FROM matters")
    acts = _acts(edition)
    found = []
    for row in heads.to_dict("records"):
        matter_id, records = str(row["matter_id"]), tuple(map(str, told["records"][row["matter_id"]]))
        known = [acts.get(subject) for subject in (matter_id, *records)]
        days_known = [day for day in (_day(row["last_day"]), _day(told["last"][matter_id]), *known) if day]
        found.append(
            _Matter(matter_id, records, bool(row["is_open"]), bool(row["locked"]), max(days_known, default=None))
        )
    return found


def _record_days(edition: Edition) -> Mapping[str, bool]:
    from workbench.domain.tables import RECORDS

    return {name: kind == "day" for name, kind in RECORDS.items()}


def _acts(edition: Edition) -> Mapping[str, date]:
    """Subject → the day of the last event about it that a person registered."""
    imported = f"('{EventKind.IMPORT.value}', '{EventKind.RECORD_CHANGED.value}')"
    rows = edition.query(
        f'SELECT subject, max(CAST(substr("at", 1, 10) AS DATE)) AS day FROM events WHERE kind NOT IN {imported} GROUP BY 1'
    )
    pairs = zip(rows["subject"], rows["day"], strict=True)
    return {str(subject): day for subject, at in pairs if (day := _day(at)) is not None}


def _day(value: object) -> date | None:
    """A day as pandas hands it over; None for an unknown one."""
    if hasattr(value, "date"):
        value = value.date() if value == value else None
    return value if isinstance(value, date) else None


def _due(matters: Collection[_Matter], period: Period, today: date) -> tuple[list[_Matter], Counter[str]]:
    """Matters past the period, and why the others stay."""
    locked = period.kind == "检举控告"
    due, reasons = [], Counter[str]()
    for matter in matters:
        if period.kind != "附件" and matter.locked is not locked:
            continue
        reason = _stays(matter, period.years, today)
        if reason:
            reasons[reason] += 1
        else:
            due.append(matter)
    return due, reasons


def _stays(matter: _Matter, years: int, today: date) -> str:
    if matter.is_open:
        return OPEN
    if matter.last is None:
        return NO_DAY
    return "" if _after(matter.last, years) <= today else RECENT


def _after(day: date, years: int) -> date:
    """The same day some years on; of 29 February the 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _still_holding(office: Office, due: Collection[_Matter], reasons: Counter[str]) -> tuple[str, ...]:
    """Records of due matters with something to delete; a matter whose events name the petitioner is left to a person."""
    found: list[str] = []
    with office.store.reading() as connection:
        held = erasing.holding(connection, [record for matter in due for record in matter.records])
        for matter in due:
            mine = [record for record in matter.records if record in held]
            if not mine:
                continue
            if erasing.named_in_events(connection, mine, (matter.id, *matter.records)):
                reasons[WRITTEN] += 1
            else:
                found += mine
    return tuple(sorted(found))


def _files(office: Office, every: Collection[str], due: Collection[str]) -> tuple[str, ...]:
    """Hashes of attachments of due matters that no other subject has as well and that are still there."""
    holders: dict[str, set[str]] = {}
    for event in office.store.events([EventKind.ATTACHED], include_undone=True):
        holders.setdefault(event.payload["sha256"], set()).add(_matter_of(event, office))
    gone = set(due)
    return tuple(
        sorted(sha for sha, matters in holders.items() if matters <= gone and file_path(office, sha).exists() and every)
    )


def _matter_of(event: Event, office: Office) -> str:
    """The matter an attachment belongs to; of one kept on a record, the matter that record is in now."""
    if event.subject.startswith("M-"):
        return event.subject
    rows = office.edition().query("SELECT matter_id FROM groups WHERE record_id = ?", [event.subject])
    return str(rows["matter_id"][0]) if len(rows) else event.subject


# --- deleting -------------------------------------------------------------------------------------------------------


def _unlink(office: Office, sha256: str) -> int:
    path = file_path(office, sha256)
    if not path.exists():
        return 0
    path.unlink()
    return 1


def _shred(office: Office) -> str:
    """A new data key for what is left, the old destroyed; without keys the freed pages are overwritten."""
    from workbench.usecases.rotate_keys import rotate

    key = rotate(office, reseal=True).current if office.keys.is_there else ""
    resealing.empty_free_space(office.store.engine)
    return key


def _note(office: Office, stage: str, confirmed_by: str, counts: Mapping[str, int]) -> None:
    from workbench.usecases.audit_trail import note

    detail = {"confirmed_by": confirmed_by, **{name: str(count) for name, count in counts.items()}}
    note(office, AuditAct.RETENTION, DataKind.CONTACT, stage, detail=detail)
