"""The server's own log (运行日志): one JSON line per event, of what the server did and never of what it was about.

Events: start, page (dashboard, milliseconds to the first byte and to the last, kernel, role), refused (status), error
(class and place, as `scrub.describe`), cull, stop. No query, no address, no name, no text: of a request only the name of a
dashboard that is there, of a library's message only its class of error and the line, of a kernel eight characters.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Collection, MutableMapping
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any, Final

import structlog

from workbench.serving.scrub import reader_left, what_of

FOLDER: Final = "logs"
NAME: Final = "server.jsonl"
LARGEST: Final = 4 << 20  # bytes of one file
KEPT: Final = 14
_KERNEL: Final = 8
_FIELDS: Final = frozenset(
    {"event", "at", "pid", "role", "page", "first_ms", "whole_ms", "kernel", "status", "method", "what", "from"}
    | {"bound", "version", "reason", "live"}
)
"""All that may stand in a line; anything else is dropped before it is written."""
_WORD = re.compile(r"[^\w.@:<>+\- ]+", re.ASCII)


class PrivateFile(RotatingFileHandler):
    """A file this account alone may read (0600), begun anew when it is large; `KEPT` earlier ones stay."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, maxBytes=LARGEST, backupCount=KEPT - 1, encoding="utf-8")

    def _open(self) -> Any:
        os.close(os.open(self.baseFilename, os.O_WRONLY | os.O_CREAT, 0o600))
        Path(self.baseFilename).chmod(0o600)
        return super()._open()


class ServerLog:
    """Writes the events; one per server."""

    def __init__(self, folder: Path, *, role: str = "", dashboards: Collection[str] = ()) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path, self.role, self.dashboards = folder / NAME, role, frozenset(dashboards)
        self._file = PrivateFile(self.path)
        self._file.setFormatter(logging.Formatter("%(message)s"))
        sink = logging.Logger("workbench.server", logging.INFO)  # of its own: nothing of any library comes here
        sink.addHandler(self._file)
        self._log = structlog.wrap_logger(
            sink,
            processors=[
                structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
                _only_known,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
            wrapper_class=structlog.BoundLogger,
        )

    def say(self, event: str, **what: Any) -> None:
        """One line. Values are numbers or short words of ours; see `_FIELDS`."""
        self._log.info(event, pid=os.getpid(), role=self.role, **what)

    def answered(self, handler: Any) -> None:
        """What became of a request, when it is finished: a page, or a refusal; other good answers are not kept."""
        status = int(handler.get_status())
        page = self._page(handler)
        if status >= 400:
            self.say("refused", status=status, method=_word(handler.request.method), page=page)
        elif kernel := getattr(handler, "kernel_shown", ""):
            first, whole = getattr(handler, "first_byte", None), handler.request.request_time()
            self.say("page", page=page, kernel=short(kernel), first_ms=_ms(first), whole_ms=_ms(whole), status=status)

    def close(self) -> None:
        self._file.close()

    def _page(self, handler: Any) -> str:
        """The dashboard asked for, if it is one of ours; "" for any other address, which may say anything."""
        name = handler.request.path.rpartition("/")[2]
        return name if name in self.dashboards else ""


class ErrorLines(logging.Handler):
    """Errors any library logs in this process, as class and place. Stands before the handlers that rewrite records."""

    def __init__(self, log: ServerLog) -> None:
        super().__init__(logging.ERROR)
        self._server_log = log

    def emit(self, record: logging.LogRecord) -> None:
        if reader_left(record):
            return
        raised = record.exc_info
        if where := getattr(record, "where", ""):
            self._server_log.say("error", what=_word(where), **{"from": "page"})
        elif raised and raised[0] is not None:
            self._server_log.say("error", what=_word(what_of(raised)), **{"from": "server"})
        else:
            self._server_log.say("error", what=f"{record.module}.py:{record.lineno}", **{"from": "server"})


class FirstByte:
    """Mixin for a request handler: when its first bytes went out, and for which kernel."""

    kernel_shown = ""
    first_byte: float | None = None

    def flush(self, *given: Any, **named: Any) -> Any:
        if self.first_byte is None:
            self.first_byte = self.request.request_time()  # type: ignore[attr-defined]
        return super().flush(*given, **named)  # type: ignore[misc]


def short(kernel_id: str) -> str:
    """As much of a kernel's id as tells it from others, and not enough to join it."""
    return kernel_id[:_KERNEL]


def _ms(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds * 1000)


def _word(text: str) -> str:
    """A word of code, without anything a person may have written."""
    return _WORD.sub("", text)[:160]


def _only_known(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {name: value for name, value in event.items() if name in _FIELDS and value not in ("", None)}
