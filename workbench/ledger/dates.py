"""Dates as ledgers write them (日期写法) into EDTF text; what is not a date is left out with a note, never guessed.

Spec 4.1(5). The year of "10.26" comes from the title; a range becomes "start/end"; a month stays a month.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from typing import Final

from workbench.domain.dates import PartialDate
from workbench.ledger.notes import DATE_AMBIGUOUS, DATE_NO_YEAR, DATE_TEXT, DATE_UNREADABLE

_EXCEL_ZERO: Final = date(1899, 12, 30)
_TIME: Final = (
    r"(?:[上下]午|晚上?)?(?:[T ]*\d{1,2}[:时点]\d{1,2}(?:[:分]\d{1,2}秒?)?(?:\.\d+)?分?(?:Z|[+-]\d{2}:?\d{2})?)?"
)
_FULL: Final = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*[日号]?(?:星期.|周.)?" + _TIME)
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})(?:\d{6})?")
_MONTH: Final = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*月?份?(?:[上中下]旬)?")
_YEAR: Final = re.compile(r"(\d{4})年?")
_DAY_ONLY: Final = re.compile(r"(\d{1,2})\s*[./月-]\s*(\d{1,2})\s*[日号]?" + _TIME)
_AMERICAN: Final = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})" + _TIME)
_SHORT_YEAR: Final = re.compile(r"\d{2}[-./年]\d{1,2}[-./月]\d{1,2}日?")
_SERIAL: Final = re.compile(r"([2-5]\d{4})(?:\.\d+)?")
_RANGE: Final = re.compile(r"(.+?)\s*(?:至|到|—+|~|～|--|–|(?<=[日月\d])-(?=\d{4}|\d{1,2}[月.日]))\s*(.+)")
_END: Final = re.compile(r"(?:(\d{1,2})\s*[月.])?\s*(\d{1,2})\s*日?")
_VAGUE: Final = re.compile("长期|底|前|初|超期|待定|暂|近期|常年|多年|每|以来|后|左右|无|未|不详|届满|持续")
_CHINESE: Final = str.maketrans("〇零一二三四五六七八九", "00123456789")
_TITLE_YEAR: Final = re.compile(r"(?<!\d)((?:19|20)\d{2})(?:\s*年|[-./—]|(?!\d))")

Reading = tuple[str | None, str]
"""(EDTF text or None, note code or "")."""


def title_year(*texts: str) -> int | None:
    """Year a title, sheet or file name speaks of; the first that names exactly one."""
    for text in texts:
        years = set(_TITLE_YEAR.findall(unicodedata.normalize("NFKC", text)))
        if len(years) == 1:
            return int(years.pop())
    return None


def read_date(text: str, year: int | None = None) -> Reading:
    """EDTF of one cell's text; (None, note) where it names no day, month, year or range."""
    plain = _arabic(unicodedata.normalize("NFKC", text).strip().strip("。.,;、"))
    for form in (_single, _month_range, _range):
        found = form(plain, year)
        if found is not None:
            return found
    return None, DATE_TEXT if _VAGUE.search(plain) else DATE_UNREADABLE


def _arabic(text: str) -> str:
    """二〇二〇年十月二十六日 → 2020年10月26日."""
    if not re.search("[〇零一二三四五六七八九十]", text):
        return text
    text = re.sub("(?<![一二三四五六七八九])十", "一十", text)
    text = re.sub("十(?![一二三四五六七八九])", "十零", text).replace("十", "")
    return text.translate(_CHINESE)


def _single(text: str, year: int | None) -> Reading | None:
    if found := _FULL.fullmatch(text) or _COMPACT.fullmatch(text):
        return _day(*map(int, found.groups()[:3]))
    if found := _MONTH.fullmatch(text):
        return _checked(f"{int(found[1]):04}-{int(found[2]):02}")
    if (found := _YEAR.fullmatch(text)) and 1949 <= int(found[1]) <= 2100:
        return found[1], ""
    if found := _SERIAL.fullmatch(text):
        return (_EXCEL_ZERO + timedelta(int(found[1]))).isoformat(), ""
    if found := _AMERICAN.fullmatch(text):
        return _day(int(found[3]), int(found[1]), int(found[2])) if int(found[2]) > 12 else (None, DATE_AMBIGUOUS)
    if _SHORT_YEAR.fullmatch(text):
        return None, DATE_AMBIGUOUS
    if found := _DAY_ONLY.fullmatch(text):
        return _day(year, int(found[1]), int(found[2])) if year else (None, DATE_NO_YEAR)
    return None


def _day(year: int, month: int, day: int) -> Reading:
    return _checked(f"{year:04}-{month:02}-{day:02}")


def _checked(text: str) -> Reading:
    """The text if it is a real date between 1949 and 2100."""
    try:
        return (text, "") if 1949 <= PartialDate.parse(text).start.year <= 2100 else (None, DATE_UNREADABLE)
    except ValueError:
        return None, DATE_UNREADABLE


def _range(text: str, year: int | None) -> Reading | None:
    """2020年10月26日至30日, 2020.10.26-2020.10.30, 10月26日至30日 (year from the title)."""
    parts = _RANGE.fullmatch(text)
    if not parts:
        return None
    start = _single(parts[1], year)
    if start is None or start[0] is None:
        return start
    end = _range_end(start[0], parts[2], year)
    if end is None:
        return None, DATE_UNREADABLE
    return _checked(f"{start[0]}/{end}")


def _range_end(start: str, text: str, year: int | None) -> str | None:
    """The end written short takes month and year from the start (26日至30日)."""
    whole = _FULL.fullmatch(text) or _COMPACT.fullmatch(text) or _MONTH.fullmatch(text)
    if whole:
        found = _single(text, year)
        return found[0] if found else None
    short = _END.fullmatch(text)
    if not short or len(start) != 10:
        return None
    month = int(short[1]) if short[1] else int(start[5:7])
    return _day(int(start[:4]), month, int(short[2]))[0]


def _month_range(text: str, _: int | None) -> Reading | None:
    """2020年3-5月, 2020年11月至2021年2月."""
    found = re.fullmatch(r"(\d{4})年(\d{1,2})月?(?:至|到|-|—|~)(?:(\d{4})年)?(\d{1,2})月", text)
    if not found:
        return None
    year = int(found[1])
    return _checked(f"{year:04}-{int(found[2]):02}/{int(found[3] or year):04}-{int(found[4]):02}")
