"""Inspection of the machine (部署检查·机器): versions, services, reverse proxy, certificate, clock, disk, calendar."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from workbench.domain.roles import Role
from workbench.usecases import doctor_machine
from workbench.usecases.doctor import Finding
from workbench.usecases.office import Office
from workbench.usecases.office_check import UNITS, Check, Deployment, bad, good, note

SOON, TOO_SOON = timedelta(days=30), timedelta(days=7)
_OLD_TLS: Final = re.compile(r"\b(SSLv[23]|TLSv1(\.[01])?)(?=[\s;])")
_INCLUDE: Final = re.compile(r"^\s*include\s+(/[^;*]+);")
_NGINX: Final = {
    "ssl_protocols TLSv1.2 TLSv1.3": "只用 TLS 1.2 以上",
    "Strict-Transport-Security": "浏览器须记住只走 HTTPS（HSTS）",
    "proxy_set_header Upgrade": "网页与后台的连接（WebSocket）须放行",
    "client_max_body_size": "上传大小须有限",
    "limit_req ": "登录尝试须限速",
    "proxy_set_header X-Forwarded-For $remote_addr": "客户端地址须由 nginx 写，不能由浏览器说",
}


def python(d: Deployment, _now: datetime) -> Iterator[Finding]:
    """The interpreter the project asks for."""
    asked = tomllib.loads((d.program / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    least = tuple(int(part) for part in re.findall(r"\d+", asked)[:2])
    found = f"Python {sys.version.split()[0]}"
    if sys.version_info[:2] < least:
        yield bad("Python", f"{found}，须 {asked}", sys.executable, "用 uv python install 装上，再 uv sync")
    else:
        yield good("Python", found, sys.executable)


def packages(d: Deployment, now: datetime) -> Iterator[Finding]:
    yield from doctor_machine.versions(Office(d.settings), now)


def disk(d: Deployment, now: datetime) -> Iterator[Finding]:
    yield from doctor_machine.disk(Office(d.settings), now)


def calendar(d: Deployment, now: datetime) -> Iterator[Finding]:
    yield from doctor_machine.calendar(Office(d.settings), now)


def dashboards(d: Deployment, _now: datetime) -> Iterator[Finding]:
    """Every post's dashboards are there, and no page lies in the folder that nobody was given."""
    there = {path.stem for path in d.options.dashboards.glob("*.ipynb")}
    if not there:
        yield bad("看板", "文件夹里没有看板", d.options.dashboards, "hub.toml 的 dashboards 指向程序的 dashboards/")
        return
    named = {name for listed in d.boards.values() for name in listed} - {"*"}
    for name in sorted(named - there):
        yield note(
            "看板", f"角色表里的“{name}”不在文件夹里", d.options.dashboards, "核对 dashboards_by_role.csv 与版本"
        )
    for role in (Role.LEADER, Role.UNIT, Role.STATISTICIAN):
        if not set(d.boards.get(role, ())) & there:
            yield bad("看板", f"{role.label}没有任何看板", d.options.dashboards, "核对 dashboards_by_role.csv")
    if (d.options.dashboards.stat().st_mode & 0o022) or any(
        path.stat().st_mode & 0o022 for path in d.options.dashboards.glob("*.ipynb")
    ):
        yield bad("看板", "看板文件别的账户能改，而看板以打开者的身份运行", d.options.dashboards, "chmod -R go-w")


def services(d: Deployment, _now: datetime) -> Iterator[Finding]:
    """Our units run and come back after a restart of the machine."""
    if d.said("systemctl", "--version") is None:
        yield note("系统服务", "没有 systemd，未核对", "", "用别的办法守护的，自行核对登录服务器、代理、数据库在运行")
        return
    for unit in UNITS:
        # `is-active` and `is-enabled` answer by failing
        if d.said("systemctl", "is-active", unit) != "active":
            yield bad(
                "系统服务",
                f"{unit} 没有运行",
                "systemd",
                f"systemctl status {unit}；启动：systemctl enable --now {unit}",
            )
        elif d.said("systemctl", "is-enabled", unit) not in {"enabled", "static"}:
            yield bad("系统服务", f"{unit} 重启后不会自动运行", "systemd", f"systemctl enable {unit}")


