from __future__ import annotations

import csv
from pathlib import Path

import pytest

from workbench.linkage.forms.levels import NameLevel
from workbench.linkage.forms.name import compare_names, name_form

BENCH = Path(__file__).parents[3] / "data" / "benches" / "names.csv"


@pytest.mark.parametrize(
    ("cell", "plain", "surname", "given"),
    [
        ("张 三", "张三", "张", "三"),
        ("张　三先生", "张三", "张", "三"),
        ("張曉峯", "张晓峰", "张", "晓峰"),
        ("１、周海涛", "周海涛", "周", "海涛"),
        ("信访人：吴国辉（女）", "吴国辉", "吴", "国辉"),
        ("陈志伟等5人", "陈志伟", "陈", "志伟"),
        ("欧阳建国", "欧阳建国", "欧阳", "建国"),
        ("张王小明", "张王小明", "张王", "小明"),
        ("买买提•艾力", "买买提·艾力", "", "买买提艾力"),
        ("扎西次仁", "扎西次仁", "", "扎西次仁"),
        ("王小名", "王小名", "王", "小名"),
        ("张三、李四", "张三", "张", "三"),
        ("匿名", "", "", ""),
        ("全体业主", "", "", ""),
        ("云岭建材有限公司", "", "", ""),
        ("***", "", "", ""),
        ("", "", "", ""),
    ],
)
def test_a_cell_is_read(cell: str, plain: str, surname: str, given: str) -> None:
    form = name_form(cell)
    assert (form.plain, form.surname, form.given) == (plain, surname, given)


@pytest.mark.parametrize(
    ("cell", "plain"),
    [
        ("张某某", "张某某"), ("张*三", "张某三"), ("张XX", "张某某"), ("张xx", "张某某"), ("张女士", "张某"), ("小李", "李某"),
        ("张某甲", "张某"), ("*建国", "某建国"), ("欧阳先生", "欧阳某"), ("张", "张某"), ("李姓男子", "李某"), ("孙○○", "孙某某"),
    ],
)  # fmt: skip
def test_hidden_characters_are_marked(cell: str, plain: str) -> None:
    form = name_form(cell)
    assert form.plain == plain
    assert form.masked
    assert form.pinyin == ()


@pytest.mark.parametrize(
    ("cell", "plain", "former"),
    [
        ("张三丰（曾用名张四海）", "张三丰", ("张四海",)),
        ("张三丰(曾用名：张四海、张五岳)", "张三丰", ("张四海", "张五岳")),
        ("张三丰，又名张四海", "张三丰", ("张四海",)),
        ("张三丰（曾用名）", "张三丰", ()),
        ("张三丰（曾用名张三丰）", "张三丰", ()),
    ],
)
def test_former_names_are_taken_out(cell: str, plain: str, former: tuple[str, ...]) -> None:
    form = name_form(cell)
    assert (form.plain, form.former) == (plain, former)
    again = name_form(form.key)
    assert (again.plain, again.former) == (plain, former)


@pytest.mark.parametrize(
    ("name", "pinyin"),
    [
        ("单国庆", "shan guo qing"),
        ("尉迟敬", "yu chi jing"),
        ("万俟春", "mo qi chun"),
        ("解小红", "xie xiao hong"),
        ("買買提·艾力", "mai mai ti ai li"),
    ],
)
def test_pinyin_knows_surnames(name: str, pinyin: str) -> None:
    assert " ".join(name_form(name).pinyin) == pinyin


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("张三", "张 三", NameLevel.EXACT),
        ("張曉峯", "张晓峰", NameLevel.VARIANT),
        ("萧建国", "肖建国", NameLevel.VARIANT),
        ("麦麦提·艾力", "买买提•艾里", NameLevel.VARIANT),
        ("张三丰（曾用名张四海）", "张四海", NameLevel.FORMER),
        ("张三丰（曾用名张四海）", "张泗海", NameLevel.HOMOPHONE),
        ("张建国", "张健国", NameLevel.HOMOPHONE),
        ("单国庆", "善国庆", NameLevel.HOMOPHONE),
        ("单国庆", "丹国庆", NameLevel.DIFFERENT),
        ("余建国", "佘建国", NameLevel.LOOKALIKE),
        ("张未", "张末", NameLevel.LOOKALIKE),
        ("陈建国", "程建国", NameLevel.NEAR_SOUND),
        ("王丽华", "王莉桦", NameLevel.NEAR_SOUND),
        ("王小明", "王明小", NameLevel.SWAPPED),
        ("张伟", "张玮", NameLevel.SHORT_SOUND),
        ("张伟", "章玮", NameLevel.DIFFERENT),
        ("王小明", "王明", NameLevel.ONE_MORE),
        ("欧阳建国", "欧建国", NameLevel.ONE_MORE),
        ("买买提·艾力", "买买提", NameLevel.ONE_MORE),
        ("买买提·艾力", "艾力", NameLevel.DIFFERENT),
        ("买买提·艾力", "艾力·买买提", NameLevel.DIFFERENT),
        ("张某某", "张建国", NameLevel.MASK_FITS),
        ("张某某", "张某某", NameLevel.MASK_FITS),
        ("张某某", "张伟", NameLevel.SAME_SURNAME),
        ("买某某", "买买提·艾力", NameLevel.MASK_FITS),
        ("张*国", "张建军", NameLevel.SAME_SURNAME),
        ("张女士", "李秀英", NameLevel.DIFFERENT),
        ("王建国", "王建军", NameLevel.SAME_SURNAME),
        ("王建国", "李建国", NameLevel.DIFFERENT),
        ("匿名", "王建国", NameLevel.UNKNOWN),
        ("", "", NameLevel.UNKNOWN),
    ],
)
def test_levels(one: str, other: str, level: NameLevel) -> None:
    assert compare_names(one, other) is level
    assert compare_names(other, one) is level


def test_a_short_homophone_ranks_below_a_long_one() -> None:
    assert compare_names("张伟", "张玮") > compare_names("张伟民", "张玮民")


def bench_rows() -> list[dict[str, str]]:
    with BENCH.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_bench_is_large_and_labelled() -> None:
    rows = bench_rows()
    assert len(rows) >= 300
    assert {row["label"] for row in rows} == {"same", "different"}
    assert len({(row["left"], row["right"]) for row in rows}) == len(rows)


def test_bench_precision_and_recall() -> None:
    """The bench and the levels have one author, so this is a floor against slips and no claim about real names."""
    found = [(row["label"], compare_names(row["left"], row["right"]) <= NameLevel.MASK_FITS) for row in bench_rows()]
    right = found.count(("same", True))
    assert right / (right + found.count(("different", True))) >= 0.99
    assert right / (right + found.count(("same", False))) >= 0.99
