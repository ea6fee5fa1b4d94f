"""`append_audit` for PostgreSQL (审计入口): how an account that may write nothing else enters what it did.

It runs with its owner's rights, takes actor and time itself (`session_user`, the server's clock) and seals the entry in the
same canonical form as `store.audit`. Nobody may execute it until it is granted (deploy/postgres).
"""

from __future__ import annotations

from typing import Final

from workbench.store.audit import GENESIS, LONGEST
from workbench.store.engine import WRITERS_LOCK

SIGNATURE: Final = "append_audit(text, text, text, text, text, text)"
"""For GRANT EXECUTE ON FUNCTION …"""

_LIMITS: Final = " OR ".join(
    f"char_length({name}_) > {LONGEST[name]}" for name in ("act", "object", "subject", "purpose", "detail", "role")
)
_BODY: Final = f"""
DECLARE
  made audit;
BEGIN
  IF act_ = '' OR {_LIMITS} THEN
    RAISE EXCEPTION '审计日志的内容为空或过长，未记';
  END IF;
  IF json_typeof(detail_::json) <> 'object' THEN
    RAISE EXCEPTION '审计日志的明细须为 JSON 对象，未记';
  END IF;
  PERFORM pg_advisory_xact_lock({WRITERS_LOCK});
  SELECT a.seq + 1, a.hash INTO made.seq, made.before FROM audit a ORDER BY a.seq DESC LIMIT 1;
  made.seq := coalesce(made.seq, 1);
  made.before := coalesce(made.before, '{GENESIS}');
  made.at := to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"');
  made.actor := session_user::text;
  made.role := role_;
  made.act := act_;
  made.object := object_;
  made.subject := subject_;
  made.purpose := purpose_;
  made.detail := detail_;
  made.hash := encode(sha256(convert_to(json_build_array(made.seq::text, made.at, made.actor, made.role, made.act,
    made.object, made.subject, made.purpose, made.detail, made.before)::text, 'UTF8')), 'hex');
  INSERT INTO audit VALUES (made.*);
  RETURN made;
END
"""


def statements(schema: str = "public") -> list[str]:
    """SQL, for the tables' owner to run, that makes or renews `append_audit` in the schema the tables are in."""
    name = f"{schema}.append_audit"
    arguments = "act_ text, object_ text, subject_ text, purpose_ text, detail_ text, role_ text"
    return [
        f"CREATE OR REPLACE FUNCTION {name}({arguments}) RETURNS {schema}.audit LANGUAGE plpgsql SECURITY DEFINER "
        f"SET search_path = pg_catalog, {schema}, pg_temp AS $body${_BODY}$body$",
        f"REVOKE ALL ON FUNCTION {schema}.{SIGNATURE} FROM PUBLIC",
    ]
