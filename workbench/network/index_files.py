"""The files of a network's index (关联索引文件): adjacency as NumPy arrays, rows as Arrow files, all read by memory map.

Each link is held at both its ends. At a node they stand by type of link, then by neighbour, so that one type, or one
neighbour, is found by halving and a node of 50,000 matters costs no more than its page.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from workbench.domain.network import NodeType
from workbench.network.graph import CaseGraph, Ints

FORMAT: Final = 1
META: Final = "index.json"
ARRAYS: Final = (
    "offset",  # by node: where its links begin in the next three
    "neighbour",
    "link",  # place of the type in LINK_TYPES
    "edge",  # row of the edge
    "degree",  # by node
    "newest",
    "source",  # by edge
    "target",
    "type",
    "day",
    "day_to",
)
NODE_COLUMNS: Final = ("node", "type", "label", "topic", "place", "unit", "is_open", "day", "day_to")
EDGE_COLUMNS: Final = ("state", "matter_id", "evidence")
NO_DAY: Final = np.iinfo(np.int32).min
_BATCH: Final = 1 << 16
_TYPE_BITS: Final = 4


def write_index(folder: Path, nodes: pa.Table, edges: pa.Table) -> None:
    """Write the index of tables NODES and EDGES into `folder` (made if need be; files there are replaced).

    A link with an end that is no node is left out and told in the index's notes. ValueError for an unknown type or a
    node given twice.
    """
    order = pc.sort_indices(nodes, sort_keys=[("node", "ascending")])
    graph = CaseGraph.of(nodes.take(order), edges)
    folder.mkdir(parents=True, exist_ok=True)
    for name, array in _adjacency(graph).items():
        np.save(folder / f"{name}.npy", array)
    _write_rows(folder / "nodes.arrow", graph.nodes.select(list(NODE_COLUMNS)))
    _write_rows(folder / "edges.arrow", graph.edges.select(list(EDGE_COLUMNS)))
    meta = {"format": FORMAT, "nodes": len(graph), "edges": len(graph.edges), "notes": list(graph.notes)}
    (folder / META).write_text(json.dumps(meta, ensure_ascii=False), encoding="utf-8")


def _adjacency(graph: CaseGraph) -> dict[str, npt.NDArray[Any]]:
    edge = np.flatnonzero(graph.source != graph.target).astype(np.int32)  # a link to itself leads nowhere
    node = np.concatenate([graph.source[edge], graph.target[edge]])
    other = np.concatenate([graph.target[edge], graph.source[edge]])
    edge = np.concatenate([edge, edge])
    order = _by_node_type_neighbour(node, graph.link[edge], other, max(len(graph), 1))
    node, other, edge = node[order], other[order], edge[order]
    return {
        "offset": np.searchsorted(node, np.arange(len(graph) + 1, dtype=np.int32)).astype(np.int64),
        "neighbour": other,
        "link": graph.link[edge],
        "edge": edge,
        "degree": _degrees(graph),
        "newest": _days(pc.coalesce(graph.nodes.column("day_to"), graph.nodes.column("day"))),
        "source": graph.source,
        "target": graph.target,
        "type": graph.link,
        "day": _days(graph.edges.column("day")),
        "day_to": _days(graph.edges.column("day_to")),
    }


def _by_node_type_neighbour(node: Ints, link: npt.NDArray[np.uint8], other: Ints, many: int) -> npt.NDArray[np.int64]:
    """The order of one 64-bit key: three times as fast as sorting by three columns."""
    bits = many.bit_length()
    key = (node.astype(np.int64) << (bits + _TYPE_BITS)) | (link.astype(np.int64) << bits) | other
    return np.argsort(key, kind="stable")


def _degrees(graph: CaseGraph) -> Ints:
    """Neighbours of each node, each once however many links lead to it."""
    one, other = graph.simple_ends()
    return np.bincount(np.concatenate([one, other]), minlength=len(graph)).astype(np.int32)


def _days(column: pa.ChunkedArray) -> Ints:
    """Days since 1970, NO_DAY where none is known."""
    return np.asarray(pc.fill_null(column.cast(pa.int32()), int(NO_DAY)).to_numpy(), dtype=np.int32)


def _write_rows(path: Path, table: pa.Table) -> None:
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        for start in range(0, len(table), _BATCH):  # whole batches: a row's batch is found by dividing
            writer.write_batch(table.slice(start, _BATCH).combine_chunks().to_batches()[0])


class Rows:
    """Rows of an Arrow file by number; only what is asked for is read from disk."""

    def __init__(self, path: Path) -> None:
        self._reader = pa.ipc.open_file(pa.memory_map(str(path)))

    @cached_property
    def batches(self) -> list[pa.RecordBatch]:
        return [self._reader.get_batch(number) for number in range(self._reader.num_record_batches)]

    def __len__(self) -> int:
        return sum(batch.num_rows for batch in self.batches)

    def text(self, column: str, row: int) -> str:
        return str(self.batches[row // _BATCH].column(column)[row % _BATCH].as_py())

    def take(self, rows: Sequence[int] | npt.NDArray[Any]) -> list[dict[str, Any]]:
        """Rows as plain mappings, in the order asked."""
        wanted = np.asarray(rows, dtype=np.int64)
        found: list[dict[str, Any]] = [{}] * len(wanted)
        for number in np.unique(wanted // _BATCH):
            places = np.flatnonzero(wanted // _BATCH == number)
            part = self.batches[number].take(pa.array(wanted[places] % _BATCH)).to_pylist()
            for place, row in zip(places, part, strict=True):
                found[place] = row
        return found

    def place_of(self, column: str, value: str) -> int:
        """The first row whose text is not before `value`, in a sorted column (by halving)."""
        low, high = 0, len(self)
        while low < high:
            middle = (low + high) // 2
            if self.text(column, middle) < value:
                low = middle + 1
            else:
                high = middle
        return low

    def slices(self, columns: Sequence[str], start: int, stop: int) -> Iterator[tuple[Any, ...]]:
        """Parts of columns between two rows, each with the row it begins at."""
        while start < stop:
            batch = self.batches[start // _BATCH]
            end = min(stop, (start // _BATCH + 1) * _BATCH)
            yield start, *(batch.column(name).slice(start % _BATCH, end - start) for name in columns)
            start = end


def type_range(rows: Rows, kind: NodeType) -> tuple[int, int]:
    """Where nodes of a type stand: ids begin with their type, and rows are in the order of the ids."""
    return rows.place_of("node", f"{kind.value}:"), rows.place_of("node", f"{kind.value};")
