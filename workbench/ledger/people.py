"""Who a cell names (姓名、证件、电话、领导): "张三等15人", "李某（代表：王某）", "王强（副县长）1380…"; spec 4.1(4), (6), (8)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from workbench.domain.identity_number import check_digit
from workbench.ledger.notes import ID_CHECKSUM, ID_FORMAT, NAME_EXTRA, PHONE_ODD

_ET_AL: Final = re.compile(r"[\s,，、]*等(?:[\s共约]*(\d+)[\s余多]*[人名户]?)?(?:群众|村民|业主|居民)?$")
_REPRESENTED: Final = re.compile(
    r"[（(]\s*(?:信访)?(?:代表|代表人|代理人|委托代理人|代访人?)\s*[:：]?\s*([^（()）]+?)\s*[)）]"
)
_PARENTHESES: Final = re.compile(r"[（(][^（()）]*[)）]")
_BETWEEN: Final = re.compile(r"[、，,；;/\n]+")
_PERSON: Final = re.compile(
    r"[\u4e00-\u9fff\u3400-\u4dbf某·•×xX*]{2,4}|[\u4e00-\u9fff]{2,8}[·•][\u4e00-\u9fff·•]{2,12}"
)
_ANONYMOUS: Final = re.compile("匿名|无名氏|未署名|不愿透露|佚名")
_PHONE: Final = re.compile(
    r"(?:\+?86[- ]?)?(1[3-9]\d{9}|0\d{2,3}[- ]?\d{7,8}(?:-\d{1,5})?|[2-9]\d{6,7}|1\d{2}[- ]\d{4}[- ]\d{4})"
)
_POST: Final = re.compile(r"[（(]\s*([^（()）\d]{2,30}?)\s*[)）]")


@dataclass(frozen=True, slots=True)
class NameReading:
    """Contact, number of petitioners if the cell says so, representative, further names, whether unsigned, note."""

    name: str | None
    headcount: int | None = None
    representative: str | None = None
    others: tuple[str, ...] = ()
    anonymous: bool | None = None
    note: str = ""


def read_name(text: str) -> NameReading:
    """Read one 信访人 cell. Groups without a person (××小区业主) stay as written; further persons stand apart."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if _ANONYMOUS.search(plain) and len(plain) <= 12:
        return NameReading("匿名", anonymous=True)
    represented = _REPRESENTED.search(plain)
    bare = _PARENTHESES.sub("", plain)
    note = NAME_EXTRA if bare != plain and not represented else ""
    et_al = _ET_AL.search(bare)
    bare = bare[: et_al.start()] if et_al else bare
    parts = [_closed_up(part) for part in _BETWEEN.split(bare) if part.strip()]
    if len(parts) > 1 and not all(map(_PERSON.fullmatch, parts)):
        parts = [bare.strip()]
    count = int(et_al[1]) if et_al and et_al[1] and len(et_al[1]) < 7 and "余" not in et_al[0] else None
    person = represented[1].strip() if represented else None
    return NameReading(parts[0] if parts else None, count, person, tuple(parts[1:]), None, note)


def _closed_up(name: str) -> str:
    """张 三 → 张三; spaces in longer text stay."""
    joined = re.sub(r"\s+", "", name)
    return joined if _PERSON.fullmatch(joined) else name.strip()


def read_phones(text: str) -> tuple[str, str]:
    """All numbers of a cell, each without its separators, joined by 、; the text itself with a note if there is none."""
    plain = unicodedata.normalize("NFKC", text)
    numbers = [
        re.sub(r"[ ]|(?<=^1\d\d)-|(?<=^1\d\d\d{4})-", "", found) for found in _PHONE.findall(_joined_mobile(plain))
    ]
    return ("、".join(dict.fromkeys(numbers)), "") if numbers else (plain.strip(), PHONE_ODD)


def _joined_mobile(text: str) -> str:
    return re.sub(r"(?<!\d)(1[3-9]\d)[- ](\d{4})[- ](\d{4})(?!\d)", r"\1\2\3", text)


def read_id(text: str) -> tuple[str, str]:
    """Number as compared (upper case, no spaces) and a note if its check digit fails or it is no identity number."""
    plain = re.sub(r"[\s'’]+", "", unicodedata.normalize("NFKC", text)).upper()
    if re.fullmatch(r"\d{17}[\dX]", plain):
        return plain, "" if check_digit(plain[:17]) == plain[17] else ID_CHECKSUM
    return plain, "" if re.fullmatch(r"\d{15}", plain) else ID_FORMAT


def read_leader(text: str, post: str = "") -> str:
    """ "王强（副县长）1380…" → "副县长 王强": the post before the name, no telephone; several leaders stay in order."""
    plain = unicodedata.normalize("NFKC", text)
    without_phone = _PHONE.sub("", _joined_mobile(plain))
    without_phone = re.sub(r"(?:联系)?(?:电话|方式|手机)[:\s]*", "", without_phone)
    people = [_leader(part) for part in re.split(r"[;\n]+", without_phone) if part.strip(" ,、:")]
    read = "；".join(part for part in people if part)
    return f"{post.strip()} {read}".strip() if post and len(people) == 1 else read


def _leader(text: str) -> str:
    text = text.strip(" ,、:")
    post = _POST.search(text)
    name = re.sub(r"\s+", " ", _PARENTHESES.sub("", text)).strip(" ,、:")
    return f"{post[1]} {name}".strip() if post else name
