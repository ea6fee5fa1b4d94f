"""Kinds of meeting and what becomes of one (会议种类, spec 3.3)."""

from __future__ import annotations

from enum import StrEnum


class MeetingKind(StrEnum):
    """What a meeting is (会议种类); a reception day counts as held by its roster, not by minutes."""

    FULL = "全体会议"
    WORKING = "工作会议"
    SPECIAL = "专题会商"
    MONDAY = "周碰头会"
    SUPERVISION = "月督办会"
    ANALYSIS = "季度分析会"
    TOWN = "乡镇月会"
    AT_ANY_TIME = "随时会"
    WITH_CONGRESS = "人大联席会"
    JOINT_RECEPTION = "联合接访"
    RECEPTION = "接访"


class MeetingState(StrEnum):
    """What became of a meeting (会议状态)."""

    PLANNED = "已安排"
    HELD = "已召开"
    CANCELLED = "已取消"


class MemberRole(StrEnum):
    """What a post is in a body (会议职务)."""

    CONVENOR = "召集人"
    DEPUTY = "副召集人"
    MEMBER = "成员"
    OBSERVER = "列席"
