"""关联网络, what it knows: the picture, how it came about, what is chosen in it and what was said; no widget here."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlencode

import traitlets

from workbench.apps.said import REFUSALS, words_of
from workbench.domain.network import NODE_NAMES, LinkType, NodeType
from workbench.domain.roles import AccessDenied
from workbench.network.paths import Path
from workbench.network.picture import Picture, PictureLink, PictureNode
from workbench.review.facts import Row, rows_of
from workbench.usecases import act_on_network, explore_network, keep_pictures, read_network
from workbench.usecases.explore_network import Act, Step
from workbench.usecases.office import Office

ADDRESS_MOST: Final = 6_000
"""Characters of an address that servers and mail programs still take."""

_TOO_LONG: Final = "步骤较多，链接只带得下起点，要发给同事请保存后再发链接"

SELECTED, BESIDE, SHOWN = "所选事项", "与所选相连的事项", "图中全部事项"
SCOPES: Final = (SELECTED, BESIDE, SHOWN)


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence to the clerk; `tone` is info, warn (look) or error (not done)."""

    text: str = ""
    tone: str = "info"


@dataclass(frozen=True, slots=True)
class State:
    """A picture and how it came about: a start or a kept picture's name, and the acts since."""

    start: str = ""
    kept: str = ""
    steps: tuple[Step, ...] = ()
    picture: Picture | None = None
    path: Path | None = None

    @property
    def route(self) -> tuple[str, ...]:
        """Nodes of the path asked for last, in order."""
        return self.path.nodes if self.path else ()


