"""Errors leave the kernel without what they were about (去除报错里的数据): a traceback may quote a petition."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Final

from tornado.iostream import StreamClosedError
from tornado.websocket import WebSocketClosedError

MESSAGE: Final = "此处出错，已记入日志。请重新载入本页；若仍出错，请把时间告诉管理员。"

# The first is said of every notebook on every page (outputs are cleared before a page is made anyway); the second at
# every start, of a default that must stay: with a ping timeout of one interval idle pages lose their socket.
_NOISE: Final = ("is not trusted", "websocket_ping_timeout")
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_FRAME = re.compile(r"(?:File |in )?(\S+\.py):(\d+)|Cell In\[(\d+)\], line (\d+)")
_NAME = re.compile(r"^[A-Za-z_][A-Za-z0-9_.]{0,60}$")


def error_content() -> dict[str, Any]:
    """What a viewer gets in place of any error message."""
    return {"ename": "Error", "evalue": MESSAGE, "traceback": [MESSAGE]}


def describe(content: Mapping[str, Any]) -> str:
    """An error as it may be logged: its class and the lines it passed, never its text or any value."""
    name = str(content.get("ename", ""))
    lines = _ANSI.sub("", "\n".join(str(part) for part in content.get("traceback", ())))
    frames = [
        f"{Path(path).name}:{line}" if path else f"cell {cell}:{cell_line}"
        for path, line, cell, cell_line in _FRAME.findall(lines)
    ]
    return f"{name if _NAME.match(name) else 'Error'} @ {' < '.join(reversed(frames[-4:])) or '?'}"


def scrub_outputs(outputs: list[Any]) -> list[Any]:
    """Outputs (of a cell, or held by an Output widget) with errors replaced and stderr emptied."""
    return [_scrub_output(output) for output in outputs if not _is_stderr(output)]


def _scrub_output(output: Any) -> Any:
    is_error = isinstance(output, dict) and output.get("output_type") == "error"
    return {"output_type": "error", **error_content()} if is_error else output


def _is_stderr(output: Any) -> bool:
    return isinstance(output, dict) and output.get("output_type") == "stream" and output.get("name") == "stderr"


class WithoutExceptionText(logging.Filter):
    """Log records that carry an exception keep its class and place and lose every value."""

    def filter(self, record: logging.LogRecord) -> bool:
        if any(words in str(record.msg) for words in _NOISE) or reader_left(record):
            return False
        if record.exc_info and record.exc_info[0] is not None:
            record.msg, record.args = f"{_stem(record.msg)}：{what_of(record.exc_info)}", ()
            record.exc_info, record.exc_text = None, None
        return True


def reader_left(record: logging.LogRecord) -> bool:
    """Whether all that went wrong is that the reader closed the page while something was being sent: nobody waits for that any more."""
    _, error, _ = record.exc_info or (None, None, None)
    return isinstance(error, (WebSocketClosedError, StreamClosedError))


def _stem(message: object) -> str:
    """The fixed part of a log message, before the first value is put in."""
    return re.split(r"[:%{\n]", str(message), maxsplit=1)[0].strip() or "内部错误"


def what_of(raised: tuple[Any, Any, TracebackType | None]) -> str:
    """A raised exception as it may be logged: class and place."""
    kind, error, trace = raised
    if hasattr(error, "ename"):  # a cell of a dashboard failed: its own lines, not those of the library that ran it
        return describe({"ename": error.ename, "traceback": [getattr(error, "traceback", "")]})
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else "?"
    return f"{kind.__name__} @ {where}"
