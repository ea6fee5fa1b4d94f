"""Who wrote, held by PostgreSQL (经办人即本人): an account of the office server records under its own name and no other.

The one who owns the tables (maintenance, restore) is free: what is restored was written by others.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

TABLES: Final = ("event", "import_batch")
"""Tables with an `actor` that accounts insert into; the audit trail takes its own (`audit_sql`)."""
REFUSAL: Final = "经办人须为本人"
_TRIGGER: Final = "own_actor"

_BODY: Final = f"""
DECLARE
  holder oid := (SELECT relowner FROM pg_class WHERE oid = TG_RELID);
BEGIN
  IF NEW.actor <> session_user::text AND NOT pg_has_role(session_user, holder, 'MEMBER') THEN
    RAISE EXCEPTION '{REFUSAL}';
  END IF;
  RETURN NEW;
END
"""


def statements(schema: str = "public") -> list[str]:
    """SQL, for the tables' owner to run, that makes or renews the rule."""
    function = f"{schema}.{_TRIGGER}()"
    return [
        f"CREATE OR REPLACE FUNCTION {function} RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $body${_BODY}$body$",
        *(
            f"CREATE OR REPLACE TRIGGER {_TRIGGER} BEFORE INSERT ON {schema}.{table} FOR EACH ROW EXECUTE FUNCTION {function}"
            for table in TABLES
        ),
    ]


def missing(connection: sa.Connection) -> list[str]:
    """Tables the rule does not stand on, or where it was switched off."""
    query = sa.text(
        "SELECT c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgname = :name AND t.tgenabled IN ('O', 'A')"
    )
    held = set(connection.scalars(query, {"name": _TRIGGER}))
    return [table for table in TABLES if table not in held]
