"""Everything an office takes out of the workbench (成文、导出、输出), done over the hostile county; what was refused is kept as text.

Each thing is tried by itself: a refusal is a sentence, and sentences are searched like any other output.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from typer.testing import CliRunner

from tests.attacks.hostile import ACCUSATION, ACCUSED, ID_NO, NAME, PHONE, YARD
from workbench.campaign.report_parts import ReportKind
from workbench.cli import app
from workbench.domain.events import EventKind
from workbench.rules.letters import LetterKind
from workbench.usecases import print_case, print_meeting
from workbench.usecases.case_library import preview, publish_case
from workbench.usecases.export_list import LISTS, export_standard
from workbench.usecases.export_research import export_research
from workbench.usecases.keep_file import KINDS, keep_file
from workbench.usecases.make_report import make_report
from workbench.usecases.office import Office
from workbench.usecases.print_letter import print_letter
from workbench.usecases.publish_edition import publish_edition
from workbench.usecases.publish_views import add_unit, publish_views
from workbench.usecases.recording import event
from workbench.usecases.reveal_contact import reveal_contact

ROOT: Final = Path(__file__).resolve().parents[2]
DAY: Final = date(2026, 11, 20)
TOLD: Final = f"{NAME}（身份证{ID_NO}，电话{PHONE}）来电"


@dataclass
class Done:
    """Where things were put, what was said, and what was refused."""

    folder: Path
    said: list[tuple[str, str]] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    made: int = 0

    def attempt(self, what: str, act: Callable[[], Any]) -> Any:
        """Do it; a refusal in words is noted, anything else is a failure of the test."""
        try:
            made = act()
        except (ValueError, LookupError, OSError, RuntimeError) as refusal:
            self.refused.append((what, str(refusal)))
            return None
        self.made += 1
        self.said.append((what, str(made)))
        return made


def planted(office: Office) -> list[dict[str, str]]:
    """Records and matters of the planted person, found by the record of truth."""
    known = office.store.identity()
    records = list(known[known["name"].fillna("").str.contains(NAME)]["record_id"])
    marks = ",".join("?" * len(records))
    found = office.edition().query(
        f"SELECT record_id, matter_id FROM groups WHERE record_id IN ({marks}) ORDER BY 1", records
    )
    return [{str(name): str(value) for name, value in row.items()} for row in found.to_dict("records")]


def do_all(office: Office, folder: Path) -> Done:
    """The whole job: words typed, scans kept, a new edition with views, and everything printed, exported and said."""
    done = Done(folder)
    people = planted(office)
    assert len(people) >= 4
    _typed(office, people, folder)
    publish_edition(office)
    for unit in office.edition().query("SELECT DISTINCT lead_unit AS u FROM matters WHERE lead_unit <> '' LIMIT 4")[
        "u"
    ]:
        done.attempt("视图", lambda unit=unit: add_unit(office, unit))
    done.attempt("视图", lambda: publish_views(office))
    _papers(office, people, done)
    _letters(office, people, done)
    _exports(office, done)
    _commands(office, people, done)
    _revealed(office, people, done)
    return done


def _typed(office: Office, people: list[dict[str, str]], folder: Path) -> None:
    """What clerks type and hand in says who it is about."""
    scan = folder / "身份证扫描件.pdf"
    folder.mkdir(parents=True, exist_ok=True)
    scan.write_bytes(b"%PDF-1.4\n" + TOLD.encode())
    known = office.store.identity([one["record_id"] for one in people]).set_index("record_id")["addr_now"]
    for one in people[:2]:
        keep_file(office, one["record_id"], scan, KINDS[-1], why=TOLD)
        text = f"{TOLD}，住{known[one['record_id']]}"  # as the ledger has it; a part of an address cannot be recognised
        said = {"kind": "走访调查", "day": "2026-11-18", "unit": "甲局", "text": text}
        office.store.append(event(office, EventKind.STEP, one["record_id"], "", text, **said))


def _papers(office: Office, people: list[dict[str, str]], done: Done) -> None:
    matters = sorted({one["matter_id"] for one in people})[:2]
    locked = list(office.edition().query("SELECT matter_id FROM matters WHERE locked")["matter_id"])
    worst = office.edition().query(
        "SELECT matter_id FROM matters WHERE lead_unit LIKE '%zq7%' ORDER BY matter_id LIMIT 2"
    )
    for matter in sorted({*matters, *worst["matter_id"], *locked}):
        for name in ("print_case", "print_application", "print_fact_sheet"):
            done.attempt(name, lambda name=name, matter=matter: getattr(print_case, name)(office, matter))
        done.attempt("preview", lambda matter=matter: preview(office, matter))
        done.attempt("publish_case", lambda matter=matter: publish_case(office, matter, why="值得推广"))
    held = [one.subject for one in office.store.events([EventKind.MEETING_HELD])][-1:]
    planned = [one.subject for one in office.store.events([EventKind.MEETING_PLANNED])][-1:]
    for meeting in {*held, *planned}:
        for name in ("print_agenda", "print_sign_in", "print_minutes"):
            done.attempt(name, lambda name=name, meeting=meeting: getattr(print_meeting, name)(office, meeting))
    for meeting in held:
        done.attempt("print_pack", lambda meeting=meeting: print_meeting.print_pack(office, meeting))


def _letters(office: Office, people: list[dict[str, str]], done: Done) -> None:
    for number, kind in enumerate(LetterKind):
        asked = {
            "matter": people[0]["matter_id"],
            "unit": "甲局",
            "number": f"清信〔2026〕{number + 90}号",
            "signer": "县委副书记",
        }
        done.attempt(kind.value, lambda kind=kind, asked=asked: print_letter(office, kind, **asked, due=DAY, why=TOLD))


def _exports(office: Office, done: Done) -> None:
    for name in LISTS:
        done.attempt(name, lambda name=name: export_standard(office, name, done.folder / f"{name}.xlsx"))
    for kind in (ReportKind.MONTH,):
        done.attempt(
            kind.value,
            lambda kind=kind: make_report(
                office, kind, DAY, folder=done.folder / kind.value, now=datetime(2026, 11, 20, 9)
            ),
        )
    done.attempt("研究版", lambda: export_research(office, "流向", done.folder / "research"))


def _commands(office: Office, people: list[dict[str, str]], done: Done) -> None:
    """What the command line says, of good questions and bad ones."""
    home, run = ["--home", str(office.settings.home)], CliRunner()
    one, locked = people[0], list(office.edition().query("SELECT record_id FROM records WHERE locked")["record_id"])
    for words in (
        ["case", "show", one["matter_id"]], ["case", "show", one["matter_id"], "--json"], ["case", "show", *locked[:1]],
        ["case", "claims", one["matter_id"]], ["case", "conflicts", one["matter_id"]], ["case", "duty", one["matter_id"]],
        ["case", "leaders", one["matter_id"]], ["case", "trace", one["matter_id"]], ["case", "similar", one["matter_id"]],
        ["case", "like", TOLD], ["case", "show", NAME], ["case", "library"], ["link", "queue", "--json"], ["agenda", "--json"],
        ["sweep", "--json"], ["meeting", "tasks", "--json"], ["letter", "list"], ["audit", "list"], ["doctor", "--json"],
        ["accusation", "list"], ["accusation", "read", *locked[:1], "--why", "核查"], ["views", "list"],
        ["import", str(ROOT / "不存在.xlsx")], ["nothing"],
    ):  # fmt: skip
        told = run.invoke(app, [*home, *words])
        done.said.append(
            (f"命令 {' '.join(words[:2])}", told.output + (repr(told.exception) if told.exception else ""))
        )


def _revealed(office: Office, people: list[dict[str, str]], done: Done) -> None:
    """A clerk looks a telephone number up: the one place that may say it, and the trail of it may not."""
    told = reveal_contact(office, people[0]["record_id"], "电话回访", TOLD)
    assert PHONE in {person.phone for person in told.people} and PHONE not in repr(told) + str(told)


def notebook(office: Office, folder: Path, name: str) -> str:
    """A tutorial's outputs, run over this county as its demonstration home."""
    import nbformat
    from nbclient import NotebookClient

    home = folder / "data" / "private" / "tutorial"
    home.parent.mkdir(parents=True)
    shutil.copytree(office.settings.home, home, symlinks=True)
    own = folder / "notebooks" / "tutorials"
    own.mkdir(parents=True)
    shutil.copyfile(ROOT / "notebooks" / "tutorials" / name, own / name)
    read = nbformat.read(own / name, as_version=4)  # type: ignore[no-untyped-call]
    NotebookClient(read, timeout=200, allow_errors=True, resources={"metadata": {"path": str(own)}}).execute()
    shutil.rmtree(home)
    return str(nbformat.writes(read))  # type: ignore[no-untyped-call]


