"""The queries that cut a view out of an edition (视图的取数): each table's rows and columns for an audience, as DuckDB text.

They read the temporary tables `shown` (matters of the view), `mine` (their records), `numbers` (running numbers) and
`wide_town`, `wide_issue` (places with enough matters), and the variables `own` (numbers that may be told) and `spelt` (the unit's names).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workbench.domain.events import EventKind
from workbench.domain.network import LinkType
from workbench.domain.tables import ALL
from workbench.reference.view_columns import LEAST, Audience, Shown, shown_columns, shown_events

NUMBER: Final = r"[A-Za-z]{1,10}-?[0-9]{4,}[-A-Za-z0-9]*|[A-Z]{2,10}-[0-9]{3,}|[0-9]{10,}"
"""What looks like the number of a record, matter, decision or case."""
_HIDDEN: Final = "（另件）"
_TYPES: Final = {"text": "VARCHAR", "json": "VARCHAR", "int": "BIGINT", "float": "DOUBLE", "bool": "BOOLEAN", "day": "DATE",
                 "texts": "VARCHAR[]", "floats": "DOUBLE[]"}  # fmt: skip
_NOTHING: Final = {"text": "''", "texts": "[]", "floats": "[]"}
"""What stands in a column that is not granted, where it is not simply unknown."""
_EMPTY: Final = {Audience.STATISTICS: ("events",)}
"""Tables there must be for queries to be answered, without a row in the view of an audience."""
_MADE_BEFORE: Final = {"events": "told_events", "edges": "kept_edges"}
"""Tables whose rows are chosen beforehand, for all views or for the tables that need them."""
_IN_SHOWN: Final = "t.matter_id IN (SELECT matter_id FROM shown)"
_IN_MINE: Final = "t.record_id IN (SELECT record_id FROM mine)"
_ITSELF: Final = "t.unit IN (SELECT UNNEST(getvariable('spelt')))"
_HANDLING: Final = """t.unit IN (SELECT m.lead_unit FROM matters m JOIN shown USING (matter_id)
  UNION ALL SELECT UNNEST(m.assist_units) FROM matters m JOIN shown USING (matter_id))"""
_NOT_OF_UNITS: Final = (LinkType.BROUGHT, LinkType.HUKOU, LinkType.RESIDENCE)
"""Links that speak of petitioners."""
_ADDRESSED: Final = (EventKind.LETTER, EventKind.TASK_SUPERVISED)
"""Papers to one unit: no other unit's view holds them, whatever the matter."""
_OF_MEETINGS: Final = (EventKind.MEETING_PLANNED, EventKind.MEETING_HELD)
_OF_BODIES: Final = (EventKind.BODY_SET,)


def tables_of(audience: Audience) -> tuple[str, ...]:
    """The tables a view of this audience has, in the order of an edition's."""
    told, rows, empty = shown_columns(audience), _rows_of(audience), _EMPTY.get(audience, ())
    return tuple(name for name in ALL if (name in told and name in rows) or name in empty)


def cut_sql(audience: Audience, table: str) -> str:
    """The rows and columns of a table that the audience's view holds."""
    told = shown_columns(audience).get(table, {})
    columns = ", ".join(
        f'{_column(table, name, kind, told.get(name))} AS "{name}"' for name, kind in ALL[table].items()
    )
    joined = "".join(
        f" LEFT JOIN numbers n_{name} ON n_{name}.id = t.{name}"
        for name in ("matter_id", "record_id")
        if told.get(name) is Shown.NUMBERED
    )
    source = _MADE_BEFORE.get(table, table)
    return f"SELECT {columns} FROM {source} t{joined} WHERE {_rows_of(audience).get(table, 'FALSE')}"


