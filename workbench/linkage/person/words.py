"""Splink's weights as grounds in words (依据): one computation feeds the words, the chart and the score.

prior + the weights of the grounds is Splink's match weight; what a field could not say has no ground and no weight.
"""

from __future__ import annotations

import duckdb
import pandas as pd

from workbench.domain.linking import LinkKind, LinkProposal, Reason, probability
from workbench.linkage.person.model import COMPARISONS, WORDS, Comparison
from workbench.linkage.person.parameters import PersonParameters
from workbench.linkage.person.rules import SCORED, never_sql, rule_sql

LINKS = ("left", "right", "score", "prior", "codes", "weights", "rule", "uid_l", "uid_r")
EDGES = f"select uid_l, uid_r, score, rule <> '{SCORED}' as by_rule from grounded"
"""The pairs of contacts that may join people, as `groups` reads them and as they are kept: numbers only."""


def ground(connection: duckdb.DuckDBPyConnection, parameters: PersonParameters, prior_bits: float) -> None:
    """Make the table `grounded` of `scored`: pairs of contacts that are proposed, each with its grounds.

    Columns `LINKS`: left, right (record ids in order), score, prior (bits), codes and weights (lists of equal length),
    rule (certain, strong, scored), uid_l, uid_r (contacts).
    """
    connection.execute(
        f"""create or replace table grounded as with ruled as (
            select scored.*, {rule_sql()} as rule,
                least(one.record_id, other.record_id) as "left", greatest(one.record_id, other.record_id) as "right"
            from scored join nodes as one on one.uid = uid_l join nodes as other on other.uid = uid_r
            where not ({never_sql()}))
        select "left", "right", 1 / (1 + pow(2.0, -least(60, greatest(-60, match_weight)))) as score,
            {prior_bits!r}::double as prior, {_listed(_code)} as codes, {_listed(_weight)} as weights,
            rule, uid_l, uid_r
        from ruled where rule <> '{SCORED}' or match_probability >= {parameters.propose}"""
    )


def links_of(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """One link for each pair of records in `grounded`, in order: of several petitioners in common the strongest counts."""
    return connection.execute(
        """select * from grounded
        qualify row_number() over (partition by "left", "right" order by score desc, uid_l, uid_r) = 1 order by 1, 2"""
    ).df()


def proposals_of(links: pd.DataFrame) -> list[LinkProposal]:
    """Links as proposals with their reasons."""
    columns = (links[name] for name in ("left", "right", "prior", "codes", "weights"))
    return [
        LinkProposal(left, right, LinkKind.PERSON, reasons_of(codes, weights), float(prior))
        for left, right, prior, codes, weights in zip(*columns, strict=True)
    ]


def reasons_of(codes: list[str], weights: list[float]) -> tuple[Reason, ...]:
    """Grounds of one link in the order of the comparisons."""
    return tuple(Reason(code, WORDS[code], float(bits)) for code, bits in zip(codes, weights, strict=True))


def waterfall(proposal: LinkProposal) -> list[dict[str, float | str]]:
    """Bars of a waterfall chart: word, weight, and from where to where the sum goes; first the prior, last the sum."""
    bars: list[dict[str, float | str]] = [_bar("先验", proposal.prior, 0.0)]
    reached = proposal.prior
    for reason in proposal.reasons:
        bars.append(_bar(reason.word, reason.weight, reached))
        reached += reason.weight
    return [*bars, {**_bar("合计", reached, 0.0), "score": probability(reached)}]


def _bar(word: str, bits: float, start: float) -> dict[str, float | str]:
    return {"word": word, "weight": bits, "start": start, "end": start + bits}


def _listed(of: object) -> str:
    assert callable(of)
    return f"list_filter([{', '.join(of(comparison) for comparison in COMPARISONS)}], lambda found: found is not null)"


def _code(comparison: Comparison) -> str:
    last = len(comparison.levels) - 1
    cases = " ".join(f"when {last - n} then '{level.code}'" for n, level in enumerate(comparison.levels))
    return f"case gamma_{comparison.name} {cases} end"


def _weight(comparison: Comparison) -> str:
    total = f"mw_{comparison.name}" + (f" + mw_tf_adj_{comparison.name}" if comparison.follows_frequency else "")
    return f"case when gamma_{comparison.name} >= 0 then {total} end"
