"""Each database role tried on each table, for real: what it may works, what it may not is refused by PostgreSQL itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import sqlalchemy as sa
import yaml

from workbench.reference.database_grants import database_grants
from workbench.store import Store, StoreError, actor_sql, audit_sql, grants, open_store, schema
from workbench.store.engine import make_engine, writing
from workbench.store.keyring import KeyRing

pytestmark = pytest.mark.postgres
MATRIX: dict[str, list[str]] = yaml.safe_load(Path(__file__).with_name("grants_matrix.yaml").read_text("utf-8"))
ROLES = ("wb_office", "wb_viewer", "wb_discipline", "wb_audit", "nobody")
NEWEST = "current_version"
DENIED = {"42501", "42P01", "42883"}
"""Not allowed; or, for who may not even look into the schema, no such table or function."""
ACCOUNTS = {role: f"grants-test-{role.replace('_', '-')}" for role in ROLES}


def _statement(letter: str, table: str) -> str:
    columns = [column.name for column in schema.metadata.tables[table].columns] if table != "alembic_version" else []
    first = next((name for name in columns if name != NEWEST), "version_num")
    return {
        "S": f"SELECT * FROM {table} LIMIT 1",
        "I": f"INSERT INTO {table} DEFAULT VALUES",
        "u": f"UPDATE {table} SET {NEWEST if NEWEST in columns else first} = NULL WHERE false",
        "U": f'UPDATE {table} SET "{first}" = NULL WHERE false',
        "D": f"DELETE FROM {table} WHERE false",
        "T": f"TRUNCATE {table} CASCADE",
    }[letter]


@pytest.fixture(scope="module")
def office_database(postgres_server: str) -> Iterator[str]:
    """A database of its own on the throw-away server, with roles, tables and grants, and one account in each role."""
    import psycopg

    server = f"{postgres_server}/postgres".replace("+psycopg", "")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("SET client_min_messages = warning")
        connection.execute("DROP DATABASE IF EXISTS grants_test")
        connection.execute("CREATE DATABASE grants_test")
    url = f"{postgres_server}/grants_test"
    with open_store(url) as store:
        _grant(store)
    yield url
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute("DROP DATABASE grants_test WITH (FORCE)")
        for name in (*ACCOUNTS.values(), *database_grants().roles):
            connection.execute(f'DROP ROLE IF EXISTS "{name}"')


def _grant(store: Store) -> None:
    with store.engine.begin() as connection:
        grants.make_roles(connection)
        for statement in (*audit_sql.statements(), *actor_sql.statements()):
            grants.run_plain(connection, statement)
        grants.apply(connection)
        grants.close_database(connection, "grants_test")
        for role, account in ACCOUNTS.items():
            connection.exec_driver_sql(f'CREATE ROLE "{account}" LOGIN')
            if role != "nobody":
                connection.exec_driver_sql(f'GRANT {role} TO "{account}"')


def _as(url: str, role: str) -> sa.Engine:
    """An engine whose every connection is that role's account."""
    engine = make_engine(url)

    @sa.event.listens_for(engine, "connect")
    def become(connection: Any, _record: object) -> None:
        connection.execute(f'SET SESSION AUTHORIZATION "{ACCOUNTS[role]}"')
        connection.commit()

    return engine


def _code(engine: sa.Engine, statement: str) -> str:
    """PostgreSQL's answer: empty where the statement ran, else its error's code; nothing is kept."""
    with engine.connect() as connection:
        try:
            connection.exec_driver_sql(statement)
        except sa.exc.DBAPIError as error:
            return str(getattr(error.orig, "sqlstate", "?"))
        finally:
            connection.rollback()
    return ""


def test_the_matrix_names_every_table_there_is() -> None:
    every = {*schema.metadata.tables, "alembic_version"}
    assert set(MATRIX) == every and set(database_grants().tables) == every


@pytest.mark.parametrize("role", ROLES)
def test_every_cell_is_as_written(office_database: str, role: str) -> None:
    engine = _as(office_database, role)
    wrong, tried = [], 0
    for table, cells in MATRIX.items():
        allowed = cells[ROLES.index(role)]
        for letter in "SIuUDT":
            denied = _code(engine, _statement(letter, table)) in DENIED
            tried += 1
            if denied == (letter in allowed):
                wrong.append((table, letter, "拒绝" if denied else "通过"))
    engine.dispose()
    assert wrong == [] and tried == len(MATRIX) * 6


@pytest.mark.parametrize("role", ROLES)
def test_only_our_roles_enter_the_audit_trail(office_database: str, role: str) -> None:
    engine = _as(office_database, role)
    entered = _code(engine, "SELECT append_audit('登录', '统计', 'x', '', '{}', 'r')")
    engine.dispose()
    assert (entered in DENIED) if role == "nobody" else (entered == "")


