"""Evaluation of linking: every figure has its interval, benches may be missing, frozen results are compared with."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

from workbench.linkage.normal import open_rows
from workbench.settings import Settings
from workbench.synth import make_county
from workbench.usecases import evaluate_links, evaluate_sets
from workbench.usecases.evaluate_links import FROZEN, Evaluation, Figure, evaluate
from workbench.usecases.evaluate_sets import ANSWERED, END, bench, county_frames, matter_rows
from workbench.usecases.office import Office

BENCH = {
    "names": "left,right,label,kind,note\n张建国,张健国,same,homophone,\n张建国,李秀英,different,other,\n",
    "units": "left,right,left_place,right_place,on,label,kind,note\n"
    "人社局,人力资源和社会保障局,,,2024-06-01,same,简称,\n公安局,财政局,,,2024-06-01,different,职能不同,\n",
    "places": "text,on,within,code,kind,note\n清澜县云栖镇,,,990121101,写法,\n月亮背面,,,,非地名,\n",
    "addresses": "left,right,label,kind,note\n清澜县云栖镇河东村3组12号,云栖镇河东村三组12号,2,写法,\n",
}


@pytest.fixture
def benches(tmp_path: Path) -> Path:
    for name, text in BENCH.items():
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    folder = tmp_path_factory.mktemp("benches")
    for name, text in BENCH.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    office = Office(Settings(home=folder / "home"))
    return evaluate(office, county_records=250, folder=folder, freeze=True)


def test_every_figure_lies_in_its_interval(told: Evaluation) -> None:
    names = [figure.name for figure in told.figures]
    assert len(names) == len(set(names)) == 26
    for figure in told.figures:
        assert 0 <= figure.low <= figure.value <= figure.high <= 1
        assert figure.count > 0


def test_linking_is_better_than_chance_on_the_invented_county(told: Evaluation) -> None:
    value = {figure.name: figure.value for figure in told.figures}
    assert value["同人（虚构联系人） 成对 F1"] > 0.9
    assert value["同人（虚构县） 成对 F1"] > 0.9
    assert value["同事（虚构县） 成对 F1"] > 0.6
    assert value["题库·姓名 正确率"] == 1.0


def test_the_result_is_plain_json(told: Evaluation) -> None:
    whole = json.loads(json.dumps(told.as_json(), allow_nan=False))
    assert {row["bench"] for row in whole["kinds"]} == {"姓名", "单位", "地点", "住址"}
    assert set(whole["thresholds"]) == {"同人（虚构联系人）", "同人（虚构县）", "同事（虚构县）"}


def test_a_missing_bench_is_told(told: Evaluation) -> None:
    assert [why for why in told.absent if "事项" in why]
    assert "未测：题库“事项”" in told.as_text()


def test_charts_are_written_for_an_office(told: Evaluation, tmp_path: Path) -> None:
    paths = told.write_charts(tmp_path / "charts")
    assert len(paths) == 3 and all(path.read_text("utf-8").startswith("<svg") for path in paths)


def test_frozen_results_are_compared_with(benches: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _only_benches(monkeypatch)
    evaluate(None, county_records=100, folder=benches, freeze=True)
    same = evaluate(None, county_records=100, folder=benches)
    assert {figure.change for figure in same.figures} == {0.0}
    assert not same.worse
    frozen = json.loads((benches / FROZEN).read_text("utf-8"))
    frozen["figures"]["题库·姓名 正确率"]["value"] = 1.5
    (benches / FROZEN).write_text(json.dumps(frozen), encoding="utf-8")
    fallen = evaluate(None, county_records=100, folder=benches)
    assert [figure.name for figure in fallen.worse] == ["题库·姓名 正确率"]
    assert "比冻结的结果差：题库·姓名 正确率" in fallen.as_text()
    assert fallen.as_json()["worse"] == ["题库·姓名 正确率"]
    assert "差 -0.5000" in fallen.as_text()


def test_figures_of_another_county_are_not_compared(tmp_path: Path) -> None:
    path = tmp_path / FROZEN
    figures = {"同人 F1": {"value": 0.9}, "题库·姓名 正确率": {"value": 0.9}}
    path.write_text(json.dumps({"setting": {"county_records": 1, "seed": 1}, "figures": figures}), encoding="utf-8")
    told = Evaluation(
        tuple(Figure(name, 0.8, 0.7, 0.9, 10) for name in figures),
        pd.DataFrame(),
        {},
        {},
        (),
        {"county_records": 2, "seed": 1},
    )
    compared = evaluate_links._compared(told, path)
    assert [figure.before for figure in compared.figures] == [None, 0.9]


def test_too_small_a_county_is_refused() -> None:
    with pytest.raises(ValueError, match="至少 100 件"):
        evaluate(None, county_records=99)


def test_a_broken_bench_is_told_by_its_path(tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text("left,right,label\n甲,乙,same\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"names\.csv 是空的或缺列 kind"):
        bench("names", tmp_path)
    assert bench("units", tmp_path) is None


@pytest.mark.parametrize("name", sorted(ANSWERED))
def test_the_projects_benches_are_large_and_labelled(name: str) -> None:
    rows = bench(name)
    if rows is None:
        pytest.skip(f"题库 {name}.csv 不在")
    assert len(rows) >= 300
    label = "code" if name == "places" else "label"
    assert rows["kind"].ne("").all() and rows[label].nunique() > 1


def test_accusations_take_no_part_in_the_county() -> None:
    county = make_county(seed=3, matters=120, end=END)
    frames = county_frames(county)
    locked = set(frames.records.loc[frames.records["locked"], "record_id"])
    assert locked == county.truth.locked
    assert len(open_rows(frames.records)) == len(frames.records) - len(locked)
    assert not locked & set(frames.identity["record_id"])
    assert not locked & {record for pair in frames.same_matter | frames.same_person for record in pair}


def test_both_texts_of_a_pair_become_records() -> None:
    columns = ["left", "right", "left_town", "right_town", "left_day", "right_day", "same_person"]
    rows = pd.DataFrame(
        [["甲文", "乙文", "云栖镇", "", "2024-01-02", "", "1"], ["丙", "丁", "", "", "", "", "0"]], columns=columns
    )
    records, pairs = matter_rows(rows)
    assert pairs == [("0000-l", "0000-r"), ("0001-l", "0001-r")]
    told = records.set_index("record_id")
    assert told.loc["0000-l", "summary"] == "甲文" and told.loc["0000-r", "petitioner"] == "甲"
    assert told.loc["0001-r", "petitioner"] == "乙" and pd.isna(told.loc["0001-r", "reg_time"])


def _only_benches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the invented county out, which takes seconds."""
    monkeypatch.setattr(evaluate_links, "_persons", lambda *_: None)
    monkeypatch.setattr(evaluate_links, "_county", lambda *_: None)
    assert evaluate_sets.BENCHES.name == "benches"