def texts_of(root: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below a folder as bytes, and packed ones unpacked as well: Parquet, Arrow, Office documents, PDF."""
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink():
            name = str(path.relative_to(root))
            yield name, name.encode() + b"\n" + path.read_bytes()
            yield from ((name, part) for part in _unpacked(path))


def _unpacked(path: Path) -> Iterator[bytes]:
    if path.suffix == ".parquet":
        import pyarrow.parquet as pq

        yield _table(pq.read_table(path))
    elif path.suffix == ".arrow":
        import pyarrow as pa

        with path.open("rb") as opened:
            yield _table(pa.ipc.open_file(opened).read_all() if opened.read(6) == b"ARROW1" else pa.table({}))
    elif path.suffix in {".docx", ".xlsx"}:
        import zipfile

        with zipfile.ZipFile(path) as package:
            for part in package.namelist():
                raw = package.read(part)
                yield raw
                yield __import__("re").sub(rb"<[^>]+>", b"", raw)  # a word split over runs
    elif path.suffix == ".pdf" and not path.name.startswith("身份证"):
        from workbench.reports.pdf import page_texts

        yield "\n".join(page_texts(path.read_bytes())).replace("\n", "").encode()


def _table(table: Any) -> bytes:
    return repr([column.to_pylist() for column in table.columns]).encode("utf-8", "replace")


PLANTED: Final = (NAME, ID_NO, PHONE, YARD, ACCUSED, ACCUSATION)
