"""An edition is published whole, read whole, and goes only when nobody can still need it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from datetime import date, datetime, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from workbench.store import Edition, NoEdition, StoreError, current_edition, draft_edition, list_editions, prune

DAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 12).astimezone()


def _units(count: int) -> pd.DataFrame:
    numbers = dict.fromkeys(("matters", "open", "in_time", "late", "running", "overdue", "unknown"), count)
    return pd.DataFrame([{"unit": f"单位{n}", "aliases": [f"别名{n}"], **numbers} for n in range(count)])


def _publish(root: Path, count: int = 3, created_at: datetime | None = None, day: date = DAY) -> Edition:
    with draft_edition(root, as_of=day, created_at=created_at) as draft:
        draft.write("units", _units(count))
        return draft.commit()


def test_a_published_edition_is_current(tmp_path: Path) -> None:
    edition = _publish(tmp_path / "e")
    assert edition.id == "E20261122-01" and current_edition(tmp_path / "e").id == edition.id
    assert edition.tables == ("units",) and edition.meta["rows"] == {"units": 3}
    assert edition.meta["as_of"] == "2026-11-22" and edition.meta["id"] == edition.id
    digest = edition.meta["sha256"]["units.parquet"]
    assert subprocess.run(
        ["sha256sum", edition.path / "units.parquet"], capture_output=True, text=True, check=True
    ).stdout.startswith(digest)
    assert edition.path.stat().st_mode & 0o007 == 0 and (edition.path / "units.parquet").stat().st_mode & 0o007 == 0


def test_a_reader_keeps_the_edition_it_opened(tmp_path: Path) -> None:
    _publish(tmp_path, 3)
    held = current_edition(tmp_path)
    assert _publish(tmp_path, 5).id == "E20261122-02"
    assert (len(held.table("units")), len(current_edition(tmp_path).table("units"))) == (3, 5)


def test_no_edition_is_said_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoEdition, match="请先运行 workbench publish"):
        current_edition(tmp_path / "none")
    assert list_editions(tmp_path / "none") == []


def test_a_draft_that_fails_leaves_nothing(tmp_path: Path) -> None:
    kept = _publish(tmp_path)
    with pytest.raises(RuntimeError), draft_edition(tmp_path, as_of=DAY) as draft:
        draft.write("units", _units(9))
        raise RuntimeError
    assert current_edition(tmp_path).id == kept.id
    assert sorted(path.name for path in tmp_path.iterdir()) == [kept.id, "current"]


def test_what_may_not_be_committed(tmp_path: Path) -> None:
    with draft_edition(tmp_path, as_of=DAY) as draft:
        with pytest.raises(StoreError, match="还没有写入任何表"):
            draft.commit()
        draft.write("units", _units(1))
        with pytest.raises(ValueError, match="已经写过"):
            draft.write("units", _units(1))
        draft.commit()
        with pytest.raises(StoreError, match="已经发布过"):
            draft.commit()


@pytest.mark.parametrize(
    ("name", "frame", "sentence"),
    [
        ("people", _units(1), "没有名为“people”的表"),
        ("units", _units(1).drop(columns="late"), "缺 .'late'."),
        ("units", _units(1).assign(phone="x"), "多 .'phone'."),
        ("units", _units(1).assign(late="多"), "列“late”不是 int"),
        ("units", _units(1).assign(late=1.5), "列“late”不是 int"),
        ("units", _units(1).assign(aliases="一段文字"), "列“aliases”不是 texts"),
        ("units", pa.table({"unit": ["甲"]}), "缺 "),
    ],
)
def test_a_table_that_is_not_as_written_down_is_refused(
    tmp_path: Path, name: str, frame: pd.DataFrame | pa.Table, sentence: str
) -> None:
    with draft_edition(tmp_path, as_of=DAY) as draft, pytest.raises(ValueError, match=sentence):
        draft.write(name, frame)


def test_values_keep_their_types(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "matter_id": ["M1", None],
            "trigger": "T-05",
            "reason": "超期",
            "clause": "第三十四条",
            "evidence": [{"件": ["R000001"]}, None],
            "due": [DAY, None],
            "since": pd.to_datetime(["2026-01-02", None]),
        }
    )
    units = _units(2).assign(late=[1.0, np.nan], aliases=[("甲", "乙"), None])
    with draft_edition(tmp_path, as_of=DAY) as draft:
        draft.write("agenda", frame)
        draft.write("units", units)
        edition = draft.commit()
    agenda = edition.table("agenda")
    assert agenda["due"].tolist() == [DAY, None] and agenda["since"][0] == date(2026, 1, 2)
    assert json.loads(agenda["evidence"][0]) == {"件": ["R000001"]}
    back = edition.table("units", ["late", "aliases"])
    assert back["late"].dtype == pd.Int64Dtype() and back["late"].isna().tolist() == [False, True]
    assert list(back["aliases"][0]) == ["甲", "乙"] and back["aliases"][1] is None


def test_queries_read_the_tables_and_nothing_else(tmp_path: Path) -> None:
    edition = _publish(tmp_path / "e'x", 4)
    (tmp_path / "secret.csv").write_text("a\n1\n", encoding="utf-8")
    found = edition.query("SELECT unit, late FROM units WHERE unit > ? ORDER BY unit", ["单位1"])
    assert found.to_dict("list") == {"unit": ["单位2", "单位3"], "late": [4, 4]}
    for sql in ("DROP VIEW units", "SELECT 1; SELECT 2", "COPY units TO '/tmp/x.csv'", "CREATE TABLE t (a INT)"):
        with pytest.raises(ValueError, match="只接受一条 SELECT"):
            edition.query(sql)
    with pytest.raises(Exception, match=r"(?i)disabled|permission"):
        edition.query(f"SELECT * FROM read_csv('{tmp_path / 'secret.csv'}')")
    with pytest.raises(KeyError, match="没有表“matters”"):
        edition.table("matters")
    edition.close()


def test_an_edition_of_an_earlier_programme_says_what_to_do(tmp_path: Path) -> None:
    edition = _publish(tmp_path)
    with pytest.raises(StoreError, match=f"{edition.id} 由较早的程序发布，没有表“moves”；请运行 workbench publish"):
        edition.query("SELECT count(*) FROM moves")
    with pytest.raises(duckdb.CatalogException):
        edition.query("SELECT count(*) FROM nothing_of_ours")


def test_threads_share_an_edition(tmp_path: Path) -> None:
    edition = _publish(tmp_path, 50)
    counts: list[int] = []

    def ask() -> None:
        counts.extend(int(edition.query("SELECT count(*) AS n FROM units")["n"][0]) for _ in range(5))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [50] * 20
    edition.close()


def test_old_editions_go_but_never_the_last_three_the_young_or_the_current(tmp_path: Path) -> None:
    ages = (40, 30, 20, 9, 8)
    ids = [_publish(tmp_path, created_at=NOW, day=DAY - timedelta(days=age)).id for age in ages]
    for name, age in zip(ids, ages, strict=True):
        meta = tmp_path / name / "meta.json"
        told = json.loads(meta.read_text(encoding="utf-8"))
        meta.write_text(json.dumps({**told, "created_at": (NOW - timedelta(days=age)).isoformat()}), encoding="utf-8")
    (tmp_path / "current").unlink()
    (tmp_path / "current").symlink_to(ids[0])
    assert prune(tmp_path, now=NOW) == [ids[1]]
    assert prune(tmp_path, keep=1, days=9, now=NOW) == [ids[2]]
    assert [edition.id for edition in list_editions(tmp_path)] == [ids[0], *ids[3:]]
    young = [_publish(tmp_path).id for _ in range(5)]
    assert [edition.id for edition in list_editions(tmp_path)][-5:] == young


def test_a_crashed_draft_is_swept_a_day_later(tmp_path: Path) -> None:
    for name, age in (("old", 100_000), ("new", 60)):
        draft = tmp_path / f".draft-{name}"
        draft.mkdir()
        past = datetime.now().timestamp() - age
        os.utime(draft, (past, past))
    _publish(tmp_path)
    assert sorted(path.name for path in tmp_path.glob(".draft-*")) == [".draft-new"]


_PUBLISHER = """
import sys
from datetime import date
from pathlib import Path
import pandas as pd
from workbench.store import draft_edition
root, count = Path(sys.argv[1]), 0
print("ready", flush=True)
while not (root / "stop").exists():
    count += 1
    rows = [{"record_id": f"R{n:06d}", "matter_id": str(count)} for n in range(2000)]
    with draft_edition(root, as_of=date(2026, 11, 22)) as draft:
        draft.write("groups", pd.DataFrame(rows))
        draft.write("units", pd.DataFrame(columns=["unit", "aliases", "matters", "open", "in_time", "late", "running", "overdue", "unknown"]))
        draft.commit()
