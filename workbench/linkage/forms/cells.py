"""What a name cell says (姓名栏): the name without titles and remarks, its hidden characters, former names."""

from __future__ import annotations

import re

from workbench.linkage.forms.characters import compound_surnames, surnames
from workbench.linkage.normal import half_width

HIDDEN = "某"
_HAN = "一-鿿㐀-䶿𠀀-𯨟"
_WHOLE = re.compile(rf"[{_HAN}]{{2,4}}")
_BLANK = re.compile(r"[\s\u200b-\u200f\ufeff\u2060]+")
_DOT = re.compile(rf"(?<=[{_HAN}])[·・•‧∙⋅●.。˙](?=[{_HAN}])")
_FORMER_WORD = "曾用名|曾用(?!名)|又名|原名|别名|化名|小名|乳名|又叫|也叫|亦名|现名|现用名"
_FORMER = re.compile(rf"(?<=..)[(\[【,;、/]*(?:{_FORMER_WORD})[:为是]*([^()\[\]【】;]+)[)\]】]?")
_BRACKETS = re.compile(r"[(\[【〔<].*?(?:[)\]】〕>]|$)")
_LABEL = re.compile(
    r"^(?:\d+[.、)]*|(?:信访人|姓名|来访人|户主|申请人|投诉人|反映人|当事人|联系人|委托人|被代理人)[:为]|(?:村民|居民|业主|群众|职工|员工)(?=.{2,4}$))"
)
_MORE = re.compile(r"等(?:\d*|[一二三四五六七八九十百]*)[人户名].*$|(?<=..)等$")
_TITLE = re.compile(r"(?:先生|女士|小姐|同志|老师|师傅|阿姨|大爷|大妈|大叔|大娘|大姐|大哥|太太|夫人|男士)$")
_ONE = re.compile(r"[、,;/|\n]+")
_MASK = re.compile(rf"[*×✕✖?○〇◯□■△▲_]|(?<=[{_HAN}*×])[xX]+(?=$|[{_HAN}*×])")
_CODE = re.compile(rf"(?<={HIDDEN})[A-Za-z甲乙丙丁戊\d]+$")
_NOBODY = re.compile(
    r"匿名|不详|不明|不清|未知|无名|群众|业主|村民|居民|全体|公司|保密|隐去|未提供|未留|未填|信访人|来访人|同上|委员会|^无$|^暂无|^待|测试"
)
_KEPT = re.compile(rf"[^{_HAN}A-Za-z·]+")


def read_cell(cell: str) -> tuple[str, tuple[str, ...]]:
    """The name as spelt ("" if the cell names nobody) and the former names written beside it.

    Characters that are hidden or not given (张*三, 张女士, 小张) appear as 某: 张某三, 张某.
    """
    text = _BLANK.sub("", half_width(cell))
    if _WHOLE.fullmatch(text) and not _special(text):
        return text, ()
    former = [part for match in _FORMER.finditer(text) for part in _ONE.split(match[1])]
    spelt = _spelt(_BRACKETS.sub("", _FORMER.sub("", text)))
    others = dict.fromkeys(filter(None, (_spelt(_BRACKETS.sub("", part)) for part in former)))
    return spelt, tuple(name for name in others if name != spelt)


def _special(text: str) -> bool:
    return bool(
        HIDDEN in text
        or text[0] in "老小"
        or _TITLE.search(text)
        or _NOBODY.search(text)
        or re.search(rf"{_FORMER_WORD}|[等姓〇]", text)
    )


def _spelt(text: str) -> str:
    text = _MORE.sub("", _LABEL.sub("", text))
    text = _ONE.split(text.strip("、,;/|"))[0]
    if _NOBODY.search(text):
        return ""
    text = _KEPT.sub("", _hide(_DOT.sub("·", text))).strip("·")
    return "" if not text.strip(HIDDEN) or len(text) > 30 else text


def _hide(text: str) -> str:
    """Titles, nicknames and mask signs as hidden characters."""
    bare = _TITLE.sub("", text)
    text = bare if bare == text or (len(bare) > 1 and bare not in compound_surnames()) else bare + HIDDEN
    text = _MASK.sub(lambda match: HIDDEN * len(match[0]), text)
    text = re.sub(r"姓.*$", HIDDEN, text)
    text = _CODE.sub("", text)
    if len(text) == 2 and text[0] in "老小" and text[1] in surnames():
        return text[1] + HIDDEN
    return text + HIDDEN if len(text) == 1 and not text.isascii() else text
