"""The statements that make the network (生成语句), for DuckDB: facts first, then links of each type, then nodes.

`r` holds the records shown, `m` their matters, `grounds` each matter's records by what they say, `link` every link.
"""

from __future__ import annotations

from typing import Final

from workbench.domain.codes import Purpose, StepKind, Verdict
from workbench.domain.events import EventKind
from workbench.domain.linking import LinkKind
from workbench.domain.network import LinkType, NodeType

EVIDENCE: Final = 20
"""Records of a matter named as grounds of a link."""

SHORTEST, BEARERS = 6, 20
"""A case number has at least so many characters; one that more records bear is a batch's number and cites none of them."""

TO_JUDGE: Final = "待认定"
CO_PETITIONER: Final = "联名信访人"
"""Label of a contact known only beside another: an edition has no name of it, not even a masked one."""

_TEXTS: Final = ("title", "summary", "claim", "dispute_focus", "prior", "progress", "remark")
NEEDED: Final = frozenset({"records", "matters", "groups"})
USED: Final[dict[str, tuple[str, ...]]] = {
    "records": ("record_id", "case_no", "case_no_upper", "dup_of_no", "locked", "purpose", "petitioner", "is_anon", "lead_unit",
                "assist_units", "hukou", "residence", "issue", "topic_l1", "topic_l2", "petition_date", "reg_time", "done_date", *_TEXTS),
    "matters": ("matter_id", "title", "first_day", "last_day", "topic_l1", "topic_l2", "issue", "issue_name", "lead_unit",
                "assist_units", "is_open", "locked"),
    "groups": ("record_id", "matter_id"),
    "persons": ("record_id", "contact", "person_id"),
    "links": ("left", "right", "kind", "reasons", "verdict"),
    "separations": ("matter_id", "hukou", "residence", "issue"),
    "duties": ("matter_id", "role", "unit", "confirmed_by"),
    "steps": ("matter_id", "record_id", "kind", "start", "end", "unit", "target"),
    "causes": ("about", "records", "matters"),
    "units": ("unit", "aliases"),
    "events": ("kind", "subject", "actor", "at", "payload", "undone"),
}  # fmt: skip


def _id(kind: NodeType, value: str) -> str:
    return f"'{kind.value}:' || {value}"


def _topic(alias: str) -> str:
    """The finer class; a catch-all (其他…) is told apart by the class it is in."""
    fine, coarse = f"coalesce({alias}.topic_l2, '')", f"coalesce({alias}.topic_l1, '')"
    return (
        f"CASE WHEN {fine} = '' THEN {coarse} WHEN starts_with({fine}, '其') AND {coarse} <> '' "
        f"THEN {coarse} || '/' || {fine} ELSE {fine} END"
    )


def _number(column: str) -> str:
    """A case number as it is compared: half-width, no blanks, brackets of one kind, capitals."""
    wide = "".join(chr(code) for code in range(0xFF01, 0xFF5F))
    half = "".join(chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)).replace("'", "''")
    plain = rf"regexp_replace(coalesce({column}, ''), '\s', '', 'g')"
    return f"upper(translate({plain}, '{wide}〔〕【】', '{half}[][]'))"


def _unit(column: str) -> str:
    """A unit under the name it goes by."""
    return f"coalesce((SELECT unit FROM alias WHERE alias.written = {column}), {column}, '')"


