"""Codes and the words ledgers use for them."""

from __future__ import annotations

import pytest

from workbench.domain.codes import Channel, Level, Pathway, Purpose
from workbench.reference.codes import CLOSED, channel, code_list, level, pathway, purpose, read_code


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("走访", Channel.VISIT), ("来访（走访）", Channel.VISIT), ("LF", Channel.VISIT), ("书信", Channel.LETTER),
        ("网上来信", Channel.NET), ("微信", Channel.NET), ("电子邮件", Channel.NET), ("人民网留言板", Channel.NET),
        ("12345热线", Channel.HOTLINE), ("书记信箱", Channel.LEADER_BOX), ("视频接访", Channel.VIDEO), ("来电", Channel.CALL),
        ("传真", Channel.FAX), ("访前调解", Channel.PRE_MEDIATION), ("信访前调解", Channel.PRE_MEDIATION), ("FQTJ", Channel.PRE_MEDIATION),
        ("其它", Channel.OTHER), ("飞鸽", None), ("", None),
    ],
)  # fmt: skip
def test_channel(text: str, value: Channel | None) -> None:
    assert channel(text) is value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("申诉", Purpose.CLAIM), ("求决", Purpose.CLAIM), ("SSQJ", Purpose.CLAIM), ("投诉", Purpose.CLAIM),
        ("揭发控告", Purpose.ACCUSATION), ("举报", Purpose.ACCUSATION), ("JJKG", Purpose.ACCUSATION),
        ("意见建议", Purpose.SUGGESTION), ("咨询", Purpose.INQUIRY), ("表扬", Purpose.THANKS), ("其他", Purpose.OTHER), ("甲", None),
    ],
)  # fmt: skip
def test_purpose(text: str, value: Purpose | None) -> None:
    assert purpose(text) is value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("国家信访局", 1), ("中央第三督导组", 1), ("省信访局", 2), ("自治区信访局", 2), ("北京市信访局", 2), ("省住房和城乡建设厅", 2),
        ("省农业农村厅", 2), ("市级", 3), ("某市城市管理局", 3), ("县市场监管局", 4), ("北京市朝阳区信访办", 4), ("区县", 4),
        ("某县城关镇人民政府", 5), ("某街道", 5), ("大柳村", 6), ("3", 3), ("7", None), ("来信", None), ("市场监管局", None),
    ],
)  # fmt: skip
def test_level_of_words_and_organs(text: str, value: int | None) -> None:
    assert level(text) == (Level(value) if value else None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("P6", Pathway.PETITION), ("信访程序", Pathway.PETITION), ("劳动仲裁", Pathway.ARBITRATION), ("行政复议", Pathway.ADMINISTRATIVE),
        ("民事诉讼", Pathway.JUDICIAL), ("党员申诉", Pathway.PARTY_APPEAL), ("检举控告程序", Pathway.ACCUSATION),
        ("查处违法", Pathway.ENFORCEMENT), ("建议意见程序", Pathway.SUGGESTION), ("待定", None),
    ],
)  # fmt: skip
def test_pathway(text: str, value: Pathway | None) -> None:
    assert pathway(text) is value


@pytest.mark.parametrize(
    ("field", "text", "header", "value"),
    [
        ("sat_unit", "0", "", "满意"), ("sat_unit", "3", "", "不满意"), ("sat_unit", "2", "", None), ("sat_dept", "比较满意", "", "基本满意"),
        ("sat_dept", "未评价", "", None), ("sat_state", "3", "", "超期未评价"), ("sat_state", "是", "是否参评", "已评价"),
        ("ptr_opinion", "1", "", "不同意"), ("ptr_opinion", "信访人不同意", "", "不同意"), ("ptr_opinion", "9", "", "无明确意见"),
        ("petition_state", "否", "是否办结", "未办结"), ("petition_state", "办理中", "办理状态", "办理中"),
        ("resolve_state", "4", "化解状态", "已化解"), ("legit", "是", "诉求是否合理", "合理"),
        ("group_kind", "1", "个访/集访", "个体访"), ("group_kind", "1", "集体访", "集体访"), ("group_kind", "否", "是否集体访", "个体访"),
        ("delivered", "1", "送达方式", "邮寄送达"), ("delivered", "0", "签收标志", "拒收"), ("topic", "土地征收", "", "土地征收"),
    ],
)  # fmt: skip
def test_read_code(field: str, text: str, header: str, value: str | None) -> None:
    assert read_code(field, text, header) == value


def test_closed_lists_refuse_what_they_do_not_hold() -> None:
    assert all(read_code(name, "飞鸽") is None for name in CLOSED if name != "source_level")


def test_code_list_drops_what_stands_in_parentheses() -> None:
    assert code_list("信访目的")["JJKG"] == "检举控告" and code_list("没有的表") == {}


@pytest.mark.parametrize(
    ("header", "cell", "meant"),
    [
        ("INTIME_ARCHIVE_NUM", "1", "按期"),
        ("INTIME_ARCHIVE_NUM", "0", None),
        ("OVERTIME_ARCHIVE_NUM", "1", "超期"),
        ("OVERTIME_ARCHIVE_NUM", "0", None),
        ("是否按期", "是", "按期"),
        ("是否按期", "否", "超期"),
        ("是否超期", "是", "超期"),
        ("是否超期", "否", "按期"),
        ("按期标志", "未超期", "按期"),
        ("按期标志", "逾期", "超期"),
        ("按期标志", "待定", None),
    ],
)
def test_a_flag_of_time_limits_means_what_its_heading_says(header: str, cell: str, meant: str | None) -> None:
    assert read_code("timely", cell, header) == meant