def test_an_account_records_under_its_own_name_only(office_database: str) -> None:
    engine = _as(office_database, "wb_office")
    event = "INSERT INTO event VALUES (1, 'e1', 'note', 'M-1', '{}', '2026-11-20T09:00:00+08:00', '', '{{}}')"
    assert _code(engine, event.format(ACCOUNTS["wb_office"])) == ""
    assert _code(engine, event.format("他人")) == "P0001"
    with pytest.raises(StoreError, match="只能以自己的账户登记"), writing(engine, "登记") as connection:
        connection.exec_driver_sql(event.format("他人"))
    engine.dispose()
    owner = make_engine(office_database)
    assert _code(owner, event.format("他人")) == ""  # a restore writes what others wrote
    with owner.connect() as connection:
        assert actor_sql.missing(connection) == []
    owner.dispose()


@pytest.mark.parametrize("role", ROLES)
def test_no_role_changes_the_structure(office_database: str, role: str) -> None:
    engine = _as(office_database, role)
    statements = (
        "CREATE TABLE mine (a int)",
        "ALTER TABLE event DISABLE TRIGGER ALL",
        "DROP TRIGGER event_append_only ON event",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "GRANT SELECT ON identity TO PUBLIC",
        "SET SESSION AUTHORIZATION wb_owner",
        "SET ROLE wb_owner",
        "COPY record TO PROGRAM 'true'",
        "SELECT pg_read_file('pg_hba.conf')",
        "ALTER SYSTEM SET fsync = off",
    )
    # SESSION AUTHORIZATION is judged by who connected, here the superuser of the throw-away server: tried over peer
    # in tests/usecases/test_office_database.py.
    allowed = [text for text in statements if not text.startswith("SET SESSION") and _code(engine, text) == ""]
    engine.dispose()
    assert [text for text in allowed if not text.startswith("GRANT")] == []


def test_an_analyst_imports_what_only_the_discipline_contact_reads(office_database: str, invented: ModuleType) -> None:
    frame = invented.rows(5)
    invented.lock(frame, 2)
    office, discipline = Store(_as(office_database, "wb_office")), Store(_as(office_database, "wb_discipline"))
    result = invented.put(office, frame, actor=ACCOUNTS["wb_office"])
    assert result.imported == 5 and len(office.identity()) == 4
    invented.put(office, invented.rows(5).assign(summary="改过的诉求"), actor=ACCOUNTS["wb_office"])
    with pytest.raises(StoreError, match="权限"), office.reading() as connection:
        connection.execute(sa.select(schema.accusation.c.content)).all()
    with discipline.reading() as connection:
        kept = connection.execute(sa.select(schema.accusation.c.content)).scalars().all()
    assert len(kept) == 1 and invented.ACCUSATION in kept[0]
    with pytest.raises(StoreError, match="权限"):
        discipline.identity()
    for store in (office, discipline):
        store.close()


def test_an_accused_unit_is_known_by_its_mark_to_who_may_not_read(
    office_database: str, invented: ModuleType, tmp_path: Path
) -> None:
    keys = KeyRing(tmp_path / "home", tmp_path / "masters")
    keys.create(tmp_path / "masters" / "discipline", "2026-11-22")
    frame = invented.rows(1, first=900)
    invented.lock(frame, 0)
    office = Store(_as(office_database, "wb_office"), keys)
    invented.put(office, frame, file_name="又一份.xlsx", sha256="f" * 64, actor=ACCOUNTS["wb_office"])
    with office.reading() as connection:
        newest = sa.select(sa.func.max(schema.record.c.record_id))
        record = connection.execute(newest).scalar_one()
    assert office.is_accused(record, frame["accused_unit"][0]) and not office.is_accused(record, "丁县水利局")
    office.close()


def test_opening_as_a_user_never_migrates(office_database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from workbench.store import migrate

    engine = _as(office_database, "wb_viewer")
    migrate.to_head(engine)  # the revision is right: nothing to do
    monkeypatch.setattr(migrate, "HEAD", "r9998")
    with pytest.raises(StoreError, match="workbench office database upgrade"):
        migrate.to_head(engine)
    monkeypatch.setattr(migrate, "HEAD", "r0001")
    with pytest.raises(StoreError, match="请先升级程序"):
        migrate.to_head(engine)
    engine.dispose()


def test_a_grant_too_many_or_too_few_is_named(office_database: str) -> None:
    engine = make_engine(office_database)
    with engine.connect() as connection:
        assert grants.differences(connection) == (set(), set())
        for statement in (
            "GRANT SELECT ON accusation TO wb_office",
            "GRANT UPDATE (key) ON record TO wb_office",
            "GRANT SELECT ON identity TO PUBLIC",
            "REVOKE SELECT ON event FROM wb_audit",
        ):
            connection.exec_driver_sql(statement)
        beyond, missing = grants.differences(connection)
        connection.rollback()
    engine.dispose()
    assert beyond == {
        ("wb_office", "accusation", "", "SELECT"),
        ("wb_office", "record", "key", "UPDATE"),
        ("PUBLIC", "identity", "", "SELECT"),
    }
    assert missing == {("wb_audit", "event", "", "SELECT")}
