"""The invented county through the whole job (演示县): ledgers written, imported, linked, judged, studied, published."""

from __future__ import annotations

import shutil
from datetime import date, datetime, time, timedelta
from pathlib import Path

from workbench.domain import tables
from workbench.domain.codes import DutyRole, Verdict
from workbench.domain.dates import PartialDate
from workbench.domain.events import Event, EventKind
from workbench.domain.facts import Step
from workbench.domain.progress import Progress, silent
from workbench.private import folder
from workbench.settings import OFFICE_FILE, Settings
from workbench.store.editions import Edition
from workbench.synth import County, make_county, table_path, write_surge, write_workbooks
from workbench.usecases.demo_checks import play_checks
from workbench.usecases.demo_meetings import play_meetings
from workbench.usecases.demo_words import CLERK, words_on_cases
from workbench.usecases.import_ledger import ImportReport, import_ledger
from workbench.usecases.office import Office
from workbench.usecases.publish_edition import publish_edition

SEED = 20220501


def build_demo(
    home: Path, *, matters: int, seed: int, end: date, meetings: bool = True, progress: Progress = silent
) -> str:
    """Build the county once; a home that already has an edition is left as it is. Returns what to tell the user.

    Without `meetings` nobody has met yet and no township has sent in a surge: for tests that hold or plant their own.
    """
    if (home / "editions" / "current").exists():
        return _taken_up(Office(Settings(home=home)), progress)
    folder(home)
    progress("造虚构县", 0, 1)
    county = make_county(seed=seed, matters=matters, end=end)
    files = write_workbooks(county, home / "ledgers")
    if meetings:
        files.append(write_surge(county, home / "ledgers"))
    progress("造虚构县", 1, 1)
    shutil.copyfile(table_path(), home / "divisions.csv")
    (home / OFFICE_FILE).write_text(office_file(county, end), encoding="utf-8")
    office = Office(Settings(home=home))
    reports = [import_ledger(office, file, actor=CLERK, progress=progress) for file in files]
    first = publish_edition(office, progress=progress)
    play_clerk(office, county, first)
    if meetings:
        progress("开会、落实", 0, 1)
        play_meetings(office, county, first)
        play_checks(office, first, CLERK)
        progress("开会、落实", 1, 1)
    edition = publish_edition(office, progress=progress)
    return told(reports, edition)


def _taken_up(office: Office, progress: Progress) -> str:
    """A county that stands already: left as it is, but published anew where an earlier programme made its edition."""
    edition, home = office.edition(), office.settings.home
    if set(edition.tables) == set(tables.ALL):
        return f"演示县已在 {home}，版次 {edition.id}；沿用，不作改动"
    fresh = publish_edition(office, progress=progress)
    return f"演示县已在 {home}；原版次 {edition.id} 由较早的程序发布，已重新发布为 {fresh.id}，登记的内容未动"


def office_file(county: County, end: date) -> str:
    """The invented office's settings: its day, its places, and a campaign in three phases whose second target is near."""
    targets = ((end - timedelta(days=320), 65), (end + timedelta(days=24), 85), (end + timedelta(days=400), 100))
    lines = [
        f"as_of = {end}",
        f'office_place = "{county.home}"',
        "[[campaigns]]",
        'batch = "第一批"',
        'name = "重复信访积案专项"',
        'source = "清澜县联席会议办公室专项工作方案（虚构）"',
        "targets = [" + ", ".join(f"{{day = {day}, percent = {percent}}}" for day, percent in targets) + "]",
        "phases = [" + ", ".join(_phase(end, *phase) for phase in _PHASES) + "]",
    ]
    return "\n".join(lines) + "\n"


_PHASES = (
    ("摸底建账", -850, -761, ("逐案核对台账", "明确包案领导和责任单位")),
    ("集中攻坚", -760, 24, ("一案一策", "逐月调度节点", "疑难事项提交联席会议")),
    ("巩固提升", 25, 400, ("回访核实", "反弹事项重新研究", "总结报告")),
)
"""Phases of the invented campaign: name, first and last day from the county's last, tasks."""


