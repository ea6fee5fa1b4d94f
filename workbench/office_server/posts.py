"""From groups to a post (由用户组定角色): an account has exactly one role; none or two are refused, never guessed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from workbench.domain.roles import Role

UNIT_PREFIX: Final = "wb-unit-"
GROUP_OF: Final[Mapping[Role, str]] = {
    Role.ANALYST: "wb-analyst",
    Role.DIRECTOR: "wb-director",
    Role.LEADER: "wb-leader",
    Role.MEMBER: "wb-member",
    Role.STATISTICIAN: "wb-statistics",
    Role.RESEARCHER: "wb-research",
    Role.DISCIPLINE: "wb-discipline",
    Role.AUDITOR: "wb-audit",
}
"""The group of each role but `unit`, whose groups are `wb-unit-` and a unit's short name, one for each unit."""
_ROLE_OF: Final = {group: role for role, group in GROUP_OF.items()}


class PostError(ValueError):
    """The account's groups give no role or more than one (角色不唯一)."""


@dataclass(frozen=True, slots=True)
class Post:
    """What an account is here: its role, and for a unit the short name its group carries."""

    role: Role
    unit: str = ""

    @property
    def group(self) -> str:
        return UNIT_PREFIX + self.unit if self.role is Role.UNIT else GROUP_OF[self.role]


def post_of(account: str, groups: Iterable[str], names: Mapping[str, str] | None = None) -> Post:
    """The one post these groups give; `names` says how a sign-on service calls our groups. PostError for none or two."""
    known = names or {}
    posts = {post for group in groups if (post := _post_of_group(known.get(group, group)))}
    if len(posts) == 1:
        return posts.pop()
    held = "、".join(sorted(post.group for post in posts)) or "无"
    raise PostError(f"账户“{account}”须恰有一个角色，现为：{held}；请管理员在用户组里改正")


def group_for(role: Role, unit: str = "") -> str:
    """The group to put an account of this role in; PostError for a unit without its short name."""
    if role is Role.UNIT and not unit:
        raise PostError("责任单位的账户要写明单位简称（--unit）")
    return Post(role, unit).group


def _post_of_group(group: str) -> Post | None:
    if group.startswith(UNIT_PREFIX) and len(group) > len(UNIT_PREFIX):
        return Post(Role.UNIT, group.removeprefix(UNIT_PREFIX))
    role = _ROLE_OF.get(group)
    return Post(role) if role else None
