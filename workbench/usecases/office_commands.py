"""Commands of the operating system (系统命令), run or only shown: how the office server's accounts and database are made."""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field


class CommandFailed(ChildProcessError):
    """A command of the operating system did not do what it should (命令失败): which, and what it said."""


@dataclass(slots=True)
class Runner:
    """Runs commands; with `dry`, only notes them. `told` are all of them, as a shell would read them."""

    dry: bool = False
    told: list[str] = field(default_factory=list)

    def __call__(self, *words: str, account: str = "", stdin: str = "", cwd: str = "/") -> str:
        """Run as `account` (empty: as we are) and hand back what it printed; CommandFailed with its own words."""
        command = as_account(words, account)
        self.told.append(shlex.join(command))
        if self.dry:
            return ""
        try:
            done = subprocess.run(
                command, input=stdin, capture_output=True, text=True, cwd=cwd, timeout=300, check=False
            )
        except FileNotFoundError:
            raise CommandFailed(f"找不到命令 {command[0]}；请安装后重试") from None
        except subprocess.TimeoutExpired:
            raise CommandFailed(f"{shlex.join(command)} 超过 300 秒没有结束") from None
        if done.returncode:
            said = (done.stderr or done.stdout).strip().splitlines()
            raise CommandFailed(f"{shlex.join(command)} 失败：{said[-1] if said else f'返回 {done.returncode}'}")
        return done.stdout

    def note(self, what: str) -> bool:
        """Note a deed that is no command; whether it is to be done."""
        self.told.append(what)
        return not self.dry


def as_account(words: Sequence[str], account: str) -> list[str]:
    """The command as another account runs it; only root can."""
    return ["runuser", "-u", account, "--", *words] if account and os.geteuid() == 0 else list(words)


def need_root(doing: str) -> None:
    """PermissionError for anyone but root."""
    if os.geteuid() != 0:
        raise PermissionError(f"{doing}须由服务器管理员（root）运行；请用 sudo")
