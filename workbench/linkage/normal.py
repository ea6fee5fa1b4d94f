"""How texts, names, numbers and frames are brought to one form before they are compared (规范化)."""

from __future__ import annotations

import re
import unicodedata

import pandas as pd

from workbench.domain.codes import Purpose
from workbench.domain.identity_number import check_digit

_NOT_WORD = re.compile(r"[\W_]+")
_SPLIT = re.compile(r"[、,，;；/|\n]+")
_TITLE = re.compile(r"(等\d*[人户名]?.*|[(].*|(先生|女士|同志))$")
_NO_NAME = re.compile(r"匿名|不详|未知|无名|群众|某|[*×?]|[xX]{2}|^.[xX]$|^无$")
_ID18 = re.compile(r"\d{17}[\dX]")
_ID15 = re.compile(r"\d{15}")


def half_width(text: str) -> str:
    """Full-width letters, digits and brackets made half-width (Unicode NFKC)."""
    return unicodedata.normalize("NFKC", text)


def plain_text(text: str) -> str:
    """Letters, digits and Chinese characters of a half-width text only, in lower case."""
    return _NOT_WORD.sub("", text).lower()


def person_name(text: str) -> str:
    """A whole name, or "" for a masked, missing or placeholder one (张某某, 匿名)."""
    name = _TITLE.sub("", re.sub(r"\s+", "", half_width(text)))
    return "" if len(name) < 2 or _NO_NAME.search(name) else name


def split_names(text: str) -> tuple[str, ...]:
    """The whole names in a cell that may list several."""
    return tuple(filter(None, map(person_name, _SPLIT.split(text))))


def identity_key(text: str) -> str:
    """The 17 digits that a 15- and an 18-digit identity number share (GB 11643), or "" if the number is not whole.

    The check digit need not be right, except where the number ends in 000: there a spreadsheet has cut it to 15 digits.
    """
    number = re.sub(r"\s+", "", half_width(text)).upper()
    if _ID15.fullmatch(number):
        return f"{number[:6]}19{number[6:]}"
    if not _ID18.fullmatch(number) or (number.endswith("000") and check_digit(number[:17]) != number[17]):
        return ""
    return number[:17]


def phone_keys(text: str) -> tuple[str, ...]:
    """Telephone numbers of a cell as digits, without +86 and a mobile's leading zero; cut or masked ones left out."""
    keys = (_phone_key(part) for part in _SPLIT.split(half_width(text)))
    return tuple(key for key in keys if key)


def _phone_key(part: str) -> str:
    digits = re.sub(r"[\s\-()+.]", "", part)
    digits = re.sub(r"^(?:00)?86(?=1\d{10}$)|^0(?=1[3-9]\d{9}$)", "", digits)
    return digits if re.fullmatch(r"\d{7,12}", digits) and len(set(digits)) > 2 else ""


def text_column(frame: pd.DataFrame, name: str) -> list[str]:
    """A column as text, missing cells and a missing column as ""."""
    if name not in frame.columns:
        return [""] * len(frame)
    return ["" if missing else str(value) for value, missing in zip(frame[name], frame[name].isna(), strict=True)]


def open_rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows that may be compared: not locked and no accusation (检举控告). A `locked` cell left empty counts as locked."""
    keep = pd.Series(True, index=frame.index)
    if "locked" in frame.columns:
        keep &= frame["locked"].eq(False).fillna(False).astype(bool)
    if "purpose" in frame.columns:
        keep &= ~frame["purpose"].astype("string").str.contains(Purpose.ACCUSATION.value).fillna(False).astype(bool)
    return frame[keep]


def ordered(one: str, other: str) -> tuple[str, str]:
    """A pair of record ids as events name it: in order."""
    return (one, other) if one <= other else (other, one)
