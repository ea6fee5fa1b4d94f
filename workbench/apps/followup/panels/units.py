"""单位与接访: units' presence and five channels, what receptions came to in numbers, and who supervises a topic."""

from __future__ import annotations

from typing import Any, Final

from workbench.apps.followup import acts, asks, rows
from workbench.apps.followup.model import FollowUpModel
from workbench.apps.followup.panels.counts import counts
from workbench.apps.followup.panels.station import station
from workbench.apps.followup.parts import Listing, Panel, records
from workbench.apps.followup.parts import rows as stacked
from workbench.rules.unit_cards import CHANNELS, CLAUSE, StationMode
from workbench.store.topics import topic_names
from workbench.widgets import Field, Form, MetricRow, columns, section

CARDS: Final[list[dict[str, Any]]] = [
    {"key": "unit", "title": "单位", "width": 190},
    {"key": "mode", "title": "进驻方式", "width": 84},
    {"key": "station", "title": "接待场所", "width": 120},
    {"key": "missing", "title": "五种渠道", "kind": "status"},
]
PRINTED: Final[list[dict[str, Any]]] = [
    *CARDS[:-1], *({"key": name, "title": label} for name, label in CHANNELS.items()), CARDS[-1],
]  # fmt: skip
TOPICS: Final[list[dict[str, Any]]] = [
    {"key": "内容分类", "title": "内容分类", "width": 150},
    {"key": "对口督办职务", "title": "对口督办职务"},
    {"key": "单位", "title": "单位", "width": 170},
    {"key": "起", "title": "起", "width": 92},
    {"key": "止", "title": "止", "width": 92},
]
NO_PERSON: Final = "只登记单位对外公布的联系方式和岗位，不登记姓名和个人手机号。"
NOT_SIGNED: Final = "签发督办时，对口督办的职务作为建议的签发人带出，由人定；只按内容分类，不涉及个案评价。"


def panel(model: FollowUpModel) -> Panel:
    """Under each other: cards of units, who is at a station, numbers of receptions, 对口督办."""
    parts = [_cards(model), station(model), counts(model), _topics(model)]

    def read() -> None:
        for _, draw in parts:
            draw()

    return stacked(*(part for part, _ in parts)), read


def _cards(model: FollowUpModel) -> Panel:
    """Units with what they lack first; the one chosen is changed in the form."""
    cards = MetricRow()
    listing = Listing(
        model,
        "单位（点击一行修改）",
        CARDS,
        printed=PRINTED,
        height=330,
        empty="还没有登记单位",
        words=lambda: "全部单位",
    )
    form = records(
        model, Form(title="登记单位", submit="登记单位", note=NO_PERSON), lambda given, seen: acts.set_card(model, given, seen),
        lambda event: f"已登记：{event.subject}", lambda: setattr(listing, "selected", ""),
    )  # fmt: skip

    def choose(_change: Any = None) -> None:
        row = listing.selected_row
        if row is not None:
            values = {
                "unit": row["unit"],
                "station_mode": row["mode"],
                **{name: row[name] for name in ("station", *CHANNELS)},
            }
            form.show(
                _card_fields(model), title=f"登记单位：{row['unit']}", submit="登记单位", note=NO_PERSON, values=values
            )

    def read() -> None:
        found = asks.channels(model)
        cards.show([
            {"label": "五种渠道齐全的单位", "value": found.whole.numerator, "fraction": found.whole.full,
             "tone": "orange" if found.lacking else "ok", "hint": f"电话、邮箱、接访日、办公室、专职人员岗位；{CLAUSE}"},
            *({"label": mode.value, "value": many, "fraction": f"{many} / {len(found.cards)} 个单位"}
              for mode in StationMode if (many := sum(one.station_mode == mode for one in found.cards))),
        ])  # fmt: skip
        listing.show(rows.card_rows((*found.lacking, *(one for one in found.cards if not one.missing))))
        form.show(_card_fields(model), title=form.title, submit="登记单位", note=NO_PERSON)

    listing.observe(choose, "selected")
    head = section("单位登记", f"怎样进驻接待场所，对外公布的五种渠道（{CLAUSE}）")
    return stacked(head, cards, columns(listing, form, weights=(1, 1))), read


def _card_fields(model: FollowUpModel) -> list[Field]:
    return [
        Field("unit", "单位", "unit", True, asks.units(model)), Field("station_mode", "进驻方式", "choice", choices=list(StationMode)),
        Field("station", "接待场所", "unit", choices=asks.stations(model)), Field("phone", "电话", hint="办公电话"),
        Field("email", "邮箱"), Field("reception_day", "接访日", placeholder="每月15日"), Field("office", "办公室"),
        Field("post", "专职人员岗位", placeholder="信访专干"), Field("why", "说明", wide=True),
    ]  # fmt: skip


def _topics(model: FollowUpModel) -> Panel:
    """Which post supervises which topic, and from when to when."""
    listing = Listing(model, "对口督办", TOPICS, height=200, empty="还没有登记对口督办", words=lambda: "全部内容分类")
    form = records(
        model, Form(title="登记对口督办", submit="登记", note=NOT_SIGNED), lambda given, seen: acts.set_supervisor(model, given, seen),
        lambda event: f"已登记：{event.subject}由{event.payload['post']}对口督办",
    )  # fmt: skip

    def read() -> None:
        listing.show(rows.supervisor_rows(asks.supervisors(model)))
        fields = [
            Field("topic", "内容分类", "choice", True, topic_names()), Field("post", "职务", "unit", True, asks.posts(model)),
            Field("unit", "单位", "unit", choices=asks.units(model)), Field("since", "起日", "day"), Field("until", "止日", "day"),
            Field("why", "说明"),
        ]  # fmt: skip
        form.show(fields, title="登记对口督办", submit="登记", note=NOT_SIGNED)

    return stacked(section("对口督办", "一类内容由哪个职务督办"), columns(listing, form, weights=(1, 1))), read
