"""A run of linking: kept whole or not at all, a new month against all, and nothing of an accusation in it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from workbench.domain.linking import LinkKind
from workbench.settings import Settings
from workbench.usecases import link_records as linking
from workbench.usecases.import_ledger import import_ledger
from workbench.usecases.link_records import link_now
from workbench.usecases.link_runs import last_run
from workbench.usecases.office import Office

HEADER = "信访件编号,姓名,联系电话,登记时间,信访目的,主要诉求,责任单位,问题属地\n"
SECRET = "举报其侵吞青禾水库工程款"
ROWS = [
    "甲1,赵一鸣,{0},2026-05-06,申诉求决,要求补发青禾花园二期征地补偿款三万二千元,自然资源局,桐澜镇",
    "甲2,赵一鸣,{0},2026-06-07,申诉求决,再次要求补发青禾花园二期征地补偿款三万二千元，至今未答复,自然资源局,桐澜镇",
    "甲3,钱二宝,{1},2026-06-08,申诉求决,反映青禾花园二期征地补偿款未补发，请求解决,自然资源局,桐澜镇",
    "甲4,孙三丰,{2},2026-06-09,检举控告,举报其侵吞青禾水库工程款,纪委监委,桐澜镇",
    "甲5,李四海,{3},2026-06-10,申诉求决,要求办理不动产权证,自然资源局,云栖镇",
]
NEW = "甲6,赵一鸣,{0},2026-07-01,申诉求决,第三次要求补发青禾花园二期征地补偿款三万二千元,自然资源局,桐澜镇"
PHONES = tuple("139" + f"{number:08d}" for number in (13580246, 24681357, 98765401, 45671230))


def ledger(folder: Path, name: str, rows: list[str]) -> Path:
    path = folder / name
    path.write_text(HEADER + "\n".join(row.format(*PHONES) for row in rows) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def office(settings: Settings, tmp_path: Path) -> Office:
    opened = Office(settings)
    import_ledger(opened, ledger(tmp_path, "台账.csv", ROWS))
    return opened


def pairs(frame: pd.DataFrame) -> set[tuple[str, str]]:
    return set(zip(frame["left"], frame["right"], strict=True))


def test_a_run_finds_the_repeat_and_the_common_cause(office: Office) -> None:
    run = link_now(office)
    assert ("R000001", "R000002") in pairs(run.frame("person_links"))
    matters = run.frame("matter_links").set_index(["left", "right"])["kind"]
    assert matters["R000001", "R000002"] == LinkKind.MATTER.value
    assert matters.get(("R000001", "R000003"), LinkKind.CAUSE.value) == LinkKind.CAUSE.value
    assert run.meta["full"] and run.meta["records"] == 4
    assert "第 1 次关联" in run.as_text()


def test_nothing_new_is_no_new_run(office: Office) -> None:
    assert link_now(office).path == link_now(office).path
    assert link_now(office, full=True).meta["number"] == 2


def test_a_new_month_finds_what_a_full_run_finds(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linking, "_MOST_CHANGED", 0.9)
    link_now(office)
    import_ledger(office, ledger(tmp_path, "七月.csv", [NEW]))
    month = link_now(office)
    assert not month.meta["full"] and month.meta["fresh"] == 1
    whole = link_now(office, full=True)
    assert pairs(month.frame("person_links")) == pairs(whole.frame("person_links"))
    assert pairs(month.frame("matter_links")) == pairs(whole.frame("matter_links"))


def test_a_broken_run_leaves_the_last_one(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = link_now(office)
    import_ledger(office, ledger(tmp_path, "七月.csv", [NEW]))

    def broken(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(linking, "_matters", broken)
    with pytest.raises(KeyboardInterrupt):
        link_now(office)
    root = office.settings.home / "links"
    kept = last_run(root)
    assert kept is not None and kept.path == first.path
    assert not list(root.glob(".draft-*")) and pairs(kept.frame("person_links")) == pairs(first.frame("person_links"))


def test_nothing_of_an_accusation_is_kept(office: Office) -> None:
    run = link_now(office)
    found = [
        path.name
        for path in run.path.rglob("*")
        if path.is_file() and any(word.encode() in path.read_bytes() for word in (SECRET, "孙三丰", PHONES[2]))
    ]
    frames = [run.frame(name) for name in ("seen", "person_links", "persons", "matter_links")]
    frames += [pd.read_parquet(path) for path in run.path.rglob("*.parquet")]
    assert found == []
    assert not any("R000004" in frame.astype("str").to_string() for frame in frames)


def test_what_becomes_an_accusation_is_taken_out(office: Office, tmp_path: Path) -> None:
    link_now(office)
    import_ledger(office, ledger(tmp_path, "改.csv", [ROWS[2].replace("申诉求决", "检举控告")]))
    run = link_now(office)
    frames = [pd.read_parquet(path) for path in (office.settings.home / "links").rglob("*.parquet")]
    assert run.meta["records"] == 3
    assert not any("R000003" in frame.astype("str").to_string() for frame in frames)


def test_an_unknown_engine_is_said_in_words(office: Office) -> None:
    with pytest.raises(ValueError, match="不认识的引擎"):
        link_now(office, engine="hadoop")
    assert last_run(office.settings.home / "links") is None
