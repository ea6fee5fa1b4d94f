"""Triggers that make tables append-only (只增不改), in the words of SQLite and PostgreSQL."""

from __future__ import annotations

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