def _rows_of(audience: Audience) -> Mapping[str, str]:
    """Which rows, table by table; a table without a rule is in no view."""
    if audience is Audience.STATISTICS:
        return {**_BY_MATTER, "groups": f"{_IN_MINE} AND {_IN_SHOWN}", "records": _IN_MINE, "units": "TRUE",
                "tasks": f"(COALESCE(t.matter_id, '') = '' OR {_IN_SHOWN})"}  # fmt: skip
    return {
        **_BY_MATTER,
        "records": _IN_MINE,
        "groups": _IN_MINE,
        "tasks": f"({_IN_SHOWN} OR (COALESCE(t.matter_id, '') = '' AND {_ITSELF}))",
        "units": _ITSELF if audience is Audience.UNIT else _HANDLING,
        "register": _ITSELF,
        "links": 't.kind = \'同事\' AND t."left" IN (SELECT record_id FROM mine) AND t."right" IN (SELECT record_id FROM mine)',
        "edges": "TRUE",
        "nodes": """t.node IN (SELECT source FROM kept_edges UNION ALL SELECT target FROM kept_edges
          UNION ALL SELECT id FROM own_nodes)""",
        "events": _events(audience),
    }


_BY_MATTER: Final = dict.fromkeys(
    ("matters", "steps", "clocks", "findings", "duties", "separations", "agenda", "claims", "gate", "sweeps", "moves"), _IN_SHOWN
)  # fmt: skip


def edges_sql() -> str:
    """Links of the view's own matters and records; the other end may be a unit, place, project or topic, or their own as well.

    Once for both tables of the network, which are the largest.
    """
    ends = " AND ".join(
        f"(SPLIT_PART(e.{end}, ':', 1) IN ('unit', 'place', 'project', 'topic') OR e.{end} IN (SELECT id FROM own_nodes))"
        for end in ("source", "target")
    )
    touched = """(e.source IN (SELECT id FROM own_nodes) OR e.target IN (SELECT id FROM own_nodes)
      OR e.matter_id IN (SELECT matter_id FROM shown))"""
    none = ", ".join(f"'{kind.value}'" for kind in _NOT_OF_UNITS)
    own = "(COALESCE(e.matter_id, '') = '' OR e.matter_id IN (SELECT matter_id FROM shown))"
    return f"SELECT * FROM edges e WHERE e.type NOT IN ({none}) AND {ends} AND {touched} AND {own}"


# --- columns ------------------------------------------------------------------------------------------------------------


def _column(table: str, name: str, kind: str, shown: Shown | None) -> str:
    """A column as the view shows it: of one that is not granted nothing is read at all."""
    if shown is None:
        return f"CAST({_NOTHING.get(kind, 'NULL')} AS {_TYPES[kind]})"
    column = f't."{name}"'
    return f"CAST({_SHOWN[shown](column, kind, table)} AS {_TYPES[kind]})"


def _as_is(column: str, kind: str, table: str) -> str:
    return column


def _numbered(column: str, kind: str, table: str) -> str:
    name = column.removeprefix("t.").strip('"')
    return f"COALESCE(n_{name}.number, '')"


def _without_numbers(column: str, kind: str, table: str) -> str:
    return f"LIST_TRANSFORM({column}, lambda one: {_clean('one')})" if kind == "texts" else _clean(column)


def _clean(text: str) -> str:
    """The text, or where any number in it is not the view's own, the text without numbers."""
    strange = f"LIST_FILTER(REGEXP_EXTRACT_ALL({text}, '{NUMBER}'), lambda number: NOT LIST_CONTAINS(getvariable('own'), number))"
    return f"""CASE WHEN NOT REGEXP_MATCHES({text}, '{NUMBER}') OR LEN({strange}) = 0 THEN {text}
      ELSE REGEXP_REPLACE({text}, '{NUMBER}', '{_HIDDEN}', 'g') END"""


def _five_or_more(column: str, kind: str, table: str) -> str:
    often = f"""SELECT c.value FROM (SELECT s.{column.removeprefix("t.")} AS value, COUNT(DISTINCT g.matter_id) AS many FROM {table} s
      JOIN groups g ON g.record_id = s.record_id WHERE g.matter_id IN (SELECT matter_id FROM shown) GROUP BY 1) c WHERE c.many >= {LEAST}"""
    return f"CASE WHEN {column} IN ({often}) THEN {column} END"


def _wide_place(column: str, kind: str, table: str) -> str:
    return f"CASE WHEN {column} IN (SELECT code FROM wide_issue) THEN {column} ELSE SUBSTR({column}, 1, 6) END"


def _wide_name(column: str, kind: str, table: str) -> str:
    return f"CASE WHEN {column} IN (SELECT name FROM wide_name) THEN {column} ELSE '' END"


