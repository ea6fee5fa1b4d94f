"""Masking (隐名): names to 张某某, phones to their last four, identity numbers never, addresses to the township.

Source: spec 8.1(5), 《个人信息保护法》§6 (no more than the purpose needs). What these functions leave is meant to be shown;
they mask when in doubt. Masking an already masked text changes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

ID_HIDDEN: Final = "（证件号不显示）"
ACCOUNT_HIDDEN: Final = "（账号不显示）"
MAIL_HIDDEN: Final = "（邮箱不显示）"
ANONYMOUS: Final = "匿名"

_COMPOUND_SURNAMES: Final = (
    "欧阳司马上官诸葛东方皇甫尉迟公孙慕容令狐长孙宇文司徒司空夏侯轩辕端木百里东郭南宫西门独孤呼延申屠太史闻人澹台公冶宗政濮阳"
    "淳于单于万俟赫连钟离鲜于闾丘亓官仲孙颛孙宰父谷梁拓跋夹谷乐正漆雕公西巫马壤驷公良第五"
)
_COMPOUND: Final = frozenset(_COMPOUND_SURNAMES[at : at + 2] for at in range(0, len(_COMPOUND_SURNAMES), 2))
_ORGANISATION: Final = re.compile(
    r"(公司|集团|企业|厂|店|合作社|协会|学会|商会|小区|业主|业委会|村民|居民|职工|群众|全体|委员会|村委|居委|村组|小组|学校|医院|"
    r"银行|中心|办公室|局|社区|[××].*户|部分.+|.{3,}[队组社所站])$"
)
_ANONYMOUS: Final = re.compile(r"^(匿名.*|不详|未署名|无名氏?|未知|佚名)$")
_TAIL: Final = re.compile(r"(等.*|及其.*|[（(].*)$")
_SPLIT: Final = re.compile(r"[、，,;；/／\n\r\t|]+")
_MASKED: Final = re.compile(r"某")

_D: Final = "[0-9０-９]"
_NOT_BEFORE: Final = f"(?<!{_D})"
_NOT_AFTER: Final = f"(?!{_D})"
_GAP: Final = r"[ \u3000\-－—]?"
_ID_NUMBER: Final = re.compile(
    f"{_NOT_BEFORE}{_D}{{6}}{_GAP}(?:{_D}{{8}}{_GAP}{_D}{{3}}[0-9０-９XxＸｘ]|{_D}{{6}}{_GAP}{_D}{{3}}){_NOT_AFTER}"
)
_MOBILE: Final = re.compile(
    f"{_NOT_BEFORE}(?:[+＋]?86{_GAP})?[1１][3-9３-９]{_D}{_GAP}{_D}{{4}}{_GAP}{_D}{{4}}{_NOT_AFTER}"
)
_LANDLINE: Final = re.compile(
    f"{_NOT_BEFORE}[（(]?[0０]{_D}{{2,3}}[）)]?[ \\u3000\\-－—]*{_D}{{3,4}}{_GAP}{_D}{{4}}{_NOT_AFTER}"
    f"|(?<=电话)[号码是为：: ]{{0,3}}{_D}{{3,4}}{_GAP}{_D}{{4}}{_NOT_AFTER}"
    f"|(?<=座机)[号码是为：: ]{{0,3}}{_D}{{3,4}}{_GAP}{_D}{{4}}{_NOT_AFTER}"
)
_ACCOUNT: Final = re.compile(f"(?<=[卡账帐户行])号?码?[是为：: ]{{0,3}}{_D}(?:{_GAP}{_D}){{14,18}}{_NOT_AFTER}")
_MAIL: Final = re.compile(r"[A-Za-z0-9._%+\-]+@[A-Za-z0-9.\-]+\.[A-Za-z]{2,}")
_RUN: Final = re.compile(f"{_D}(?:[ \\u3000\\-－—）)]*{_D}){{6,}}")
NUMBERS: Final = r"[0-9０-９](?:[ \x{3000}\-－—）)]*[0-9０-９]){6,}|@"
"""What a text has where `scrub_column` may change it (RE2 syntax, for a whole column at once)."""
_DIGIT: Final = re.compile(_D)
BORDER: Final = "\x1f"  # stands in no text of the store and in no pattern here

_COUNTY: Final = re.compile(
    r"^(?:[^省区]{1,7}(?:省|自治区))?(?:[^县村路号][^县镇乡村路号]{0,7}?(?:市|州|盟|地区))?"
    r"(?:[^村路号][^镇乡村路号]{0,6}?(?:县|(?<![小社园])区|市|旗))?"
)
_TOWNSHIP: Final = re.compile(
    r"[\u4e00-\u9fff]{1,9}?(?:街道办事处|街道|苏木|民族乡|镇|乡)"
    r"(?!(?:政府|人民|卫生|中心|司法|派出|村|街|[东南西北中]?路|里))"
)
_BELOW_TOWN: Final = re.compile(
    r"村|屯|社|庄|组|小区|花园|家园|公寓|大厦|路|大道|街(?!道)|巷|弄|胡同|号|栋|幢|楼|单元|室|[0-9０-９]"
)


def mask_name(name: str | None) -> str:
    """A person's name as it may be shown: 张某某; compound surnames and the first part of a 族 name keep their own form.

    匿名 and organisations come back unchanged, empty is "". A text that is masked already is left alone.
    """
    text = "".join((name or "").split())
    if not text or _ANONYMOUS.match(text) or _MASKED.search(text):
        return text
    if is_organisation(text):
        return text
    core = _TAIL.sub("", text)
    people = [part for part in _SPLIT.split(core) if part]
    return "、".join(_mask_one(person) for person in people)


def _mask_one(name: str) -> str:
    if name[:2] in _COMPOUND and len(name) > 2:
        return f"{name[:2]}某某"
    return f"{name[0]}某某"


def is_organisation(name: str) -> bool:
    """Whether a petitioner's name is a unit or a group (××小区业主) and not a person."""
    return bool(_ORGANISATION.search(name)) and len(name) > 3


