"""Keys are made once, exchanged while people work, and an exchange killed in the middle is finished by the next run."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from workbench.domain.roles import AuditAct
from workbench.settings import Settings
from workbench.store import StoreError, resealing, schema
from workbench.store.keyring import KeyMissing
from workbench.usecases.office import Office
from workbench.usecases.publish_edition import publish_edition
from workbench.usecases.rotate_keys import (
    check_keys,
    finish_reseal,
    init_keys,
    list_keys,
    rotate,
    rotate_accusation_key,
    rotate_master,
    seal_rows,
)

_KILLED = """
import os, signal, sys
from workbench.settings import Settings
from workbench.store import resealing
from workbench.usecases.office import Office
from workbench.usecases.rotate_keys import rotate

resealing.BATCH = 20
sealed = resealing._update

def update(connection, table, changed):
    sealed(connection, table, changed)
    update.calls += 1
    if update.calls == 3:  # in the middle of a transaction, rows written and nothing committed
        os.kill(os.getpid(), signal.SIGKILL)

update.calls = 0
resealing._update = update
rotate(Office(Settings(home=sys.argv[1])), reseal=True)
"""


@pytest.fixture
def sealed_office(own_office: Office) -> Office:
    init_keys(own_office)
    seal_rows(own_office)
    return own_office


def _used(office: Office) -> dict[str, int]:
    with office.store.reading() as connection:
        return dict(resealing.usage(connection)["identity"])


def _acts(office: Office) -> list[str]:
    with office.store.reading() as connection:
        return list(connection.execute(schema.audit.select().order_by(schema.audit.c.seq)).scalars("act"))


def test_sealing_changes_nothing_one_can_see(own_office: Office) -> None:
    before = own_office.store.identity()
    published = publish_edition(own_office)
    init_keys(own_office)
    assert seal_rows(own_office) > len(before)
    assert own_office.store.identity().equals(before)
    again = publish_edition(own_office)
    for table in ("records", "matters", "steps", "links", "findings", "register"):
        assert again.arrow(table).equals(published.arrow(table)), table
    assert check_keys(own_office)["identity"] == sum(_used(own_office).values()) >= len(before)


def test_a_lost_ring_is_never_replaced(sealed_office: Office) -> None:
    with pytest.raises(StoreError, match=r"已有密钥环|已有用密钥"):
        init_keys(sealed_office)
    (sealed_office.keys.folder / "identity.keys").unlink()
    office = Office(sealed_office.settings)
    with pytest.raises(StoreError, match="K0001 加密的内容，而密钥环不在；请从备份取回"):
        init_keys(office)
    with pytest.raises(KeyMissing, match="没有密钥环"):
        list_keys(office)
    with pytest.raises(KeyMissing):
        office.store.identity()


def test_an_office_without_keys_is_told_how_to_begin(own_office: Office) -> None:
    with pytest.raises(StoreError, match="workbench keys init"):
        rotate(own_office)


def test_rotation_destroys_the_old_key_only_when_no_row_needs_it(sealed_office: Office) -> None:
    before = sealed_office.store.identity()
    assert rotate(sealed_office).current == "K0002"
    assert [line.state for line in list_keys(sealed_office)[:2]] == ["旧", "现用"]
    assert sealed_office.store.identity().equals(before)
    done = finish_reseal(sealed_office)
    assert done.destroyed == ("K0001",) and done.rows > 0
    assert sealed_office.store.identity().equals(before) and set(_used(sealed_office)) == {"K0002"}
    assert finish_reseal(sealed_office).rows == 0
    lines = {line.id: line for line in list_keys(sealed_office)}
    assert lines["K0001"].state.startswith("已销毁") and lines["K0001"].rows == 0 and lines["K0002"].rows > 100


def test_killed_in_the_middle_then_resumed(sealed_office: Office) -> None:
    before, rows = sealed_office.store.identity(), sum(_used(sealed_office).values())
    home = str(sealed_office.settings.home)
    done = subprocess.run(
        [sys.executable, "-c", _KILLED, home], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert _used(sealed_office) == {"K0002": 40, "K0001": rows - 40}  # two batches whole, the third not at all
    assert sealed_office.store.identity().equals(before)
    assert finish_reseal(sealed_office).destroyed == ("K0001",)
    assert sealed_office.store.identity().equals(before) and set(_used(sealed_office)) == {"K0002"}


def test_readers_and_an_importer_go_on_while_rows_are_sealed_anew(
    sealed_office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resealing, "BATCH", 10)
    before, stop = sealed_office.store.identity(), threading.Event()
    bad: list[str] = []

    def read() -> None:
        while not stop.is_set():
            if not sealed_office.store.identity().equals(before):
                bad.append("别样")

    reader = threading.Thread(target=read)
    reader.start()
    try:
        rotate(sealed_office, reseal=True)
    finally:
        stop.set()
        reader.join()
    assert bad == []


def test_the_master_key_and_the_accusations_key_change_too(sealed_office: Office, tmp_path: Path) -> None:
    assert rotate_master(sealed_office) == "M0002"
    contact = sealed_office.keys.masters / "discipline"
    done = rotate_accusation_key(sealed_office, contact)
    assert done.current == "J0002" and done.rows > 0
    fresh = Office(sealed_office.settings)
    assert check_keys(fresh)["accusation"] > 0
    elsewhere = Office(Settings(home=fresh.settings.home, keys_dir=tmp_path / "office-keys"))
    (tmp_path / "office-keys").mkdir()
    os.link(fresh.keys.masters / "master-M0002.key", tmp_path / "office-keys" / "master-M0002.key")
    assert check_keys(elsewhere) == {**check_keys(fresh), "accusation": 0}  # the office opens none of them


def test_every_act_is_in_the_audit_trail(sealed_office: Office) -> None:
    rotate(sealed_office, reseal=True)
    rotate_master(sealed_office)
    assert _acts(sealed_office).count(AuditAct.KEY_ROTATION.value) == 5