class NetworkModel(traitlets.HasTraits):
    """Call `begin`, `act`, `undo`, `save`, `reopen`, `put_on_agenda`, `propose_cause`; `state` and `said` follow.

    `selected` are the nodes chosen, in picture or table alike, `link` the link ("source|type|target"). `layout` and `look`
    are what the page last told of where nodes stand and how they are coloured: they are kept with a picture. `grouping` is
    how a picture too large to draw is summed up.
    """

    state = traitlets.Instance(State, args=())
    selected: traitlets.List[str] = traitlets.List(traitlets.Unicode())
    link = traitlets.Unicode("")
    words = traitlets.Unicode("")
    results: traitlets.List[Any] = traitlets.List()
    layout: traitlets.Dict[str, Any] = traitlets.Dict()
    look: traitlets.Dict[str, Any] = traitlets.Dict()
    grouping = traitlets.Unicode("topic")
    said = traitlets.Instance(Said, args=())

    def __init__(self, office: Office, asked: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.office, self.net = office, explore_network.network(office)
        self.edition = self.net.edition
        self._past: list[State] = []
        asked = asked or {}
        if asked.get("picture"):
            self.reopen(asked["picture"])
        elif asked.get("start"):
            self.begin(asked["start"])
        if self.picture:
            self._redo(asked.get("show", ""))

    # --- the picture ------------------------------------------------------------------------------------------------

    @property
    def picture(self) -> Picture | None:
        return self.state.picture

    @property
    def nodes(self) -> dict[str, PictureNode]:
        return {node.id: node for node in self.picture.nodes} if self.picture else {}

    @property
    def _links(self) -> tuple[PictureLink, ...]:
        return self.picture.links if self.picture else ()

    @property
    def can_undo(self) -> bool:
        return bool(self._past)

    def begin(self, wanted: str) -> bool:
        """Start anew from a node, matter or case number; False (and `said`) where there is none."""

        def draw() -> State:
            node = explore_network.resolve(self.net, wanted)
            return State(node, picture=explore_network.start(self.net, node))

        return self._try(draw, lambda state: [state.start])

    def act(self, act: Act, node: str, other: str = "") -> bool:
        """One act on the picture; False (and `said`) where it cannot be done or changes nothing."""
        if self.picture is None:
            return self.refuse("还没有图；请先检索一个事项、单位或地点作为起点")
        if act is Act.DROP and node == self.state.start:
            return self.refuse("起点不能移去；可另选起点重新画")
        step = Step(act, node, other)

        def draw() -> State:
            assert self.picture is not None
            picture = explore_network.done(self.net, self.picture, step, self.state.start)
            path = explore_network.path(self.net, node, other) if act is Act.PATH else None
            return replace(self.state, steps=(*self.state.steps, step), picture=picture, path=path)

        return self._try(draw, lambda state: _chosen_after(step, state))

    def undo(self) -> bool:
        """The picture before the last act."""
        if not self._past:
            return self.refuse("没有可撤销的步骤")
        self.state = self._past.pop()
        self._keep_selected()
        self.said = Said("已撤销上一步")
        return True

    def _try(self, draw: Callable[[], State], chosen: Callable[[State], list[str]]) -> bool:
        try:
            state = draw()
        except REFUSALS as refused:
            return self.refuse(words_of(refused))
        if (
            self.picture
            and state.steps
            and state.picture
            and set(state.picture.ids) == set(self.picture.ids)
            and not state.route
        ):
            return self.refuse("图没有变化：没有可加入或可收起的节点")
        before = set(self.picture.ids) if self.picture else set()
        if self.picture:
            self._past.append(self.state)
        self.state = state
        self.selected, self.link = chosen(state), ""
        self.said = self._told(before)
        return True

    def _told(self, before: set[str]) -> Said:
        """What came and went, and what the picture has to say of itself."""
        picture = self.picture
        assert picture is not None
        now = set(picture.ids)
        counts = [
            f"{word} {many} 个节点" for word, many in (("新增", len(now - before)), ("移去", len(before - now))) if many
        ]
        told = [self.state.path.sentence.replace("\n", "；")] if self.state.path else []
        told += [f"现有 {len(now)} 个节点、{len(picture.links)} 条关联", *counts] if not told else []
        doubts = [*picture.notes, *([] if self.is_in_address else [_TOO_LONG])]
        return Said("；".join([*told, *doubts]), "warn" if doubts else "info")

    def _keep_selected(self) -> None:
        self.selected = [node for node in self.selected if node in self.nodes]

    def refuse(self, sentence: str) -> bool:
        """Say why something was not done; always False."""
        self.tell(sentence, "error")
        return False

    def communities(self) -> dict[str, int]:
        """The group of each node, where the picture is coloured or summed up by it; it takes a second to find."""
        wanted = "community" in (self.look.get("color"), self.grouping)
        return read_network.communities_of(self.picture) if wanted and self.picture else {}

    def remarks(self) -> list[read_network.Remark]:
        """What the picture says, in words."""
        return read_network.remarks(self.net, self.picture) if self.picture else []

    def tell(self, sentence: str, tone: str = "warn") -> None:
        """Say something about what was asked."""
        self.said = Said()  # the same sentence twice is still said again
        self.said = Said(sentence, tone)

    def join(self, wanted: str) -> bool:
        """Add a node found by search; the start, where there is no picture yet."""
        return self.act(Act.ADD, wanted) if self.picture else self.begin(wanted)

    # --- what hangs on the chosen node ------------------------------------------------------------------------------

    @property
    def chosen(self) -> PictureNode | None:
        """The node chosen last, as drawn."""
        return self.nodes.get(self.selected[-1]) if self.selected else None

    def waiting(self, node: str) -> dict[LinkType, tuple[int, int]]:
        """By type of link: neighbours not shown yet and all; nothing for a contact or a group of nodes."""
        kind = node.partition(":")[0]
        if self.picture is None or kind == NodeType.CONTACT or node not in self.net.index:
            return {}
        return explore_network.waiting(self.net, self.picture, node)

    def more(self) -> dict[str, dict[str, int]]:
        """Of every node: neighbours not shown yet by type of link, where there are any."""
        counted = {node.id: self.waiting(node.id) for node in self.nodes.values() if node.beyond}
        left = {node: {link.value: new for link, (new, _) in counts.items() if new} for node, counts in counted.items()}
        return {node: counts for node, counts in left.items() if counts}

    def cause_rows(self) -> list[Row]:
        """Common causes of the edition, the largest first: something to start from."""
        if "causes" not in self.edition.tables:
            return []
        sql = "SELECT cause_id AS id, len(matters) AS matters, sentence FROM causes ORDER BY 2 DESC, 1"
        return rows_of(self.edition.query(sql))

    def begin_cause(self, cause: str) -> bool:
        """Start from a common cause: what hangs on its first matter, and the others of it."""
        found = self.edition.query("SELECT matters FROM causes WHERE cause_id = ?", [cause])
        matters = [f"{NodeType.MATTER}:{matter}" for matter in found["matters"][0]] if len(found) else []
        there = [matter for matter in matters if matter in self.net.index]
        if not there:
            return self.refuse(f"共性问题 {cause} 的事项不在关联网络中")
        return self.begin(there[0])

    @traitlets.observe("words")
    def _search(self, _change: Any) -> None:
        self.results = explore_network.search(self.net, self.words) if self.words.strip() else []

    # --- the address ------------------------------------------------------------------------------------------------

    @property
    def address(self) -> str:
        """State in the link: the start (or kept picture) and the acts since; without the acts where they are too many."""
        state = self.state
        base = {"picture": state.kept} if state.kept else {"start": state.start} if state.start else {}
        steps = [[step.act.value, step.node, step.other] for step in state.steps]
        show = {"show": json.dumps(steps, ensure_ascii=False, separators=(",", ":"))} if steps else {}
        whole = urlencode({**base, **show})
        return "?" + (whole if len(whole) <= ADDRESS_MOST else urlencode(base))

    @property
    def is_in_address(self) -> bool:
        """Whether the address holds the whole picture; else it should be saved by name."""
        return "show=" in self.address or not self.state.steps

    def _redo(self, show: str) -> None:
        """The acts an address names, as far as they can still be done."""
        try:
            steps = [Step(Act(act), str(node), str(other)) for act, node, other in json.loads(show or "[]")]
        except (ValueError, TypeError):
            self.refuse("链接中的步骤读不出来，只画出起点；请向发链接的人索取完整链接")
            return
        for step in steps:
            if not self.act(step.act, step.node, step.other):
                self.said = Said(f"链接中有一步在版次 {self.edition.id} 中做不了：{self.said.text}", "warn")
                break
        self._past = []

    # --- kept pictures ----------------------------------------------------------------------------------------------

    def kept_names(self) -> list[str]:
        return [one.name for one in keep_pictures.kept_pictures(self.office)]

    def kept_rows(self) -> list[dict[str, Any]]:
        """Kept pictures, the last first: name, how many nodes, by whom and when, in which edition."""
        return [
            {"id": one.name, "nodes": len(one.nodes), "when": f"{one.saved_at[:10]} {one.saved_by}（{one.edition}）"}
            for one in keep_pictures.kept_pictures(self.office)
        ]

    def throw_away(self, name: str) -> bool:
        """Delete a kept picture."""
        try:
            keep_pictures.delete_picture(self.office, name)
        except REFUSALS as refused:
            return self.refuse(words_of(refused))
        self.tell(f"已删除保存的图“{name}”", "info")
        return True

    def save(self, name: str) -> bool:
        """Keep the picture with its layout by a name."""
        if self.picture is None:
            return self.refuse("还没有图可保存")
        if not name.strip():
            return self.refuse("请给图起个名再保存（右侧“存取”）")
        try:
            kept = keep_pictures.save_picture(
                self.office, self.picture, name,
                start=self.state.start, edition=self.edition.id, layout=self.layout, look=self.look,
            )  # fmt: skip
        except ValueError as refused:
            return self.refuse(words_of(refused))
        self.state = replace(self.state, kept=kept.name, steps=())
        self.said = Said(f"已保存为“{kept.name}”（{len(kept.nodes)} 个节点）；以后可从“已保存的图”打开，链接也指向它")
        return True

    def reopen(self, name: str) -> bool:
        """Draw a kept picture as the edition in force has it."""
        told: list[str] = []

        def draw() -> State:
            found = keep_pictures.open_picture(self.office, self.net, name)
            self.layout, self.look = dict(found.kept.layout), dict(found.kept.look)
            told.append(found.told)
            return State(found.kept.start, found.kept.name, picture=found.picture)

        done = self._try(draw, lambda state: [state.start])
        if done:
            self.said = Said(told[0], "warn" if "已不在" in told[0] else "info")
        return done

    def export(self, form: str) -> tuple[str, str]:
        """Name and text of the picture as a file of a format (gexf, graphml, json), without petitioners; ("", "") if none."""
        if self.picture is None:
            self.refuse("还没有图可导出")
            return "", ""
        try:
            text = keep_pictures.export(self.picture, form, edition=self.edition.id, layout=self.layout)
            keep_pictures.enter_export(self.office, self.picture, form)
        except (ValueError, AccessDenied) as refused:
            self.refuse(words_of(refused))
            return "", ""
        self.tell("已导出（不含信访人节点）", "info")
        return f"关联图-{self.state.kept or self.edition.id}.{form}", text

    # --- from the picture to work -----------------------------------------------------------------------------------

    def matters(self, scope: str) -> list[str]:
        """Matters the act is on, by their ids: chosen ones, those beside a chosen node, or all shown."""
        held = [node.id for node in self.nodes.values() if node.type == NodeType.MATTER]
        if scope == SHOWN:
            wanted = set(held)
        elif scope == BESIDE:
            wanted = self._beside_selected()
        else:
            wanted = set(self.selected)
        return [node.partition(":")[2] for node in held if node in wanted]

    def _beside_selected(self) -> set[str]:
        """Matters joined to a chosen node at once, or by a record of theirs."""
        near = set(self.selected)
        for _ in range(2):
            ends = [(link.source, link.target) for link in self._links]
            records = {node for node in near if node.startswith(f"{NodeType.RECORD}:")}
            roots = {*self.selected, *records}
            near |= {end for pair in ends if roots & {*pair} for end in pair}
        return near

    def put_on_agenda(self, scope: str, why: str) -> bool:
        """Take these matters on the next meeting's agenda."""
        return self._recorded(lambda: act_on_network.put_on_agenda(self.office, self.matters(scope), why))

    def propose_cause(self, scope: str, why: str) -> bool:
        """Say that these matters have one cause."""
        return self._recorded(lambda: act_on_network.propose_cause(self.office, self.matters(scope), why))

    def _recorded(self, act: Callable[[], act_on_network.Done]) -> bool:
        try:
            done = act()
        except REFUSALS as refused:
            return self.refuse(words_of(refused))
        self.said = Said(done.sentence, "info" if done.events else "warn")
        return bool(done.events)


def _chosen_after(step: Step, state: State) -> list[str]:
    """What is chosen after an act: the node it was on, the ends of a path."""
    ids = set(state.picture.ids) if state.picture else set()
    wanted = [step.node] if step.act is not Act.PATH else [step.node, step.other]
    return [node for node in wanted if node in ids] or [state.start]


def type_name(node: PictureNode) -> str:
    return NODE_NAMES[NodeType(node.type)]