def _by_kind(column: str, kind: str, table: str) -> str:
    """Only the keys listed for the event's kind; which audience's they are is said by `payload_of`, a macro made for the view."""
    return _clean(f"payload_of(t.kind, {column})")


_SHOWN: Final = {
    Shown.AS_IS: _as_is,
    Shown.NUMBERED: _numbered,
    Shown.WITHOUT_NUMBERS: _without_numbers,
    Shown.FIVE_OR_MORE: _five_or_more,
    Shown.WIDE_PLACE: _wide_place,
    Shown.WIDE_NAME: _wide_name,
    Shown.BY_KIND: _by_kind,
}


# --- events -------------------------------------------------------------------------------------------------------------


def events_sql() -> tuple[str, ...]:
    """Once for all views: what was taken back, and the events any view may hold, few of all there are, as the table `events`."""
    kinds = {kind for audience in Audience for kind in shown_events(audience)}
    return (
        f"CREATE TEMP TABLE taken_back AS SELECT subject FROM events WHERE kind = '{EventKind.UNDO.value}' AND NOT undone",
        f"CREATE TEMP TABLE told_events AS SELECT * FROM events WHERE NOT undone AND kind IN ({_named(kinds)}) ORDER BY seq",
    )


def payload_macro(audience: Audience) -> str:
    """The macro `payload_of(kind, payload)`: a JSON object of the keys listed for the kind, "" where the event has none."""
    cases = [
        f"WHEN '{kind.value}' THEN CAST(JSON_OBJECT({_pairs(keys)}) AS VARCHAR)"
        for kind, keys in shown_events(audience).items()
    ]
    told = f"CASE kind {' '.join(cases)} ELSE '{{}}' END" if cases else "'{}'"
    return f"CREATE OR REPLACE TEMP MACRO payload_of(kind, payload) AS {told}"


def _pairs(keys: tuple[str, ...]) -> str:
    return ", ".join(f"'{key}', COALESCE(JSON_EXTRACT_STRING(payload, '$.{key}'), '')" for key in keys)


def _events(audience: Audience) -> str:
    """Events that stand, of kinds listed, on the view's own matters or on what the unit itself owes; drafts are in none."""
    kinds = set(shown_events(audience)) - {*_OF_MEETINGS, *_OF_BODIES}
    addressed = " OR ".join(
        [
            f"t.kind NOT IN ({_named(_ADDRESSED)})",
            "JSON_EXTRACT_STRING(t.payload, '$.unit') IN (SELECT UNNEST(getvariable('spelt')))",
        ]
    )
    own = f"t.kind IN ({_named(kinds)}) AND {_own_event('t')} AND ({addressed})"
    meetings = f"""t.kind IN ({_named(_OF_MEETINGS)}) AND t.subject IN (SELECT d.subject FROM told_events d
      WHERE d.kind = '{EventKind.DECIDED.value}' AND {_own_event("d")})"""
    return f"({own} OR {meetings} OR t.kind IN ({_named(_OF_BODIES)}))"


def _own_event(name: str) -> str:
    """Whether an event is of the view's own: by the matter it names, else by the unit; a decision only when final."""
    told = f"{name}.payload"
    about = f"""CASE WHEN {name}.kind = '{EventKind.DECIDED.value}' THEN COALESCE(JSON_EXTRACT_STRING({told}, '$.matter'), '')
      WHEN CONTAINS({name}.subject, '|') THEN SPLIT_PART({name}.subject, '|', 2) ELSE {name}.subject END"""
    unit = f"JSON_EXTRACT_STRING({told}, '$.unit') IN (SELECT UNNEST(getvariable('spelt')))"
    final = f"({name}.kind <> '{EventKind.DECIDED.value}' OR JSON_EXTRACT_STRING({told}, '$.final') = '是')"
    gone = f"COALESCE(JSON_EXTRACT_STRING({told}, '$.step'), '') NOT IN (SELECT subject FROM taken_back)"
    return f"""(REPLACE({about}, 'M-', '') IN (SELECT record_id FROM mine) OR ({about} = '' AND {unit})) AND {final} AND {gone}"""


def _named(kinds: object) -> str:
    return ", ".join(f"'{kind}'" for kind in kinds) or "''"  # type: ignore[attr-defined]
