"""Why matters arise, on the units' side (成因), and where a policy is missing or in dispute (政策缺口): queries over an edition.

A cause is what a ledger states or what a person found in a 重新研究; none is concluded from a petition. A gap is proposed
where several matters of one level-2 topic lack, or dispute, the same basis; a person rules on it (T§40②).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from workbench.campaign.source_rows import NOW, SourceAsked, rows_sql
from workbench.campaign.sql_words import sql_texts

STATED, FOUND = "台账所记", "研究认定"
MISSING, DISPUTED = "没有依据", "依据有争议"


def causes_sql(asked: SourceAsked) -> str:
    """matter_id, origin (台账所记, 研究认定), cause: of matters of the current period; a matter once for each of its causes.

    Of a worksheet only the last version that was not taken back counts.
    """
    return f"""WITH here AS (SELECT matter_id FROM ({rows_sql(asked)}) r WHERE part = '{NOW}' OR (reason <> '' AND span = 0)),
stated AS (
  SELECT g.matter_id, UNNEST(REGEXP_SPLIT_TO_ARRAY(r.cause, '[、，,；;]')) AS cause
  FROM records r JOIN groups g USING (record_id) WHERE r.cause <> ''
),
found AS ({_sheets()})
SELECT DISTINCT matter_id, '{STATED}' AS origin, TRIM(cause) AS cause FROM stated JOIN here USING (matter_id) WHERE TRIM(cause) <> ''
UNION
SELECT DISTINCT matter_id, '{FOUND}' AS origin, cause FROM (
  SELECT matter_id, SPLIT_PART(TRIM(UNNEST(STRING_SPLIT(causes, '、'))), ' ', 1) AS cause FROM found
) JOIN here USING (matter_id) WHERE cause <> ''
ORDER BY 2, 3, 1"""


def signs_sql(disputed: Collection[str], missing: Collection[str], unit_causes: Collection[str]) -> str:
    """matter_id, title, is_open, topic, basis, sign, ground: what says that a matter's basis is missing or in dispute.

    Signs: 成因 of the ledger; a claim that a person put down as 共性政策, or as decided either way on one and the same basis;
    单位一侧成因 of a 重新研究; a refusal to accept without a basis.
    """
    return f"""WITH sheets AS ({_sheets()}),
words AS (
  SELECT g.matter_id, TRIM(UNNEST(REGEXP_SPLIT_TO_ARRAY(r.cause, '[、，,；;]'))) AS cause
  FROM records r JOIN groups g USING (record_id) WHERE r.cause <> ''
),
laws AS (
  SELECT c.matter_id, m.topic_l2 AS topic, c.result, c.treatment, NULLIF(REGEXP_EXTRACT(c.basis, '《[^》]+》'), '') AS law
  FROM claims c JOIN matters m USING (matter_id) WHERE c.said_by <> ''
),
split AS (
  SELECT topic, law FROM laws WHERE law IS NOT NULL AND result IN ('支持', '不予支持')
  GROUP BY topic, law HAVING COUNT(DISTINCT result) = 2
),
signs AS (
  SELECT matter_id, '' AS basis, CASE WHEN cause IN ({_list(disputed)}) THEN '{DISPUTED}' ELSE '{MISSING}' END AS sign,
    '台账成因：' || cause AS ground FROM words WHERE cause IN ({_list([*disputed, *missing])})
  UNION
  SELECT matter_id, COALESCE(law, '') AS basis, '{MISSING}' AS sign, '诉求认定为共性政策' AS ground FROM laws WHERE treatment = '共性政策'
  UNION
  SELECT l.matter_id, l.law AS basis, '{DISPUTED}' AS sign, '同一依据，有的支持、有的不予支持' AS ground
  FROM laws l JOIN split s ON s.topic = l.topic AND s.law = l.law WHERE l.result IN ('支持', '不予支持')
  UNION
  SELECT matter_id, basis, '{MISSING}' AS sign, '研究认定：' || cause AS ground FROM (
    SELECT matter_id, basis, TRIM(UNNEST(STRING_SPLIT(causes, '、'))) AS cause FROM sheets
  ) told WHERE SPLIT_PART(cause, ' ', 1) IN ({_list(unit_causes)})
  UNION
  SELECT matter_id, '' AS basis, '{MISSING}' AS sign, '不予受理未写依据' AS ground FROM findings WHERE rule = 'NLA_NO_BASIS' AND outcome = '是'
)
SELECT DISTINCT s.matter_id, m.title, m.is_open, m.lead_unit, m.topic_l2 AS topic, s.basis, s.sign, s.ground
FROM signs s JOIN matters m USING (matter_id)
WHERE COALESCE(m.locked, FALSE) = FALSE AND m.topic_l2 <> '' ORDER BY topic, basis, matter_id, ground"""


def _sheets() -> str:
    """matter_id, causes, basis of the last worksheet of each matter that stands."""
    return """SELECT g.matter_id, ARG_MAX(json_extract_string(e.payload, '$.cause'), e.seq) AS causes,
    COALESCE(ARG_MAX(NULLIF(REGEXP_EXTRACT(json_extract_string(e.payload, '$.main_basis'), '《[^》]+》'), ''), e.seq), '') AS basis
  FROM events e JOIN groups g ON 'M-' || g.record_id = e.subject
  WHERE e.kind = '重新研究' AND NOT e.undone GROUP BY g.matter_id"""


@dataclass(frozen=True, slots=True)
class Gap:
    """A policy gap proposed (政策缺口): one level-2 topic, one basis (empty: none written), why, and the matters it rests on."""

    topic: str
    basis: str
    signs: tuple[str, ...]
    grounds: Mapping[str, int]
    matters: tuple[str, ...]
    still_open: int

    @property
    def gap_id(self) -> str:
        """Stays the same while topic and basis do: what a person's ruling names."""
        return f"ZC|{self.topic}|{self.basis}"

    @property
    def sentence(self) -> str:
        told = "、".join(f"{ground}{many}件" for ground, many in self.grounds.items())
        open_now = f"未化解{self.still_open}/{len(self.matters)}"
        basis = f"（{self.basis}）" if self.basis else ""
        return f"{self.topic}：{len(self.matters)}个事项{'、'.join(self.signs)}{basis}，其中{open_now}；{told}"


def gaps_of(rows: Iterable[Mapping[str, Any]], least: int) -> tuple[Gap, ...]:
    """Gaps of `least` matters and more from what `signs_sql` gives, the most matters first."""
    held: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        held[str(row["topic"]), str(row["basis"])].append(row)
    found = [_gap(*key, signs) for key, signs in held.items()]
    return tuple(
        sorted((one for one in found if len(one.matters) >= least), key=lambda one: (-len(one.matters), one.gap_id))
    )


def _gap(topic: str, basis: str, rows: list[Mapping[str, Any]]) -> Gap:
    grounds: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        grounds[str(row["ground"])].add(str(row["matter_id"]))
    open_now = {str(row["matter_id"]) for row in rows if row["is_open"]}
    signs = sorted({str(row["sign"]) for row in rows}, reverse=True)
    counted = sorted(grounds.items(), key=lambda one: (-len(one[1]), one[0]))
    matters = tuple(sorted({str(row["matter_id"]) for row in rows}))
    return Gap(topic, basis, tuple(signs), {name: len(ids) for name, ids in counted}, matters, len(open_now))


def _list(words: Collection[str]) -> str:
    return sql_texts(words) or "''"