def mask_phone(number: str | None) -> str:
    """The last four digits behind stars; a number too short to hide anything becomes stars only."""
    digits = "".join(_DIGIT.findall(number or ""))
    if not digits:
        return ""
    return f"*******{digits[-4:]}" if len(digits) >= 7 else "*******"


def mask_id(number: str | None) -> str:
    """An identity number is never shown, not even in part."""
    return ID_HIDDEN if number else ""


def township(address: str | None) -> str:
    """An address cut to its township (乡镇/街道): what stands before 村, 社区, 路 or a house number.

    Without a recognisable township: up to 县/区 if anything below a township follows, else as it is.
    """
    text = "".join((address or "").split())
    county = _COUNTY.match(text)
    head = county[0] if county else ""
    found = _TOWNSHIP.match(text, len(head))
    if found:
        return head + found[0]
    return head if _BELOW_TOWN.search(text, len(head)) else text


@dataclass(frozen=True, slots=True)
class Secrets:
    """What of one record's identity must not be read in its texts: words, and what stands in their place."""

    words: tuple[tuple[str, str], ...] = ()
    names: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        names: Iterable[str | None],
        addresses: Iterable[str | None] = (),
        codes: Iterable[str | None] = (),
        cut: Callable[[str], str] | None = None,
    ) -> Secrets:
        """From names as the ledger has them, addresses (cut to township) and other numbers (hidden)."""
        to_town = cut or township
        words = [(text, to_town(text)) for text in addresses if text and len(text) >= 6]
        words += [(code, ID_HIDDEN) for code in codes if code and len(code) >= 6]
        return cls(tuple((text, stand_in) for text, stand_in in words if stand_in != text), person_names(names))


def person_names(names: Iterable[str | None]) -> tuple[str, ...]:
    """The single persons' names in name cells (张三、李四等5人 gives two), longest first; no organisations, no 匿名."""
    found: set[str] = set()
    for cell in names:
        found.update(_split_names(cell) if cell else ())
    return tuple(sorted(found, key=lambda name: (-len(name), name)))


