"""Keys of the office at the command line (密钥): made, exchanged, listed, checked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.common import AsJson, bars, in_words, out, say, settings

keys = typer.Typer(no_args_is_help=True, help="身份信息、检举控告的加密密钥")


@keys.command("init")
@in_words
def keys_init(
    discipline: Annotated[Path | None, typer.Option(help="纪检联络的密钥文件夹；不填为密钥目录下 discipline/")] = None,
) -> None:
    """建立本单位密钥；此后导入的内容加密保存，已有内容用 keys seal 补加密。"""
    from workbench.usecases.office import Office
    from workbench.usecases.rotate_keys import init_keys

    office = Office(settings())
    made = init_keys(office, discipline)
    folder = discipline or office.keys.masters / "discipline"
    out.print(
        f"已建立密钥 {made}。主密钥在 {office.keys.masters}，检举控告私钥在 {folder}。\n"
        "请立即把两处各复制一份到另行保管的介质：丢失后加密的内容无法恢复。私钥交纪检联络保管，不要与数据放在一起。\n"
        "已有内容请运行 workbench keys seal 补加密。",
        markup=False, soft_wrap=True, highlight=False,
    )  # fmt: skip


@keys.command("seal")
@in_words
def keys_seal() -> None:
    """给已有的身份信息、检举控告和原始单元格补加密；可重复运行。"""
    from workbench.usecases.office import Office
    from workbench.usecases.rotate_keys import seal_rows

    with bars() as progress:
        done = seal_rows(Office(settings()), progress)
    out.print(f"已加密 {done} 行", highlight=False)


@keys.command("rotate")
@in_words
def keys_rotate(
    reseal: Annotated[bool, typer.Option("--reseal", help="旧行也用新密钥重新加密，然后销毁旧密钥")] = False,
    resume: Annotated[bool, typer.Option("--resume", help="接着做完上次中断的重新加密，不再建新密钥")] = False,
    master: Annotated[bool, typer.Option("--master", help="只换主密钥")] = False,
    accusations: Annotated[Path | None, typer.Option(help="换检举控告密钥；填纪检联络的密钥文件夹")] = None,
) -> None:
    """更换密钥；读写不停。"""
    from workbench.usecases import rotate_keys as use
    from workbench.usecases.office import Office

    office = Office(settings())
    if master:
        out.print(f"现用主密钥 {use.rotate_master(office)}；请立即另存一份", highlight=False)
        return
    with bars() as progress:
        if accusations:
            done = use.rotate_accusation_key(office, accusations, progress)
        else:
            done = (
                use.finish_reseal(office, progress) if resume else use.rotate(office, reseal=reseal, progress=progress)
            )
    out.print(done.as_text(), markup=False, soft_wrap=True, highlight=False)


@keys.command("list")
@in_words
def keys_list(json_: AsJson = False) -> None:
    """列出密钥编号、用途、状态和用它加密的行数。"""
    from dataclasses import asdict

    from workbench.usecases.office import Office
    from workbench.usecases.rotate_keys import list_keys

    found = list_keys(Office(settings()))
    lines = [f"{key.id}  {key.state}  {key.purpose}  {key.made[:10]}  {key.rows} 行" for key in found]
    say([asdict(key) for key in found], json_, "\n".join(lines))


@keys.command("check")
@in_words
def keys_check(json_: AsJson = False) -> None:
    """逐行打开加密内容核对；有被改动、调换的行即说明在哪里。"""
    from workbench.usecases.office import Office
    from workbench.usecases.rotate_keys import check_keys

    found = check_keys(Office(settings()))
    say(found, json_, "；".join(f"{table} {rows} 行" for table, rows in found.items()) + "：全部核对无误")
