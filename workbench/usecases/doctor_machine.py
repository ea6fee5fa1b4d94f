"""The machine under the workbench (体检·环境): versions, disk, calendar, programs and fonts, files' modes, the server."""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import tomllib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from workbench.usecases.doctor import Check, Finding, Level
from workbench.usecases.office import Office

LOCK: Final = Path(__file__).parents[2] / "uv.lock"
PROJECT: Final = "case-review-workbench"
LITTLE, SCARCE = 2 << 30, 10 << 30  # bytes free in home
LONG: Final = timedelta(hours=12)
QUIET: Final = timedelta(seconds=60)
LARGE_MB: Final = 1500
SESSIONS: Final = "run/sessions.json"
LOG: Final = "logs/server.jsonl"
_FONTS: Final = ("仿宋", "黑体", "楷体", "宋体")
_OUR_OWN: Final = (
    "workbench.sqlite", "workbench.sqlite-wal", "workbench.sqlite-shm", "links", "files", "papers", "exports", "pictures",
    "keys", "research", "logs", "run", "library.jsonl", "audit.anchors",
)  # fmt: skip
"""What in home only this account may read, below it as well (docs/data-protection.md)."""


def versions(_office: Office, _now: datetime) -> Iterator[Finding]:
    """Every installed package against uv.lock; a direct dependency that is not there."""
    if not LOCK.exists():
        yield Finding(
            "版本", Level.NOTE, "没有 uv.lock，未核对各软件包版本", str(LOCK), "从源码目录运行，或按发布说明核对"
        )
        return
    locked: dict[str, set[str]] = {}
    packages: list[dict[str, Any]] = tomllib.loads(LOCK.read_text(encoding="utf-8"))["package"]
    for one in packages:
        locked.setdefault(one["name"], set()).add(one.get("version", ""))
    wrong = [told for name, wanted in locked.items() if name != PROJECT and (told := _differs(name, wanted))]
    missing = [name for name in _needed(packages) if not _installed(name)]
    if missing:
        yield Finding("版本", Level.BAD, f"缺软件包：{'、'.join(missing)}", str(LOCK), "运行 uv sync 重新安装")
    if wrong:
        more = f"等 {len(wrong)} 个" if len(wrong) > 6 else ""
        told = f"与 uv.lock 不一致：{'；'.join(wrong[:6])}{more}"
        yield Finding("版本", Level.BAD, told, str(LOCK), "运行 uv sync 装回锁定的版本；未经测试的版本不要用于办案")
    if not missing and not wrong:
        yield Finding("版本", Level.GOOD, f"workbench {version(PROJECT)}，各软件包与 uv.lock 一致")


def _needed(packages: list[dict[str, Any]]) -> list[str]:
    """Names of the project's own dependencies that hold on every system."""
    project = next(one for one in packages if one["name"] == PROJECT)
    return [one["name"] for one in project["dependencies"] if "marker" not in one]


