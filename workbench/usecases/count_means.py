"""综合运用的手段 (T§37): which means the last re-study of each matter tags, counted over matters that were resolved.

A tag says what the office planned or used on a matter; that it was used does not say that it resolved anything.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from workbench.campaign.ratio import Ratio
from workbench.domain.codes import ResolutionState
from workbench.domain.events import EventKind
from workbench.usecases.meeting_register import current_matters
from workbench.usecases.office import Office
from workbench.usecases.study_anew import MEANS, read_means


@dataclass(frozen=True, slots=True)
class Tagged:
    """One matter with the means of its last worksheet."""

    matter_id: str
    title: str
    unit: str
    state: str
    means: tuple[str, ...]

    @property
    def resolved(self) -> bool:
        return self.state == ResolutionState.RESOLVED

    @property
    def row(self) -> Mapping[str, str]:
        return {
            "事项": self.matter_id, "标题": self.title, "单位": self.unit or "待核", "化解状态": self.state.partition(" ")[2] or self.state,
            "手段": "、".join(self.means),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class MeansUsed:
    """Every matter whose last worksheet names means, by id."""

    edition: str
    matters: tuple[Tagged, ...]

    def having(self, only: Iterable[str] = (), *, resolved_only: bool = True) -> tuple[Tagged, ...]:
        """Matters tagged with all of `only`; ValueError for a word that is none of the means."""
        wanted = set(read_means("、".join(only)))
        return tuple(one for one in self.matters if wanted <= set(one.means) and (one.resolved or not resolved_only))

    def ratio(self, means: str) -> Ratio:
        """Of resolved matters with any tag, how many have this one."""
        resolved = [one for one in self.matters if one.resolved]
        ids = tuple(one.matter_id for one in resolved if means in one.means)
        return Ratio.of(means, ids, tuple(one.matter_id for one in resolved))

    @property
    def counts(self) -> Mapping[str, str]:
        """Each means with its fraction, in the order of the list."""
        return {name: self.ratio(name).full for name in MEANS}

    @property
    def sentence(self) -> str:
        told = "，".join(f"{name} {count}" for name, count in self.counts.items())
        resolved = sum(one.resolved for one in self.matters)
        return f"填了手段的事项 {len(self.matters)} 件，其中已化解 {resolved} 件；已化解事项用到：{told}（一件可用多种；版次 {self.edition}）。"


def means_used(office: Office) -> MeansUsed:
    """Means of every matter's last worksheet, with where the matter stands in the edition in force; accusations are not in it."""
    said = _last(office)
    now = current_matters(office, said)
    edition = office.edition()
    rows = (
        {row["matter_id"]: row for row in edition.rows("matters", "matter_id", sorted(set(now.values())))}
        if now
        else {}
    )
    last = {now[matter]: means for matter, means in said.items() if matter in now}  # of joined matters the last word
    found = {matter: means for matter, means in last.items() if means and matter in rows and not rows[matter]["locked"]}
    return MeansUsed(edition.id, tuple(_tagged(rows[matter], found[matter]) for matter in sorted(found)))


def _last(office: Office) -> dict[str, tuple[str, ...]]:
    """Matter as it was named → means of its last worksheet, oldest word first; a version without means takes them back (none)."""
    said: dict[str, tuple[str, ...]] = {}
    for event in office.store.events([EventKind.WORKSHEET]):
        said.pop(event.subject, None)
        said[event.subject] = read_means(event.payload.get("means", ""))
    return said


def _tagged(row: Mapping[str, object], means: Collection[str]) -> Tagged:
    title, unit, state = (str(row[name] or "") for name in ("title", "lead_unit", "state_b"))
    return Tagged(str(row["matter_id"]), title, unit, state, tuple(means))
