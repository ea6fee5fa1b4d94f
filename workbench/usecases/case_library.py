"""The case library (案例库): resolved matters an analyst chose to publish, without anyone in them (S000-35, S004-41).

Publishing is an act of a person with a reason. First the preview: the four texts as they would stand, and all that was
taken out. What still shows an identity is refused. Nothing is overwritten; withdrawing is another line of the file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

import pandas as pd

from workbench.access.generalise import ANY, Rung
from workbench.domain.codes import ResolutionState, StepKind
from workbench.domain.roles import Allowed, AuditAct, DataKind
from workbench.review.facts import Row
from workbench.review.similar.acts import Worked, posts_in, what_worked
from workbench.review.similar.features import people_band, unit_kind
from workbench.review.similar.phrases import Shared
from workbench.review.similar.texts import sentences
from workbench.store.edition import Edition
from workbench.usecases.audit_trail import note
from workbench.usecases.find_similar import similar_index
from workbench.usecases.gate import require
from workbench.usecases.library_file import ADDED, WITHDRAWN, LibraryEntry, add_line, read_entries
from workbench.usecases.library_texts import TakenOut, deidentified, remaining
from workbench.usecases.office import Office
from workbench.usecases.study_matter import Dossier, study_matter

PARTS: Final = {"problem": "问题", "method": "做法", "basis": "依据", "result": "结果"}
ALIKE: Final = 5
"""At least so many matters of the edition share an entry's descriptors."""
_LAW: Final = re.compile(r"《[^》]{2,30}》(?:第[一二三四五六七八九十百零〇\d]+条)?")
_LEAST: Final = 0.03


@dataclass(frozen=True, slots=True)
class LibraryPreview:
    """What would be published: four texts, descriptors, everything taken out, and what still stands against it."""

    matter_id: str
    title: str
    edition: str
    texts: Mapping[str, str]
    told: Mapping[str, str]
    taken: Mapping[str, tuple[TakenOut, ...]]
    refused: tuple[str, ...]

    def as_text(self) -> str:
        lines = [
            f"拟入库：{self.matter_id} {self.title}（版次 {self.edition}）",
            f"概括：{'，'.join(self.told.values())}",
        ]
        lines += [f"{name}：{self.texts[part] or '（空）'}" for part, name in PARTS.items()]
        lines.append("已隐去：")
        lines += [f"  {PARTS[part]}｜{one.sort}：{one.what} → {one.put or '（删去）'}" for part, found in self.taken.items()
                  for one in found]  # fmt: skip
        return "\n".join([*lines, *(f"不能发布：{reason}" for reason in self.refused)])


@dataclass(frozen=True, slots=True)
class LibraryHit:
    """A case found by likeness and the words it shares."""

    entry: LibraryEntry
    score: float
    words: tuple[Shared, ...]


def preview(office: Office, matter_id: str, **texts: str) -> LibraryPreview:
    """The entry a matter would make; `texts` (problem, method, basis, result) stand instead of the drafted ones.

    ValueError for a matter not resolved, an accusation or an unknown part; MatterNotFound for an unknown number.
    """
    if unknown := set(texts) - set(PARTS):
        raise ValueError(f"案例没有“{'、'.join(sorted(unknown))}”这一栏；可写：{'、'.join(PARTS)}")
    dossier = study_matter(office, matter_id)
    _may_be_published(dossier)
    edition = office.edition()
    names, places = _names(office, dossier), _places(edition, dossier)
    made = {part: deidentified(text, names, places) for part, text in {**_draft(dossier), **texts}.items()}
    clean = {part: text for part, (text, _) in made.items()}
    return LibraryPreview(
        str(dossier.matter["matter_id"]),
        deidentified(str(dossier.matter["title"]), names, places)[0],
        edition.id,
        clean,
        _told(edition, str(dossier.matter["matter_id"])),
        {part: taken for part, (_, taken) in made.items() if taken},
        tuple(_against(clean, names)),
    )


def publish_case(office: Office, matter_id: str, *, why: str, actor: str = "", **texts: str) -> LibraryEntry:
    """Put a matter's case into the library; ValueError as `preview`, and where identity remains, no reason is given,
    or the matter is there already."""
    if not why.strip():
        raise ValueError("入库须写明理由（为什么值得推广）；未入库")
    require(office, DataKind.CASE, Allowed.WRITE, matter_id)
    shown = preview(office, matter_id, **texts)
    if shown.refused:
        raise ValueError(f"{shown.matter_id} 未入库：{'；'.join(shown.refused)}。请改写相应栏目后再发布")

    def line(entries: Sequence[LibraryEntry]) -> dict[str, Any]:
        standing = [one for one in entries if one.source == shown.matter_id and not one.withdrawn]
        if standing:
            raise ValueError(f"{shown.matter_id} 已在案例库（{standing[0].entry}）；要改写请先撤回那一条")
        taken = Counter(one.sort for found in shown.taken.values() for one in found)
        return {"act": ADDED, "entry": f"AL-{len(entries) + 1:04d}", **shown.texts, "told": dict(shown.told),
                "taken": dict(taken), **_said(office, actor, why), "edition": shown.edition, "source": shown.matter_id}  # fmt: skip

    made = add_line(office.settings.home, line)
    return LibraryEntry(**{name: value for name, value in made.items() if name != "act"})


