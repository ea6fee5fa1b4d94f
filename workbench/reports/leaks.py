"""The last look at a finished document (成文核对): nobody's number and no petitioner's name may stand in it.

What is compared stays in memory; a refusal names the part of the document, never the value.
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from xml.etree import ElementTree

from docx.oxml.ns import qn

from workbench.access.masking import scrub

_BLANK: Final = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]+")
_NOT_SIGNS: Final = re.compile(r"[^0-9A-Za-z@]+")
_HEADING: Final = "Heading1"
_SHORTEST: Final = 6
_MAIN: Final = "word/document.xml"


class PaperRefused(ValueError):
    """A document that still says who the petitioner is; it was not written."""


@dataclass(frozen=True, slots=True)
class Forbidden:
    """What one matter's papers must not hold. `names`: petitioners' full names; `numbers`: identity numbers, phones."""

    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


def texts_by_part(document: bytes) -> Iterator[tuple[str, str]]:
    """(part, text) of every paragraph of a docx: the body by its last heading, everything else by where it stands."""
    with zipfile.ZipFile(io.BytesIO(document)) as held:
        for name in sorted(held.namelist(), key=lambda name: (name != _MAIN, name)):
            if not name.endswith(".xml") or "/theme/" in name or name.endswith(("styles.xml", "stylesWithEffects.xml")):
                continue
            root = ElementTree.fromstring(held.read(name))  # written by us: no DTD, nothing to expand
            if name == _MAIN:
                yield from _body(root)
            else:
                yield from ((_place(name), text) for text in _paragraphs(root))


def _body(root: ElementTree.Element) -> Iterator[tuple[str, str]]:
    part = "标题"
    for paragraph in root.iter(qn("w:p")):
        text = "".join(paragraph.itertext())
        style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
        if style is not None and style.get(qn("w:val")) == _HEADING:
            part = text
        yield part, text


def _paragraphs(root: ElementTree.Element) -> list[str]:
    """Texts of a part's paragraphs, or of its elements where it has none (document properties)."""
    found = ["".join(paragraph.itertext()) for paragraph in root.iter(qn("w:p"))]
    return found or [text for text in root.itertext() if text.strip()]


def _place(name: str) -> str:
    places = {"header": "页眉", "footer": "页脚", "core": "文档属性", "app": "文档属性", "custom": "文档属性"}
    return next((place for word, place in places.items() if word in name), name)


def check_document(document: bytes, forbidden: Forbidden, ours: str = "") -> None:
    """PaperRefused where the document holds a forbidden name or number, or anything shaped like an identity number or phone.

    `ours` are the fixed words of the paper: a name that is one of them (a petitioner called 程序) cannot be told apart
    there, and a number of the office's own in its template is not a petitioner's.
    """
    words = _bare(ours)
    names = [name for name in map(_bare, forbidden.names) if len(name) > 1 and name not in words]
    numbers = [number for number in map(_signs, forbidden.numbers) if len(number) >= _SHORTEST]
    together: dict[str, list[str]] = {}
    for part, text in texts_by_part(document):
        together.setdefault(part, []).append(text)
        if scrub(text) != text and _bare(text) not in words:
            raise _refused(part, "疑似证件号码、电话或邮箱")
    for part, texts in together.items():
        if any(name in _bare(text) for text in texts for name in names):
            raise _refused(part, "信访人姓名")
        if any(number in _signs("".join(texts)) for number in numbers):
            raise _refused(part, "信访人的证件号码或电话")


def _refused(part: str, what: str) -> PaperRefused:
    return PaperRefused(
        f"未生成文件：“{part}”部分含有{what}（此处不显示）。请在来源登记中改为隐名或删去后重新打印；来自本单位模板的，请改模板"
    )


def _bare(text: str) -> str:
    return _BLANK.sub("", unicodedata.normalize("NFKC", text))


def _signs(text: str) -> str:
    """Letters and digits only, so that a number broken by blanks or dashes is still that number."""
    return _NOT_SIGNS.sub("", unicodedata.normalize("NFKC", text)).upper()
