"""Running the reader (读取进程的调用): limits of memory and time, its answer taken over, its failures put in words."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from workbench.ledger.reader import OUT_OF_MEMORY
from workbench.ledger.result import LedgerError

if TYPE_CHECKING:
    import pyarrow as pa

_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "RAYON_NUM_THREADS")


class RawSheet(NamedTuple):
    """A sheet as the reader left it: its description (see `reader._meta`) and the texts by column letter, with "row"."""

    meta: Mapping[str, Any]
    cells: pa.Table


class RawLedger(NamedTuple):
    """All sheets read, and what is odd about the file as a whole."""

    sheets: list[RawSheet]
    problems: list[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class RawReader:
    """A file being read in a process of its own."""

    name: str
    out: Path
    process: subprocess.Popen[bytes]
    memory_mb: int
    seconds: int
    started: float

    def finish(self, answers: Mapping[str, str]) -> RawLedger:
        """What was read; LedgerError with the reader's sentence, or one about the limit it met."""
        left = self.started + self.seconds - time.monotonic()
        try:
            _, said = self.process.communicate(json.dumps(dict(answers)).encode(), max(left, 0.0))
        except subprocess.TimeoutExpired as error:
            raise LedgerError(
                f"“{self.name}”读取超过 {self.seconds} 秒，已停止；请按批次或乡镇拆成几个文件，或删去多余的空白行列后另存"
            ) from error
        if self.process.returncode:
            cause = RuntimeError(said.decode("utf-8", "replace"))  # for the administrator; not part of the sentence
            raise LedgerError(_failure(self.name, self.out, self.process.returncode, said, self.memory_mb)) from cause
        return _take_over(self.out)


@contextmanager
def raw_reader(path: Path, memory_mb: int, seconds: int) -> Iterator[RawReader]:
    """Begin to read a file; on leaving, its process is gone whatever happened."""
    with tempfile.TemporaryDirectory(prefix="ledger-") as folder:
        out = Path(folder)
        request = out / "request.json"
        content = {"path": str(path.resolve()), "memory_mb": memory_mb}
        request.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        with _start(str(request), folder) as process:
            try:
                yield RawReader(path.name, out, process, memory_mb, seconds, time.monotonic())
            finally:
                process.kill()


def _start(*arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, **dict.fromkeys(_ONE_THREAD, "1"), "ARROW_DEFAULT_MEMORY_POOL": "system"}
    command = [sys.executable, "-m", "workbench.ledger.reader", *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=environment, stdin=pipe, stdout=subprocess.DEVNULL, stderr=pipe)


def _failure(name: str, out: Path, code: int, stderr: bytes, memory_mb: int) -> str:
    """The reader's sentence; one about memory if it was killed or aborted; else that the file breaks the reader."""
    said = out / "error.json"
    sentence = json.loads(said.read_text(encoding="utf-8"))["sentence"] if said.exists() else ""
    if sentence == OUT_OF_MEMORY or (not sentence and (code < 0 or b"alloc" in stderr)):
        return (
            f"“{name}”读取时超过内存上限 {memory_mb} MB，已停止；多因表中有极远处的单元格或大片空白格式，"
            "请删去多余的空白行列后另存，或按批次拆成几个文件"
        )
    return sentence or f"“{name}”的内部结构不合规范，读取程序不能解析；请用 Excel 或 WPS 打开后另存为 xlsx 再导入"


def _take_over(out: Path) -> RawLedger:
    meta = json.loads((out / "meta.json").read_text(encoding="utf-8"))
    sheets = [RawSheet(each, _cells(out / f"sheet-{at}.arrow")) for at, each in enumerate(meta["sheets"])]
    return RawLedger(sheets, meta["problems"])


def _cells(path: Path) -> pa.Table:
    import pyarrow as pa  # while the reader's process is at work, not before it

    with pa.OSFile(str(path), "rb") as source:
        return pa.ipc.open_file(source).read_all()
