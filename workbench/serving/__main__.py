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
    return parser.parse_args(argv)


def main(argv: list[str] | None = None) -> int:
    """Read the arguments and serve; 2 with a Chinese sentence when it cannot start."""
    given = _arguments(argv)
    chosen: dict[str, Any] = {"home": given.home} if given.home else {}
    settings = Settings(**chosen)
    options = Options(given.cull_seconds, given.cull_interval, given.max_kernels)
    token = given.token if given.token is not None else os.environ.pop("WORKBENCH_SERVE_TOKEN", None)
    try:
        serve(settings, given.dashboards, given.port or settings.port, token, options)
    except ValueError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
