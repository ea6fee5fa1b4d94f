"""A run of linking: kept whole or not at all, a new month against all, and nothing of an accusation in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest

from workbench.domain.linking import LinkKind
from workbench.settings import Settings
from workbench.usecases import link_records as linking
from workbench.usecases.import_ledger import import_ledger
from workbench.usecases.link_records import link_now
from workbench.usecases.link_runs import LinkRun, last_run
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


def frames_in(folder: Path) -> list[pd.DataFrame]:
    """Every table a run of linking wrote there."""
    tables = [pd.read_parquet(path) for path in folder.rglob("*.parquet")]
    mapped = [pa.ipc.open_file(path).read_all().to_pandas() for path in folder.rglob("*.arrow")]
    assert tables and mapped
    return tables + mapped


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
    frames += frames_in(run.path)
    assert found == []
    assert not any("R000004" in frame.astype("str").to_string() for frame in frames)


def test_what_becomes_an_accusation_is_taken_out(office: Office, tmp_path: Path) -> None:
    link_now(office)
    import_ledger(office, ledger(tmp_path, "改.csv", [ROWS[2].replace("申诉求决", "检举控告")]))
    run = link_now(office)
    frames = frames_in(office.settings.home / "links")
    assert run.meta["records"] == 3
    assert not any("R000003" in frame.astype("str").to_string() for frame in frames)


def _of_older_form(run: LinkRun) -> None:
    (run.path / "meta.json").write_text(json.dumps(run.meta | {"form": 1}), encoding="utf-8")


def _by_other_parameters(run: LinkRun) -> None:
    (run.path / "meta.json").write_text(json.dumps(run.meta | {"made_by": "0.0.0"}), encoding="utf-8")


def _torn(run: LinkRun) -> None:
    next(run.persons_folder.glob("groups-*.arrow")).unlink()


def _contacts_of_older_form(run: LinkRun) -> None:
    (run.persons_folder / "parts.json").write_text("[0]", encoding="utf-8")


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (_of_older_form, "旧版程序写成"),
        (_by_other_parameters, "关联参数变了"),
        (_torn, "不完整"),
        (_contacts_of_older_form, "不能接着比对"),
    ],
)
def test_what_cannot_be_built_on_is_compared_anew_and_said(
    office: Office, tmp_path: Path, spoil: Callable[[LinkRun], None], why: str
) -> None:
    spoil(link_now(office))
    import_ledger(office, ledger(tmp_path, "七月.csv", [NEW]))
    run = link_now(office)
    assert run.meta["full"] and run.meta["records"] == 5 and not run.unusable
    assert why in run.meta["why"] and f"全部比对（{run.meta['why']}）" in run.as_text()
    assert "R000006" in set(run.frame("persons")["record_id"])


def test_very_many_changes_are_compared_anew_and_said(office: Office, tmp_path: Path) -> None:
    assert link_now(office).meta["why"] == ""
    import_ledger(office, ledger(tmp_path, "七月.csv", [NEW, ROWS[0].replace("再次", "多次").replace("要求", "请求")]))
    assert "新增和变动的有 2 件，占 40%" in link_now(office).as_text()


def test_a_changed_record_leaves_its_earlier_links(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linking, "_MOST_CHANGED", 0.9)
    assert ("R000001", "R000002") in pairs(link_now(office).frame("person_links"))
    other = ROWS[1].replace("赵一鸣,{0}", "周五常,{3}")
    import_ledger(office, ledger(tmp_path, "改.csv", [other, NEW]))
    month = link_now(office)
    whole = link_now(office, full=True)
    assert month.meta["fresh"] == 2 and not month.meta["full"] and whole.meta["why"] == ""
    for name in ("person_links", "matter_links"):
        assert pairs(month.frame(name)) == pairs(whole.frame(name))
        assert month.frame(name).dtypes.to_dict() == whole.frame(name).dtypes.to_dict()
    assert ("R000001", "R000002") not in pairs(month.frame("person_links"))
    one, other_run = (run.frame("persons").set_index("record_id")["person_id"] for run in (month, whole))
    assert one.to_dict() == other_run.to_dict()


def test_an_unknown_engine_is_said_in_words(office: Office) -> None:
    with pytest.raises(ValueError, match="不认识的引擎"):
        link_now(office, engine="hadoop")
    assert last_run(office.settings.home / "links") is None