def reverse_proxy(d: Deployment, _now: datetime) -> Iterator[Finding]:
    """nginx as `deploy/nginx` has it: TLS, limits, websockets; only where it stands in front."""
    if not d.options.behind_proxy:
        yield good("反向代理", "没有 nginx，未核对")
        return
    if not d.nginx.exists():
        yield bad("反向代理", "没有本系统的 nginx 设置", d.nginx, "照 deploy/nginx/workbench.conf 设置")
        return
    said = _expanded(d.nginx)
    for words, why in _NGINX.items():
        if words not in said:
            yield bad(
                "反向代理",
                f"缺“{words.strip()}”：{why}",
                d.nginx,
                "照 deploy/nginx/workbench.conf 补上，nginx -t 后重载",
            )
    if old := _OLD_TLS.search(said):
        yield bad("反向代理", f"还允许 {old[0]}", d.nginx, "删去，只留 TLSv1.2 TLSv1.3")


def _expanded(file: Path) -> str:
    """A file of nginx without comments, and the files it includes by their full path."""
    lines = [line.split("#")[0] for line in file.read_text(encoding="utf-8").splitlines()]
    included = [Path(found[1]) for line in lines if (found := _INCLUDE.search(line))]
    return "\n".join([*lines, *(_expanded(path) for path in dict.fromkeys(included) if path.is_file())])


def certificate(d: Deployment, now: datetime) -> Iterator[Finding]:
    """The TLS certificate is there, is valid now and for a while, and its key is root's alone."""
    if not d.options.behind_proxy:
        yield good("证书", "前面没有 nginx，不用证书")
        return
    from cryptography import x509

    if not d.certificate.exists():
        yield bad("证书", "没有 TLS 证书", d.certificate, "由单位的证书机构签发，放到这里（docs/deployment.md）")
        return
    found = x509.load_pem_x509_certificate(d.certificate.read_bytes())
    left, until = found.not_valid_after_utc - now.astimezone(UTC), found.not_valid_after_utc.astimezone()
    if left < TOO_SOON:
        told = "已过期" if left < timedelta(0) else f"还有 {left.days} 天到期"
        yield bad("证书", f"{told}（{until:%Y-%m-%d}）", d.certificate, "换新证书，systemctl reload nginx")
    elif left < SOON:
        yield note("证书", f"还有 {left.days} 天到期（{until:%Y-%m-%d}）", d.certificate, "申请新证书")
    else:
        yield good("证书", f"有效到 {until:%Y-%m-%d}", d.certificate)
    key = d.certificate.with_suffix(".key")
    if key.exists() and key.stat().st_mode & 0o077:
        yield bad("证书", "私钥别的账户能读", key, f"chown root {key}; chmod 600 {key}")


def clock(d: Deployment, _now: datetime) -> Iterator[Finding]:
    """Deadlines are counted from the machine's clock."""
    found = d.said("timedatectl", "show", "--property=NTPSynchronized", "--value")
    if found is None:
        yield note("校时", "没有 timedatectl，未核对", "", "核对本机时间与单位的时间服务器一致")
    elif found != "yes":
        yield bad(
            "校时",
            "本机时钟没有与时间服务器同步",
            "systemd-timesyncd",
            "写上单位的时间服务器（timesyncd.conf 的 NTP=），timedatectl set-ntp true",
        )


CHECKS: Final[dict[str, Check]] = {
    "Python": python,
    "软件包": packages,
    "磁盘": disk,
    "日历": calendar,
    "看板": dashboards,
    "系统服务": services,
    "反向代理": reverse_proxy,
    "证书": certificate,
    "校时": clock,
}
