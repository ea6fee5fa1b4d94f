"""`workbench views list|add|publish`: what each audience may read of an edition (视图)."""

from __future__ import annotations

import typer

from workbench.cli.common import AsJson, bars, in_words, say, settings

views = typer.Typer(no_args_is_help=True, help="视图：责任单位、成员单位、统计员各自能读到的部分")


@views.command("list")
@in_words
def list_(json_: AsJson = False) -> None:
    """已发布的视图：给谁、取自哪个版次、多少件事项、放在哪里。"""
    from workbench.store.views import list_views

    found = [(name, edition) for name, edition in list_views(settings())]
    rows = [
        {"folder": name, "for": edition.meta["view"]["title"], "audience": edition.meta["view"]["audience"],
         "cut_from": edition.meta["cut_from"], "edition": edition.id, "matters": edition.meta["rows"].get("matters", 0)}
        for name, edition in found
    ]  # fmt: skip
    lines = [f"{row['for']}：{row['matters']} 件，取自版次 {row['cut_from']}（views/{row['folder']}）" for row in rows]
    say({"views": rows}, json_, "\n".join(lines) or "还没有发布过视图；请先 workbench views add 单位全称")


@views.command("add")
@in_words
def add(units: list[str], json_: AsJson = False) -> None:
    """把单位写进 views.toml，以后每次发布都给它做视图。"""
    from workbench.usecases.office import Office
    from workbench.usecases.publish_views import add_unit

    office = Office(settings())
    for unit in units:
        told = add_unit(office, unit)
    say({"units": told.units}, json_, f"views.toml 已列 {len(told.units)} 个单位；运行 workbench views publish 生效")


@views.command("publish")
@in_words
def publish(json_: AsJson = False) -> None:
    """从现行版次重新做出全部视图（登记回避之后、增加单位之后）。"""
    from workbench.usecases.office import Office
    from workbench.usecases.publish_views import LIST, publish_views

    office = Office(settings())
    with bars() as progress:
        made = publish_views(office, progress=progress)
    rows = [{"for": one.view.title, "matters": one.matters, "withheld": one.withheld, "edition": one.edition.id,
             "cut_from": one.edition.meta["cut_from"]} for one in made]  # fmt: skip
    lines = [_line(one.view.title, one.matters, one.withheld) for one in made]
    none = f"{office.settings.home / LIST} 不存在，没有要发布的视图；请先 workbench views add 单位全称"
    say({"views": rows}, json_, "\n".join(lines) or none)


def _line(title: str, matters: int, withheld: int) -> str:
    """`withheld` is told to the office only."""
    kept = f"，另有 {withheld} 件涉及该单位被反映或回避，未列入（不得告知该单位）" if withheld else ""
    empty = "；版次里没有这个单位的事项，请核对单位全称" if not matters else ""
    return f"{title}：{matters} 件{kept}{empty}"
