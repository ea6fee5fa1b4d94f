"""`workbench case similar|like`, `workbench case library …` (类案与案例库)."""

from __future__ import annotations

from typing import Annotated

import typer

from workbench.cli.common import AsJson, in_words, out, say, settings

commands = typer.Typer(no_args_is_help=True, help="类案查找与案例库")
library_commands = typer.Typer(no_args_is_help=True, help="案例库：已化解事项的去标识案例")
commands.add_typer(library_commands, name="library")

Many = Annotated[int, typer.Option("--k", min=1, max=50, help="最多给出几件")]
Open = Annotated[bool, typer.Option("--open", help="未化解的也找")]
Actor = Annotated[str, typer.Option(help="经办人；不填则为本单位设置的经办人")]
Why = Annotated[str, typer.Option(help="理由")]
Text = Annotated[str | None, typer.Option(help="改写这一栏；不填则用系统草拟的")]


@commands.command("similar")
@in_words
def similar(matter: str, k: Many = 5, open_: Open = False, json_: AsJson = False) -> None:
    """与某事项相似的已化解事项：相同、不同、当时怎么化解、本件尚未做的。"""
    from workbench.usecases.find_similar import find_similar
    from workbench.usecases.office import Office

    found = find_similar(Office(settings()), matter, k, only_resolved=not open_)
    say(found.as_json(), json_, found.as_text())


@commands.command("like")
@in_words
def like(text: str, k: Many = 5, resolved: bool = False, json_: AsJson = False) -> None:
    """与一段文字相似的事项。"""
    from workbench.usecases.find_similar import find_like_text
    from workbench.usecases.office import Office

    found = find_like_text(Office(settings()).edition(), text, k, only_resolved=resolved)
    say(found.as_json(), json_, found.as_text())


@library_commands.command("list")
@in_words
def library_list(
    like: Annotated[str, typer.Option(help="只列与这段文字相似的，最像的在前")] = "",
    withdrawn: Annotated[bool, typer.Option(help="撤回的也列")] = False,
    json_: AsJson = False,
) -> None:
    """案例库里的案例。"""
    from workbench.usecases.case_library import find_in_library, library
    from workbench.usecases.office import Office

    office = Office(settings())
    entries = (
        [hit.entry for hit in find_in_library(office, text=like)] if like else library(office, withdrawn=withdrawn)
    )
    lines = [
        f"{one.entry}{'（已撤回）' if one.withdrawn else ''} {one.told.get('topic', '')} {one.problem[:40]}"
        for one in entries
    ]
    say([one.as_row() for one in entries], json_, "\n".join(lines) or "案例库里没有这样的案例")


@library_commands.command("add")
@in_words
def library_add(
    matter: str,
    why: Why = "",
    problem: Text = None,
    method: Text = None,
    basis: Text = None,
    result: Text = None,
    publish: Annotated[bool, typer.Option("--publish", help="看过预览，确认入库")] = False,
    actor: Actor = "",
) -> None:
    """先给出预览（隐去了什么、还有什么不能发布）；加 --publish 才入库。"""
    from workbench.usecases.case_library import preview, publish_case
    from workbench.usecases.office import Office

    office = Office(settings())
    own = {"problem": problem, "method": method, "basis": basis, "result": result}
    texts = {part: text for part, text in own.items() if text is not None}
    if not publish:
        shown = preview(office, matter, **texts)
        out.print(
            f"{shown.as_text()}\n以上为预览，未入库；确认后加 --publish --why 理由",
            markup=False,
            soft_wrap=True,
            highlight=False,
        )
        return
    entry = publish_case(office, matter, why=why, actor=actor, **texts)
    out.print(f"已入库：{entry.entry}（{entry.by}）", highlight=False)


@library_commands.command("withdraw")
@in_words
def library_withdraw(entry: str, why: Why = "", actor: Actor = "") -> None:
    """撤回一条案例；原条目和撤回都留存。"""
    from workbench.usecases.case_library import withdraw_case
    from workbench.usecases.office import Office

    gone = withdraw_case(Office(settings()), entry, why=why, actor=actor)
    out.print(f"已撤回：{gone.entry}（{gone.withdrawn['by']}：{gone.withdrawn['why']}）", highlight=False)


@library_commands.command("show")
@in_words
def library_show(entry: str, json_: AsJson = False) -> None:
    """一条案例的全文。"""
    from workbench.usecases.case_library import show_case
    from workbench.usecases.office import Office

    row = show_case(Office(settings()), entry).as_row()
    say(row, json_, "\n".join(f"{name}：{value}" for name, value in row.items()))
