"""What is left of an error: its kind and place, never its words."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from tornado.iostream import StreamClosedError
from tornado.websocket import WebSocketClosedError

from workbench.serving.headers import without_secrets
from workbench.serving.logs import ErrorLines, ServerLog
from workbench.serving.scrub import MESSAGE, WithoutExceptionText, describe, error_content, scrub_outputs

TRACE = [
    "\x1b[31mValueError\x1b[39m",
    "File /srv/workbench/ledger/read.py:41, in read(path)",
    "---> name = '张三'",
    "ValueError: 张三",
]


def test_description_keeps_kind_and_place_only() -> None:
    assert describe({"ename": "ValueError", "evalue": "张三", "traceback": TRACE}) == "ValueError @ read.py:41"


def test_error_named_like_a_sentence_is_not_repeated() -> None:
    assert describe({"ename": "张三 欠薪", "traceback": []}) == "Error @ ?"


def test_viewer_gets_a_sentence() -> None:
    assert error_content() == {"ename": "Error", "evalue": MESSAGE, "traceback": [MESSAGE]}


def test_outputs_lose_errors_and_stderr() -> None:
    kept = {"output_type": "stream", "name": "stdout", "text": "共 3 件"}
    bad = {"output_type": "error", "ename": "ValueError", "evalue": "张三", "traceback": TRACE}
    stderr = {"output_type": "stream", "name": "stderr", "text": "张三"}
    assert scrub_outputs([kept, bad, stderr]) == [kept, {"output_type": "error", **error_content()}]


def test_log_record_loses_the_words_of_its_exception() -> None:
    try:
        raise ValueError("张三")
    except ValueError as error:
        raised = (type(error), error, error.__traceback__)
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "Uncaught exception: %r", ("张三",), raised)
    assert WithoutExceptionText().filter(record)
    text = logging.Formatter().format(record)
    assert "张三" not in text and text.startswith("Uncaught exception：ValueError @ test_scrub.py:")


def test_secrets_do_not_reach_a_kernel() -> None:
    environment = {
        "PATH": "/bin",
        "JPY_API_TOKEN": "x",
        "DB_PASSWORD": "x",
        "AWS_SECRET_ACCESS": "x",
        "SIGN_KEY": "x",
        "WORKBENCH_HOME": "/h",
    }
    assert without_secrets(environment) == {"PATH": "/bin", "WORKBENCH_HOME": "/h"}


def test_a_reader_who_left_is_no_fault_and_anything_else_is_one_line(tmp_path: Path) -> None:
    """What asyncio says of a message that could not be sent any more; the same words of another error stay."""
    server_log = ServerLog(tmp_path)
    said: list[str] = []
    for error in (WebSocketClosedError(), StreamClosedError(), KeyError("张某某")):
        record = logging.LogRecord(
            "asyncio", logging.ERROR, "base_events.py", 1, "Task exception was never retrieved\nfuture: <Task 张某某>", (),
            (type(error), error, None),
        )  # fmt: skip
        ErrorLines(server_log).emit(record)
        if WithoutExceptionText().filter(record):
            said.append(record.getMessage())
    assert said == ["Task exception was never retrieved：KeyError @ ?"]
    assert [json.loads(line)["what"] for line in server_log.path.read_text().splitlines()] == ["KeyError @ "]
    server_log.close()