def withdraw_case(office: Office, entry: str, *, why: str, actor: str = "") -> LibraryEntry:
    """Take an entry out of the library; it stays on file as withdrawn. ValueError without a reason, LookupError if unknown."""
    if not why.strip():
        raise ValueError("撤回须写明理由；未撤回")
    require(office, DataKind.CASE, Allowed.WRITE)

    def line(entries: Sequence[LibraryEntry]) -> dict[str, Any]:
        if _entry(entries, entry).withdrawn:
            raise ValueError(f"案例 {entry} 已经撤回过")
        return {"act": WITHDRAWN, "entry": entry, **_said(office, actor, why)}

    add_line(office.settings.home, line)
    return show_case(office, entry)


def library(office: Office, *, withdrawn: bool = False) -> list[LibraryEntry]:
    """The cases published, oldest first; with those withdrawn if asked for."""
    return [one for one in read_entries(office.settings.home) if withdrawn or not one.withdrawn]


def show_case(office: Office, entry: str) -> LibraryEntry:
    """One case; LookupError naming how to list them."""
    return _entry(read_entries(office.settings.home), entry)


def find_in_library(office: Office, *, matter_id: str = "", text: str = "", k: int = 5) -> list[LibraryHit]:
    """The cases most like a matter of the edition or like a text, weighed as the edition's index weighs words."""
    index = similar_index(office.edition())
    asked = text or index.profile(study_matter(office, matter_id).matter["matter_id"]).text
    found = []
    for entry in library(office):
        score, words = index.likeness(asked, entry.text)
        if score >= _LEAST:
            found.append(LibraryHit(entry, round(score, 6), words))
    return sorted(found, key=lambda hit: (-hit.score, hit.entry.entry))[:k]


def _entry(entries: Sequence[LibraryEntry], wanted: str) -> LibraryEntry:
    found = next((one for one in entries if one.entry == wanted), None)
    if found is None:
        raise LookupError(f"案例库里没有 {wanted}；可用 workbench library list 查看编号")
    return found


def _said(office: Office, actor: str, why: str) -> dict[str, str]:
    at = datetime.now().astimezone().isoformat(timespec="seconds")
    return {"by": actor or office.settings.actor, "at": at, "why": why.strip()}


def _may_be_published(dossier: Dossier) -> None:
    matter = dossier.matter
    if matter["locked"]:
        raise ValueError(f"{matter['matter_id']} 是检举控告件，不进案例库（《信访工作条例》第三十条第三款）")
    if matter["state_b"] != ResolutionState.RESOLVED.value:
        raise ValueError(f"{matter['matter_id']} 现为“{matter['state_b']}”，尚未化解；案例库只收已化解（销号）的事项")


def _names(office: Office, dossier: Dossier) -> list[str]:
    """Name cells of the matter's petitioners, only to keep them out; and of the officers the ledger names."""
    ids = [row["record_id"] for row in dossier.records]
    told = {"records": str(len(ids))}
    note(
        office, AuditAct.READ_IDENTITY, DataKind.CONTACT, "案例入库前核对", purpose="使案例中不出现信访人", detail=told
    )
    identity = office.store.identity(ids)
    cells = [cell for name in ("name", "proxy") for cell in identity[name] if isinstance(cell, str)]
    leaders = [str(row["case_leader"]) for row in dossier.records if row["case_leader"]]
    parts = (word for leader in leaders for word in re.split(r"[\s（(）)、]+", leader))
    return [*cells, *(word for word in parts if 2 <= len(word) <= 3 and not posts_in(word))]


def _places(edition: Edition, dossier: Dossier) -> list[str]:
    """Townships the edition names, and what the matter's own records name."""
    towns = edition.query("SELECT DISTINCT town FROM matters WHERE town <> '' AND NOT locked")["town"]
    own = [str(row["town"]) for row in dossier.records if row["town"]]
    return [*towns, *own]


