"""Who speaks for whom in a name cell (代理人、委托人、法定代表人): of agent and principal the principal is the petitioner.

Source: rule of 同人 (spec 7.1): agent and principal both take part in comparing, the principal is the person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from workbench.linkage.forms.characters import surnames
from workbench.linkage.forms.name import name_form
from workbench.linkage.normal import half_width

_HAN = "一-鿿·某*"
_AGENT_WORD = (
    "特别授权代理人|委托诉讼代理人|法定代理人|委托代理人|代理人|代办人|代为反映人|代理律师|受托人|被委托人|代诉人"
)
_PRINCIPAL_WORD = "被代理人|委托人|信访人|申请人|本人"
_LEGAL_WORD = "法定代表人|法人代表|法定负责人|法人|负责人"
_SPLIT = re.compile(r"(?:[、,;/|&和与]|以及)+(?![^(]*\))")
_ANY_WORD = f"{_AGENT_WORD}|{_PRINCIPAL_WORD}|{_LEGAL_WORD}"
_FORMER = re.compile(r"\(((?:曾用名|又名|原名|别名)[^()]*)\)")
_ITEM = re.compile(r"([(\[【]?)([^()\[\]【】;\n]+)")
_TAG_ALONE = re.compile(rf"(?:{_ANY_WORD})$")
_TAGGED = re.compile(rf"^(?P<word>{_ANY_WORD})[:为是]*(?P<names>.+)$")
_TAG_AFTER = re.compile(rf"^(?P<names>[{_HAN}、,]+?)[:]?(?P<word>{_ANY_WORD})$")
_FOR = (
    re.compile(
        rf"^(?P<agent>[{_HAN}]{{2,5}})代(?:理|为|替|表)?(?P<principal>[{_HAN}、]{{2,}}?)(?:反映|信访|来访|投诉)?$"
    ),
    re.compile(rf"^(?P<agent>[{_HAN}]{{2,5}})受(?P<principal>[{_HAN}、]{{2,}}?)(?:的)?委托$"),
    re.compile(rf"^(?P<principal>[{_HAN}、]{{2,}}?)委托(?P<agent>[{_HAN}、]{{2,}}?)(?:代理|代为反映|反映|信访|来访)?$"),
    re.compile(rf"^(?P<principal>[{_HAN}、]{{2,}}?)由(?P<agent>[{_HAN}]{{2,5}})(?:代理|代诉|代为反映|代为信访)$"),
)
_IN_BRACKETS_FOR = re.compile(rf"^(?:代(?:理|为|替)?|受)(?P<principal>[{_HAN}、,]{{2,}}?)(?:委托)?$")
_COMPANY = re.compile(r"公司|合作社|厂$|商行|经营部|中心|学校|医院|协会|工作室")


@dataclass(frozen=True, slots=True)
class Parties:
    """Names in a cell by part, as spelt (former names kept in brackets); `legal` speak for a company as its organ."""

    principals: tuple[str, ...] = ()
    agents: tuple[str, ...] = ()
    legal: tuple[str, ...] = ()

    @property
    def persons(self) -> tuple[str, ...]:
        """Who counts as petitioner: the principals, else a company's legal representative, else whoever wrote in."""
        return self.principals or self.legal or self.agents


@lru_cache(maxsize=200_000)
def parties(cell: str) -> Parties:
    """Principals, agents and legal representatives a name cell names; a plain name is a principal.

    张三（代理人李四）, 李四代张三, 张三委托李四, 李四（受张三委托）, 某公司（法定代表人张三）.
    """
    text = re.sub(r"[\s\u200b]+", "", half_width(cell))
    found: dict[str, list[str]] = {"principal": [], "agent": [], "legal": []}
    if match := _for_whom(text):
        _add(found, "principal", match["principal"])
        _add(found, "agent", match["agent"])
    else:
        _read_items(text, found)
    principals = [name for name in found["principal"] if name not in found["agent"]]
    return Parties(*(tuple(dict.fromkeys(names)) for names in (principals, found["agent"], found["legal"])))


def _for_whom(text: str) -> re.Match[str] | None:
    """李四代张三 and the like, where both look like names (代 is a surname too)."""
    for pattern in _FOR:
        match = pattern.match(text)
        if match and all(_like_name(name) for part in ("agent", "principal") for name in _SPLIT.split(match[part])):
            return match
    return None


def _like_name(text: str) -> bool:
    return "·" in text or (2 <= len(text) <= 4 and (text[0] in surnames() or text[:2] in surnames()))


def _read_items(text: str, found: dict[str, list[str]]) -> None:
    """Item by item between brackets and semicolons; an item's tag may stand before its names, after, or in brackets."""
    last: list[str] = []
    for item, in_brackets in _items(text):
        if in_brackets and _COMPANY.search(item) and _TAG_ALONE.search(item):  # 张三（某公司法定代表人）
            _move(found, last, "legal")
        elif match := _TAGGED.match(item) or _TAG_AFTER.match(item):
            last = _add(found, _part(match["word"]), match["names"])
        elif match := _TAG_ALONE.search(item):
            _move(found, last, _part(match[0]))
        elif (
            (match := _IN_BRACKETS_FOR.match(item)) and last and all(map(_like_name, _SPLIT.split(match["principal"])))
        ):
            _move(found, last, "agent")
            _add(found, "principal", match["principal"])
        elif not in_brackets:
            last = _add(found, "principal", item)


def _items(text: str) -> Iterator[tuple[str, bool]]:
    """Pieces of a cell and whether each stands in brackets; a former name in brackets stays with its name."""
    held = _FORMER.sub(r"<\1>", text)
    held = re.sub(rf"[,、](?=(?:{_ANY_WORD}))", ";", held)
    for match in _ITEM.finditer(held):
        item = match[2].strip(",、:").replace("<", "(").replace(">", ")")
        if item:
            yield item, bool(match[1])


def _part(word: str) -> str:
    if re.fullmatch(_AGENT_WORD, word):
        return "agent"
    return "principal" if re.fullmatch(_PRINCIPAL_WORD, word) else "legal"


def _add(found: dict[str, list[str]], part: str, names: str) -> list[str]:
    pieces = [piece for piece in _SPLIT.split(names) if not _COMPANY.search(piece)]
    added = [form.key for form in map(name_form, filter(None, pieces)) if form.plain]
    found[part] += added
    return added


def _move(found: dict[str, list[str]], names: list[str], part: str) -> None:
    """A tag in brackets after names: 李四（代理人）."""
    for name in names:
        if name in found["principal"]:
            found["principal"].remove(name)
            found[part].append(name)