def _installed(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _differs(name: str, wanted: set[str]) -> str:
    found = _installed(name)
    return f"{name} {found}（应为 {'或'.join(sorted(wanted))}）" if found and found not in wanted else ""


def disk(office: Office, _now: datetime) -> Iterator[Finding]:
    """Free space where home is or will be."""
    there = _existing(office.settings.home)
    free = shutil.disk_usage(there).free
    told = f"可用 {free / (1 << 30):.1f} GB"
    if free < LITTLE:
        yield Finding(
            "磁盘", Level.BAD, told, str(there), "请先腾出空间；磁盘写满时导入、发布会整体撤回，不会写坏已有内容"
        )
    elif free < SCARCE:
        yield Finding("磁盘", Level.NOTE, told, str(there), "不足 10 GB，请安排清理或扩容")
    else:
        yield Finding("磁盘", Level.GOOD, told, str(there))


def _existing(path: Path) -> Path:
    return next(one for one in (path.resolve(), *path.resolve().parents) if one.exists())


def calendar(office: Office, now: datetime) -> Iterator[Finding]:
    """The State Council's notice of this year and, from November, of the next."""
    known, year = office.calendar.years, now.year
    file = str(office.calendar_file)
    if year not in known:
        yield Finding(
            "日历", Level.BAD, f"缺 {year} 年放假安排，按工作日的期限算不出", file, "workbench calendar add 录入"
        )
    if year + 1 not in known:
        level, todo = (
            Level.NOTE,
            f"国务院办公厅通知发布（一般在每年 11 月）后，用 workbench calendar add 录入 {year + 1} 年",
        )
        yield Finding("日历", level, f"缺 {year + 1} 年放假安排，跨年的期限只能算到年底", file, todo)
    if {year, year + 1} <= known:
        yield Finding("日历", Level.GOOD, f"{year}、{year + 1} 年放假安排齐全")


def programs(_office: Office, _now: datetime) -> Iterator[Finding]:
    """LibreOffice for PDF, and the fonts of official papers."""
    from workbench.reports.pdf import office_program

    found = office_program()
    if found:
        yield Finding("LibreOffice", Level.GOOD, "可生成 PDF", found)
    else:
        yield Finding("LibreOffice", Level.NOTE, "没有安装，只能出 docx", todo="要 PDF 请管理员安装 libreoffice-writer")
    yield from _fonts()


def _fonts() -> Iterator[Finding]:
    """Fonts the machine has of those that papers name or may use instead."""
    from workbench.reports.fonts import USED

    try:
        done = subprocess.run(["fc-list", ":lang=zh", "family"], capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        yield Finding("字体", Level.NOTE, "没有 fc-list，未核对字体", todo="安装 fontconfig 后再查")
        return
    here = {name.strip() for line in done.stdout.splitlines() for name in line.split(",")}
    lacking = [font.name for font in USED if not here & {font.name, *font.instead}]
    if lacking:
        told = f"本机没有 {'、'.join(lacking)} 及其替代字体，本机生成的 PDF 版面会走样"
        yield Finding("字体", Level.NOTE, told, todo="安装公文字体或思源字体（fonts-noto-cjk）；docx 不受影响")
    else:
        yield Finding("字体", Level.GOOD, f"{len(USED)} 种公文字体都有，或有替代")


def modes(office: Office, _now: datetime) -> Iterator[Finding]:
    """Files and folders that more accounts can read than should."""
    home = office.settings.home
    if not home.exists():
        yield Finding("权限", Level.GOOD, "数据目录还没有建立", str(home))
        return
    if office.settings.share_group:  # an office server's home is passed through by all; `office check` knows its table
        yield Finding("权限", Level.GOOD, "多人共用的数据目录，由 workbench office permissions 逐条核对", str(home))
        return
    wide = [path for path in _mine(home) if _bits(path) & 0o077]
    open_to_all = [path for path in (home, *home.glob("*")) if _bits(path) & 0o007 and path not in wide]
    if wide:
        told = f"{len(wide)} 个含身份信息或供外带的文件或目录，其他账户也能读"
        yield Finding("权限", Level.BAD, told, _listed(wide, home), "chmod go-rwx 所列文件和目录")
    if _bits(home) & 0o007:
        yield Finding("权限", Level.BAD, "数据目录对本机所有账户开放", str(home), f"chmod o-rwx {home}")
    elif open_to_all and not wide:
        yield Finding("权限", Level.GOOD, "数据目录已关闭，其中敏感文件只有本账户可读", str(home))
    elif not wide:
        yield Finding("权限", Level.GOOD, "敏感文件只有本账户可读", str(home))


def _mine(home: Path) -> Iterator[Path]:
    for name in _OUR_OWN:
        path = home / name
        if path.exists():
            yield path
            if path.is_dir() and os.access(path, os.R_OK | os.X_OK):
                # below a closed folder nobody else gets to a file, whatever its own mode
                yield from (path.rglob("*") if _bits(path) & 0o077 else ())


def _bits(path: Path) -> int:
    found = path.lstat()
    return 0 if stat.S_ISLNK(found.st_mode) else stat.S_IMODE(found.st_mode)


def _listed(paths: list[Path], home: Path) -> str:
    told = "、".join(f"{path.relative_to(home)}（{_bits(path):04o}）" for path in paths[:5])
    return told + (f" 等 {len(paths)} 个" if len(paths) > 5 else "")


def server(office: Office, now: datetime) -> Iterator[Finding]:
    """The running server's own table of pages: is it there, is it full, which kernels are old or large."""
    file = office.settings.home / SESSIONS
    if not file.exists():
        yield Finding("看板服务", Level.GOOD, "没有在运行")
        return
    told = json.loads(file.read_text(encoding="utf-8"))
    if not _alive(told["pid"]) or now - datetime.fromisoformat(told["at"]) > QUIET:
        todo = f"若服务已停，删去 {file} 即可；若仍在运行，请重启看板服务"
        yield Finding("看板服务", Level.NOTE, f"自 {told['at']} 起没有消息（异常退出或卡住）", str(file), todo)
        return
    yield Finding("看板服务", Level.GOOD, f"在运行，页面 {told['used']}/{told['bound']}", f"端口 {told['port']}")
    if not told["left"]:
        yield Finding(
            "看板服务", Level.NOTE, "页面已满，再打开会被告知稍候", str(file), "关闭不用的页面，或加大 --max-kernels"
        )
    for one in told["kernels"]:
        yield from _kernel(one, now)


def _kernel(one: dict[str, Any], now: datetime) -> Iterator[Finding]:
    named = f"{one['page'] or '页面'}（内核 {one['kernel']}，进程 {one['pid']}）"
    since = one["since"] and now - datetime.fromisoformat(one["since"])
    if since and since > LONG:
        hours = int(since.total_seconds() // 3600)
        yield Finding("长开页面", Level.NOTE, f"{named} 已开 {hours} 小时", todo="关闭该页面；其中的数字可能是旧版次的")
    if one["rss_mb"] > LARGE_MB:
        yield Finding("内存", Level.NOTE, f"{named} 占用 {one['rss_mb']} MB", todo="关闭该页面后重新打开")


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def errors(office: Office, now: datetime) -> Iterator[Finding]:
    """How often the server's log tells of an error in the last day, and of which kind most."""
    file = office.settings.home / LOG
    if not file.exists():
        yield Finding("运行日志", Level.GOOD, "还没有")
        return
    since = now - timedelta(days=1)
    found = [
        line for line in _lines(file) if line.get("event") == "error" and datetime.fromisoformat(line["at"]) > since
    ]
    if not found:
        yield Finding("运行日志", Level.GOOD, "近一天没有报错", str(file))
        return
    kinds = [str(line.get("what", "?")) for line in found]
    most = max(set(kinds), key=kinds.count)
    todo = "页面出错处可重新载入；反复出现的，请把这一行告诉维护人员（日志里没有案件内容）"
    yield Finding("运行日志", Level.NOTE, f"近一天报错 {len(found)} 次，最多的是 {most}", str(file), todo)


def _lines(file: Path) -> Iterable[dict[str, Any]]:
    for line in file.read_text(encoding="utf-8").splitlines():
        try:
            yield json.loads(line)
        except ValueError:  # the last line of a server that was killed may be half there
            continue


CHECKS: Final[dict[str, Check]] = {
    "版本": versions, "磁盘": disk, "日历": calendar, "程序": programs, "权限": modes, "看板服务": server, "运行日志": errors,
}  # fmt: skip
