"""Explore the network of cases (关联网络): from one matter, unit, place or search, a page of neighbours at a time.

A picture is made of node ids, so every act gives a new picture and an undo is the one before. Nothing starts from everything,
and nothing starts from or goes on from a petitioner: a contact is shown where a record asks for it, and that is all.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final
from weakref import WeakKeyDictionary

from workbench.domain.network import LinkType, NodeType
from workbench.network.index import NetworkIndex, open_index
from workbench.network.picture import Picture, PictureNode
from workbench.usecases.office import Office
from workbench.usecases.study_matter import MatterNotFound, find_matter

if TYPE_CHECKING:
    from workbench.network.paths import Path
    from workbench.store.edition import Edition

PAGE: Final = 30
AT_ONCE: Final = 300
LARGEST: Final = 20_000
"""Nodes added by one act, open at the start, and in a picture at all; a widget sums up what is too many to draw singly."""

_NOT_FROM_CONTACT: Final = (
    "信访人只作信访件之间的联系，不从信访人展开、也不以信访人为起点；同一信访人的重复件请在“关联审核”中认定"
)
_SHARED: Final = (NodeType.UNIT, NodeType.PLACE, NodeType.PROJECT, NodeType.TOPIC)


class CannotDraw(LookupError):
    """What was asked for is not in the network, or nothing is drawn from it; says what to do instead."""


@dataclass(frozen=True)
class Network:
    """The network of one edition, open to be asked."""

    edition: Edition
    index: NetworkIndex


_OPEN: WeakKeyDictionary[Office, Network] = WeakKeyDictionary()


def network(office: Office) -> Network:
    """The network of the edition in force, kept until another is published. NoIndex where it was published without one."""
    edition = office.edition()
    kept = _OPEN.get(office)
    if kept is None or kept.edition.path != edition.path:
        kept = _OPEN[office] = Network(edition, open_index(edition.network_folder))
    return kept


# --- where to start -----------------------------------------------------------------------------------------------------


def resolve(net: Network, wanted: str) -> str:
    """The node meant by a node id, a matter or case number, or the whole name of a unit, place, project or topic.

    CannotDraw for a petitioner, and for what is not in the network.
    """
    wanted = wanted.strip()
    if wanted.startswith(f"{NodeType.CONTACT}:"):
        raise CannotDraw(_NOT_FROM_CONTACT)
    names = (wanted, *(f"{kind}:{wanted}" for kind in (NodeType.MATTER, *_SHARED, NodeType.RECORD)))
    named = next((name for name in names if name in net.index), None)
    return named or _by_label(net, wanted) or _by_number(net, wanted.partition(":")[2] or wanted)


def _by_label(net: Network, wanted: str) -> str | None:
    """The unit, place, project or topic that alone is called so."""
    found = [node.id for node in net.index.find(wanted, _SHARED, 50) if node.label == wanted] if wanted else []
    return found[0] if len(found) == 1 else None


def _by_number(net: Network, wanted: str) -> str:
    try:
        node = f"{NodeType.MATTER}:{find_matter(net.edition, wanted)}"
    except MatterNotFound:
        raise CannotDraw(
            f"版次 {net.edition.id} 的关联网络里没有“{wanted}”；请核对编号或名称，或用检索框查找后点选"
        ) from None
    if node not in net.index:
        raise CannotDraw(f"“{wanted}”不在关联网络中：检举控告件不进入关联网络，内容由有权机关查看")
    return node


def search(net: Network, text: str, kinds: Collection[NodeType] | None = None, limit: int = 50) -> list[PictureNode]:
    """Nodes whose name or number has all the words; never petitioners (ValueError when asked for)."""
    return net.index.find(text, kinds, limit)


def start(net: Network, wanted: str) -> Picture:
    """What hangs on a matter or record within two steps, or the newest matters of a unit, place, project or topic."""
    node = resolve(net, wanted)
    hops = 1 if node.partition(":")[0] in _SHARED else 2
    return net.index.around(node, hops=hops, most=PAGE, limit=AT_ONCE)


# --- acts ---------------------------------------------------------------------------------------------------------------


class Act(StrEnum):
    """What a person does to a picture; the value stands in the page's address."""

    EXPAND = "e"  # neighbours by one type of link
    FOLD = "f"  # take away what hangs on the picture by this node only
    DROP = "d"  # take the node away
    ADD = "a"  # a node found by search, alone
    PATH = "p"  # the nodes between two


@dataclass(frozen=True, slots=True)
class Step:
    """One act on a picture. `other` is the type of link of an expansion ("" for all), or the far end of a path."""

    act: Act
    node: str
    other: str = ""


