"""Numbers, yes/no and lists of units in a cell (数、是否、单位); spec 4.1(7), 4.1(9). Blank is unknown, never no."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from workbench.ledger.notes import BOOL_UNREADABLE, INT_APPROXIMATE, INT_UNREADABLE
from workbench.reference.headers import plain as plain_header

_NUMBER: Final = re.compile(r"(?:共|计|合计)?\s*(\d{1,9})(?:\.0+)?\s*[人名户次件批个]*次?")
_ORDINAL: Final = re.compile(r"第?(\d{1,4})次(?:交办|信访)?")
_APPROXIMATE: Final = re.compile(r"[约近余多左右上下几数至~-]")
_YES: Final = frozenset(
    ["是", "有", "√", "✓", "☑", "■", "●", "y", "yes", "1", "true", "t", "已", "对", "真", "属于", "同意", "v"]
)
_NO: Final = frozenset(
    [
        "否",
        "无",
        "×",
        "✗",
        "✘",
        "x",
        "n",
        "no",
        "0",
        "false",
        "f",
        "未",
        "非",
        "不是",
        "没有",
        "不属于",
        "不同意",
        "□",
        "☐",
    ]
)
_UNKNOWN: Final = frozenset(["未知", "不详", "不清楚", "待核", "待查", "未填", "未填写", "不明", "不确定", "?"])
_WORDS: Final = {
    "first_nat": ("初件|初信|初访|初次|首次", "重件|重信|重访|重复"),
    "first_here": ("初件|初信|初访|初次|首次", "重件|重信|重访|重复"),
    "repeat": ("重复|重件|重信|重访", "初件|初信|初访|初次|首次"),
    "urgent": ("特急|紧急|加急|重大", "一般|普通|正常|不急"),
    "is_anon": ("匿名", "实名|署名"),
    "joint": ("联名|集体", "单独|个人|个体"),
    "legal_suit": ("诉类|涉法|涉诉", "访类|非涉"),
    "backlog": ("积案", "非积案|新案"),
    "public_ok": ("公开", "不公开|保密"),
    "skip_level": ("逐级", "越级"),
}
_INVERTED: Final = {"skip_level": ("越级",), "is_anon": ("实名",)}
_UNIT_BETWEEN: Final = re.compile(r"[、，,；;/\n]+")
_MARKED_LEAD: Final = re.compile(r"[（(]\s*(?:牵头|主办|主责)(?:单位)?\s*[)）]")
_MARKED: Final = re.compile(r"[（(]\s*(?:牵头|主办|主责|协办|配合)(?:单位)?\s*[)）]")


def read_int(text: str) -> tuple[int | None, str]:
    """Whole number of a cell ("15人", "3次"); an approximate one is not taken."""
    plain = unicodedata.normalize("NFKC", text).strip().replace(",", "")
    found = _NUMBER.fullmatch(plain) or _ORDINAL.fullmatch(plain)
    if found:
        return int(found[1]), ""
    if plain in ("无", "没有"):
        return 0, ""
    return None, INT_APPROXIMATE if _APPROXIMATE.search(plain) and re.search(r"\d", plain) else INT_UNREADABLE


def read_bool(text: str, field: str, header: str = "") -> tuple[bool | None, str]:
    """Yes or no of a cell; a heading that asks the opposite (是否越级 for 逐级走访) turns it round."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold().strip("。.")
    if plain in _UNKNOWN:
        return None, ""
    inverted = any(word in plain_header(header) for word in _INVERTED.get(field, ()))
    if plain in _YES or plain in _NO:
        return (plain in _YES) != inverted, ""
    yes, no = _WORDS.get(field, ("$^", "$^"))
    if re.search(no, plain):
        return False, ""
    if re.search(yes, plain):
        return not plain.startswith(("非", "未", "不", "无")), ""
    if plain.startswith(("已", "是")):
        return not inverted, ""
    return (inverted, "") if plain.startswith(("未", "否", "不")) else (None, BOOL_UNREADABLE)


def split_units(text: str) -> list[str]:
    """Units of a cell in order, the one marked （牵头） or （主办） first; marks themselves are taken off."""
    parts = [part.strip() for part in _UNIT_BETWEEN.split(text) if part.strip()]
    parts.sort(key=lambda part: not _MARKED_LEAD.search(part))
    return list(dict.fromkeys(bare for part in parts if (bare := _MARKED.sub("", part).strip())))
