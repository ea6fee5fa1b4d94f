"""Start the dashboards' server (启动看板服务)."""

from __future__ import annotations

import json
import os
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.serving.identity import checked_token
from workbench.settings import Settings

if TYPE_CHECKING:
    from workbench.serving.voila_app import LockedVoila


@dataclass(frozen=True, slots=True)
class Options:
    """How kernels are kept: seconds after which one nobody looks at ends, how often to look, how many at once."""

    cull_seconds: int = 120
    cull_interval: int = 30
    max_kernels: int = 8
    spare_kernels: int = 1


def serve(
    settings: Settings, dashboards: Path, port: int, token: str | None = None, options: Options | None = None
) -> None:
    """Serve the folder's notebooks on this machine only, until stopped.

    `token` None makes a random one and prints the address with it once. Raises ValueError for a weak token, a missing
    folder or a port in use, with what to do next.
    """
    known = checked_token(token)
    if not dashboards.is_dir():
        raise ValueError(f"找不到看板文件夹“{dashboards}”；请用 --dashboards 指明")
    _check_free(port)
    os.environ.update(environment_of(settings))
    app = configured(dashboards, port, known, options or Options())
    address = f"http://127.0.0.1:{port}/"
    print(f"看板已启动：{address}{'?token=' + known if token is None else ''}\n（按 Ctrl+C 停止）", flush=True)
    app.start()


def configured(
    dashboards: Path, port: int, token: str | None, options: Options, kind: type[LockedVoila] | None = None
) -> LockedVoila:
    """The narrowed application (or the `kind` of it the hub's sessions are), ready to start."""
    from traitlets.config import Config  # with Voilà it takes a second to import: not for whoever only asks for help

    from workbench.serving.voila_app import LockedVoila

    config = Config()
    config.BoundedKernels.cull_idle_timeout = options.cull_seconds
    config.BoundedKernels.cull_interval = options.cull_interval
    config.BoundedKernels.max_kernels = options.max_kernels
    config.SpareKernels.spare = options.spare_kernels
    LockedVoila.clear_instance()
    app: LockedVoila = (
        kind or LockedVoila
    ).instance(  # libraries log to the one application there is, and so to our filter
        config=config, root_dir=str(dashboards.resolve()), port=port, token=token
    )
    app.initialize([])
    return app


def environment_of(settings: Settings) -> dict[str, str]:
    """The settings as WORKBENCH_* variables with absolute paths: a kernel starts in the dashboards' folder."""
    chosen = {name: getattr(settings, name) for name in {*settings.model_fields_set, "home"}}
    plain = settings.model_dump(mode="json", include=set(chosen), exclude_none=True)
    paths = {name: str(value.resolve()) for name, value in chosen.items() if isinstance(value, Path)}
    return {
        f"WORKBENCH_{name.upper()}": value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for name, value in {**plain, **paths}.items()
    }


def _check_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise ValueError(f"端口 {port} 已被占用或不许使用；请用 --port 换一个") from error
