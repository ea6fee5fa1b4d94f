"""`python -m workbench.serving --home DIR --port N [--token T] [--dashboards DIR]`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from workbench.serving.server import Options, serve
from workbench.settings import Settings


def _arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m workbench.serving", description="启动看板服务（仅本机可用）")
    parser.add_argument("--home", type=Path, help="办公室自己的数据文件夹")
    parser.add_argument("--port", type=int, help="端口（默认 8866）")
    parser.add_argument("--token", help="登录口令；不写则自动生成。也可用环境变量 WORKBENCH_SERVE_TOKEN")
    parser.add_argument("--dashboards", type=Path, default=Path("dashboards"), help="看板文件夹")
    parser.add_argument("--cull-seconds", type=int, default=120, help="无人查看多少秒后结束后台")
    parser.add_argument("--cull-interval", type=int, default=30, help="多少秒检查一次")
    parser.add_argument("--max-kernels", type=int, default=8, help="同时打开的页面上限")
    parser.add_argument("--hub", action="store_true", help="由办公室服务器（JupyterHub）启动")
    parser.add_argument("--hosts", default="", help="--hub：浏览器里会写的主机名，逗号分隔")
    parser.add_argument("--idle-minutes", type=float, default=120, help="--hub：多久无人使用就结束")
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    """Read the arguments and serve; 2 with a Chinese sentence when it cannot start."""
    given = _arguments(argv)
    options = Options(given.cull_seconds, given.cull_interval, given.max_kernels)
    try:
        _for_hub(given, options) if given.hub else _alone(given, options)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _alone(given: argparse.Namespace, options: Options) -> None:
    chosen: dict[str, Any] = {"home": given.home} if given.home else {}
    settings = Settings(**chosen)
    token = given.token if given.token is not None else os.environ.pop("WORKBENCH_SERVE_TOKEN", None)
    serve(settings, given.dashboards, given.port or settings.port, token, options)


def _for_hub(given: argparse.Namespace, options: Options) -> None:
    from workbench.serving.hub import serve_for_hub  # needs JupyterHub, which one machine alone has no need of

    serve_for_hub(given.dashboards, filter(None, given.hosts.split(",")), options, given.idle_minutes)


if __name__ == "__main__":
    raise SystemExit(main())
