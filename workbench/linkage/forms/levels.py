"""How far two values agree (一致程度): each list from strongest to weakest; the number is what the SQL functions give."""

from __future__ import annotations

from enum import IntEnum


class _Level(IntEnum):
    """A level with its words for a clerk; `word` names no value."""

    @property
    def word(self) -> str:
        return _WORDS[type(self).__name__][self.value]


class NameLevel(_Level):
    """Two names. Up to MASK_FITS they may be one name written in two ways; from SAME_SURNAME on they are not."""

    EXACT = 0
    VARIANT = 1  # 张晓峰 / 張曉峯, 肖 / 萧
    FORMER = 2  # one's former name is the other's name
    HOMOPHONE = 3  # one character of three or more: 张建国 / 张健国
    LOOKALIKE = 4  # one character: 余 / 佘
    NEAR_SOUND = 5  # one character in dialect (陈 / 程), or several homophones (王丽华 / 王莉桦)
    SWAPPED = 6  # 王小明 / 王明小
    SHORT_SOUND = 7  # names of two characters, one of them heard alike: 张伟 / 张玮
    ONE_MORE = 8  # a character or an ethnic name's second part left out: 王小明 / 王明
    MASK_FITS = 9  # what a masked name shows agrees: 张某某 / 张建国
    SAME_SURNAME = 10
    DIFFERENT = 11
    UNKNOWN = 12


class IdLevel(_Level):
    """Two identity numbers."""

    SAME = 0
    SAME_15_18 = 1
    ONE_SLIP = 2  # a digit wrong, left out or doubled, or two neighbours swapped; one of the two fails its check digit
    LOST_TAIL = 3  # the same first 15 digits, the rest lost to a spreadsheet's float
    MASK_FITS = 4  # the digits a masked number shows agree
    DIFFERENT = 5
    UNKNOWN = 6


class PhoneLevel(_Level):
    """Two cells of telephone numbers: the best of all pairs."""

    SAME = 0
    MASK_FITS = 1  # 138****1234, or a landline once without its area code
    ONE_SLIP = 2
    DIFFERENT = 3
    UNKNOWN = 4


class AddressLevel(_Level):
    """Two addresses."""

    SAME = 0
    SAME_DOOR_PARTIAL = 1  # one estate or house number, one of the two written less far
    SAME_VILLAGE = 2
    SAME_TOWN = 3
    DIFFERENT = 4
    UNKNOWN = 5


_WORDS = {
    "NameLevel": (
        "姓名一致",
        "姓名为繁简或异体写法",
        "与曾用名一致",
        "姓名一字同音",
        "姓名一字形近",
        "姓名音近",
        "名字两字颠倒",
        "两字姓名同音或音近",
        "姓名多一字或少一段",
        "隐去姓名与之相符",
        "同姓不同名",
        "姓名不同",
        "姓名不明",
    ),
    "IdLevel": (
        "证件号一致",
        "十五位与十八位证件号一致",
        "证件号差一位或邻位颠倒",
        "证件号前十五位一致、尾数丢失",
        "隐去的证件号与之相符",
        "证件号不同",
        "证件号不明",
    ),
    "PhoneLevel": ("电话一致", "隐去或缺区号的电话相符", "电话差一位", "电话不同", "电话不明"),
    "AddressLevel": (
        "住址一致",
        "住址同一小区或门牌、详略不同",
        "住址同村（社区、路）",
        "住址同乡镇",
        "住址不同",
        "住址不明",
    ),
}
