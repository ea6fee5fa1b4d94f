"""Kinds of meeting and what becomes of one (会议种类, spec 3.3)."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


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
    SPECIAL_REPORT = "专题听取"
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


class RosterKind(StrEnum):
    """What a day of receiving is (接访安排种类): S002-06, S002-11, S003-4-01, S003-5-09."""

    LEADER = "领导接访日"
    SECRETARY = "书记接访日"
    MARKET = "赶集日接访"
    STATION = "接待站值班"
    JOINT = "联合接访"
    DELEGATE = "代表接待"


BY_LEADERS: Final = frozenset({RosterKind.LEADER, RosterKind.SECRETARY, RosterKind.MARKET, RosterKind.JOINT})
"""Kinds that count as leaders' receptions (《信访工作条例》第十八条第二款); duty at a station and deputies' receptions do not."""


class Attendee(StrEnum):
    """As what somebody takes part in a reception (参加接访的身份): of each a number is kept, never a name."""

    LEADER = "领导干部"
    DEPARTMENT = "部门负责人"
    STAFF = "业务骨干"
    CONGRESS = "人大代表"
    CONSULTATIVE = "政协委员"
    JUDGE = "法官"
    PROSECUTOR = "检察官"
    LAWYER = "律师"
    MEDIATOR = "调解员"
    VILLAGE = "村（社区）干部"
    EXPERT = "专业人员"
