"""Find similar matters (查类案) by difference: what is alike, what differs, what worked there and was not done here yet.

Only matters speak here: words, kind of problem, units' acts. Accusations are neither asked about nor found (spec 8.1).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from workbench.domain.linking import LinkKind
from workbench.review.facts import Row, rows_of
from workbench.review.similar import Hit, SimilarIndex, open_similar
from workbench.review.similar.acts import Worked, not_had, what_worked
from workbench.review.similar.differences import Differences, differences
from workbench.review.similar.phrases import Shared
from workbench.store.edition import Edition
from workbench.usecases.office import Office
from workbench.usecases.study_matter import Dossier, read_matter, study_matter

_READ: Final = {
    "matters": ("matter_id", "first_day", "lead_unit", "case_leader", "state_b"),
    "steps": ("matter_id", "kind", "start", '"end"', "unit", "text", "detail", "source"),
    "claims": ("matter_id", "number", "result", "performed"),
}
"""What is read of each matter found."""
Where = Mapping[str, str | Collection[str]]


@dataclass(frozen=True, slots=True)
class SimilarMatter:
    """One matter found: the reasons, the comparison, its course, and what of that course this matter has not had.

    `score` only orders the rows. `note` warns where the two may be one matter still to be judged.
    """

    matter_id: str
    title: str
    state: str
    lead_unit: str
    score: float
    words: tuple[Shared, ...]
    features: tuple[Shared, ...]
    differences: Differences
    worked: Worked
    not_had: tuple[str, ...]
    note: str = ""

    @property
    def why(self) -> str:
        """The reasons in one sentence."""
        said = "、".join(f"“{one.word}”" for one in self.words[:4]) or "无明显相同词句"
        return f"相同词句：{said}；相同要素：{'、'.join(one.word for one in self.features) or '无'}"


@dataclass(frozen=True, slots=True)
class SimilarMatters:
    """The matters most like one matter (or a text: then `matter_id` is "" and rows tell no differences)."""

    edition: str
    matter_id: str
    title: str
    rows: tuple[SimilarMatter, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def as_text(self) -> str:
        head = f"与“{self.title}”相似的事项（版次 {self.edition}）："
        if not self.rows:
            return head + "没有找到；可放宽条件（含未化解的），或换用文字查找"
        return "\n".join([head, *(line for number, row in enumerate(self.rows, 1) for line in _lines(number, row))])


def find_similar(
    source: Office | Edition,
    matter: str | Dossier,
    k: int = 5,
    *,
    only_resolved: bool = True,
    where: Where | None = None,
) -> SimilarMatters:
    """The `k` matters most like one, by default only resolved ones, each with reasons, differences and what worked.

    `matter`: its number, or its dossier where that is open already. From an office: the matter as known this moment; from
    an edition: as it has it. `where` as in `SimilarIndex.like`. MatterNotFound for an unknown number, LookupError for an
    accusation or an edition without index.
    """
    edition = source.edition() if isinstance(source, Office) else source
    dossier = matter if isinstance(matter, Dossier) else _dossier(source, edition, matter)
    wanted = str(dossier.matter["matter_id"])
    if dossier.matter["locked"]:
        raise LookupError(f"“{wanted}”是检举控告件，不参与类案比对（《信访工作条例》第三十条第三款）")
    index = similar_index(edition)
    hits = index.like(wanted, k, only_resolved=only_resolved, where=where)
    mine = what_worked(dossier.matter, dossier.steps, dossier.claims)
    unjudged = _perhaps_the_same(dossier)
    rows = _rows(edition, index, hits)
    return SimilarMatters(edition.id, wanted, str(dossier.matter["title"]), tuple(
        _similar(index, wanted, hit, rows[hit.matter_id], mine, unjudged) for hit in hits
    ))  # fmt: skip


def find_like_text(
    edition: Edition, text: str, k: int = 5, *, only_resolved: bool = False, where: Where | None = None
) -> SimilarMatters:
    """The matters most like a text, with the words in common and their courses; ValueError for a text without words."""
    if len("".join(text.split())) < 2:
        raise ValueError("请写出要查的问题，至少两个字，例如“征地补偿款没有发完”")
    index = similar_index(edition)
    hits = index.like_text(text, k, only_resolved=only_resolved, where=where)
    rows = _rows(edition, index, hits)
    nothing = Differences((), (), ())
    found = [_found(hit, rows[hit.matter_id], nothing, _worked(rows[hit.matter_id])) for hit in hits]
    return SimilarMatters(edition.id, "", text if len(text) <= 30 else text[:29] + "…", tuple(found))


def similar_index(edition: Edition) -> SimilarIndex:
    """The index of an edition, opened once; LookupError in words if the edition has none."""
    return _opened(edition.similar_folder)


@lru_cache(maxsize=4)
def _opened(folder: Path) -> SimilarIndex:
    """Editions are immutable, so an index opened stays right; four are enough for a session."""
    return open_similar(folder)


def _dossier(source: Office | Edition, edition: Edition, wanted: str) -> Dossier:
    return study_matter(source, wanted) if isinstance(source, Office) else read_matter(edition, wanted)


@dataclass(frozen=True, slots=True)
class _Known:
    matter: Row
    steps: Sequence[Row]
    claims: Sequence[Row]


def _rows(edition: Edition, index: SimilarIndex, hits: Sequence[Hit]) -> dict[str, _Known]:
    """Row, steps and claims of each matter found; one query a table."""
    ids = [hit.matter_id for hit in hits]
    if not ids:
        return {}
    marks = ", ".join("?" * len(ids))

    def rows(table: str) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        if table in edition.tables:
            sql = f"SELECT {', '.join(_READ[table])} FROM {table} WHERE matter_id IN ({marks})"
            for row in rows_of(edition.query(sql, ids)):
                found[row["matter_id"]].append(row)
        return found

    matters, steps, claims = (rows(table) for table in _READ)
    return {matter: _Known(matters[matter][0], steps[matter], claims[matter]) for matter in ids}


def _similar(
    index: SimilarIndex, wanted: str, hit: Hit, known: _Known, mine: Worked, unjudged: frozenset[str]
) -> SimilarMatter:
    told = differences(index.profile(wanted), index.profile(hit.matter_id), index.weigh)
    worked = _worked(known)
    note = "与本件可能是同一事项，待认定；认定之前不宜作为先例" if hit.matter_id in unjudged else ""
    return _found(hit, known, told, worked, not_had(mine, worked), note)


def _worked(known: _Known) -> Worked:
    return what_worked(known.matter, known.steps, known.claims)


def _found(
    hit: Hit, known: _Known, told: Differences, worked: Worked, lacking: tuple[str, ...] = (), note: str = ""
) -> SimilarMatter:
    state, unit = str(known.matter["state_b"]), str(known.matter["lead_unit"] or "")
    return SimilarMatter(
        hit.matter_id, hit.title, state, unit, hit.score, hit.words, hit.features, told, worked, lacking, note
    )


def _perhaps_the_same(dossier: Dossier) -> frozenset[str]:
    """Matters proposed as one with this (同事) on which no clerk has spoken."""
    return frozenset(
        link["other_matter"] for link in dossier.links if link["kind"] == LinkKind.MATTER.value and not link["verdict"]
    )


def _lines(number: int, row: SimilarMatter) -> list[str]:
    told = row.differences
    parts = [
        f"{number}. {row.matter_id} {row.title}（{row.state}，{row.lead_unit or '责任单位未载明'}）",
        f"   {row.why}",
        f"   相同：{'；'.join(one.words for one in told.alike)}" if told.alike else "",
        f"   不同：{'；'.join(one.words for one in told.differing)}" if told.differing else "",
        f"   只见于本件：{''.join(told.only_here)}" if told.only_here else "",
        f"   只见于对方：{''.join(told.only_there)}" if told.only_there else "",
        f"   化解经过：{'；'.join(row.worked.words)}" if row.worked.acts else "   化解经过：无记载",
        f"   本件：{'；'.join(row.not_had)}" if row.not_had else "",
        f"   注意：{row.note}" if row.note else "",
    ]
    return [part for part in parts if part]
