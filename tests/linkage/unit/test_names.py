"""Written names taken apart: place, township, organ, inner office; what stays whole."""

from __future__ import annotations

from datetime import date

import pytest

from workbench.linkage.unit.form import FormKind, clean
from workbench.linkage.unit.names import Namer

TOWNS = {"云栖": "镇", "东街": "街道"}


@pytest.fixture(scope="module")
def namer() -> Namer:
    return Namer(("清澜县", "清澜"), date(2024, 1, 1), TOWNS, ("澜江市", "云岭省"))


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("人社局", "人力资源和社会保障局"),
        ("清澜县 人社局", "人力资源和社会保障局"),
        ("责任单位：【县】住房城乡建设局", "住房和城乡建设局"),
        ("南岭县住建局", "南岭/住房和城乡建设局"),
        ("南岭县城市管理局", "南岭/城市管理局"),
        ("县城投", "城市建设投资公司"),
        ("县城管局", "城市管理局"),
        ("市政管理局", "市政管理局"),
        ("市市场监督管理局", "市/市场监督管理局"),
        ("澜江市人民政府", "市/市人民政府"),
        ("云岭省信访局", "省/信访局"),
        ("澜江市生态环境局清澜分局", "生态环境局"),
        ("市生态环境局南岭县分局", "南岭/生态环境局"),
        ("国家税务总局清澜县税务局", "税务局"),
        ("中共清澜县委政法委员会", "政法委员会"),
        ("县委县政府信访局", "信访局"),
        ("清澜县", "县人民政府"),
        ("清澜县委", "县委员会"),
        ("共青团清澜县委员会", "共青团委员会"),
        ("政协清澜县委员会", "政治协商会议委员会"),
        ("云栖镇", "云栖/镇人民政府"),
        ("清澜县云栖镇政府", "云栖/镇人民政府"),
        ("东街办事处", "东街/街道办事处"),
        ("云栖镇党委", "云栖/党委"),
        ("城建办（云栖镇人民政府）", "云栖/城建办公室"),
        ("云栖镇柳湾村委会", "云栖/柳湾村"),
        ("柳湾社区居委会（东街街道办）", "东街/柳湾社区"),
        ("清澜一中", "第一中学"),
        ("清澜县宏远房地产开发有限责任公司", "宏远房地产开发公司"),
        ("国网清澜县供电公司", "供电公司"),
        ("中国农业银行清澜县支行", "农业银行"),
        ("县文化旅游广电局", "文化和旅游局"),
        ("坑口指挥中心处置", "坑口指挥中心"),
    ],
)
def test_key(namer: Namer, written: str, key: str) -> None:
    assert namer(written).key == key


@pytest.mark.parametrize(
    ("written", "organ", "inner"),
    [
        ("县住建局房管股", "住房和城乡建设局", "房管股"),
        ("法院立案庭", "人民法院", "立案庭"),
        ("县公安局云栖派出所", "公安局", "云栖派出所"),
        ("云栖镇派出所", "公安局", "云栖派出所"),
        ("云栖法庭", "人民法院", "云栖法庭"),
        ("清澜县公安局东街分局", "公安局", "东街分局"),
        ("自然资源局（云栖所）", "自然资源局", "云栖所"),
    ],
)
def test_an_inner_office_belongs_to_its_organ(namer: Namer, written: str, organ: str, inner: str) -> None:
    form = namer(written)
    assert (form.key, form.inner) == (organ, inner)


@pytest.mark.parametrize("written", ["教育局家属院", "法院路社区", "住建局小区", "城中村综合整治办", "政府投资项目办"])
def test_what_only_begins_like_an_organ_is_none(namer: Namer, written: str) -> None:
    assert namer(written).organ == ""


def test_an_office_of_its_own_is_not_folded_into_the_organ_above(namer: Namer) -> None:
    assert namer("交通局运管所").key == namer("县运管所").key == "道路运输管理所"


def test_the_row_tells_the_township_only_of_offices_every_township_has(namer: Namer) -> None:
    assert namer("城建办", "云栖镇").key == "云栖/城建办公室"
    assert namer("镇政府", "云栖镇").key == "云栖/镇人民政府"
    assert namer("住建局", "云栖镇").key == "住房和城乡建设局"
    assert not namer("城建办").known_place


def test_a_short_form_means_what_stood_on_the_day() -> None:
    assert Namer(on=date(2008, 1, 1))("交通局").organ == "交通局"
    assert Namer(on=date(2020, 1, 1))("交通局").organ == "交通运输局"
    assert Namer(("清澜县",), date(2015, 1, 1))("综治办").organ == "社会治安综合治理委员会办公室"
    assert Namer(("清澜县",), date(2020, 1, 1))("综治办").organ == "综治办公室"


def test_signboards_and_kinds(namer: Namer) -> None:
    assert namer("发展和改革局（统计局）").signboards == ("统计局",)
    assert namer("柳湾村").kind is FormKind.VILLAGE
    assert namer("云栖镇").kind is FormKind.TOWN
    assert namer("宏远物业公司").kind is FormKind.OTHER


def test_the_offices_own_alias_goes_before_the_table() -> None:
    namer = Namer(("清澜县", "清澜"), aliases={"大建委": "清澜县住房和城乡建设局"})
    for written in ("大建委", "县大建委", "清澜县大建委"):
        assert namer(written).key == "住房和城乡建设局"
        assert namer(written).written == written


@pytest.mark.parametrize("written", ["", "-", "（）", "局", "县", "；。", "()（", "镇", "12345", "县县县县县县县县"])
def test_any_text_can_be_taken_apart(namer: Namer, written: str) -> None:
    assert namer(written).written == written
    assert clean(clean(written)) == clean(written)
