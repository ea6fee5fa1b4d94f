"""单位登记 (S001-11, S002-24): how a unit is present where people are received, and its five public channels (五个一).

《信访工作条例》第十八条第一款 has every organ publish its channels, address, telephone, and when and where it receives. What is kept
are an office's public contact points and a post; no person is named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Final

from workbench.rules.unit_kinds import UnitRelation, unit_relation

CLAUSE: Final = "《信访工作条例》第十八条第一款"


class StationMode(StrEnum):
    """How a unit is present at the reception centre (进驻方式)."""

    WHOLE = "整体进驻"
    STANDING = "集中常驻"
    AS_NEEDED = "按需入驻"
    ON_CALL = "随叫随到"


_PRESENCE: Final[Mapping[StationMode, str]] = {
    StationMode.WHOLE: "在场", StationMode.STANDING: "在场", StationMode.AS_NEEDED: "按时到", StationMode.ON_CALL: "随叫随到",
}  # fmt: skip
STATIONED: Final = frozenset({StationMode.WHOLE, StationMode.STANDING})

CHANNELS: Final[Mapping[str, str]] = {
    "phone": "电话", "email": "邮箱", "reception_day": "接访日", "office": "办公室", "post": "专职人员岗位",
}  # fmt: skip
"""The five channels (五个一) by the name of their field."""
FIELDS: Final = ("station_mode", "station", *CHANNELS)
"""Everything a card says, as an event keeps it."""
_PHONE: Final = re.compile(r"(?:\(?0\d{2,3}\)?[- ]?)?\d{7,8}(?:[-转]\d{1,6})?|\d{3,6}")
_MOBILE: Final = re.compile(r"1[3-9]\d[- ]?\d{4}[- ]?\d{4}")
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)


@dataclass(frozen=True, slots=True)
class UnitCard:
    """What is registered of a unit (单位登记): how it is present and where, and its five channels; "" is not registered."""

    unit: str
    station_mode: str = ""
    station: str = ""
    phone: str = ""
    email: str = ""
    reception_day: str = ""
    office: str = ""
    post: str = ""

    @property
    def payload(self) -> dict[str, str]:
        """As an event keeps it."""
        return {name: str(text) for name, text in asdict(self).items() if name != "unit"}

    @property
    def missing(self) -> tuple[str, ...]:
        """Channels of the five that are not registered."""
        return tuple(label for name, label in CHANNELS.items() if not getattr(self, name))

    @property
    def presence(self) -> str:
        """How its people come to a meeting: 在场, 按时到, 随叫随到; "" where it is not registered."""
        return _PRESENCE[StationMode(self.station_mode)] if self.station_mode else ""

    @property
    def presence_words(self) -> str:
        """The same with why: 在场（集中常驻县信访接待室）; 随叫随到 says all of it."""
        if self.presence in ("", self.station_mode):
            return self.presence
        return f"{self.presence}（{self.station_mode}{self.station}）"

    @property
    def row(self) -> Mapping[str, str]:
        channels = {label: getattr(self, name) or "未登记" for name, label in CHANNELS.items()}
        return {"单位": self.unit, "进驻方式": self.station_mode or "未登记", "接待场所": self.station or "未登记", **channels,
                "缺": "、".join(self.missing) or "无"}  # fmt: skip


def card_gaps(card: UnitCard) -> Iterator[str]:
    """What stands in the way of keeping a card, a sentence each."""
    if not card.unit:
        yield "须写明单位"
    if not any(card.payload.values()):
        yield "没有可登记的内容；请至少写明进驻方式或一种信访渠道"
    if card.station_mode and card.station_mode not in list(StationMode):
        yield f"进驻方式“{card.station_mode}”不认识；可用：{'、'.join(StationMode)}"
    elif card.station_mode in STATIONED and not card.station:
        yield f"{card.station_mode}的须写明进驻的接待场所，如“县信访接待室”"
    yield from _bad_phone(card.phone)
    if card.email and not _MAIL.fullmatch(card.email):
        yield f"邮箱“{card.email}”写法不对；应为公布的信访邮箱，如 xf@example.gov.cn"


def _bad_phone(phone: str) -> Iterator[str]:
    for one in filter(None, (part.strip() for part in re.split("[、,，;；/]", phone))):
        if _MOBILE.fullmatch(one):
            yield "电话须为对外公布的办公电话，不登记个人手机号"
        elif not _PHONE.fullmatch(one):
            yield f"电话“{one}”写法不对；应为区号和号码，或热线短号，如 12345"


def stationed_at(cards: Iterable[UnitCard], station: str) -> tuple[UnitCard, ...]:
    """Units whose people sit at a station all the time (整体进驻、集中常驻)."""
    return tuple(one for one in cards if one.station_mode in STATIONED and one.station == station)


def card_of(unit: str, cards: Iterable[UnitCard]) -> UnitCard | None:
    """The card of a unit by any spelling that surely means it; None where there is none."""
    known = tuple(cards)
    named = (one for one in known if one.unit == unit)
    alike = (one for one in known if unit_relation(one.unit, unit) is UnitRelation.SAME)
    return next(named, None) or next(alike, None)
