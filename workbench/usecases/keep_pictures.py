"""Keep a picture of the network (保存关联图): its nodes, where they stand and how it is coloured, by a name; reopen it later.

What is kept are ids, not labels or links: a picture opened again shows what the edition in force knows of them, and says
what is gone. Kept in the office's own folder, for the office's own people.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from workbench.domain.network import NodeType
from workbench.domain.roles import Allowed, AuditAct, DataKind
from workbench.network.picture import Picture
from workbench.private import keep_text
from workbench.usecases.audit_trail import note
from workbench.usecases.explore_network import LARGEST, Network
from workbench.usecases.gate import require
from workbench.usecases.office import Office

PICTURES: Final = "pictures"
_NAME: Final = re.compile(r"\w[\w \-—·（）()《》、，]{0,39}")
_LARGEST: Final = 4_000_000  # bytes; 5,000 nodes with their places are some 400,000


class NoPicture(LookupError):
    """No picture of that name, or one that cannot be read."""


@dataclass(frozen=True, slots=True)
class KeptPicture:
    """A picture as kept. `layout`: node → [x, y]; `look`: how it is shown (colour, hidden types …), as the page gave it."""

    name: str
    start: str
    nodes: tuple[str, ...]
    edition: str
    layout: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    look: Mapping[str, Any] = field(default_factory=dict)
    saved_by: str = ""
    saved_at: str = ""


@dataclass(frozen=True, slots=True)
class Reopened:
    """A kept picture drawn in the edition in force; `told` says from when it is and what of it is gone."""

    kept: KeptPicture
    picture: Picture
    told: str


def save_picture(
    office: Office,
    picture: Picture,
    name: str,
    *,
    start: str,
    edition: str,
    layout: Mapping[str, Iterable[float]] | None = None,
    look: Mapping[str, Any] | None = None,
) -> KeptPicture:
    """Keep a picture by a name; one of the same name is replaced. ValueError for a name that cannot be a file's."""
    shown = set(picture.ids)
    places = {node: _xy(place) for node, place in (layout or {}).items() if node in shown}
    now = datetime.now().astimezone().isoformat(timespec="seconds")
    who = office.settings.actor
    kept = KeptPicture(_checked(name), start, picture.ids, edition, places, dict(look or {}), who, now)
    _write(_file(office, kept.name), json.dumps(asdict(kept), ensure_ascii=False, allow_nan=False))
    return kept


def kept_pictures(office: Office) -> list[KeptPicture]:
    """All kept pictures, the last first; files that are none are left out."""
    folder = office.settings.home / PICTURES
    found = []
    for file in sorted(folder.glob("*.json")) if folder.is_dir() else ():
        try:
            found.append(_read(file))
        except NoPicture:  # not one of ours, or cut off: opening it by name says so
            continue
    return sorted(found, key=lambda one: one.saved_at, reverse=True)


def open_picture(office: Office, net: Network, name: str) -> Reopened:
    """A kept picture as the edition in force has it. NoPicture where there is none, or nothing of it is left."""
    file = _file(office, _checked(name))
    if not file.exists():
        raise NoPicture(f"没有名为“{name}”的关联图；请在已保存的图中选取")
    kept = _read(file)
    there = [node for node in kept.nodes if node in net.index]
    roots = [node for node in (kept.start, *there) if node in net.index and not node.startswith(f"{NodeType.CONTACT}:")]
    if not roots:
        raise NoPicture(
            f"关联图“{name}”保存于版次 {kept.edition}，其中的节点在版次 {net.edition.id} 中都已不在；请重新从起点画起"
        )
    picture = net.index.picture(list(kept.nodes))
    return Reopened(replace(kept, start=roots[0]), picture, _told(kept, net.edition.id, there))


def delete_picture(office: Office, name: str) -> None:
    """Throw a kept picture away. NoPicture where there is none."""
    try:
        _file(office, _checked(name)).unlink()
    except FileNotFoundError:
        raise NoPicture(f"没有名为“{name}”的关联图") from None


def export(
    picture: Picture, form: str, *, edition: str, layout: Mapping[str, Sequence[float]] | None = None, note: str = ""
) -> str:
    """The picture as text of a format other programs read (gexf, graphml, json); ValueError for another.

    Petitioners are left out: a file leaves the office more easily than a page, and no network of persons may.
    """
    from workbench.network.export import export_picture

    held = {node.id for node in picture.nodes if node.type != NodeType.CONTACT}
    nodes = tuple(node for node in picture.nodes if node.id in held)
    links = tuple(link for link in picture.links if {link.source, link.target} <= held)
    left_out = ("信访人不导出",) if len(held) < len(picture.nodes) else ()
    bare = Picture(nodes, links, (*picture.notes, *left_out))
    places = {node: _xy(place) for node, place in (layout or {}).items() if node in held}
    return export_picture(bare, form, edition=edition, positions=places, note=note).decode()


def enter_export(office: Office, picture: Picture, form: str) -> None:
    """Ask the gate and enter the export in the audit trail, before the text is handed to the page. AccessDenied."""
    require(office, DataKind.CASE, Allowed.READ)
    told = {"nodes": str(len(picture.nodes)), "links": str(len(picture.links))}
    note(office, AuditAct.EXPORT, DataKind.CASE, f"关联图（{form}）", detail=told)


def _told(kept: KeptPicture, edition: str, there: list[str]) -> str:
    said = f"“{kept.name}”由 {kept.saved_by} 保存于 {kept.saved_at[:16].replace('T', ' ')}（版次 {kept.edition}）"
    if kept.edition == edition:
        return said
    gone = sorted(set(kept.nodes) - set(there))
    if not gone:
        return f"{said}；现按版次 {edition} 显示，节点都在"
    names = "、".join(node.partition(":")[2] for node in gone[:5]) + ("等" if len(gone) > 5 else "")
    return f"{said}；现按版次 {edition} 显示，{len(gone)} 个节点已不在（事项可能已归并、拆分或销去）：{names}"


def _checked(name: str) -> str:
    name = name.strip()
    if not _NAME.fullmatch(name):
        raise ValueError("图的名称须为 1 至 40 个汉字、字母或数字，不得含斜线、引号、点等符号，请改名后再保存")
    return name


def _file(office: Office, name: str) -> Path:
    return office.settings.home / PICTURES / f"{name}.json"


def _xy(place: Iterable[float]) -> tuple[float, float]:
    x, y = (float(one) for one in place)
    return round(x, 3), round(y, 3)


def _write(file: Path, text: str) -> None:
    """All or nothing, and readable by the office's account only."""
    keep_text(file, text)


def _read(file: Path) -> KeptPicture:
    try:
        if file.stat().st_size > _LARGEST:
            raise ValueError("文件过大")
        held = json.loads(file.read_text(encoding="utf-8"))
        nodes = tuple(str(node) for node in held["nodes"])[:LARGEST]
        layout = {str(node): _xy(place) for node, place in held["layout"].items()}
        words = {name: str(held[name]) for name in ("name", "start", "edition", "saved_by", "saved_at")}
        return KeptPicture(**words, nodes=nodes, layout=layout, look=dict(held["look"]))
    except (ValueError, KeyError, TypeError, AttributeError) as broken:
        raise NoPicture(f"关联图文件“{file.name}”不完整，无法打开；请删除后重新保存") from broken
