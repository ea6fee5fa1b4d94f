"""A worked campaign through the whole job (专项示例): invented ledger imported, steps recorded, an edition at each of its days."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date, datetime, time
from pathlib import Path

from workbench.campaign.examples import Acted, Example, Registered, example
from workbench.campaign.moves import MoveKind
from workbench.domain.codes import StepKind
from workbench.domain.events import Event, EventKind
from workbench.domain.progress import Progress, silent
from workbench.private import folder
from workbench.settings import OFFICE_FILE, Settings
from workbench.store.edition import Edition
from workbench.store.snapshot import snapshot
from workbench.usecases.import_ledger import import_ledger
from workbench.usecases.office import Office
from workbench.usecases.publish_edition import publish_edition

CLERK = "示例经办人"
_STEPS = {
    MoveKind.REPORTED: StepKind.REPORT_DONE, MoveKind.RETURNED: StepKind.SEND_BACK,
    MoveKind.RESOLVED: StepKind.RESOLVE, MoveKind.REMOVED: StepKind.REMOVE,
}  # fmt: skip
_HEAD = (
    "信访件编号", "登记时间", "信访来源", "主要诉求", "责任单位", "批次", "信访目的", "重复信访标志", "重复信访件编号",
)  # fmt: skip


def build_campaign_example(home: Path, name: str, *, progress: Progress = silent) -> Edition:
    """Play an example (`s004`, `s000`) into an empty home, an edition at each of its days; the last is handed back.

    FileExistsError where the home already has an office: nothing of it is touched.
    """
    told = example(name)
    if (home / OFFICE_FILE).exists():
        raise FileExistsError(f"{home} 已有一个单位的数据；专项示例请放在空目录")
    folder(home)
    (home / OFFICE_FILE).write_text(told.office_file, encoding="utf-8")
    before = date.min
    for place, day in enumerate(told.editions):
        progress("造专项示例", place, len(told.editions))
        edition = _play(Office(Settings(home=home, as_of=day, actor=CLERK)), told, before, day)
        before = day
    progress("造专项示例", len(told.editions), len(told.editions))
    return edition


def _play(office: Office, told: Example, after: date, until: date) -> Edition:
    """What came and was done after one day up to another, and the edition of that day."""
    came = [one for one in told.records if after < one.day <= until]
    if came:
        file = office.settings.home / f"专项示例{until:%Y%m%d}.csv"
        file.write_text(_ledger(came), encoding="utf-8")
        import_ledger(office, file, actor=CLERK)
    held = snapshot(office.store, office.find_place)["records"].select(["case_no", "record_id"]).to_pylist()
    numbers = {row["case_no"]: row["record_id"] for row in held}
    office.store.append_many([_event(one, numbers[one.number]) for one in told.acts if after < one.day <= until])
    return publish_edition(office)


def _ledger(records: Iterable[Registered]) -> str:
    held = io.StringIO()
    out = csv.writer(held)
    out.writerow(_HEAD)
    for one in records:
        out.writerow([one.number, one.day, one.level, one.claim, one.unit, one.batch, "申诉求决", "是", one.of])
    return held.getvalue()


def _event(act: Acted, record_id: str) -> Event:
    kind, at = _STEPS[act.kind], datetime.combine(act.day, time(12)).astimezone()
    detail = {name: value for name, value in (("approver", act.approver), ("reasons", act.reasons)) if value}
    payload = {"kind": kind.value, "day": act.day.isoformat(), "unit": act.unit, "target": "", "text": "", **detail}
    return Event(EventKind.STEP, record_id, CLERK, at, "示例登记", payload)
