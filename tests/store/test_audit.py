"""The audit trail: any change of any entry, and of any anchored event, is found and named; no writer's entry is lost."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.domain.events import Event, EventKind
from workbench.store import Store, StoreError, open_store, schema
from workbench.store.audit import GENESIS, Deed, Entry, append, read, seal
from workbench.store.audit_check import FileAnchor, Verified, check
from workbench.store.audit_sql import SIGNATURE, statements
from workbench.store.engine import writing
from workbench.store.event_digest import MOST_PARTS, EventAnchor, anchor_events

_WRITER = Path(__file__).with_name("audit_writer.py")
AT = "2026-11-22T09:00:00+08:00"
FIELDS = ("at", "actor", "role", "act", "object", "subject", "purpose", "detail")


def deed(subject: str = "清单", **changed: str) -> Deed:
    return replace(Deed(AT, "甲", "analyst", "导出", "案情与期限", subject, "例会", '{"行数": "3"}'), **changed)


def entered(store: Store, count: int = 5) -> list[Entry]:
    return [append(store.engine, deed(f"清单{number}")) for number in range(count)]


def event(number: int) -> Event:
    at = datetime(2026, 11, 22, 9, number % 60)
    return Event(EventKind.CLAIM, "M-R000001", "甲", at, f"因由{number}", {"number": str(number)})


def anchored(store: Store, since: EventAnchor | None = None) -> Entry:
    with store.reading() as connection:
        held = anchor_events(connection, since.events, since.digest) if since else anchor_events(connection)
    return append(store.engine, deed("审计链", act="锚定", detail=json.dumps(held.told, sort_keys=True)))


def verified(store: Store, *lines: FileAnchor, text: str | None = None) -> Verified:
    remembered = text if text is not None else "".join(one.line() for one in lines) if lines else None
    with store.reading() as connection:
        return check(connection, remembered, file_expected=False)


def tampered(store: Store, *statements_: str, values: Sequence[object] = ()) -> None:
    """Raw SQL of someone who owns the database: triggers out of the way first."""
    with writing(store.engine, "篡改") as connection:
        for taken in _without_triggers(store):
            connection.exec_driver_sql(taken)
        for statement in statements_:
            connection.execute(sa.text(statement), dict(zip("abc", values, strict=False)))


def _without_triggers(store: Store) -> list[str]:
    if store.engine.dialect.name == "postgresql":
        return [f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in ("audit", "event")]
    triggers = [f"{table}_no_{act}" for table in ("audit", "event") for act in ("update", "delete")]
    return [f"DROP TRIGGER IF EXISTS {name}" for name in triggers]


# --- the chain ----------------------------------------------------------------------------------------------------------


def test_an_empty_trail_is_whole(store: Store) -> None:
    assert verified(store) == Verified(0, 0, 0, GENESIS, ())


def test_entries_come_back_as_entered_and_sealed_to_each_other(store: Store) -> None:
    kept = entered(store)
    with store.reading() as connection:
        assert list(read(connection)) == kept
    assert [one.seq for one in kept] == [1, 2, 3, 4, 5]
    assert [one.before for one in kept] == [GENESIS, *(one.hash for one in kept[:-1])]
    found = verified(store)
    assert found.is_whole and found.entries == 5 and found.last_hash == kept[-1].hash and "完整：5 条" in found.sentence


def tried(store: Store, statement: str) -> Verified:
    """What a check says after a statement that is then taken back."""
    with store.engine.connect() as connection:
        transaction = connection.begin()
        for taken in _without_triggers(store):
            connection.exec_driver_sql(taken)
        connection.exec_driver_sql(statement)
        found = check(connection, None, file_expected=False)
        transaction.rollback()
        return found


def test_any_field_of_any_entry_changed(store: Store) -> None:
    entered(store)
    for seq in (1, 3, 5):
        for field in (*FIELDS, "before", "hash"):
            found = tried(store, f'UPDATE audit SET "{field}" = "{field}" || \'x\' WHERE seq = {seq}')
            assert found.first is not None and found.first.seq == seq and f"第 {seq} 条" in found.sentence, field
    assert verified(store).is_whole


@pytest.mark.parametrize("seq", [3])
def test_an_entry_changed_and_sealed_anew(store: Store, seq: int) -> None:
    kept = entered(store)
    forged = deed(f"清单{seq - 1}", actor="乙")
    tampered(
        store,
        "UPDATE audit SET actor = '乙', hash = :a WHERE seq = :b",
        values=(seal(seq, forged, kept[seq - 1].before), seq),
    )
    assert verified(store).first is not None and f"第 {seq + 1} 条与前一条不衔接" in verified(store).sentence


@pytest.mark.parametrize("gone", ["= 1", "= 3", "IN (2, 3)"])
def test_an_entry_taken_out(store: Store, gone: str) -> None:
    entered(store)
    tampered(store, f"DELETE FROM audit WHERE seq {gone}")
    assert "条起缺" in verified(store).sentence


def test_the_last_entry_taken_out_is_found_by_the_file(store: Store) -> None:
    kept = entered(store)
    line = FileAnchor(5, kept[-1].hash, 0, GENESIS, AT)
    assert verified(store, line).is_whole
    tampered(store, "DELETE FROM audit WHERE seq = 5")
    assert verified(store).is_whole, "without the file a cut-off end cannot be seen"
    assert "第 5 条至第 5 条已被截去" in verified(store, line).sentence


def test_a_whole_trail_put_in_place_of_another_is_found_by_the_file(store: Store) -> None:
    kept = entered(store)
    tampered(store, "DELETE FROM audit")
    assert "第 1 条至第 5 条已被截去" in verified(store, FileAnchor(5, kept[-1].hash, 0, GENESIS, AT)).sentence
    for number in range(6):
        append(store.engine, deed(f"别的{number}"))
    found = verified(store, FileAnchor(5, kept[-1].hash, 0, GENESIS, AT))
    assert [one.what for one in found.broken] == ["第 5 条与锚定文件所记不符，已被替换"]


def test_entries_reordered(store: Store) -> None:
    entered(store)
    tampered(
        store,
        "UPDATE audit SET seq = 99 WHERE seq = 2",
        "UPDATE audit SET seq = 2 WHERE seq = 3",
        "UPDATE audit SET seq = 3 WHERE seq = 99",
    )
    found = verified(store)
    assert found.first is not None and found.first.seq == 2


def test_an_entry_replayed(store: Store) -> None:
    entered(store)
    columns = 'at, actor, role, act, object, subject, purpose, detail, "before", hash'
    tampered(store, f"INSERT INTO audit (seq, {columns}) SELECT 6, {columns} FROM audit WHERE seq = 3")
    assert "第 6 条" in verified(store).sentence


def test_the_file_changed(sqlite_store: Store) -> None:
    kept = entered(sqlite_store)
    good = FileAnchor(5, kept[-1].hash, 0, GENESIS, AT).line()
    assert verified(sqlite_store, text=good).is_whole
    assert "锚定文件第 2 行不能识别" in verified(sqlite_store, text=good + "{}\n").sentence
    with sqlite_store.reading() as connection:
        assert check(connection, None, file_expected=True).is_whole, "nothing was ever anchored"
    anchored(sqlite_store)
    with sqlite_store.reading() as connection:
        assert "audit.anchors 不在" in check(connection, None, file_expected=True).sentence


def test_what_may_not_be_entered(store: Store) -> None:
    for wrong in (deed(actor=" "), deed(act=""), deed("x" * 401), deed("a\x00b")):
        with pytest.raises(ValueError, match="审计日志"):
            append(store.engine, wrong)
    assert verified(store).entries == 0


# --- events -------------------------------------------------------------------------------------------------------------


def test_any_field_of_an_event_changed(store: Store) -> None:
    store.append_many([event(number) for number in range(9)])
    anchored(store)
    assert verified(store).events == 9 and verified(store).is_whole
    for column in ("event_id", "kind", "subject", "actor", "at", "why", "payload"):
        found = tried(store, f"UPDATE event SET {column} = {column} || 'x' WHERE seq = 4")
        assert found.first is not None and found.first.seq == 1, column
        assert found.first.what.startswith("第 4 号事件与第 1 条审计")


@pytest.mark.parametrize("seq", [1, 5, 9])
def test_an_event_taken_out(store: Store, seq: int) -> None:
    store.append_many([event(number) for number in range(9)])
    anchored(store)
    tampered(store, f"DELETE FROM event WHERE seq = {seq}")
    assert f"第 {seq} 号事件" in verified(store).sentence


def test_of_many_events_a_change_is_narrowed_to_a_few(sqlite_store: Store) -> None:
    sqlite_store.append_many([event(number) for number in range(MOST_PARTS * 3)])
    anchored(sqlite_store)
    tampered(sqlite_store, "UPDATE event SET why = '' WHERE seq = 500")
    assert "第 499–501 号事件中有事件" in verified(sqlite_store).sentence


def test_a_second_anchor_covers_only_what_came_since(store: Store) -> None:
    store.append_many([event(number) for number in range(3)])
    first = EventAnchor.of(anchored(store).told)
    assert first is not None and first.events == 3
    store.append_many([event(number) for number in range(3, 7)])
    second = EventAnchor.of(anchored(store, first).told)
    assert second is not None and (second.since, second.events) == (3, 7)
    assert verified(store).is_whole and verified(store).events == 7
    tampered(store, "UPDATE event SET actor = '乙' WHERE seq = 6")
    found = verified(store)
    assert [one.seq for one in found.broken] == [2] and "第 6 号事件" in found.sentence


def test_events_not_anchored_yet_may_still_come(store: Store) -> None:
    store.append(event(1))
    anchored(store)
    store.append(event(2))
    assert verified(store).is_whole and verified(store).events == 1


def test_an_anchor_on_nothing_known(store: Store) -> None:
    store.append(event(1))
    anchored(store, EventAnchor(0, 0, 1, "", GENESIS, "f" * 64))
    assert "不衔接" in verified(store).sentence


# --- many writers -------------------------------------------------------------------------------------------------------


def test_a_thousand_entries_by_four_processes(database_url: str) -> None:
    with open_store(database_url) as store:
        command = [sys.executable, str(_WRITER), database_url]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
        writers = [subprocess.Popen([*command, f"写入者{number}", "250"], **pipes) for number in range(4)]  # type: ignore[call-overload]
        for one in writers:
            assert one.stdout.readline() == "ready\n"
        for one in writers:
            one.stdin.write("go\n")
            one.stdin.flush()
        for one in writers:
            _, said = one.communicate(timeout=120)
            assert one.returncode == 0, said
        found = verified(store)
        assert found.is_whole and found.entries == 1000
        with store.reading() as connection:
            assert Counter(one.actor for one in read(connection)) == {f"写入者{number}": 250 for number in range(4)}


# --- PostgreSQL's own function ------------------------------------------------------------------------------------------


@pytest.fixture
def with_function(postgres_url: str) -> Store:
    store = open_store(postgres_url)
    with writing(store.engine, "装入函数") as connection:
        for statement in statements():
            connection.exec_driver_sql(statement)
    return store


def as_viewer(store: Store) -> sa.Engine:
    """An account that may do nothing but call the function."""
    with writing(store.engine, "建账户") as connection:
        connection.exec_driver_sql("DROP ROLE IF EXISTS wb_test_viewer")
        connection.exec_driver_sql("CREATE ROLE wb_test_viewer LOGIN PASSWORD 'viewer'")
        connection.exec_driver_sql("GRANT USAGE ON SCHEMA public TO wb_test_viewer")
        connection.exec_driver_sql(f"GRANT EXECUTE ON FUNCTION {SIGNATURE} TO wb_test_viewer")
    return sa.create_engine(store.engine.url.set(username="wb_test_viewer", password="viewer"), hide_parameters=True)


def forget_viewer(store: Store, viewer: sa.Engine) -> None:
    viewer.dispose()
    with writing(store.engine, "撤账户") as connection:
        connection.exec_driver_sql("DROP OWNED BY wb_test_viewer")
        connection.exec_driver_sql("DROP ROLE wb_test_viewer")


@pytest.mark.postgres
def test_both_kinds_of_entry_make_one_chain(with_function: Store) -> None:
    viewer = as_viewer(with_function)
    try:
        append(with_function.engine, deed("一"))
        through = append(viewer, deed("二", actor="冒名者", detail='{"a": "引号\\"与\\\\与\\n换行"}'))
        append(with_function.engine, deed("三"))
        assert through.seq == 2 and through.actor == "wb_test_viewer" and through.subject == "二"
        found = verified(with_function)
        assert found.is_whole and found.entries == 3
        with pytest.raises(sa.exc.ProgrammingError), viewer.begin() as connection:
            connection.execute(sa.insert(schema.audit).values(seq=9))
        with pytest.raises(sa.exc.ProgrammingError), viewer.begin() as connection:
            connection.execute(sa.select(schema.audit))
        for wrong in (deed(detail="[]"), deed(detail="不是 JSON")):
            with pytest.raises(StoreError):
                append(viewer, wrong)
        assert verified(with_function).entries == 3
    finally:
        forget_viewer(with_function, viewer)
        with_function.close()


@pytest.mark.postgres
def test_python_and_postgresql_write_the_same_canonical_text(with_function: Store) -> None:
    texts = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), max_size=30)

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(texts, texts, st.text(st.sampled_from('\x01\x1f\x7f"\\\b\f\n\r\t/<>&\u2028😀'), max_size=20))
    def same(subject: str, purpose: str, rough: str) -> None:
        with with_function.engine.begin() as connection:
            call = sa.func.append_audit("导出", "案情与期限", subject, purpose, json.dumps({"粗": rough}), rough)
            row = connection.execute(sa.select(sa.text("*")).select_from(call)).mappings().one()
        values = [row[name] for name in FIELDS]
        assert seal(row["seq"], Deed(*values), row["before"]) == row["hash"]

    same()
    assert verified(with_function).is_whole
    with_function.close()