FACTS: Final = (
    "CREATE TABLE studied AS SELECT DISTINCT ON (matter_id) * FROM matters WHERE NOT coalesce(locked, true)",
    f"""CREATE TABLE r AS
        SELECT r.*, g.matter_id, coalesce(r.reg_time, r.petition_date) AS day, {_topic("r")} AS about
        FROM records r JOIN (SELECT DISTINCT ON (record_id) * FROM groups) g USING (record_id)
        WHERE NOT coalesce(r.locked, true) AND NOT contains(coalesce(r.purpose, ''), '{Purpose.ACCUSATION.value}')
          AND g.matter_id IN (SELECT matter_id FROM studied)""",
    f"""CREATE TABLE grounds AS
        WITH first AS (SELECT *, row_number() OVER (PARTITION BY matter_id ORDER BY record_id) AS nth FROM r)
        SELECT matter_id, list(record_id ORDER BY record_id) AS every,
               list(record_id ORDER BY record_id) FILTER (coalesce(lead_unit, '') <> '') AS lead_said,
               list(record_id ORDER BY record_id) FILTER (len(assist_units) > 0) AS assist_said,
               list(record_id ORDER BY record_id) FILTER (issue IS NOT NULL) AS issue_said,
               list(record_id ORDER BY record_id) FILTER (hukou IS NOT NULL) AS hukou_said,
               list(record_id ORDER BY record_id) FILTER (residence IS NOT NULL) AS residence_said,
               list(record_id ORDER BY record_id) FILTER (about <> '') AS topic_said
        FROM first WHERE nth <= {EVIDENCE} GROUP BY matter_id""",
    f"CREATE TABLE m AS SELECT s.*, g.* EXCLUDE (matter_id), {_topic('s')} AS about FROM studied s JOIN grounds g USING (matter_id)",
    """CREATE TABLE alias AS
        SELECT written, any_value(unit) AS unit FROM (SELECT unit, unnest(aliases) AS written FROM units)
        WHERE written NOT IN (SELECT unit FROM units) GROUP BY written HAVING count(DISTINCT unit) = 1""",
    f"""CREATE TABLE named AS
        WITH said AS (SELECT "left", "right", unnest(reasons) AS reason FROM links
                      WHERE coalesce(verdict, '') <> '{Verdict.DIFFERENT.value}'),
        quoted AS (SELECT *, regexp_extract(reason, '^同一(?:项目|小区|单位|学校或医院|道路)“([^”]+)”', 1) AS name FROM said)
        SELECT record_id, name FROM (
            SELECT "left" AS record_id, name FROM quoted WHERE name <> '' UNION
            SELECT "right", name FROM quoted WHERE name <> '' UNION
            SELECT unnest(records), about FROM causes WHERE coalesce(about, '') <> '')
        WHERE record_id IN (SELECT record_id FROM r)""",
    f"""CREATE TABLE place AS
        SELECT matter_id, unnest(['{LinkType.AT.value}', '{LinkType.HUKOU.value}', '{LinkType.RESIDENCE.value}']) AS type,
               unnest([coalesce(nullif(s.issue, ''), m.issue), s.hukou, s.residence]) AS code,
               unnest([issue_said, hukou_said, residence_said]) AS evidence, first_day, last_day, every
        FROM m LEFT JOIN (SELECT DISTINCT ON (matter_id) * FROM separations) s USING (matter_id)""",
    "DELETE FROM place WHERE coalesce(code, '') = ''",
)

PROJECTS_WRITTEN: Final = "SELECT DISTINCT name FROM named ORDER BY 1"
TARGETS_WRITTEN: Final = "SELECT DISTINCT target FROM steps WHERE coalesce(target, '') <> '' ORDER BY 1"
PLACES_WRITTEN: Final = "SELECT DISTINCT code FROM place ORDER BY 1"

_INSERT = "INSERT INTO link BY NAME"


def _of_matter(kind: LinkType, unit: str, evidence: str, source: str) -> str:
    return f"""{_INSERT}
        SELECT {_id(NodeType.UNIT, unit)} AS source, {_id(NodeType.MATTER, "matter_id")} AS target, '{kind.value}' AS type,
               first_day AS day, last_day AS day_to, {evidence} AS evidence
        FROM {source} WHERE coalesce({unit}, '') <> ''"""


_PAIR_KINDS = f"('{LinkKind.MATTER.value}', '{LinkKind.CAUSE.value}')"
_JUDGED = f"('{Verdict.SAME.value}', '{Verdict.RELATED.value}')"

