"""Data-quality notes (数据质量提示): codes kept with a row, and the sentence a clerk reads about each.

No sentence copies personal data; the cell is named instead.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

ID_LOST: Final = "ID_LOST"
ID_CHECKSUM: Final = "ID_CHECKSUM"
ID_FORMAT: Final = "ID_FORMAT"
CASE_NO_LOST: Final = "CASE_NO_LOST"
PHONE_LOST: Final = "PHONE_LOST"
PHONE_ODD: Final = "PHONE_ODD"
DATE_TEXT: Final = "DATE_TEXT"
DATE_UNREADABLE: Final = "DATE_UNREADABLE"
DATE_AMBIGUOUS: Final = "DATE_AMBIGUOUS"
DATE_AS_NUMBER: Final = "DATE_AS_NUMBER"
DATE_NO_YEAR: Final = "DATE_NO_YEAR"
INT_UNREADABLE: Final = "INT_UNREADABLE"
INT_APPROXIMATE: Final = "INT_APPROXIMATE"
BOOL_UNREADABLE: Final = "BOOL_UNREADABLE"
CODE_UNKNOWN: Final = "CODE_UNKNOWN"
LEVEL_UNKNOWN: Final = "LEVEL_UNKNOWN"
LEAD_UNSURE: Final = "LEAD_UNSURE"
HEADCOUNT_DIFFERS: Final = "HEADCOUNT_DIFFERS"
COLUMNS_DIFFER: Final = "COLUMNS_DIFFER"
NAME_EXTRA: Final = "NAME_EXTRA"
ACCUSATION_SUSPECT: Final = "ACCUSATION_SUSPECT"

ONCE: Final = frozenset({LEAD_UNSURE})
"""Codes reported once for a column, with the number of rows."""

SENTENCES: Final[Mapping[str, str]] = {
    ID_LOST: "证件号码按数字存放，末尾几位已丢失，未读入；请向报送单位索取文本格式的原表",
    ID_CHECKSUM: "证件号码校验位不符（GB 11643），可能录错；已原样保留，请核对",
    ID_FORMAT: "证件号码不是 18 位或 15 位身份证号；已原样保留，请核对证件类型",
    CASE_NO_LOST: "编号按数字存放，末尾几位已丢失，不能作为编号；请向报送单位索取文本格式的原表",
    PHONE_LOST: "电话按科学计数法存放，已丢失数位，未读入；请核对原表",
    PHONE_ODD: "不像电话号码；已原样保留，请核对",
    DATE_TEXT: "不是确切日期（如“长期”“年底前”），日期栏留空，原文保留；不能作为时限起算",
    DATE_UNREADABLE: "日期认不出来，日期栏留空，原文保留；请核对",
    DATE_AMBIGUOUS: "年月日的先后分不清，日期栏留空，原文保留；请写成 2020-10-26 的样子",
    DATE_AS_NUMBER: "“月.日”按数字存放，10.1 与 10.10 分不清，日期栏留空；请核对",
    DATE_NO_YEAR: "只有月日，标题、表名和文件名里也没有年份，日期栏留空；请补年份",
    INT_UNREADABLE: "不是一个数，未读入；请核对",
    INT_APPROXIMATE: "是约数，未读入数值；请核对实际数",
    BOOL_UNREADABLE: "不是“是/否”一类的写法，按未知处理；请核对",
    CODE_UNKNOWN: "不在代码表里，按未知处理；请核对写法",
    LEVEL_UNKNOWN: "看不出交办层级，按未知处理；请核对",
    LEAD_UNSURE: "列有多个单位，栏名没有说明谁是主办；暂以第一个为主办，请在表头确认中指定",
    HEADCOUNT_DIFFERS: "信访人数与姓名栏“等N人”不一致；以人数栏为准，请核对",
    COLUMNS_DIFFER: "同一内容的几栏取值不同，以靠左的一栏为准；请核对",
    NAME_EXTRA: "姓名栏除姓名外还有其他内容，只取了姓名",
    ACCUSATION_SUSPECT: "信访目的未填，内容像检举控告，已先锁定；请核对信访目的",
}
