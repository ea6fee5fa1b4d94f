"""What may be shown of a person: 张某某, four digits of a phone, nothing of an identity number, a township."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.access import masking
from workbench.access.masking import Secrets, mask_id, mask_name, mask_phone, scrub, township

MOBILE = "139" + "0000" + "4321"
ID_18 = "110101" + "19800101" + "123X"
ID_15 = "110101" + "800101" + "123"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张三", "张某某"),
        ("张三丰", "张某某"),
        ("欧阳锋", "欧阳某某"),
        ("欧阳", "欧某某"),
        ("单于某甲", "单于某甲"),
        ("买买提·艾山", "买某某"),
        ("王 五", "王某某"),
        ("张三、李四", "张某某、李某某"),
        ("张三等15人", "张某某"),
        ("李四（代表：王五）", "李某某"),
        ("匿名", "匿名"),
        ("李某", "李某"),
        ("阳光小区业主", "阳光小区业主"),
        ("乙县某某合作社", "乙县某某合作社"),
        ("", ""),
        (None, ""),
    ],
)
def test_names(name: str | None, shown: str) -> None:
    assert mask_name(name) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [(MOBILE, "*******4321"), ("0518-8765" + "4321", "*******4321"), ("110", "*******"), ("", ""), (None, "")],
)
def test_phones(number: str | None, shown: str) -> None:
    assert mask_phone(number) == shown


def test_an_identity_number_is_never_shown() -> None:
    assert (mask_id(ID_18), mask_id(""), mask_id(None)) == ("（证件号不显示）", "", "")


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("甲省乙市丙县丁镇戊村3组12号", "甲省乙市丙县丁镇"),
        ("甲县乙街道和平社区5号楼", "甲县乙街道"),
        ("甲市乙区人民路12号", "甲市乙区"),
        ("某省乡宁县昌宁镇幸福路3号", "某省乡宁县昌宁镇"),
        ("镇江市丹徒区辛丰镇某村", "镇江市丹徒区辛丰镇"),
        ("内蒙古自治区某盟某旗某苏木某嘎查", "内蒙古自治区某盟某旗某苏木"),
        ("甲县乙街道办事处某村", "甲县乙街道办事处"),
        ("阳光小区5栋201室", ""),
        ("甲省乙市丙区", "甲省乙市丙区"),
        ("戊村", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_addresses_end_at_the_township(address: str | None, shown: str) -> None:
    assert township(address) == shown


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"电话{MOBILE}。", "电话*******4321。"),
        ("手机139-0000-4321", "手机*******4321"),
        ("手机１３９００００４３２１", "手机*******４３２１"),
        ("+86 " + MOBILE, "*******4321"),
        ("座机0518-8765" + "4321", "座机*******4321"),
        ("联系电话：8765" + "4321", "联系电话*******4321"),
        (f"身份证{ID_18}号", "身份证（证件号不显示）号"),
        (f"身份证{ID_15}", "身份证（证件号不显示）"),
        ("证号110101 19800101 123x", "证号（证件号不显示）"),
        ("银行卡号6222" + "0000" * 3 + "123", "银行卡（账号不显示）"),
        ("邮箱abc.d@example.com", "邮箱（邮箱不显示）"),
        ("赔偿12345678元，文号20201026001，2020年10月26日", "赔偿12345678元，文号20201026001，2020年10月26日"),
        ("第3批15户，面积1234.5678亩", "第3批15户，面积1234.5678亩"),
    ],
)
def test_numbers_in_texts(text: str, shown: str) -> None:
    assert scrub(text) == shown


@pytest.mark.parametrize(
    ("text", "names", "shown"),
    [
        ("张三丰与张三同住", ["张三", "张三丰"], "张某某与张某某同住"),
        ("张 三反映", ["张三"], "张某某反映"),
        ("李四到访", ["李四（代表：王五）"], "李某某到访"),
        ("王五代为到访", ["李四（代表：王五）"], "王某某代为到访"),
        ("张三李四", ["张三、李四等9人"], "张某某李某某"),
        ("幸福小区业主反映", ["幸福小区业主"], "幸福小区业主反映"),
        ("匿名反映", ["匿名", "", "某"], "匿名反映"),
    ],
)
def test_names_in_texts(text: str, names: list[str], shown: str) -> None:
    assert scrub(text, names) == shown


def test_own_address_and_odd_numbers_in_texts() -> None:
    own = Secrets.of(["张三"], ["甲县乙镇丙村3号", "短址"], ["E1234567", "12"])
    assert (
        masking.scrub_with("张三住甲县乙镇丙村3号，证E1234567，短址12", own)
        == "张某某住甲县乙镇，证（证件号不显示），短址12"
    )


def test_a_table_is_scrubbed_row_by_row() -> None:
    own = [Secrets.of(["张三"]), None, Secrets.of(["李四"])]
    columns = [["张三、李四", "张三", None], [f"找{MOBILE}", None, "李四来电"]]
    assert masking.scrub_rows(columns, own) == [["张某某、李四", "张三", None], ["找*******4321", None, "李某某来电"]]


def test_columns_keep_what_is_unknown() -> None:
    assert masking.scrub_column([None, "", f"电{MOBILE}"]) == [None, "", "电*******4321"]


_DIGITS = st.text("0123456789", min_size=8, max_size=8)
_WORDS = st.text("甲乙丙，。 x1-", max_size=12)


@given(_WORDS, _DIGITS, _WORDS, st.sampled_from(["赵钱孙", "欧阳锋", "张三"]))
def test_whatever_stands_around_it_is_hidden_and_stays_hidden(before: str, digits: str, after: str, name: str) -> None:
    phone = "138" + digits
    text = f"{before}。{phone}。{name}。{after}"
    shown = scrub(text, [name])
    assert phone not in shown and name not in shown
    assert scrub(shown, [name]) == shown


@pytest.mark.parametrize(
    ("texts", "held"),
    [(["办结", None], False), (["", "已转 张 三"], True), (["证E1234567"], True), (["张贴", "三"], False), ([], False)],
)
def test_a_column_that_holds_no_secret_is_known_by_its_texts(texts: list[str | None], held: bool) -> None:
    leads = masking.leads_of([Secrets.of(["张三"], [], ["E1234567"]), None])
    assert masking.may_hold(texts, leads) is held