LINKS: Final = (
    """CREATE TABLE link (source VARCHAR, target VARCHAR, type VARCHAR, day DATE, day_to DATE, state VARCHAR DEFAULT '',
                          matter_id VARCHAR DEFAULT '', evidence VARCHAR[])""",
    f"""{_INSERT}
        SELECT {_id(NodeType.RECORD, "record_id")} AS source, {_id(NodeType.MATTER, "matter_id")} AS target,
               '{LinkType.PART_OF.value}' AS type, day, day AS day_to, [record_id] AS evidence FROM r""",
    f"""{_INSERT}
        SELECT DISTINCT ON (source, target) {_id(NodeType.CONTACT, "person_id")} AS source,
               {_id(NodeType.RECORD, "record_id")} AS target, '{LinkType.BROUGHT.value}' AS type, day, day AS day_to,
               [record_id] AS evidence
        FROM persons JOIN r USING (record_id) WHERE NOT coalesce(is_anon, false) AND coalesce(person_id, '') <> ''""",
    _of_matter(LinkType.LEADS, "lead_unit", "coalesce(lead_said, every)", "m"),
    _of_matter(
        LinkType.ASSISTS,
        "unit",
        "coalesce(assist_said, every)",
        "(SELECT DISTINCT ON (matter_id, unit) *, unnest(assist_units) AS unit FROM m)",
    ),
    f"""{_INSERT}
        WITH event AS (
            SELECT subject AS matter_id, payload ->> 'role' AS role, {_unit("payload ->> 'unit'")} AS unit, actor,
                   try_cast(substr("at", 1, 10) AS DATE) AS day
            FROM events WHERE kind = '{EventKind.DUTY_CONFIRMED.value}' AND NOT coalesce(undone, false)
            QUALIFY row_number() OVER (PARTITION BY subject, payload ->> 'role' ORDER BY row DESC) = 1),
        owed AS (
            SELECT matter_id, role, unit, actor, day FROM event UNION ALL
            SELECT matter_id, role, unit, confirmed_by, NULL FROM duties d
            WHERE coalesce(confirmed_by, '') <> '' AND NOT EXISTS
                  (SELECT 1 FROM event e WHERE e.matter_id = d.matter_id AND e.role = d.role))
        SELECT {_id(NodeType.UNIT, "unit")} AS source, {_id(NodeType.MATTER, "matter_id")} AS target,
               '{LinkType.OWES.value}' AS type, min(day) AS day, max(day) AS day_to,
               list(DISTINCT role || '：由' || actor || '确认' ORDER BY role || '：由' || actor || '确认') AS evidence
        FROM owed WHERE coalesce(unit, '') <> '' AND matter_id IN (SELECT matter_id FROM m) GROUP BY unit, matter_id""",
    f"""{_INSERT}
        SELECT {_id(NodeType.MATTER, "matter_id")} AS source, {_id(NodeType.PLACE, "code")} AS target, type,
               first_day AS day, last_day AS day_to, coalesce(evidence, every) AS evidence FROM place""",
    f"""{_INSERT}
        SELECT {_id(NodeType.MATTER, "matter_id")} AS source, {_id(NodeType.TOPIC, "about")} AS target,
               '{LinkType.ABOUT.value}' AS type, first_day AS day, last_day AS day_to, coalesce(topic_said, every) AS evidence
        FROM m WHERE about <> ''""",
    f"""{_INSERT}
        SELECT {_id(NodeType.MATTER, "matter_id")} AS source, {_id(NodeType.PROJECT, "said")} AS target,
               '{LinkType.CONCERNS.value}' AS type, min(day) AS day, max(day) AS day_to,
               list(DISTINCT record_id ORDER BY record_id)[:{EVIDENCE}] AS evidence
        FROM named JOIN project_name ON name = written JOIN r USING (record_id) WHERE said <> '' GROUP BY matter_id, said""",
    f"""{_INSERT}
        SELECT {_id(NodeType.RECORD, "least(a.record_id, b.record_id)")} AS source,
               {_id(NodeType.RECORD, "greatest(a.record_id, b.record_id)")} AS target,
               CASE WHEN verdict = '{Verdict.SAME.value}' THEN '{LinkType.SAME.value}'
                    WHEN verdict = '{Verdict.RELATED.value}' OR kind = '{LinkKind.CAUSE.value}' THEN '{LinkType.RELATED.value}'
                    ELSE '{LinkType.SAME.value}' END AS type,
               least(a.day, b.day) AS day, greatest(a.day, b.day) AS day_to,
               coalesce(nullif(verdict, ''), '{TO_JUDGE}') AS state, coalesce(reasons, []) AS evidence
        FROM links l JOIN r a ON a.record_id = l."left" JOIN r b ON b.record_id = l."right"
        WHERE kind IN {_PAIR_KINDS} AND coalesce(verdict, '') <> '{Verdict.DIFFERENT.value}' AND a.record_id <> b.record_id
        QUALIFY row_number() OVER (PARTITION BY source, target, type ORDER BY state IN {_JUDGED} DESC, len(evidence) DESC, l.row) = 1""",
    f"""CREATE TABLE bearer AS
        SELECT DISTINCT record_id, number FROM (
            SELECT record_id, {_number("case_no")} AS number FROM r UNION ALL SELECT record_id, {_number("case_no_upper")} FROM r)
        WHERE length(number) >= {SHORTEST} QUALIFY count(DISTINCT record_id) OVER (PARTITION BY number) <= {BEARERS}""",
    f"""{_INSERT}
        WITH stated AS (
            SELECT record_id, day, unnest(string_split_regex(upper(dup_of_no), '[\\s、,，;；|]+')) AS written
            FROM r WHERE coalesce(dup_of_no, '') <> ''),
        texts AS (SELECT record_id, day, case_no, case_no_upper, {_number(f"concat_ws('|', {', '.join(_TEXTS)})")} AS said FROM r
                  WHERE record_id IN (SELECT unnest(["left", "right"]) FROM links
                                      WHERE len(list_filter(reasons, lambda word: starts_with(word, '引用编号'))) > 0)),
        pair AS (SELECT "left", "right" FROM links WHERE len(list_filter(reasons, lambda word: starts_with(word, '引用编号'))) > 0
                 UNION SELECT "right", "left" FROM links
                 WHERE len(list_filter(reasons, lambda word: starts_with(word, '引用编号'))) > 0),
        found AS (
            SELECT s.record_id AS citing, b.record_id AS cited, s.day, '台账注明重复件编号' AS word
            FROM stated s JOIN bearer b ON b.number = {_number("s.written")} UNION ALL
            SELECT t.record_id, b.record_id, t.day, '文中引用编号' FROM pair p
            JOIN texts t ON t.record_id = p."left" JOIN bearer b ON b.record_id = p."right" WHERE contains(t.said, b.number))
        SELECT {_id(NodeType.RECORD, "citing")} AS source, {_id(NodeType.RECORD, "cited")} AS target,
               '{LinkType.CITES.value}' AS type, min(day) AS day, max(day) AS day_to, list(DISTINCT word ORDER BY word) AS evidence
        FROM found WHERE citing <> cited GROUP BY citing, cited""",
    f"""{_INSERT}
        WITH step AS (
            SELECT s.matter_id, s.record_id, kind, start, coalesce("end", start) AS until, {_unit("s.unit")} AS unit,
                   {_unit("target")} AS target, target IN (SELECT written FROM office WHERE said) AS to_office, s.row AS number
            FROM steps s JOIN r USING (record_id)),
        sent AS (
            SELECT *, lag(target) OVER chain AS had, lag(start) OVER chain AS had_day FROM step
            WHERE kind = '{StepKind.FORWARD.value}' AND target <> '' AND NOT to_office AND start IS NOT NULL
            WINDOW chain AS (PARTITION BY matter_id ORDER BY start, number)),
        handed AS (
            SELECT target AS giver, unit AS taker, * FROM step WHERE kind = '{StepKind.RETURN.value}' UNION ALL
            SELECT unit, target, * FROM step WHERE kind = '{StepKind.HAND_OFF.value}' UNION ALL
            SELECT had, target, * EXCLUDE (had, had_day) FROM sent WHERE start > had_day)
        SELECT DISTINCT {_id(NodeType.UNIT, "giver")} AS source, {_id(NodeType.UNIT, "taker")} AS target,
               '{LinkType.RETURNED.value}' AS type, start AS day, until AS day_to, kind AS state, matter_id,
               [kind, record_id] AS evidence
        FROM handed WHERE giver <> '' AND taker <> '' AND giver <> taker""",
)

