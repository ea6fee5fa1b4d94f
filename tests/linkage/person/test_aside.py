"""Degenerate input: it says which rule was set aside and why, without the value, and ends."""

from __future__ import annotations

import pandas as pd

from workbench.domain.identity_number import check_digit
from workbench.linkage.person import link_persons
from workbench.synth.draw import Draw
from workbench.synth.identity import mobile

BLANK = {"name": "", "id_no": "", "phone": "", "address": ""}


def _number(order: int) -> str:
    first = f"99012119{order % 40 + 50}0312{order % 1000:03d}"
    return first + check_digit(first)


def _people(count: int, **fixed: str) -> pd.DataFrame:
    draw = Draw(5)
    pools = "赵钱孙李周吴郑王", "一二三四五六七八九", "山河江海峰岭川原"
    rows = [
        {"record_id": f"R{n:03d}", "name": "".join(draw.pick(pool) for pool in pools), "id_no": _number(n),
         "phone": mobile(draw), "address": f"清澜县苔溪乡柳塘村{n}号", **fixed}
        for n in range(count)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _told(frame: pd.DataFrame) -> tuple[str, ...]:
    return link_persons(frame).notes.set_aside


def test_empty_columns_are_named() -> None:
    told = _told(_people(30, id_no="", phone=""))
    assert [note[:5] for note in told[:2]] == ["证件号一列", "电话一列没"]
    assert all("没有可用的值" in note for note in told[:2])


def test_wholly_empty_table_ends() -> None:
    run = link_persons(_people(20, **BLANK))
    assert run.links.empty
    assert len(run.notes.set_aside) == 4
    assert run.persons["person_id"].nunique() == 20


def test_all_identity_numbers_equal() -> None:
    frame = _people(40, id_no=_number(7))
    run = link_persons(frame)
    assert not any("id_same" in codes for codes in run.links["codes"])
    (note,) = [note for note in run.notes.set_aside if "证件号" in note]
    assert "出现在 40 件上（共 40 件），不作为同人依据" in note and _number(7) not in note


def test_one_value_in_nine_of_ten_rows() -> None:
    frame = pd.concat([_people(36, name="卫十川"), _people(4).assign(record_id=["X1", "X2", "X3", "X4"])])
    told = _told(frame)
    assert any(note.startswith("有一个姓名出现在 36 件上（共 40 件）") for note in told)
    assert not any("卫十川" in note for note in told)


def test_fifty_identical_rows() -> None:
    frame = pd.concat([_people(1)] * 50, ignore_index=True).assign(record_id=[f"R{n}" for n in range(50)])
    run = link_persons(frame)
    assert run.links.empty
    assert [note.split("出现")[0] for note in run.notes.set_aside[:3]] == ["有一个证件号", "有一个电话", "有一个姓名"]


def test_telephone_of_many_names_is_no_ground_but_others_of_the_cell_are() -> None:
    agency = "0980-2222222"
    others = _people(30).assign(record_id=[f"S{n}" for n in range(30)], id_no="", address="")
    frame = pd.concat([_people(12, phone=agency), others], ignore_index=True)
    frame.loc[[0, 1], "phone"] = f"{agency}、0980-3333333"
    frame.loc[[0, 1], ["name", "id_no"]] = ["钱二河", ""]
    run = link_persons(frame)
    assert any("有一个电话对应" in note for note in run.notes.set_aside)
    (codes,) = run.links["codes"]
    assert {"phone_same", "name_same"} <= set(codes)


def test_oversized_blocks_are_counted_and_not_paired() -> None:
    draw = Draw(1)
    frame = _people(300, name="王伟", id_no="", address="清澜县苔溪乡柳塘村")
    frame = pd.concat([frame, _people(200).assign(record_id=[f"S{n}" for n in range(200)])])
    frame["phone"] = [mobile(draw) for _ in range(len(frame))]
    told = _told(frame)
    assert any("按“姓名与乡镇”粗筛时有 1 组过大（最大一组 300 人次）" in note for note in told)


def test_many_of_one_kind_are_told_shortly() -> None:
    frame = pd.concat(
        [_people(10, phone=f"0980-{4000000 + n}").assign(record_id=[f"R{n}-{m}" for m in range(10)]) for n in range(8)]
    )
    told = [note for note in _told(frame) if "电话" in note]
    assert len(told) == 6
    assert told[-1] == "另有 3 个电话同样搁置"
