"""What linking and judging come to in an edition (关联表): links with grounds and verdicts, groups, persons, causes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import pandas as pd

from workbench.domain import tables
from workbench.domain.linking import LinkKind, LinkProposal, by_weight
from workbench.linkage.judging.groups import Groups, derive_groups
from workbench.linkage.judging.words import Judgement, about, judgements_in, question, standings, stated_judgements
from workbench.linkage.matter.causes import common_causes
from workbench.usecases.link_runs import LinkRun

_NAMED: Final = (LinkKind.UNIT, LinkKind.PLACE)


def said_in(events: pd.DataFrame, records: pd.DataFrame) -> list[Judgement]:
    """Every word that stands in an edition's events: ledgers' first, then clerks'; none on records not readable."""
    here = set(records["record_id"])
    clerks = (word for word in judgements_in(events) if word.kind in _NAMED or here.issuperset(word.pair))
    return [*stated_judgements(records), *clerks]


def matter_groups(records: pd.DataFrame, said: Iterable[Judgement], previous: Mapping[str, str]) -> Groups:
    """Records' matters by every word said; `previous` (record → matter) lets a matter keep its name."""
    order = records.sort_values(["reg_time", "record_id"], na_position="last")["record_id"].tolist()
    return derive_groups(order, about(said, LinkKind.MATTER), previous=previous)


def links_table(run: LinkRun, named: Iterable[LinkProposal], said: Iterable[Judgement]) -> pd.DataFrame:
    """`tables.LINKS` of a run's proposals and of units and places, with the verdicts; a judged pair nobody proposed too.

    Such a pair has no score, and no ground but the ledger's own word: who reads it a second time must not be told.
    """
    parts = [_persons(run.frame("person_links")), _matters(run.frame("matter_links")), _proposed(named)]
    rows = pd.concat([part for part in parts if len(part)] or parts[:1], ignore_index=True)
    return _with_verdicts(rows, list(said))[list(tables.LINKS)]


def _persons(links: pd.DataFrame) -> pd.DataFrame:
    from workbench.linkage.person.model import WORDS

    words = [[WORDS[code] for code in codes] for codes in links["codes"]]
    return _ordered(links.assign(kind=LinkKind.PERSON.value), words)


def _matters(links: pd.DataFrame) -> pd.DataFrame:
    return _ordered(links, links["words"].tolist())


def _ordered(links: pd.DataFrame, words: list[Any]) -> pd.DataFrame:
    """Grounds in the order a clerk reads them: strongest for it first."""
    reasons, weights = [], []
    for said, bits in zip(words, links["weights"], strict=True):
        pairs = sorted(zip(said, map(float, bits), strict=True), key=lambda one: -one[1])
        reasons.append([word for word, _ in pairs])
        weights.append([bit for _, bit in pairs])
    kept = links[["left", "right", "kind", "score", "prior"]]
    return kept.assign(reasons=pd.Series(reasons, index=links.index, dtype=object),
                       weights=pd.Series(weights, index=links.index, dtype=object))  # fmt: skip


def _proposed(proposals: Iterable[LinkProposal]) -> pd.DataFrame:
    rows = []
    for one in proposals:
        grounds = by_weight(one.reasons)
        words, bits = [ground.word for ground in grounds], [ground.weight for ground in grounds]
        rows.append((one.left, one.right, one.kind.value, one.score, one.prior, words, bits))
    return pd.DataFrame(rows, columns=["left", "right", "kind", "score", "prior", "reasons", "weights"])


def _with_verdicts(rows: pd.DataFrame, said: list[Judgement]) -> pd.DataFrame:
    stands = {
        (kind, *pair): one.stands
        for kind in (LinkKind.MATTER, LinkKind.PERSON, *_NAMED)
        for pair, one in standings(about(said, kind)).items()
    }
    keys = [(question(LinkKind(kind)), left, right)
            for kind, left, right in zip(rows["kind"], rows["left"], rows["right"], strict=True)]  # fmt: skip
    proposed = set(keys)
    words = [stands.get(key) for key in keys]
    rows = rows.assign(verdict=[word.verdict.value if word else "" for word in words],
                       judged_by=[word.actor if word else "" for word in words])  # fmt: skip
    alone = [
        (word.left, word.right, word.kind.value, None, 0.0, ["台账注明重复件"] if word.by_ledger else [],
         [0.0] if word.by_ledger else [], word.verdict.value, word.actor)
        for key, word in stands.items() if key not in proposed
    ]  # fmt: skip
    more = pd.DataFrame(alone, columns=list(rows.columns))
    return pd.concat([rows, more], ignore_index=True) if alone else rows


def causes_table(records: pd.DataFrame, run: LinkRun, said: Iterable[Judgement], groups: Groups) -> pd.DataFrame:
    """`tables.CAUSES`: matters of different petitioners with one cause, for source governance (共性问题)."""
    placed = records.sort_values(["reg_time", "record_id"], na_position="last")
    placed = placed.assign(county=placed["issue"].astype("string").str.slice(0, 6))
    judged = [(one.stands.left, one.stands.right, one.verdict.value)
              for one in standings(about(said, LinkKind.MATTER)).values()]  # fmt: skip
    found = common_causes(placed, run.frame("matter_links"), judged, matter_of=groups.matter_of)
    rows = [
        (one.cause_id, one.topic, one.place, one.subject, list(one.records), list(one.matters), one.sentence)
        for one in found
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(tables.CAUSES))
