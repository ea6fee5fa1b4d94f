"""Roles and privileges of the record of truth on PostgreSQL (数据库角色与权限): brought to the table, and compared with it.

Peer authentication: an account's database role has its name and is a member of exactly one group role. Everything not in
`reference/tables/database_grants.yaml` is taken away, from PUBLIC too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

import sqlalchemy as sa

from workbench.reference.database_grants import OWNER, Grants, TableGrant, database_grants
from workbench.store.errors import StoreError

VIEWER_LIMIT: Final = 12
"""Connections of one account at once: its kernels, and one to spare."""
_ON_COLUMNS: Final = sa.text("""
    SELECT g.rolname AS role, c.relname AS tab, a.attname AS col, x.privilege_type AS privilege
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attacl IS NOT NULL
    CROSS JOIN LATERAL aclexplode(a.attacl) x LEFT JOIN pg_roles g ON g.oid = x.grantee
    WHERE c.relkind IN ('r', 'p', 'v', 'm') AND x.grantee <> c.relowner
""")
_ON_TABLES: Final = sa.text("""
    SELECT g.rolname AS role, c.relname AS tab, '' AS col, x.privilege_type AS privilege
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'public'
    CROSS JOIN LATERAL aclexplode(c.relacl) x LEFT JOIN pg_roles g ON g.oid = x.grantee
    WHERE c.relkind IN ('r', 'p', 'v', 'm') AND x.grantee <> c.relowner
""")

Flat = tuple[str, str, str, str]
"""Role, table, column or "", privilege."""


def quoted(name: str) -> str:
    """A role's or table's name inside a statement."""
    return '"' + name.replace('"', '""') + '"'


def make_roles(connection: sa.Connection, owners: Iterable[str] = ()) -> list[str]:
    """Make the group roles that are missing; names of those made. The connection is a superuser's."""
    grants = database_grants()
    there = set(connection.scalars(sa.text("SELECT rolname FROM pg_roles")))
    made = [name for name in grants.roles if name not in there]
    for name in made:
        login = "LOGIN" if name == OWNER else "NOLOGIN"
        connection.exec_driver_sql(f"CREATE ROLE {quoted(name)} {login} NOSUPERUSER NOCREATEDB NOCREATEROLE")
    for name in owners:
        connection.exec_driver_sql(f"GRANT {quoted(OWNER)} TO {quoted(name)}")
    return made


def apply(connection: sa.Connection) -> None:
    """Take everything away and grant what the table says; the connection is the owner's, in one transaction.

    StoreError where the table names a table or function the database has not: the structure is older than the programme.
    """
    grants = database_grants()
    every = ", ".join(["PUBLIC", *map(quoted, grants.groups)])
    for kind in ("TABLES", "SEQUENCES", "FUNCTIONS"):
        connection.exec_driver_sql(f"REVOKE ALL ON ALL {kind} IN SCHEMA public FROM {every}")
    connection.exec_driver_sql(f"REVOKE ALL ON SCHEMA public FROM {every}")
    connection.exec_driver_sql(f"GRANT USAGE ON SCHEMA public TO {', '.join(map(quoted, grants.groups))}")
    for statement in (*_table_statements(grants), *_function_statements(connection, grants)):
        try:
            connection.exec_driver_sql(statement)
        except sa.exc.ProgrammingError:
            raise StoreError(f"不能授权（{statement}）：表结构与程序不一致；请先升级表结构") from None


def close_database(connection: sa.Connection, database: str) -> None:
    """Only the members of our roles connect; the connection is a superuser's."""
    members = ", ".join(map(quoted, database_grants().roles))
    name = quoted(database)
    connection.exec_driver_sql(f"REVOKE ALL ON DATABASE {name} FROM PUBLIC")
    connection.exec_driver_sql(f"GRANT CONNECT ON DATABASE {name} TO {members}")
    connection.exec_driver_sql(f"GRANT TEMPORARY ON DATABASE {name} TO wb_office")


def run_plain(connection: sa.Connection, statement: str) -> None:
    """A statement as it is written: a function's body holds signs that SQLAlchemy would read as parameters."""
    driver: Any = connection.connection.driver_connection
    driver.execute(statement)


def differences(connection: sa.Connection) -> tuple[set[Flat], set[Flat]]:
    """What is granted beyond the table, and what of the table is not granted; both as (role, table, column, privilege)."""
    wanted = {flat for grant in database_grants() for flat in grant.flat}
    rows = [*connection.execute(_ON_COLUMNS), *connection.execute(_ON_TABLES)]
    actual = {(row.role or "PUBLIC", row.tab, row.col, row.privilege) for row in rows}
    return actual - wanted, wanted - actual


def _table_statements(grants: Grants) -> Iterator[str]:
    for grant in grants:
        yield f"GRANT {_privilege(grant)} ON {quoted(grant.table)} TO {quoted(grant.role)}"


def _privilege(grant: TableGrant) -> str:
    return grant.privilege + (f" ({', '.join(map(quoted, grant.columns))})" if grant.columns else "")


def _function_statements(connection: sa.Connection, grants: Grants) -> Iterator[str]:
    """By the function's full signature, which the catalogue knows."""
    query = sa.text(
        "SELECT p.proname, p.oid::regprocedure::text FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        " WHERE n.nspname = 'public'"
    )
    for name, signature in connection.execute(query).all():
        if name in grants.functions:
            yield f"GRANT EXECUTE ON FUNCTION {signature} TO {', '.join(map(quoted, grants.functions[name]))}"


def missing_functions(connection: sa.Connection) -> set[str]:
    """Functions of the table the database has not."""
    query = sa.text(
        "SELECT p.proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'public'"
    )
    return set(database_grants().functions) - set(connection.scalars(query))