def _draft(dossier: Dossier) -> dict[str, str]:
    """The four texts as the edition tells them; the analyst may write better ones."""
    worked = what_worked(dossier.matter, dossier.steps, dossier.claims)
    opinions = [row["opinion"] or "" for row in dossier.records]
    latest = next((opinion for opinion in reversed(opinions) if opinion), "")
    laws = dict.fromkeys(_LAW.findall("".join([*opinions, *(claim["basis"] or "" for claim in dossier.claims)])))
    return {
        "problem": _problem(dossier.records),
        "method": "；".join(_method(worked)),
        "basis": "、".join(laws),
        "result": latest + _days(worked),
    }


def _problem(records: Sequence[Row]) -> str:
    """The first telling and the claims, each sentence once."""
    told = [row[name] or "" for row in records[:1] for name in ("summary", "claim")]
    return "".join(dict.fromkeys(sentence for text in told for sentence in sentences(text)))


def _method(worked: Worked) -> list[str]:
    """Acts by the kind of unit and the days since the first act; no unit is named."""
    start = min((act.day for act in worked.acts if act.day), default=None)
    told = []
    for act in worked.acts:
        if act.kind == StepKind.OPINION.value and not act.means:
            continue
        when = f"第{(act.day - start).days + 1}天" if act.day and start else "日期未载明，"
        how = f"（{'、'.join(act.means)}）" if act.means else ""
        who = f"{unit_kind(act.unit)}：" if act.unit else ""
        told.append(f"{when}{who}{act.kind}{act.version}{how}")
    return [*told, *([f"包案：{'、'.join(worked.led_by)}"] if worked.led_by else [])]


def _days(worked: Worked) -> str:
    return f"从登记到销号{worked.days_in_all}天。" if worked.days_in_all is not None else ""


def _against(texts: Mapping[str, str], names: Sequence[str]) -> list[str]:
    """Why the texts may not be published, by part."""
    empty = [f"“{PARTS[part]}”是空的" for part in ("problem", "result") if not texts[part].strip()]
    return empty + [f"“{PARTS[part]}”仍有{sort}" for part, text in texts.items() for sort in remaining(text, names)]


def _told(edition: Edition, matter_id: str) -> dict[str, str]:
    """Descriptors generalised until at least `ALIKE` matters share them; ValueError where there are not so many."""
    columns = ["matter_id", "first_day", "topic_l1", "topic_l2", "issue", "involved", "locked"]
    matters = edition.table("matters", columns)
    matters = matters[~matters["locked"].astype(bool)].reset_index(drop=True)
    if len(matters) < ALIKE:
        raise ValueError(
            f"版次 {edition.id} 只有 {len(matters)} 件事项，不足 {ALIKE} 件，年份和内容再概括也能认出是哪一件；未入库"
        )
    rows = pd.DataFrame({
        "period": [str(day.year) if isinstance(day, date) else "" for day in matters["first_day"]],
        "topic": [f"{one or ''}/{other or ''}" for one, other in zip(matters["topic_l1"], matters["topic_l2"], strict=True)],
        "place": [str(code)[:6] if isinstance(code, str) else "" for code in matters["issue"]],
        "people": [people_band(None if pd.isna(many) else float(many)) for many in matters["involved"]],
    })  # fmt: skip
    at = matters["matter_id"].tolist().index(matter_id)
    return {name: word or "未载明" for name, word in _shared_description(rows, at).items()}


def _shared_description(rows: pd.DataFrame, at: int) -> dict[str, str]:
    """The finest rung on which at least `ALIKE` rows say the same as the one at a position.

    Single entries are published, never a table of all matters, so `access.generalise` with its guard against subtracting
    one class from another would coarsen for nothing.
    """
    for rung in LADDER:
        said = pd.DataFrame({name: rows[name].map(rung[name]) for name in rows.columns})
        own = said.iloc[at]
        if int((said == own).all(axis=1).sum()) >= ALIKE:
            return {str(name): str(word) for name, word in own.items()}
    return dict.fromkeys(rows.columns, ANY)


def _same(value: str) -> str:
    return value


def _any(_value: str) -> str:
    return ANY


def _first(value: str) -> str:
    return value.split("/")[0]


def _city(code: str) -> str:
    return code[:4]


LADDER: Final[tuple[Rung, ...]] = (
    {"period": _same, "topic": _same, "place": _same, "people": _same},
    {"period": _same, "topic": _same, "place": _same, "people": _any},
    {"period": _any, "topic": _same, "place": _same, "people": _any},
    {"period": _any, "topic": _same, "place": _city, "people": _any},
    {"period": _any, "topic": _first, "place": _city, "people": _any},
    {"period": _any, "topic": _first, "place": _any, "people": _any},
)
"""What the problem was stays longest; each rung coarser than the one before in every column."""
