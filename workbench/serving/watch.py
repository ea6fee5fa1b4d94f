"""Log and meter of a running server (运行登记): put onto the application once, at its start."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tornado.ioloop import IOLoop, PeriodicCallback

from workbench import __version__
from workbench.serving import logs, meter
from workbench.serving.pages import dashboards_in
from workbench.settings import Settings

STATE: Final = "WORKBENCH_STATE"
"""Environment: the folder for `logs/` and `run/` where an account may not write in the office's home (an office server's viewers)."""
WATCH: Final = "workbench_watch"


class Watch:
    """The log and the meter of one server, and what they are told."""

    def __init__(self, app: Any, folder: Path, role: str) -> None:
        self.app = app
        pages = [one.name for one in dashboards_in(Path(app.root_dir))]
        self.log = logs.ServerLog(folder / logs.FOLDER, role=role, dashboards=pages)
        self.meter = meter.Meter(app.kernel_manager, folder / meter.FOLDER, app.port)

    def opened(self, handler: Any, kernel_id: str, page: str) -> None:
        """A page got a kernel."""
        handler.kernel_shown = kernel_id
        self.meter.shown(kernel_id, page)
        self.meter.write()

    def ended(self, kernel_id: str, reason: str) -> None:
        """A kernel was ended because nobody looked, or to make room."""
        self.log.say("cull", kernel=logs.short(kernel_id), reason=reason, live=len(self.app.kernel_manager))
        self.meter.write()


@contextmanager
def watched(app: Any, settings: Settings) -> Iterator[None]:
    """Log and meter while the block runs. Where neither folder may be written the server runs without, and says so."""
    try:
        watch = Watch(app, state_folder(settings), "+".join(role.value for role in settings.roles))
    except OSError as error:
        app.log.warning("不能写运行日志（%s）：本次服务没有日志和会话表", type(error).__name__)
        yield
        return
    _install(watch)
    ticking = PeriodicCallback(watch.meter.write, meter.EVERY * 1000)
    IOLoop.current().add_callback(ticking.start)
    watch.log.say("start", bound=app.kernel_manager.max_kernels, version=__version__)
    try:
        yield
    finally:
        watch.log.say("stop", live=len(app.kernel_manager))
        watch.meter.forget()
        watch.log.close()


def state_folder(settings: Settings) -> Path:
    """Where `logs/` and `run/` are: `WORKBENCH_STATE`, else the office's home."""
    return Path(os.environ.get(STATE) or settings.home)


def noted(handler: Any, kernel_id: str, page: str) -> None:
    """A dashboard's page got this kernel; nothing where no log is kept."""
    if watch := handler.settings.get(WATCH):
        watch.opened(handler, kernel_id, page)


def _install(watch: Watch) -> None:
    app: Any = watch.app
    settings = app.app.settings
    before = settings["log_function"]

    def finished(handler: Any) -> None:
        watch.log.answered(handler)
        before(handler)

    settings[WATCH], settings["log_function"] = watch, finished
    app.kernel_manager.on_ended = watch.ended
    app.log.handlers.insert(0, logs.ErrorLines(watch.log))  # the list is shared by every library's logger (`_quiet`)