print(count)
"""


def test_two_hundred_reads_while_two_processes_publish(tmp_path: Path) -> None:
    with draft_edition(tmp_path, as_of=DAY) as draft:
        draft.write("groups", pd.DataFrame({"record_id": [f"R{n:06d}" for n in range(2000)], "matter_id": "0"}))
        draft.commit()
    publishers = [
        subprocess.Popen([sys.executable, "-c", _PUBLISHER, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    for publisher in publishers:
        assert publisher.stdout is not None and publisher.stdout.readline() == "ready\n"
    seen = set()
    for _ in range(200):
        edition = current_edition(tmp_path)
        table = edition.arrow("groups")
        assert table.num_rows == edition.meta["rows"]["groups"] == 2000
        assert len(table["matter_id"].unique()) == 1
        seen.add(edition.id)
    (tmp_path / "stop").touch()
    published = [int(publisher.communicate(timeout=60)[0]) for publisher in publishers]
    assert [publisher.returncode for publisher in publishers] == [0, 0]
    assert len(list_editions(tmp_path)) == sum(published) + 1 and len(seen) > 1


def test_a_draft_renamed_while_sweeping_is_no_failure(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another publisher's draft is listed and becomes an edition before anybody looks at its age."""
    listed = Path.iterdir

    def with_one_gone(folder: Path) -> list[Path]:
        found = list(listed(folder))
        return [*found, folder / ".draft-gone"] if folder == tmp_path else found

    monkeypatch.setattr(Path, "iterdir", with_one_gone)
    assert _publish(tmp_path).id == current_edition(tmp_path).id
