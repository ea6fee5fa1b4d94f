"""关联网络, its picture in words: rows of tables and facts of one node or link, each with its grounds; no widget here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final

from workbench.domain.network import LEGEND, NODE_NAMES, UNDIRECTED, LinkType, NodeType
from workbench.network.picture import Picture, PictureLink, PictureNode

_RECORD: Final = re.compile(r"R\d{3,}(\.\d+)?")
Href = Callable[[str], str]
"""Address of a matter's page by a matter or record id."""


def node_rows(picture: Picture, href: Href) -> list[dict[str, Any]]:
    """Every node of a picture, matters with their page; a petitioner only by the masked name."""
    return [_node_row(node, href) for node in picture.nodes]


def _node_row(node: PictureNode, href: Href) -> dict[str, Any]:
    return {
        "id": node.id,
        "type": NODE_NAMES[NodeType(node.type)],
        "label": {"text": node.label, "href": _page(node, href)},
        "day": node.day,
    }


def _page(node: PictureNode, href: Href) -> str:
    kind, _, number = node.id.partition(":")
    return href(number) if kind in (NodeType.MATTER, NodeType.RECORD) else ""


def link_rows(picture: Picture, node: str) -> list[dict[str, Any]]:
    """Links of one node in the picture, by type, each with the other end and what it rests on."""
    labels = {one.id: one.label for one in picture.nodes}
    order = {link.value: place for place, link in enumerate(LinkType)}
    mine = [link for link in picture.links if node in (link.source, link.target)]
    return [_link_row(link, node, labels) for link in sorted(mine, key=lambda one: order[one.type])]


def _link_row(link: PictureLink, node: str, labels: dict[str, str]) -> dict[str, Any]:
    other = link.target if link.source == node else link.source
    arrow = "" if LinkType(link.type) in UNDIRECTED else "→ " if link.source == node else "← "
    return {
        "id": link_id(link),
        "type": f"{link.type} {link.state}".strip() if link.state != link.type else link.type,
        "other": f"{arrow}{labels.get(other, other)}",
        "day": f"{link.day} 起" if link.day != link.day_to and link.day else link.day,
    }


def link_id(link: PictureLink) -> str:
    return f"{link.source}|{link.type}|{link.target}"


def find_link(picture: Picture, name: str) -> PictureLink | None:
    """The link a row of `link_rows` stands for."""
    return next((link for link in picture.links if link_id(link) == name), None)


def link_facts(link: PictureLink, picture: Picture) -> list[tuple[str, Any]]:
    """One link in full: what it says (as in the legend), between whom, when, and on what grounds."""
    labels = {one.id: one.label for one in picture.nodes}
    facts = [
        ("关系", f"{link.type}：{LEGEND[LinkType(link.type)]}"),
        ("一端", labels.get(link.source, link.source)),
        ("另一端", labels.get(link.target, link.target)),
        ("认定", _verdict(link)),
        ("日期", span(link.day, link.day_to)),
        ("涉及事项", link.matter_id if link.count == 1 else ""),
        ("件数", f"{link.count} 条合为一线" if link.count > 1 else ""),
        ("依据", "、".join(word for word in link.evidence if not is_record(word))),
    ]
    return [(name, value) for name, value in facts if value]


def _verdict(link: PictureLink) -> str:
    if link.type not in (LinkType.SAME, LinkType.RELATED):
        return ""
    return link.state if link.state != "待认定" else "待承办人认定（机器建议，不作结论）"


def page_rows(node: PictureNode | None, link: PictureLink | None, href: Href) -> list[dict[str, Any]]:
    """Pages to open: the chosen node's own, and those of the records the chosen link rests on."""
    own = _page(node, href) if node else ""
    rows = [_page_row("", node.label, own, "所选")] if node and own else []
    records = [word for word in (link.evidence if link else ()) if is_record(word)]
    return [*rows, *(_page_row(one, one, href(one), "依据") for one in records)]


def _page_row(name: str, text: str, address: str, what: str) -> dict[str, Any]:
    return {"id": name, "record": {"text": text, "href": address}, "what": what}


def is_record(word: str) -> bool:
    return bool(_RECORD.fullmatch(word))


def span(first: date | None, last: date | None) -> str:
    """One day, or from the first to the last, "" if none is known."""
    if first is None or last is None or first == last:
        return str(first or last or "")
    return f"{first} 至 {last}"


def result_rows(found: Iterable[PictureNode]) -> list[dict[str, Any]]:
    """What a search found, to begin from."""
    return [
        {"id": node.id, "type": NODE_NAMES[NodeType(node.type)], "label": node.label, "note": node.unit or node.topic}
        for node in found
    ]
