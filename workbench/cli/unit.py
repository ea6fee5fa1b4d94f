"""`workbench unit list|card|lacking|station|supervisors|supervisor`: units' presence and channels, who supervises a topic."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import typer

from workbench.cli.common import AsJson, in_words, out, say, settings

unit = typer.Typer(no_args_is_help=True, help="单位：进驻方式、五种信访渠道、接待场所值班、对口督办")

MaybeDay = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])]
Actor = Annotated[str, typer.Option(help="经办人；不填则为本单位设置的经办人")]
Why = Annotated[str, typer.Option(help="理由")]
Told = str | None


@unit.command("list")
@in_words
def list_(json_: AsJson = False) -> None:
    """已登记的单位：进驻方式、接待场所和五种渠道。"""
    from workbench.usecases.keep_units import unit_cards
    from workbench.usecases.office import Office

    rows = [dict(one.row) for one in unit_cards(Office(settings()))]
    say(rows, json_, "\n".join("  ".join(row.values()) for row in rows) or "还没有登记过单位")


@unit.command("card")
@in_words
def card(
    name: Annotated[str, typer.Argument(metavar="单位")],
    mode: Annotated[Told, typer.Option(help="整体进驻、集中常驻、按需入驻、随叫随到")] = None,
    station: Annotated[Told, typer.Option(help="接待场所，如 县信访接待室")] = None,
    phone: Annotated[Told, typer.Option(help="对外公布的办公电话")] = None,
    email: Annotated[Told, typer.Option(help="公布的信访邮箱")] = None,
    reception_day: Annotated[Told, typer.Option(help="接访日，如 每月15日")] = None,
    office: Annotated[Told, typer.Option(help="办公室地点")] = None,
    post: Annotated[Told, typer.Option(help="专职人员岗位；不登记姓名")] = None,
    why: Why = "",
    actor: Actor = "",
) -> None:
    """登记一个单位；不填的项保持原样。"""
    from workbench.usecases.keep_units import set_unit_card
    from workbench.usecases.office import Office

    given = {"station_mode": mode, "station": station, "phone": phone, "email": email, "reception_day": reception_day,
             "office": office, "post": post}  # fmt: skip
    told = {field: text for field, text in given.items() if text is not None}
    event = set_unit_card(Office(settings()), name, told, why=why, actor=actor)
    out.print(f"已登记单位：{event.subject}（{event.event_id}）", highlight=False)


@unit.command("lacking")
@in_words
def lacking(json_: AsJson = False) -> None:
    """五种渠道（电话、邮箱、接访日、办公室、专职人员岗位）没有登记齐的单位。"""
    from workbench.rules.unit_cards import CLAUSE
    from workbench.usecases.keep_units import channels
    from workbench.usecases.office import Office

    found = channels(Office(settings()))
    rows = [{"unit": one.unit, "missing": list(one.missing)} for one in found.lacking]
    lines = [f"五种渠道齐全 {found.whole.full}，依据：{CLAUSE}"]
    lines += [f"{one.unit}：缺{'、'.join(one.missing)}" for one in found.lacking]
    say({"whole": found.whole.text, "lacking": rows, "clause": CLAUSE}, json_, "\n".join(lines))


@unit.command("station")
@in_words
def station_(
    station: Annotated[str, typer.Argument(metavar="接待场所")],
    on: Annotated[datetime | None, typer.Option("--day", formats=["%Y-%m-%d"], help="哪一天；不填为今天")] = None,
    json_: AsJson = False,
) -> None:
    """一个接待场所某日的值班、接访和常驻单位。"""
    from workbench.usecases.keep_units import station_roster
    from workbench.usecases.office import Office

    office = Office(settings())
    found = station_roster(office, station, _day(on) or office.settings.today)
    units = [{"unit": one.unit, "mode": one.station_mode, "post": one.post} for one in found.units]
    entries = [
        {"post": one.post, "kind": one.kind.value, "hours": one.hours, "state": one.state} for one in found.entries
    ]
    lines = [f"{station} {found.day}", *(f"   {one.unit}（{one.station_mode}）{one.post}" for one in found.units)]
    lines += [f"   {one.hours} {one.post} {one.kind.value} {one.state}" for one in found.entries]
    say({"station": station, "day": found.day, "units": units, "entries": entries}, json_, "\n".join(lines))


@unit.command("supervisors")
@in_words
def supervisors(json_: AsJson = False) -> None:
    """各类内容由哪个职务对口督办。"""
    from workbench.usecases.keep_units import topic_supervisors
    from workbench.usecases.office import Office

    rows = [dict(one.row) for one in topic_supervisors(Office(settings()))]
    say(rows, json_, "\n".join("  ".join(row.values()) for row in rows) or "还没有登记过对口督办")


@unit.command("supervisor")
@in_words
def supervisor(
    topic: Annotated[str, typer.Argument(metavar="内容分类", help="一级分类，如 城乡建设")],
    post: Annotated[str, typer.Argument(metavar="职务")],
    of: Annotated[str, typer.Option("--unit", help="单位")] = "",
    since: MaybeDay = None,
    until: MaybeDay = None,
    why: Why = "",
    actor: Actor = "",
) -> None:
    """登记一类内容的对口督办职务及起止；签发督办时作为建议的签发人，由人定。"""
    from workbench.usecases.keep_units import set_topic_supervisor
    from workbench.usecases.office import Office

    event = set_topic_supervisor(
        Office(settings()), topic, post, unit=of, since=_day(since), until=_day(until), why=why, actor=actor
    )
    out.print(f"已登记对口督办：{event.subject} {post}（{event.event_id}）", highlight=False)


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None