_SPAN = "min(day) AS day, max(day_to) AS day_to"


def _end(kind: NodeType, own: str) -> str:
    """Units, places, projects and topics are the ends of links: each bears its own name in its own column."""
    cut = len(kind.value) + 2
    return f"""INSERT INTO thing BY NAME
        SELECT node, '{kind.value}' AS type, substr(node, {cut}) AS label{f", substr(node, {cut}) AS {own}" if own else ""}, {_SPAN}
        FROM (SELECT unnest([source, target]) AS node, day, day_to FROM link) WHERE starts_with(node, '{kind.value}:') GROUP BY node"""


THINGS: Final = (
    """CREATE TABLE thing (node VARCHAR, type VARCHAR, label VARCHAR, topic VARCHAR DEFAULT '', place VARCHAR DEFAULT '',
                           unit VARCHAR DEFAULT '', is_open BOOLEAN, day DATE, day_to DATE)""",
    f"""INSERT INTO thing
        SELECT {_id(NodeType.MATTER, "matter_id")}, '{NodeType.MATTER.value}', coalesce(nullif(title, ''), matter_id), about,
               coalesce(m.issue, ''), coalesce(lead_unit, ''), is_open, first_day, coalesce(last_day, first_day) FROM m""",
    f"""INSERT INTO thing
        SELECT {_id(NodeType.RECORD, "record_id")}, '{NodeType.RECORD.value}', coalesce(nullif(case_no, ''), record_id), r.about,
               coalesce(r.issue, ''), coalesce(m.lead_unit, ''), m.is_open, day, greatest(day, done_date)
        FROM r JOIN m USING (matter_id)""",
    f"""INSERT INTO thing BY NAME
        SELECT {_id(NodeType.CONTACT, "person_id")} AS node, '{NodeType.CONTACT.value}' AS type,
               coalesce(nullif(arg_min(petitioner, record_id) FILTER (contact = 0), ''), '{CO_PETITIONER}') AS label
        FROM persons JOIN r USING (record_id) WHERE NOT coalesce(is_anon, false) AND coalesce(person_id, '') <> ''
        GROUP BY person_id""",
    _end(NodeType.UNIT, "unit"),
    _end(NodeType.PLACE, "place"),
    _end(NodeType.PROJECT, ""),
    _end(NodeType.TOPIC, "topic"),
    f"""UPDATE thing SET label = said FROM (
            SELECT written AS code, coalesce(nullif(p.said, ''), i.said, written) AS said FROM place_name p LEFT JOIN
                (SELECT issue AS code, mode(issue_name) AS said FROM m WHERE coalesce(issue_name, '') <> '' GROUP BY issue) i
                ON i.code = p.written) named
        WHERE thing.type = '{NodeType.PLACE.value}' AND place = named.code""",
    f"""UPDATE thing SET label = written FROM (
            SELECT said, mode(name ORDER BY name) AS written FROM named JOIN project_name ON name = written GROUP BY said) p
        WHERE thing.type = '{NodeType.PROJECT.value}' AND node = {_id(NodeType.PROJECT, "p.said")}""",
)

NODES: Final = "SELECT node, type, label, topic, place, unit, is_open, day, day_to FROM thing ORDER BY node"
EDGES: Final = """SELECT source, target, type, day, day_to, state, matter_id, evidence FROM link
                  ORDER BY source, target, type, matter_id, day, day_to, state, evidence"""
