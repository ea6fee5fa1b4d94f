"""A written address made ready for reading: one form of characters, the places it labels, and the codes it writes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

_BLANK = re.compile(r"\s+")
_ASIDE = re.compile(r"\((?:原|曾用名|曾用|即|旧称|今|现|现为)[^()]*\)")
_TWICE = re.compile(r"([^\W\d_]{2,6}[省市县区])\1")
_LEAD = re.compile(r"^(?:中华人民共和国|中国|(?:家|现)?住(?:在|于)?|(?:坐落|位)于|地址[::]?|家在|来自|在)(?=.{2})")
LABEL = re.compile(
    r"(户籍(?:所在)?(?:地址|地)?|户口(?:所在)?地?|原籍|籍贯|老家|现居住地|现居住?于?|现住(?:址|地|在)?|常住地?|经常居住地|"
    r"居住(?:地址|地|在|于)|暂住(?:地|于|在)?|住址|住所地?|家庭住址|事发地点?|发生地|问题属地|事项发生在|迁(?:往|至|到)|搬(?:往|至|到))"
    r"(?:为|是|在|于)?[::]?"
)
SEPARATORS = frozenset(",,。.;;、/\\|-—–_()()[]【】<>《》“”\"'·:: ")
"""What may stand between two names of one address (half-width after NFKC, or Chinese)."""
_DIGITS = re.compile(r"\d{6}")
_CODE = re.compile(r"(?<![\dA-Za-z])\d{6}(?:\d{3}(?:\d{3})?)?(?![\dXx])")
_POSTCODE = re.compile(r"(?:邮政?编码?|邮编)[::]?\s*\d{6}")
_CODE_WORD = re.compile(r"(?:行政)?(?:区划|地区)?代码(?:为|是)?[::]?$")


@dataclass(frozen=True, slots=True)
class Part:
    """What a text says of one place: the label before it (户籍地, 现住; "" if none) and the words after."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Written:
    """A code as it stands in a text; `sure` if it is called a code or is all there is."""

    code: str
    sure: bool


def plain(text: str) -> str:
    """Half-width, without blanks and without asides such as (原双流县)."""
    text = _BLANK.sub("", unicodedata.normalize("NFKC", text))
    return _TWICE.sub(r"\1", _ASIDE.sub("", text) if "(" in text else text)


def parts(text: str) -> list[Part]:
    """The places a plain text labels, in order; one part without a label where it labels none."""
    marks = list(LABEL.finditer(text))
    if not marks:
        return [Part("", _LEAD.sub("", text))]
    found = [Part("", text[: marks[0].start()])] if marks[0].start() else []
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        end = following.start() if following else len(text)
        found.append(Part(mark[1], _LEAD.sub("", text[mark.end() : end])))
    return [part for part in found if part.text.strip("".join(SEPARATORS))]


def without(text: str, found: list[Written]) -> str:
    """A plain text without the codes found in it, and without the words that call them codes."""
    for code in found:
        text = re.sub(_CODE_WORD.pattern.rstrip("$") + code.code + "|" + code.code, "", text)
    return text


def codes(text: str) -> list[Written]:
    """Numbers of 6, 9 or 12 digits in a plain text that may be division codes; postcodes that are called so left out."""
    if not _DIGITS.search(text):
        return []
    text = _POSTCODE.sub("", text)
    found = []
    for match in _CODE.finditer(text):
        rest = text[: match.start()] + text[match.end() :]
        named = bool(_CODE_WORD.search(text[: match.start()]))
        found.append(Written(match[0], named or not rest.strip("".join(SEPARATORS))))
    return found
