"""The gate (权限闸): what a role may do with a kind of data, by the table of `reference.access_matrix` and nothing else.

Pure: how the asker stands to the matter is given. Default deny; of several roles the widest grant stands; whoever stands
aside on a matter (回避) has nothing of it. Widgets never decide this: use cases ask here (`usecases.gate`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from workbench.domain.roles import AccessDenied, Allowed, DataKind, Grant, Relation, Viewer
from workbench.reference.access_matrix import AccessRule, access_matrix

_COVERS: Final[Mapping[Relation, frozenset[Relation]]] = {
    Relation.ASSIGNED: frozenset({Relation.ASSIGNED, Relation.OWN}),  # a duty taken over is one's own
    Relation.OWN: frozenset({Relation.OWN}),
    Relation.ASSIST: frozenset({Relation.ASSIST}),
    Relation.PAPER: frozenset({Relation.PAPER}),
    Relation.NONE: frozenset(),
}
_WANTED: Final[Mapping[Allowed, str]] = {
    Allowed.LOG_ONLY: "查阅日志",
    Allowed.READ: "查看",
    Allowed.WRITE: "登记或修改",
}
RECUSAL: Final = "《信访工作条例》第二十八条第三款"


def decide(viewer: Viewer, kind: DataKind, relation: Relation = Relation.NONE) -> Grant:
    """How far this viewer's grant on a kind of data goes, and why; `relation` is how the viewer stands to the matter."""
    if relation is Relation.RECUSED:
        return Grant(Allowed.NOTHING, True, f"{viewer.name}在本事项上已回避（{RECUSAL}）")
    rules = [rule for rule in access_matrix() if _applies(rule, viewer, kind, relation)]
    if not rules:
        return Grant(Allowed.NOTHING, True, _refused(viewer, kind, relation))
    best = max(rules, key=lambda rule: (rule.allowed, not rule.masked))
    return Grant(best.allowed, best.masked, best.source)


def require(viewer: Viewer, kind: DataKind, wanted: Allowed, relation: Relation = Relation.NONE) -> Grant:
    """The grant, if it goes as far as `wanted`; else AccessDenied. ValueError for wanting nothing."""
    if wanted is Allowed.NOTHING:
        raise ValueError("须写明要做什么：查阅日志、查看、登记")
    grant = decide(viewer, kind, relation)
    if grant.allowed < wanted:
        raise AccessDenied(refusal(viewer, kind, wanted, grant))
    return grant


def refusal(viewer: Viewer, kind: DataKind, wanted: Allowed, grant: Grant) -> str:
    """A refusal in a sentence: who asked for what, under which rule, and whom to turn to."""
    roles = "、".join(role.label for role in viewer.roles) or "无角色"
    only = f"权限表只准{_WANTED[grant.allowed]}（{grant.why}）" if grant.allowed else grant.why
    return (
        f"无权{_WANTED[wanted]}“{kind.value}”：{only}。"
        f"您是{viewer.name}（{roles}）；工作确需的，请由有权人员办理，或向联席办主任说明。"
    )


def _applies(rule: AccessRule, viewer: Viewer, kind: DataKind, relation: Relation) -> bool:
    return (
        rule.kind is kind
        and rule.role in viewer.roles
        and (rule.relation is None or rule.relation in _COVERS[relation])
    )


def _refused(viewer: Viewer, kind: DataKind, relation: Relation) -> str:
    """Why there is no grant: the role has none of this kind, or only of other matters."""
    needed = {
        rule.relation.value
        for rule in access_matrix()
        if rule.kind is kind and rule.role in viewer.roles and rule.relation
    }
    roles = "、".join(role.label for role in viewer.roles) or "无角色"
    if needed:
        return f"权限表只准{roles}在与事项的关系为“{'、'.join(sorted(needed))}”时取用，现为“{relation.value}”"
    return f"权限表没有准许{roles}取用此类数据"
