"""The network by index (关联索引): what is beside a node, read from memory-mapped files, never by loading the graph."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from workbench.domain.network import LinkType, NodeType
from workbench.network.adjacency import Adjacency, Numbers
from workbench.network.graph import LINK_TYPES
from workbench.network.index_files import FORMAT, META, NO_DAY, Rows, type_range, write_index
from workbench.network.picture import EVIDENCE, Page, Picture, PictureLink, PictureNode
from workbench.network.walk import Walk

__all__ = ["NetworkIndex", "NoIndex", "open_index", "write_index"]

_CODES: Final = {link: code for code, link in enumerate(LINK_TYPES)}
_WALKED: Final = frozenset(LINK_TYPES) - {LinkType.BROUGHT}
_EPOCH: Final = date(1970, 1, 1).toordinal()
_SEARCHED: Final = (
    NodeType.UNIT,
    NodeType.PLACE,
    NodeType.PROJECT,
    NodeType.TOPIC,
    NodeType.MATTER,
    NodeType.RECORD,
)


class NoIndex(LookupError):
    """The edition has no index of its network, or one this version cannot read."""


def open_index(folder: Path) -> NetworkIndex:
    """Open an index; NoIndex says what to do when there is none."""
    try:
        meta = json.loads((folder / META).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise NoIndex(f"{folder} 里没有关联网络索引；请重新发布版次（workbench publish）") from None
    if meta["format"] != FORMAT:
        raise NoIndex(f"{folder} 的关联网络索引是第 {meta['format']} 版格式，本程序读第 {FORMAT} 版；请重新发布版次")
    return NetworkIndex(folder, tuple(meta["notes"]))


class NetworkIndex:
    """Reads a few pages of the files per question; safe to use from several threads.

    `notes` say in Chinese what of the edition is not in it (links whose end is missing). `beside` answers by row numbers.
    """

    def __init__(self, folder: Path, notes: tuple[str, ...] = ()) -> None:
        self.folder, self.notes = folder, notes
        self.beside = Adjacency(folder)
        self._nodes, self._edges = Rows(folder / "nodes.arrow"), Rows(folder / "edges.arrow")

    def __len__(self) -> int:
        return len(self._nodes)

    def __contains__(self, node: object) -> bool:
        return isinstance(node, str) and self._row(node) is not None

    def __repr__(self) -> str:
        return f"NetworkIndex({self.folder}：{len(self)} 个节点、{len(self._edges)} 条关联)"

    def number(self, node: str) -> int:
        """The row of a node; KeyError with a sentence."""
        row = self._row(node)
        if row is None:
            raise KeyError(f"关联网络里没有“{node}”；请核对编号，检举控告件不进入关联网络")
        return row

    def ids(self, rows: Iterable[int]) -> list[str]:
        """Ids of nodes by their rows."""
        return [self._nodes.text("node", row) for row in rows]

    def node(self, node: str) -> PictureNode:
        """One node, `beyond` counting all its neighbours (a contact's never); KeyError with a sentence."""
        return self._pictured({self.number(node): 0}, {})[0]

    def count(self, node: str) -> dict[LinkType, int]:
        """Neighbours by type of link, before any is added (展开前先计数); KeyError with a sentence."""
        counts = self.beside.counts(self.number(node))
        return {link: many for link, many in zip(LINK_TYPES, counts, strict=True) if many}

    def neighbours(
        self, node: str, types: Collection[LinkType] | None = None, after: str = "", limit: int = 50
    ) -> Page:
        """A page of neighbours with the links to them: by type of link, the newest first, after the node id `after`.

        A neighbour joined by several types stands with the first, and all its links to the node are given. KeyError for
        a node that is not there, or an `after` that is no neighbour of it.
        """
        row = self.number(node)
        order = self.beside.in_order(row, _codes(LINK_TYPES if types is None else types)).tolist()
        start = self._start(order, node, after)
        rows = order[start : start + limit]
        links = self._lines(self.beside.joining(row, np.array(sorted(rows), dtype=np.int64)))
        more = self.ids(rows[-1:])[0] if rows and start + limit < len(order) else ""
        return Page(tuple(self._pictured(dict.fromkeys(rows, 1), dict.fromkeys(rows, 1))), links, len(order), more)

    def around(
        self, node: str, hops: int = 2, most: int = 30, limit: int = 300, types: Collection[LinkType] | None = None
    ) -> Picture:
        """What hangs on a node: up to `hops` steps (a record is one with its matter: no step), at most `limit` nodes.

        A unit, place, project, topic or contact with more than `most` neighbours is shown and not walked through; of any
        other node (and the start) at most `most` neighbours by each type of link, the newest. `types`: links to walk; by
        default all but 提出, so no contact comes in unless asked for. KeyError with a sentence.
        """
        codes = _codes(_WALKED if types is None else types)
        reached, left_out = Walk(self.beside, self._kind, codes, most).from_node(self.number(node), hops, limit)
        notes = list(self.notes)
        if left_out:
            notes.append(f"已显示 {len(reached)} 个节点，{hops} 步之内至少还有 {left_out} 个未显示；请按类型逐页展开")
        if len(reached) == 1:
            notes.append("这个节点没有与它相连的节点" if len(self) > 1 else "关联网络里只有这一个节点")
        return self._picture(reached, codes, notes)

    def picture(self, nodes: Collection[str], types: Collection[LinkType] | None = None) -> Picture:
        """These nodes and every link (of the types) among them.

        Ids that are no node are told in `notes`: a picture drawn in an older edition may name them.
        """
        rows = {node: self._row(node) for node in dict.fromkeys(nodes)}
        gone = [node for node, row in rows.items() if row is None]
        note = f"{len(gone)} 个节点不在本版次：{'、'.join(gone[:5])}{' 等' if len(gone) > 5 else ''}"
        reached = {row: 0 for row in rows.values() if row is not None}
        return self._picture(
            reached, _codes(LINK_TYPES if types is None else types), [*self.notes, note] if gone else self.notes
        )

    def find(self, text: str, types: Collection[NodeType] | None = None, limit: int = 50) -> list[PictureNode]:
        """Nodes whose label or id has all the words, units and places first; an empty text finds nothing.

        Contacts are never searched: asking for them raises ValueError.
        """
        if types is not None and NodeType.CONTACT in types:
            raise ValueError("信访人不作检索对象；请按事项、信访件编号、单位、地点或项目检索")
        words = text.split()
        rows: list[int] = []
        for kind in _SEARCHED if words else ():
            if (types is None or kind in types) and len(rows) < limit:
                rows += self._find(words, kind, limit - len(rows))
        return self._pictured(dict.fromkeys(rows, 0), {})

    # --- rows -------------------------------------------------------------------------------------------------------

    def _row(self, node: str) -> int | None:
        row = self._nodes.place_of("node", node)
        return row if row < len(self) and self._nodes.text("node", row) == node else None

    @cached_property
    def _ranges(self) -> list[tuple[NodeType, int, int]]:
        return [(kind, *type_range(self._nodes, kind)) for kind in NodeType]

    def _kind(self, row: int) -> NodeType:
        return next(kind for kind, start, stop in self._ranges if start <= row < stop)

    def _start(self, order: list[int], node: str, after: str) -> int:
        if not after:
            return 0
        if (row := self._row(after)) not in order:
            raise KeyError(f"“{after}”不是“{node}”的相邻节点；请从第一页展开")
        return order.index(row) + 1

    def _find(self, words: Sequence[str], kind: NodeType, limit: int) -> list[int]:
        _, start, stop = next(each for each in self._ranges if each[0] is kind)
        found: list[int] = []
        for first, labels, ids in self._nodes.slices(("label", "node"), start, stop):
            found += (first + np.flatnonzero(_has_all(words, labels, ids))).tolist()
            if len(found) >= limit:
                break
        return found[:limit]

    # --- pictures ---------------------------------------------------------------------------------------------------

    def _picture(self, reached: dict[int, int], codes: Collection[int], notes: Iterable[str]) -> Picture:
        edges = self.beside.among(np.array(sorted(reached), dtype=np.int64))
        edges = edges[np.isin(self.beside.arrays["type"][edges], list(codes))]
        lines = self._lines(edges)
        nodes = self._pictured(reached, self._shown(edges))
        return Picture(tuple(sorted(nodes, key=lambda node: (node.hops, node.type, node.id))), lines, tuple(notes))

    def _shown(self, edges: Numbers) -> dict[int, int]:
        """How many neighbours of each node these edges lead to."""
        ends = np.stack([self.beside.arrays["source"][edges], self.beside.arrays["target"][edges]]).astype(np.int64)
        pairs = np.unique(ends.min(axis=0) * len(self) + ends.max(axis=0))
        nodes, counts = np.unique(np.concatenate(np.divmod(pairs, len(self))), return_counts=True)
        return dict(zip(nodes.tolist(), counts.tolist(), strict=True))

    def _pictured(self, hops: dict[int, int], shown: dict[int, int]) -> list[PictureNode]:
        """Nodes as a picture has them, in the order of `hops`; `shown` of their neighbours are in it."""
        degrees = self.beside.degree(np.array(list(hops), dtype=np.int64)).tolist()
        found = zip(hops.items(), degrees, self._nodes.take(list(hops)), strict=True)
        return [_node(values, steps, degree - shown.get(row, 0)) for (row, steps), degree, values in found]

    def _lines(self, edges: Numbers) -> tuple[PictureLink, ...]:
        """Edges as lines, one for each source, target and type."""
        source, target, code = (
            self.beside.arrays[name][edges].astype(np.int64) for name in ("source", "target", "type")
        )
        key = (source * len(self) + target) * len(LINK_TYPES) + code
        order = np.argsort(key, kind="stable")
        edges = edges[order]
        lines, first, counts = np.unique(key[order], return_index=True, return_counts=True)
        rows = self._told(edges, np.arange(len(edges)) - np.repeat(first, counts) < EVIDENCE)
        days = [self._days(name, edges) for name in ("day", "day_to")]
        ends, codes = np.divmod(lines, len(LINK_TYPES))
        sources, targets = (part.tolist() for part in np.divmod(ends, len(self)))
        name = {row: self._nodes.text("node", row) for row in {*sources, *targets}}
        spans = zip(sources, targets, codes.tolist(), first.tolist(), (first + counts).tolist(), strict=True)
        return tuple(
            _line((name[source], name[target]), code, rows[low:high], [day for part in days for day in part[low:high]])
            for source, target, code, low, high in spans
        )

    def _told(self, edges: Numbers, told: Numbers) -> list[dict[str, Any] | None]:
        """What is written of each edge; None for those a line does not tell one by one."""
        rows = iter(self._edges.take(edges[told]))
        return [next(rows) if one else None for one in told.tolist()]

    def _days(self, name: str, edges: Numbers) -> list[int | None]:
        return [None if day == NO_DAY else day for day in self.beside.arrays[name][edges].tolist()]


def _line(
    ends: tuple[str, str], code: int, rows: Sequence[dict[str, Any] | None], days: Iterable[int | None]
) -> PictureLink:
    told = [row for row in rows if row is not None]
    words = tuple(dict.fromkeys(word for row in told for word in row["evidence"] or ()))
    known = [day for day in days if day is not None]
    span = (_day(min(known)), _day(max(known))) if known else (None, None)
    state, matter = told[0]["state"] or "", told[0]["matter_id"] or ""
    return PictureLink(*ends, LINK_TYPES[code].value, span[0], span[1], state, matter, words, len(rows))


def _node(row: dict[str, Any], hops: int, beyond: int) -> PictureNode:
    return PictureNode(
        id=row["node"],
        type=row["type"],
        label=row["label"] or row["node"],
        topic=row["topic"] or "",
        place=row["place"] or "",
        unit=row["unit"] or "",
        is_open=row["is_open"],
        day=row["day"],
        day_to=row["day_to"],
        hops=hops,
        beyond=0 if row["type"] == NodeType.CONTACT else beyond,
    )


def _codes(types: Iterable[LinkType]) -> frozenset[int]:
    return frozenset(_CODES[link] for link in types)


def _day(number: int) -> date:
    return date.fromordinal(number + _EPOCH)


def _has_all(words: Sequence[str], labels: pa.Array, ids: pa.Array) -> Numbers:
    """Which labels or ids have every word, letters of either case alike; ids are numbers and codes, so only such words are."""
    keep = np.ones(len(labels), np.bool_)
    for word in words:
        letters = word.lower() != word.upper()  # ignoring case takes three times as long, and Chinese has none
        texts = (labels, ids) if word.isascii() else (labels,)
        found = [pc.match_substring(text, word, ignore_case=letters).fill_null(False) for text in texts]
        keep &= np.logical_or.reduce([one.to_numpy(zero_copy_only=False) for one in found])
    return keep
