"""Common causes (共性问题): matters of different petitioners that one project, unit or policy brought about (相关信访事项).

For source governance and joint handling (办信规范): it lists records and a cause, never a petitioner.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import pandas as pd

from workbench.domain.codes import Verdict
from workbench.domain.linking import LinkKind
from workbench.linkage.matter.model import Model
from workbench.linkage.normal import ordered

_ANCHORS: Final = ("project", "estate", "company", "policy", "school", "accused", "road")
_JOINS: Final = {Verdict.SAME.value, Verdict.RELATED.value}
Judged = Iterable[tuple[str, str, str]]


@dataclass(frozen=True, slots=True)
class Cause:
    """One cause (共性问题). `cause_id` is "C-" and the first record, so it stays when records are added after.

    `matters`: the matters its records make, each by its first record. `subject`: project, estate, unit or policy, "" if none is named in
    common. `sentence` is what a clerk reads.
    """

    cause_id: str
    topic: str
    place: str
    subject: str
    records: tuple[str, ...]
    matters: tuple[str, ...]
    sentence: str


def common_causes(
    records: pd.DataFrame,
    proposals: pd.DataFrame,
    judged: Judged = (),
    *,
    model: Model | None = None,
    matter_of: Mapping[str, str] | None = None,
) -> tuple[Cause, ...]:
    """Groups of records with one cause, of `model.cause_floor` matters or more; the largest first.

    `records` in the order of registration: record_id and, where known, county, town, topic_l1, topic_l2, lead_unit.
    `proposals` as `MatterRun.proposals`; those from the auto-queue score up, and 相关 with a subject named in common from
    `model.cause_score` up, count until a clerk has `judged` the pair
    (left, right, verdict; later ones replace former): 相同 and 相关 join, 不同 and 存疑 do not. `matter_of`: the matters
    judgements made (record → matter); without it matters are what proposals and judgements would make.
    """
    model = model or Model.on()
    verdicts = {ordered(left, right): verdict for left, right, verdict in judged}
    touched = {*proposals["left"], *proposals["right"], *(end for pair in verdicts for end in pair)}
    rows = _Rows(records[records["record_id"].isin(touched)])
    matter, cause = _Sets(rows.order), _Sets(rows.order)
    subjects: dict[tuple[str, str], str] = {}
    for pair, kind, subject in _edges(proposals, verdicts, model):
        if pair[0] not in rows.order or pair[1] not in rows.order:
            continue
        subjects[pair] = subject
        if kind is LinkKind.MATTER:
            matter.join(*pair)
        if rows.one_field(*pair):
            cause.join(*pair)
    named: dict[str, Counter[str]] = defaultdict(Counter)
    for (left, right), subject in subjects.items():
        if subject and cause.root(left) == cause.root(right):
            named[cause.root(left)][subject] += 1
    root = matter_of.__getitem__ if matter_of else matter.root
    found = [
        rows.cause(members, root, named[members[0]]) for members in cause.sets() if len(members) >= model.cause_floor
    ]
    large = [one for one in found if len(one.matters) >= model.cause_floor]
    return tuple(sorted(large, key=lambda one: (-len(one.matters), rows.order[one.cause_id[2:]])))


def _edges(
    proposals: pd.DataFrame, verdicts: Mapping[tuple[str, str], str], model: Model
) -> Iterable[tuple[tuple[str, str], LinkKind, str]]:
    """Pairs that belong together, as what, and the subject they have in common."""
    left_over = dict(verdicts)
    columns = (proposals[name].tolist() for name in ("left", "right", "kind", "score", "codes", "words"))
    for left, right, kind, score, codes, words in zip(*columns, strict=True):
        verdict = left_over.pop((left, right), "")
        if verdict in _JOINS or (not verdict and score >= model.cause_score):
            subject = _subject(codes, words)
            if verdict or score >= model.queue_score or (subject and kind == LinkKind.CAUSE.value):
                yield (left, right), _as(verdict, kind), subject
    for pair, verdict in left_over.items():
        if verdict in _JOINS:
            yield pair, _as(verdict, ""), ""


def _as(verdict: str, kind: str) -> LinkKind:
    if verdict:
        return LinkKind.MATTER if verdict == Verdict.SAME.value else LinkKind.CAUSE
    return LinkKind(kind)


def _subject(codes: list[str], words: list[str]) -> str:
    """The name quoted in the first ground that names a subject."""
    named = dict(zip(codes, words, strict=True))
    for code in _ANCHORS:
        _, quote, name = named.get(code, "").partition("“")
        if quote:
            return name.removesuffix("”")
    return ""


class _Rows:
    """Where, about what and in which order records are."""

    def __init__(self, records: pd.DataFrame) -> None:
        self.order = {record_id: number for number, record_id in enumerate(records["record_id"].astype("str"))}
        names = ("county", "town", "topic_l1", "topic_l2", "lead_unit")
        self._values = {name: _texts(records, name) for name in names}

    def one_field(self, left: str, right: str) -> bool:
        """Whether neither county nor topic contradicts: a cause does not run on from one field to another."""
        pairs = ((self._of(name, left), self._of(name, right)) for name in ("county", "topic_l1"))
        return all(one == other or not one or not other for one, other in pairs)

    def _of(self, name: str, record_id: str) -> str:
        return self._values[name][self.order[record_id]]

    def _most(self, name: str, members: list[str]) -> str:
        """The commonest value, "" if fewer than half have it."""
        counts = Counter(filter(None, (self._of(name, member) for member in members)))
        value, many = counts.most_common(1)[0] if counts else ("", 0)
        return value if 2 * many >= len(members) else ""

    def cause(self, members: list[str], matter: Callable[[str], str], named: Counter[str]) -> Cause:
        subject = min(named, key=lambda name: (-named[name], name)) if named else ""
        topic = self._most("topic_l2", members) or self._most("topic_l1", members)
        place = self._most("town", members)
        roots = tuple(dict.fromkeys(matter(member) for member in members))
        sentence = _sentence(subject, topic, place, self._most("lead_unit", members), len(members), len(roots))
        return Cause(f"C-{members[0]}", topic, place, subject, tuple(members), roots, sentence)


def _texts(records: pd.DataFrame, name: str) -> list[str]:
    return records[name].fillna("").astype("str").tolist() if name in records.columns else [""] * len(records)


def _sentence(subject: str, topic: str, place: str, unit: str, records: int, matters: int) -> str:
    about = f"{place}{f'“{subject}”' if subject else ''}{topic}" or "同一原因"
    handled = f"，主办单位多为{unit}" if unit else ""
    return f"{about}：{records} 件信访、{matters} 个事项可能出于同一原因{handled}；请核对后一并研究源头治理"


class _Sets:
    """Union–find; a set goes by its first record."""

    def __init__(self, order: Mapping[str, int]) -> None:
        self._order = order
        self._parent: dict[str, str] = {}

    def root(self, record_id: str) -> str:
        path = []
        while (parent := self._parent.get(record_id, record_id)) != record_id:
            path.append(record_id)
            record_id = parent
        self._parent.update(dict.fromkeys(path, record_id))
        return record_id

    def join(self, left: str, right: str) -> None:
        first, second = sorted((self.root(left), self.root(right)), key=self._order.__getitem__)
        self._parent.setdefault(first, first)
        self._parent[second] = first

    def sets(self) -> list[list[str]]:
        """Sets of two or more, members in order, by their first record."""
        found: dict[str, list[str]] = defaultdict(list)
        for record_id in sorted(self._parent, key=self._order.__getitem__):
            found[self.root(record_id)].append(record_id)
        return list(found.values())
