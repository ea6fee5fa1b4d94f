"""Backup and restoring at the command line (备份与恢复)."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from workbench.cli.common import bars, in_words, out, settings

backup = typer.Typer(no_args_is_help=True, help="备份、验证备份")
PrivateKey = Annotated[Path | None, typer.Option("--key", help="备份私钥 backup.key；备份加过密时需要")]
Database = Annotated[str, typer.Option(help="PostgreSQL 备份恢复到的空库地址")]


@backup.command("to")
@in_words
def backup_to(
    folder: Path,
    public: Annotated[Path | None, typer.Option(help="用这个公钥 backup.pub 加密整份备份")] = None,
    with_keys: Annotated[Path | None, typer.Option(help="密钥另存到这里；与备份同一介质的拒绝")] = None,
) -> None:
    """备份到一个新文件夹；人照常办公，备份是某一时刻的完整状态。"""
    from workbench.usecases.backup import backup as run
    from workbench.usecases.office import Office

    with bars() as progress:
        done = run(Office(settings()), folder, public=public, keys_to=with_keys, progress=progress)
    out.print(done.as_text(), markup=False, soft_wrap=True, highlight=False)


@backup.command("verify")
@in_words
def backup_verify(
    archive: Path,
    key: PrivateKey = None,
    database: Database = "",
    scratch: Annotated[Path | None, typer.Option(help="试恢复用的临时目录所在")] = None,
) -> None:
    """试恢复到临时位置，逐表逐行核对，然后删去。"""
    from workbench.usecases.restore import verify_backup

    with bars() as progress:
        done = verify_backup(archive, database=database, key=key, scratch=scratch, progress=progress)
    out.print(done.as_text(), markup=False, soft_wrap=True, highlight=False)


@backup.command("keypair")
@in_words
def backup_keypair(folder: Path) -> None:
    """造一对备份密钥：公钥留在服务器上，私钥交保管人。"""
    from workbench.store.file_seal import make_pair

    private, public = make_pair(folder)
    out.print(
        f"私钥 {private}（交保管人，不要留在服务器上）\n公钥 {public}", markup=False, soft_wrap=True, highlight=False
    )


@in_words
def restore(
    archive: Path,
    to: Annotated[Path, typer.Option(help="空的数据目录")],
    database: Database = "",
    key: PrivateKey = None,
    actor: str = "",
) -> None:
    """恢复一份备份到空目录：先核对每个文件，恢复后逐表逐行核对。"""
    from workbench.usecases.restore import restore as run

    with bars() as progress:
        done = run(archive, to, database=database, key=key, actor=actor, progress=progress)
    out.print(f"已恢复到 {to}。{done.as_text()}", markup=False, soft_wrap=True, highlight=False)
