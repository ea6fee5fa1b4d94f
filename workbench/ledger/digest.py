"""A file's fingerprint (文件指纹), and whether it can be opened at all."""

from __future__ import annotations

import hashlib
from pathlib import Path

from workbench.ledger.result import LedgerError


def digest(path: Path) -> str:
    """SHA-256 of the file; LedgerError if it cannot be opened."""
    if path.name.startswith("~$"):
        raise LedgerError(f"“{path.name}”是 Excel 打开文件时的临时锁文件；请选择去掉“~$”的原文件")
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise LedgerError(f"找不到文件“{path}”；请核对路径和文件名") from error
    except IsADirectoryError as error:
        raise LedgerError(f"“{path}”是文件夹；请逐个选择其中的台账文件") from error
    except OSError as error:
        raise LedgerError(
            f"“{path.name}”打不开（没有读取权限，或正被其他程序占用）；请关闭占用它的程序，或另存一份再导入"
        ) from error
