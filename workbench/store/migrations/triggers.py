"""Triggers that make tables append-only (只增不改), in the words of SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

REFUSAL = "只增不改"


def append_only(dialect: str, table: str) -> list[str]:
    """Statements after which UPDATE and DELETE (and TRUNCATE, where there is one) on the table fail."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}：{table}'); END"
            for act in ("UPDATE", "DELETE")
        ]
    return [
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        _no_truncate(table),
    ]


def only_moves_on(dialect: str) -> list[str]:
    """Statements after which of a `record` only `current_version` may change, and only upwards."""
    still = "NEW.record_id = OLD.record_id AND NEW.key = OLD.key AND NEW.first_batch = OLD.first_batch"
    allowed = f"{still} AND NEW.current_version > OLD.current_version"
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER record_moves_on BEFORE UPDATE ON record WHEN NOT ({allowed}) "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}：record'); END",
            f"CREATE TRIGGER record_no_delete BEFORE DELETE ON record BEGIN SELECT RAISE(ABORT, '{REFUSAL}：record'); END",
        ]
    return [
        f"CREATE TRIGGER record_moves_on BEFORE UPDATE ON record FOR EACH ROW WHEN (NOT ({allowed})) "
        "EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER record_no_delete BEFORE DELETE ON record FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        _no_truncate("record"),
    ]


def drop_append_only(dialect: str, table: str) -> list[str]:
    """Statements that take back `append_only`, inside a transaction that puts something in its place."""
    if dialect == "sqlite":
        return [f"DROP TRIGGER {table}_no_{act}" for act in ("update", "delete")]
    return [f"DROP TRIGGER {table}_append_only ON {table}", f"DROP TRIGGER {table}_no_truncate ON {table}"]


def only_seals(
    dialect: str, table: str, key: Sequence[str], plain: Mapping[str, str], seals: Sequence[str]
) -> list[str]:
    """Statements after which of a row only the seal may change: plain columns stay as they are or are emptied by it.

    `key` are the columns that never change; `plain` maps each other column to what it is when empty: NULL, '' or EMPTY;
    one of `seals` must change.
    """
    same = "IS" if dialect == "sqlite" else "IS NOT DISTINCT FROM"
    other = "IS NOT" if dialect == "sqlite" else "IS DISTINCT FROM"
    empty = {"EMPTY": "x''" if dialect == "sqlite" else "''::bytea"}
    still = [f"NEW.{name} = OLD.{name}" for name in key]
    emptied = [f"NEW.{name} {same} {empty.get(nothing, nothing)}" for name, nothing in plain.items()]
    sealed = [
        "NEW.sealed IS NOT NULL",
        "NEW.key_id IS NOT NULL",
        f"({' OR '.join(f'NEW.{name} {other} OLD.{name}' for name in seals)})",
    ]
    allowed = " AND ".join(still + emptied + sealed)
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {table}_only_seals BEFORE UPDATE ON {table} WHEN NOT ({allowed}) "
            f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}：{table}'); END",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSAL}：{table}'); END",
        ]
    return [
        f"CREATE TRIGGER {table}_only_seals BEFORE UPDATE ON {table} FOR EACH ROW WHEN (NOT ({allowed})) "
        "EXECUTE FUNCTION refuse_change()",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION refuse_change()",
        _no_truncate(table),
    ]


def drop_only_seals(dialect: str, table: str) -> list[str]:
    """Statements that take back `only_seals`."""
    on = "" if dialect == "sqlite" else f" ON {table}"
    names = ("only_seals", "no_delete") if dialect == "sqlite" else ("only_seals", "no_delete", "no_truncate")
    return [f"DROP TRIGGER {table}_{name}{on}" for name in names]


def functions(dialect: str) -> list[str]:
    """What the triggers call."""
    if dialect == "sqlite":
        return []
    return [
        "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}：%', TG_TABLE_NAME; END $$"
    ]


def _no_truncate(table: str) -> str:
    return (
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
    )