def _phase(end: date, name: str, first: int, last: int, tasks: tuple[str, ...]) -> str:
    told = ", ".join(f'"{task}"' for task in tasks)
    return f'{{name = "{name}", first = {end + timedelta(days=first)}, last = {end + timedelta(days=last)}, tasks = [{told}]}}'


def play_clerk(office: Office, county: County, edition: Edition) -> int:
    """Record what a clerk would: steps no ledger row holds, judgements on most proposed pairs, confirmed duties."""
    numbers = edition.query("SELECT record_id, case_no FROM records WHERE NOT locked")
    record_of = dict(zip(numbers["case_no"], numbers["record_id"], strict=True))
    day = office.settings.today
    events = [_step_event(step, record_of[step.record_id]) for step in county.steps if step.record_id in record_of]
    events += _judgements(county, edition, day)
    events += _confirmations(edition, day)
    events += words_on_cases(edition, county, day)
    office.store.append_many(events)
    return len(events)


def _step_event(step: Step, record_id: str) -> Event:
    day = step.day or PartialDate.parse("2022-05-01")
    payload = {"kind": step.kind.value, "day": step.day.text if step.day else "", "unit": step.unit, "target": step.target,
               "text": step.text, **step.detail}  # fmt: skip
    return Event(EventKind.STEP, record_id, CLERK, _noon(day.end), "演示登记", payload)


def _judgements(county: County, edition: Edition, day: date) -> list[Event]:
    """The campaign's pairs and two in three of the others get judged, as the county's truth has it; the rest wait."""
    sql = """SELECT l."left", l."right", a.case_no AS first, b.case_no AS second FROM links l
             JOIN records a ON a.record_id = l."left" JOIN records b ON b.record_id = l."right"
             WHERE l.kind = '同事' AND l.verdict = '' ORDER BY l.score DESC, l."left", l."right" """
    matter_of, campaign = (
        county.truth.matter_of,
        {one.matter_id for one in county.truth.matters.values() if one.campaign},
    )
    events = []
    for number, (left, right, first, second) in enumerate(edition.query(sql).itertuples(index=False)):
        wanted = number % 3 != 2 or matter_of.get(first) in campaign
        if wanted and first in matter_of and second in matter_of:
            same = matter_of[first] == matter_of[second]
            payload = {"verdict": (Verdict.SAME if same else Verdict.DIFFERENT).value}
            why = "同一诉求、同一地点" if same else "诉求不同"
            events.append(Event(EventKind.JUDGEMENT, f"{left}|{right}", CLERK, _noon(day), why, payload))
    return events


def _confirmations(edition: Edition, day: date) -> list[Event]:
    """Every second matter with a proposed lead has it confirmed."""
    sql = "SELECT matter_id, place, unit, clause FROM duties WHERE role = ? AND unit <> '' ORDER BY matter_id"
    rows = edition.query(sql, [DutyRole.LEAD.value]).itertuples(index=False)
    return [
        Event(EventKind.DUTY_CONFIRMED, matter, CLERK, _noon(day), clause,
              {"role": DutyRole.LEAD.value, "place": place or "", "unit": unit, "basis": clause})
        for number, (matter, place, unit, clause) in enumerate(rows) if number % 2 == 0
    ]  # fmt: skip


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12)).astimezone()


def told(reports: list[ImportReport], edition: Edition) -> str:
    """What the user is told when the county stands."""
    lines = [
        f"{one.file}：读取 {one.read}，导入 {one.imported}，未变 {one.unchanged}，隔离 {one.quarantined}"
        for one in reports
    ]
    counts = edition.query("SELECT count(*) AS n FROM matters WHERE NOT locked")["n"][0]
    return "\n".join([*lines, f"虚构县已就绪：{counts} 件事项，版次 {edition.id}"])
