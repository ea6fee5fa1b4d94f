"""A written unit name taken apart (单位名称的成分), and how names are cleaned before that."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache

from workbench.linkage.normal import half_width

_BRACKETS = str.maketrans("【】〔〕[]《》〈〉{}", "()()()()()()")
_LABEL = re.compile(r"^(?:主办|协办|牵头|责任|承办|配合|办理)(?:单位|部门|机关)?:")
_PROCESS = re.compile(r"(?<=.{3})(?:处置|办理|承办|牵头|负责)$")
_QUOTES = re.compile(r"[\s\"'“”‘’,，。;；、_·]+")
_COMPANY = re.compile(r"(?:集团)?(?:股份)?有限(?:责任)?公司$")
_LEAGUE = re.compile(r"^(?:共青团|中国共产主义青年团)(.*[县区市旗])委(?:员会)?$")
_CONSULTATIVE = re.compile(r"^(?:中国人民政治协商会议|政协)(.*[县区市旗])委员会$")
_BOTH = re.compile(r"^((?:中共)?(?P<place>[一-龥]*?[县区市旗]))委和?(?:(?P=place)|[县区市旗])(?:人民)?政府(?=.{2})")
_SCHOOL = re.compile(r"^(.*?)第?([一二三四五六七八九十]+)(中|小)$")
_ASIDE = re.compile(r"\(([^()]*)\)")
_AND = re.compile(r"(?<=.)[和与及暨](?=.)")


class FormKind(StrEnum):
    """What sort of unit a name means."""

    ORGAN = "机关"  # a kind in the table of organs
    TOWN = "乡镇街道"  # a township's government, party committee or people's congress
    VILLAGE = "村社区"
    OTHER = "其他"  # a company, centre or office the table does not know


@dataclass(frozen=True, slots=True)
class UnitForm:
    """One written name apart: [place][town][core][inner office](signboards).

    `place` is bare (南岭), a level word (市, 省), or "" for the office's own county. `town` is written in the name; `near`
    is the township of the row it stands in. `core` is the full present form of the name. `inner` is the inner office
    written (房管股), whose duty is the organ's.
    """

    written: str
    text: str
    core: str
    kind: FormKind = FormKind.OTHER
    organ: str = ""
    alias: str = ""
    place: str = ""
    place_kind: str = ""  # 县, 市 … written after a place that is not the office's own
    town: str = ""
    near: str = ""
    inner: str = ""
    signboards: tuple[str, ...] = field(default=())
    stated: bool = False  # its county or level is written
    maybe_own: bool = False  # 市 in the ledger of a city: its own, or the one above
    open_place: bool = False  # no place written and the office's own is not known
    local: bool = False  # an office every township has (城建办): without its town it may be any of them
    branch: bool = False  # a higher organ's branch here (市生态环境局清澜分局)
    number: str = ""

    @property
    def scope(self) -> str:
        """The township it belongs to: as written, else of its row where only that can tell."""
        return self.town or (self.near if self.local else "")

    @property
    def key(self) -> str:
        """What names of one unit share: 南岭/住房和城乡建设局, 云栖/城建办公室, 人力资源和社会保障局."""
        return "/".join(filter(None, (self.place, self.scope, self.core if self.organ else squash(self.core))))

    @property
    def known_place(self) -> bool:
        """Whether it is told which unit this is: an office that every township has needs its town."""
        return not self.local or bool(self.scope)


@lru_cache(maxsize=100_000)
def clean(written: str) -> str:
    """A name half-width, one sort of brackets, without spaces, quotes, a label before it or a word of process after it."""
    text = _QUOTES.sub("", half_width(written).translate(_BRACKETS))
    text = _PROCESS.sub("", _LABEL.sub("", text)).strip("-") or text
    text = _BOTH.sub(r"\1委", text)  # 县委县政府信访局
    return _LEAGUE.sub(r"\1团委", _CONSULTATIVE.sub(r"\1政协", text))


def apart(text: str) -> tuple[str, tuple[str, ...]]:
    """A clean name without what stands in brackets, and that."""
    asides = tuple(filter(None, _ASIDE.findall(text)))
    base = _ASIDE.sub("", text).replace("(", "").replace(")", "")
    return (_PROCESS.sub("", base), asides) if base else (text, ())


def full_ending(text: str) -> str:
    """An unknown name with its ending written one way: 办 → 办公室, 有限责任公司 → 公司, 一中 → 第一中学."""
    text = _SCHOOL.sub(r"\1第\2\3学", text)
    if text.endswith("办") and len(text) > 2:
        return text + "公室"
    return _COMPANY.sub("公司", text) if len(text) > 6 else text


@lru_cache(maxsize=100_000)
def squash(core: str) -> str:
    """A core without 和, 与, 及, where they join words: 住房和城乡建设局 and 住房城乡建设局 are written alike."""
    return _AND.sub("", core) if core.endswith(("局", "委员会", "办公室", "中心", "大队")) else core