@lru_cache(maxsize=65536)
def _split_names(cell: str) -> tuple[str, ...]:
    if is_organisation(cell.strip()):
        return ()
    parts = ("".join(_TAIL.sub("", part).split()) for part in _SPLIT.split(_inner_names(cell)))
    return tuple(part for part in parts if len(part) >= 2 and not _ANONYMOUS.match(part) and not _MASKED.search(part))


def _inner_names(cell: str) -> str:
    """李某（代表：王五） names two people: what stands in brackets is read as well."""
    return re.sub(r"[（(](?:代表|代理人|联系人|家属)?[：: ]?([^）)]*)[）)]", r"、\1", cell)


def scrub(text: str, names: Iterable[str] = ()) -> str:
    """A text without identity numbers, phones, accounts, mail addresses and these persons' names."""
    return scrub_with(text, Secrets(names=person_names(names)))


def scrub_with(text: str, secrets: Secrets | None) -> str:
    """A text without its record's secrets and without any number that identifies someone."""
    return _scrub_numbers(_hide(text, secrets) if secrets else text)


def _hide(text: str, secrets: Secrets) -> str:
    for word, stand_in in secrets.words:
        text = text.replace(word, stand_in)
    for name in secrets.names:
        if name[0] in text and name[1] in text:
            pattern, masked = _name_pattern(name)
            text = pattern.sub(masked, text)
    return text


@lru_cache(maxsize=65536)
def _name_pattern(name: str) -> tuple[re.Pattern[str], str]:
    """The name, also where somebody put blanks between its characters (张 三), and what it is masked to."""
    return re.compile(r"[ \u3000]*".join(re.escape(char) for char in name)), mask_name(name)


def _scrub_numbers(text: str) -> str:
    """Only the patterns are tried that the longest run of digits, or an @, leaves possible."""
    longest = max(map(len, _RUN.findall(text)), default=0)
    if longest >= 15:
        text = _ACCOUNT.sub(ACCOUNT_HIDDEN, text)
        text = _ID_NUMBER.sub(ID_HIDDEN, text)
    if longest >= 11:
        text = _MOBILE.sub(lambda found: mask_phone(found[0]), text)
    if longest >= 7 and _RUN.search(text):
        text = _LANDLINE.sub(lambda found: mask_phone(found[0]), text)
    return _MAIL.sub(MAIL_HIDDEN, text) if "@" in text else text


def scrub_column(texts: Sequence[str | None]) -> list[str | None]:
    """A column without identifying numbers; each different text is looked at once, None stays None."""
    shown = {text: _scrub_numbers(text) for text in set(texts) if text}
    clean = {text: short for text, short in shown.items() if short != text}
    return [clean.get(text, text) if text else text for text in texts] if clean else list(texts)


def scrub_rows(columns: Sequence[Sequence[str | None]], secrets: Sequence[Secrets | None]) -> list[list[str | None]]:
    """`scrub_with` over several columns of one table: a row's texts are looked through together for its own secrets."""
    hidden: list[list[str | None]] = [list(column) for column in columns]
    for at, (row, own) in enumerate(zip(zip(*columns, strict=True), secrets, strict=bool(columns))):
        if own is None:
            continue
        joined = BORDER.join([text or "" for text in row])
        clean = _hide(joined, own)
        if clean != joined:
            for column, before, after in zip(hidden, row, clean.split(BORDER), strict=True):
                if before and after != before:
                    column[at] = after
    return [scrub_column(column) for column in hidden]


def leads_of(secrets: Iterable[Secrets | None]) -> frozenset[str]:
    """The first two characters of everything secret, for `may_hold`."""
    words: set[str] = set()
    for own in secrets:
        if own is not None:
            words.update(name[:2] for name in own.names)
            words.update(word[:2] for word, _ in own.words)
    return frozenset("".join(word.split()) for word in words)


def may_hold(texts: Iterable[str | None], leads: frozenset[str]) -> bool:
    """Whether a secret can stand in any of these texts; False is certain. Spares a column of codes the look at each row."""
    bare = ("".join(text.split()) for text in texts if text)
    return any(text[at : at + length] in leads for text in bare for at in range(len(text)) for length in (1, 2))
