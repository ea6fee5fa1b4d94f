"""Who may do what (角色与权限): roles, kinds of data, and how a unit stands to a matter. The matrix itself is data.

Source: spec 8.2; 《信访工作条例》 §28, §30③, §44, §46; 《个人信息保护法》§6, §51. Default deny: what the matrix
(`reference/tables/access_matrix.csv`) does not grant is refused. A role is a post in the office, never a grade of a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class Role(StrEnum):
    """A post's role (角色). The value is the group's name on the office server and what is stored."""

    ANALYST = "analyst"
    DIRECTOR = "director"
    LEADER = "leader"
    UNIT = "unit"
    MEMBER = "member"
    RESEARCHER = "researcher"
    DISCIPLINE = "discipline"
    STATISTICIAN = "statistician"
    AUDITOR = "auditor"

    @property
    def label(self) -> str:
        """In Chinese, as shown."""
        return {
            "analyst": "联席办承办",
            "director": "联席办主任",
            "leader": "包案领导",
            "unit": "责任单位",
            "member": "成员单位",
            "researcher": "研究人员",
            "discipline": "纪检联络",
            "statistician": "统计员",
            "auditor": "审计",
        }[self.value]


class DataKind(StrEnum):
    """What is asked for (数据类别): the rows of the access matrix, and what the workbench has beside them."""

    CASE = "案情与期限"
    CONTACT = "联系信息"
    RESTRICTED = "敏感信息"
    ACCUSATION = "检举控告"
    OPINION = "意见与送达"
    PAPER = "会议材料"
    SUPERVISION = "督办文稿"
    STATISTICS = "统计"
    QUARANTINE = "隔离词登记"
    ACCESS_LOG = "回避与访问日志"
    LINKS = "关联审核"
    LEDGER = "台账导入"
    RESEARCH = "研究版"


class Allowed(IntEnum):
    """How far a grant goes (权限), each including those below it."""

    NOTHING = 0
    LOG_ONLY = 1
    READ = 2
    WRITE = 3

    @property
    def label(self) -> str:
        """In Chinese, as shown."""
        return ("不准", "只可查阅其日志", "可看", "可看可登记")[self.value]


class Relation(StrEnum):
    """How the one who asks stands to the matter (与事项的关系); the matrix's words "own", "assigned", "paper"."""

    NONE = "无"
    OWN = "主办"
    ASSIST = "协办"
    ASSIGNED = "承办"
    PAPER = "会议议题"
    RECUSED = "回避"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who is at the workbench (使用人): the account's name, its roles, and for a unit or leader which one.

    On the office server the hub says it; on one machine `Settings` do, and it is presentation only.
    """

    name: str
    roles: tuple[Role, ...]
    unit: str = ""

    def is_any(self, *roles: Role) -> bool:
        return any(role in roles for role in self.roles)


@dataclass(frozen=True, slots=True)
class Grant:
    """An answer of the gate (授权): how far, whether masked, and the rule in a sentence."""

    allowed: Allowed
    masked: bool
    why: str

    @property
    def may_read(self) -> bool:
        return self.allowed >= Allowed.READ

    @property
    def may_write(self) -> bool:
        return self.allowed >= Allowed.WRITE


class AccessDenied(PermissionError):
    """Refused at the gate (无权): the sentence says what was asked, by whom, under which rule, and whom to turn to."""


class AuditAct(StrEnum):
    """What the audit trail keeps (审计事项) beside the events persons record on matters."""

    READ_IDENTITY = "调阅身份信息"
    REVEAL = "按用途显示联系信息"
    EXPORT = "导出"
    PRINT = "打印"
    OPEN_ACCUSATION = "调阅检举控告"
    REFUSED = "拒绝访问"
    SIGN_IN = "登录"
    KEY_ROTATION = "更换密钥"
    BACKUP = "备份"
    RESTORE = "恢复"
    RETENTION = "到期删除"
    IMPORT = "导入台账"
    PUBLISH = "发布版次"
    ANCHOR = "锚定审计链"


class RevealPurpose(StrEnum):
    """For what a contact's details may be shown (调阅用途); closed list, 《个人信息保护法》§6, §34."""

    CALL_BACK = "电话回访"
    DELIVERY = "送达文书"
    NOTICE = "通知参加听证或接访"
    CHECK_IDENTITY = "核对身份"
    AID = "办理帮扶救助"
    CORRECTION = "更正登记差错"
