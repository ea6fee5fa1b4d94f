"""What hangs together (关联组): connected parts of the network, over links that say something of the cases themselves."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.domain.network import LinkType, NodeType
from workbench.network.graph import NODE_TYPES, CaseGraph
from workbench.network.ties import TIES, Array, Ties

_COUNTED = {
    NodeType.MATTER: "matters",
    NodeType.RECORD: "records",
    NodeType.PROJECT: "projects",
    NodeType.UNIT: "units",
}


@dataclass(frozen=True, eq=False)
class Components:
    """`label` has for each node of the graph the number of its component, -1 for a contact.

    `table`: component, nodes, matters, records, projects, units, first (the id of its first node), day, day_to; those of two
    nodes or more, the most matters first. `sentence` says it in words.
    """

    graph: CaseGraph
    label: Array
    table: pd.DataFrame
    sentence: str

    def of(self, node: str) -> int:
        """The component of a node; KeyError for one that is not there, ValueError for a contact."""
        number = int(self.label[self.graph.number(node)])
        if number < 0:
            raise ValueError("信访人不归入任何关联组；请从其信访件或事项查看")
        return number

    def members(self, component: int) -> tuple[str, ...]:
        """Ids of a component's nodes, in their order; KeyError if there is no such component."""
        rows = np.flatnonzero(self.label == component) if component >= 0 else np.empty(0, np.int64)
        if not len(rows):
            raise KeyError(f"没有编号为 {component} 的关联组；请从关联组列表中选")
        return tuple(self.graph.ids.take(rows).to_pylist())


def components(graph: CaseGraph, types: Collection[LinkType] = TIES) -> Components:
    """Connected parts over links of these types (in either direction); ValueError for 提出."""
    ties = Ties.of(graph, types)
    label = np.full(len(graph), -1, np.int64)
    label[ties.rows] = ties.component
    table = _table(graph, ties)
    return Components(graph, label, table, _sentence(table, len(ties)))


def _table(graph: CaseGraph, ties: Ties) -> pd.DataFrame:
    component, kinds = ties.component, graph.kind[ties.rows]
    sizes = np.bincount(component)
    large = np.flatnonzero(sizes >= 2)
    counts = {
        name: np.bincount(component[kinds == NODE_TYPES.index(kind)], minlength=len(sizes))[large]
        for kind, name in _COUNTED.items()
    }
    _, first = np.unique(component, return_index=True)
    table = pd.DataFrame({"component": large, "nodes": sizes[large], **counts})
    table["first"] = graph.ids.take(ties.rows[first[large]]).to_pylist()
    table = table.join(_days(graph, ties), on="component")
    return table.sort_values(["matters", "nodes", "component"], ascending=[False, False, True], ignore_index=True)


def _days(graph: CaseGraph, ties: Ties) -> pd.DataFrame:
    """First and last known day of each component."""
    days = {name: graph.nodes.column(name).to_pandas(date_as_object=False) for name in ("day", "day_to")}
    frame = pd.DataFrame({name: column.to_numpy()[ties.rows] for name, column in days.items()})
    grouped = frame.groupby(ties.component)
    return pd.DataFrame({"day": grouped["day"].min(), "day_to": grouped["day_to"].max()})


def _sentence(table: pd.DataFrame, nodes: int) -> str:
    if not nodes:
        return "关联网络是空的：没有可显示的事项；请先导入台账并生成版次"
    if table.empty:
        return f"{nodes} 个节点之间没有这类关联；请放宽关联类型"
    several = table[table["matters"] >= 2]
    alone = nodes - int(table["nodes"].sum())
    tail = f"，最大的一组有 {int(table['matters'].iloc[0])} 个事项" if len(several) else ""
    rest = f"；另有 {alone} 个节点没有这类关联" if alone else ""
    return f"共 {len(table)} 个关联组，其中 {len(several)} 组有两个以上事项{tail}{rest}"