def waiting(net: Network, picture: Picture, node: str) -> dict[LinkType, tuple[int, int]]:
    """By type of link: neighbours not in the picture yet, and all there are; counted before any is added.

    CannotDraw for a petitioner.
    """
    _check_not_contact(node)
    shown: dict[str, set[str]] = defaultdict(set)
    for link in picture.links:
        if node in (link.source, link.target):
            shown[link.type].add(link.target if link.source == node else link.source)
    return {link: (many - len(shown[link]), many) for link, many in _counted(net, node).items()}


def _counted(net: Network, node: str) -> Mapping[LinkType, int]:
    try:
        return net.index.count(node)
    except KeyError as missing:
        raise CannotDraw(missing.args[0]) from None


def expand(net: Network, picture: Picture, node: str, link: LinkType | None = None, limit: int = PAGE) -> Picture:
    """The picture with the next `limit` neighbours of a node that it does not show, the newest first.

    By one type of link, or by all but 提出. CannotDraw for a petitioner or an unknown node.
    """
    _check_not_contact(node)
    if len(picture.nodes) + limit > LARGEST:
        raise CannotDraw(f"图中已有 {len(picture.nodes)} 个节点，不再增加；请收起一部分，或换一个起点")
    types: list[LinkType] = [link] if link else [one for one in LinkType if one is not LinkType.BROUGHT]
    return _with(net, picture, [node, *_new_neighbours(net, {*picture.ids}, node, types, limit)])


def _new_neighbours(net: Network, shown: Collection[str], node: str, types: list[LinkType], limit: int) -> list[str]:
    new: list[str] = []
    after = ""
    try:
        while len(new) < limit:
            page = net.index.neighbours(node, types, after, max(limit, 200))
            new += [one.id for one in page.nodes if one.id not in shown]
            after = page.next
            if not after:
                break
    except KeyError as missing:
        raise CannotDraw(missing.args[0]) from None
    return new[:limit]


def add(net: Network, picture: Picture, node: str) -> Picture:
    """The picture with one more node, and its links to those shown."""
    return _with(net, picture, [resolve(net, node)])


def drop(net: Network, picture: Picture, node: str) -> Picture:
    """The picture without a node."""
    return _only(net, [one for one in picture.ids if one != node])


def fold(net: Network, picture: Picture, node: str, root: str) -> Picture:
    """The picture without what hangs on `root` only through `node` (收起); what hung on neither stays."""
    beside = _beside(picture)
    held = _reached(beside, root, without=node)
    lost = _reached(beside, root) - held - {node, root}
    return _only(net, [one for one in picture.ids if one not in lost])


def replay(net: Network, wanted: str, steps: Iterable[Step]) -> Picture:
    """The picture that a start and a list of acts make: what a page's address holds."""
    picture = start(net, wanted)
    root = resolve(net, wanted)
    for step in steps:
        picture = done(net, picture, step, root)
    return picture


def done(net: Network, picture: Picture, step: Step, root: str) -> Picture:
    """The picture after one act; `root` is the node it started from."""
    if step.act is Act.EXPAND:
        return expand(net, picture, step.node, LinkType(step.other) if step.other else None)
    if step.act is Act.FOLD:
        return fold(net, picture, step.node, root)
    if step.act is Act.DROP:
        return drop(net, picture, step.node)
    if step.act is Act.ADD:
        return add(net, picture, step.node)
    return _with(net, picture, path(net, step.node, step.other).nodes)


def path(net: Network, one: str, other: str) -> Path:
    """How two nodes hang together: the shortest way that goes over no petitioner, with the evidence of each step.

    CannotDraw for a node that is not there, NoPath where they are not connected, ValueError for a petitioner or one node twice.
    """
    from workbench.network.paths import shortest_path

    try:
        return shortest_path(net.index, one, other)
    except KeyError as missing:
        raise CannotDraw(missing.args[0]) from None


def _check_not_contact(node: str) -> None:
    if node.startswith(f"{NodeType.CONTACT}:"):
        raise CannotDraw(_NOT_FROM_CONTACT)


def _with(net: Network, picture: Picture, nodes: Sequence[str]) -> Picture:
    return _only(net, [*picture.ids, *nodes])


def _only(net: Network, nodes: Iterable[str]) -> Picture:
    return net.index.picture(list(dict.fromkeys(nodes)))


def _beside(picture: Picture) -> dict[str, set[str]]:
    beside: dict[str, set[str]] = defaultdict(set)
    for link in picture.links:
        beside[link.source].add(link.target)
        beside[link.target].add(link.source)
    return beside


def _reached(beside: Mapping[str, set[str]], root: str, without: str = "") -> set[str]:
    reached, wave = {root}, [root]
    while wave:
        following = {other for node in wave if node != without for other in beside.get(node, ())} - reached
        reached |= following
        wave = list(following)
    return reached
