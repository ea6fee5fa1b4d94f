"""The files of an index of likeness (类案索引文件): NumPy arrays and one Arrow file, all read by memory map.

index.json     how many matters, words of the features, notes
ids.npy        matter ids, sorted: a row's number is its place here
words.npy      numbers of the n-grams in use, sorted; weight.npy the weight of each
post_*.npy     by n-gram: rows that have it and with what weight (inverted)
row_*.npy      by row: its n-grams and their weights (forward)
features.npy   features × rows, codes of `index.json`; flags.npy hard flags of each row as bits
texts.arrow    title and text of each row, as the edition has them
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa

FORMAT: Final = 1
META: Final = "index.json"
ARRAYS: Final = ("ids", "words", "weight", "post_ptr", "post_row", "post_value", "row_ptr", "row_word", "row_value",
                 "features", "flags")  # fmt: skip
_BATCH: Final = 4096


def save(folder: Path, arrays: Mapping[str, npt.NDArray[Any]], texts: pa.Table, meta: Mapping[str, Any]) -> None:
    """Write everything into `folder` (made if need be); the description last, so that a half-written index is none."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / META).unlink(missing_ok=True)
    for name in ARRAYS:
        np.save(folder / f"{name}.npy", arrays[name])
    with pa.OSFile(str(folder / "texts.arrow"), "wb") as sink, pa.ipc.new_file(sink, texts.schema) as writer:
        for start in range(0, len(texts), _BATCH):  # whole batches: a row's batch is found by dividing
            writer.write_batch(texts.slice(start, _BATCH).combine_chunks().to_batches()[0])
    (folder / META).write_text(json.dumps({"format": FORMAT, **meta}, ensure_ascii=False), encoding="utf-8")


def described(folder: Path) -> dict[str, Any]:
    """What `index.json` says; LookupError in words if there is no index, or one of another form."""
    try:
        meta: dict[str, Any] = json.loads((folder / META).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise LookupError(f"{folder.parent.name} 没有类案索引；请重新发布版次（workbench publish）后再查") from None
    if meta.get("format") != FORMAT:
        raise LookupError(f"{folder.parent.name} 的类案索引是另一版程序写的；请重新发布版次（workbench publish）")
    return meta


def mapped(folder: Path) -> dict[str, npt.NDArray[Any]]:
    """Every array, mapped and not read."""
    return {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in ARRAYS}


class Texts:
    """Titles and texts by row number; only the batch asked for is read from disk."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @cached_property
    def _reader(self) -> Any:
        return pa.ipc.open_file(pa.memory_map(str(self._path)))

    def of(self, row: int) -> tuple[str, str]:
        batch = self._reader.get_batch(row // _BATCH)
        return str(batch.column(0)[row % _BATCH].as_py()), str(batch.column(1)[row % _BATCH].as_py())


def texts_table(titles: Sequence[str], texts: Sequence[str]) -> pa.Table:
    return pa.table({"title": pa.array(titles, pa.string()), "text": pa.array(texts, pa.string())})
