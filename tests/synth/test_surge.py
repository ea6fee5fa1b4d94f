"""The invented surge: same county, same bytes, nobody real, one cause in one township, outside the county's truth."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

from workbench.synth import make_county, write_surge
from workbench.synth.identity import is_valid
from workbench.synth.surge import HOUSEHOLDS, TOPIC, TOWN, UNIT

END = date(2026, 11, 20)


def test_the_list_is_the_same_every_time_and_of_one_cause(tmp_path: Path) -> None:
    county = make_county(seed=7, matters=20, end=END)
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    made = [write_surge(county, tmp_path / name) for name in ("a", "b")]
    assert made[0].read_bytes() == made[1].read_bytes()
    with made[0].open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == HOUSEHOLDS == len({row["身份证号"] for row in rows}) == len({row["标题"] for row in rows})
    assert {(row["内容分类"], row["乡镇(街道)"], row["责任单位"]) for row in rows} == {(TOPIC, TOWN, UNIT)}
    assert all(is_valid(row["身份证号"]) and row["身份证号"].startswith("99") for row in rows)
    assert all(END - timedelta(days=90) < date.fromisoformat(row["登记时间"]) <= END for row in rows)
    assert not {row["信访件编号"] for row in rows} & set(county.truth.matter_of)
