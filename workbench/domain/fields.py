"""The canonical ledger fields (台账标准字段): name, Chinese name, type and protection class of each.

Types: str, text, int, bool, date (EDTF text), code (a value of a code list), place, list. Classes: N non-personal, P personal,
S sensitive, U unit and official duty. Source: national 信访 export and public county ledgers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Field:
    """One column a ledger may hold."""

    name: str
    zh: str
    type: str
    protection: str


_ALL = (
    Field("row_no", "序号", "int", "N"),
    Field("case_no", "信访件编号", "str", "N"),
    Field("case_no_upper", "上级编号", "str", "N"),
    Field("query_code", "查询码", "str", "P"),
    Field("dup_of_no", "重复信访件编号", "str", "N"),
    Field("linked_ids", "关联案件", "str", "N"),
    Field("batch", "批次", "str", "N"),
    Field("source_level", "交办级别/来源层级", "code", "N"),
    Field("reg_time", "登记时间", "date", "N"),
    Field("petition_date", "信访日期", "date", "N"),
    Field("first_date", "首次信访日期", "date", "N"),
    Field("first_office", "首次信访机构", "str", "U"),
    Field("channel", "信访形式", "code", "N"),
    Field("reg_office", "登记机构", "str", "U"),
    Field("reg_person", "登记人", "str", "U"),
    Field("visit_place", "到访地点", "str", "N"),
    Field("addressee", "受信人", "str", "N"),
    Field("name", "信访人姓名", "str", "P"),
    Field("id_type", "证件类型", "code", "P"),
    Field("id_no", "证件号码", "str", "P"),
    Field("phone", "联系电话", "str", "P"),
    Field("email", "电子邮件", "str", "P"),
    Field("addr_now", "住址(常住/现住)", "str", "P"),
    Field("addr_hukou", "户籍地", "str", "P"),
    Field("workplace", "工作单位", "str", "P"),
    Field("sex_birth", "性别/出生日期/民族/职业/政治面貌", "str", "P"),
    Field("is_anon", "是否匿名", "bool", "N"),
    Field("joint", "是否联名", "bool", "N"),
    Field("headcount", "信访人数", "int", "N"),
    Field("involved", "涉及人数", "int", "N"),
    Field("group_kind", "个访/集访", "code", "N"),
    Field("proxy", "代理人", "str", "P"),
    Field("title", "标题", "str", "N"),
    Field("summary", "概况信息", "text", "P"),
    Field("claim", "诉求", "text", "P"),
    Field("claim_orig", "投诉内容(原文)", "text", "P"),
    Field("dispute_focus", "争议焦点", "text", "N"),
    Field("cause", "产生原因", "code", "N"),
    Field("topic", "内容分类", "code", "N"),
    Field("purpose", "信访目的", "code", "N"),
    Field("hot_topic", "热点问题", "code", "N"),
    Field("ssxt", "所属系统", "code", "N"),
    Field("legit", "诉求合理性", "code", "N"),
    Field("accused", "被反映人或单位", "str", "S"),
    Field("accused_rank", "被反映人级别/职务", "str", "S"),
    Field("place_issue", "问题属地/事发地", "place", "N"),
    Field("town", "乡镇/街道", "place", "N"),
    Field("cross_flag", "三跨三分离标志", "code", "N"),
    Field("first_here", "本机构初次标志", "bool", "N"),
    Field("first_nat", "全国初次标志", "bool", "N"),
    Field("repeat", "重复信访标志", "bool", "N"),
    Field("times", "信访次数", "int", "N"),
    Field("backlog", "积案标志", "bool", "N"),
    Field("legal_suit", "涉法涉诉标志", "bool", "N"),
    Field("urgent", "重大紧急标志", "bool", "N"),
    Field("skip_level", "是否依法逐级走访", "bool", "N"),
    Field("public_ok", "是否同意公开", "bool", "N"),
    Field("handle_way", "办理方式", "code", "N"),
    Field("to_office", "去向机构", "str", "U"),
    Field("assign_time", "转交办时间", "date", "N"),
    Field("assign_times", "交办次数", "int", "N"),
    Field("lead_unit", "责任单位(主办)", "str", "U"),
    Field("assist_units", "协办单位", "list", "U"),
    Field("lead_office", "责任科室/承办人", "str", "U"),
    Field("case_leader", "包案领导", "str", "U"),
    Field("team", "工作专班", "str", "U"),
    Field("accept_date", "受理日期", "date", "N"),
    Field("due_date", "限办日期", "date", "N"),
    Field("extend", "延期", "str", "N"),
    Field("done_date", "办结时间", "date", "N"),
    Field("plan", "化解方案", "text", "N"),
    Field("prior", "以往处理情况", "text", "P"),
    Field("progress", "工作进展", "text", "P"),
    Field("opinion", "处理意见", "text", "P"),
    Field("opinion_no", "意见书文号/附件", "str", "N"),
    Field("delivered", "送达", "str", "N"),
    Field("ptr_opinion", "信访人意见", "code", "N"),
    Field("petition_state", "信访件状态", "code", "N"),
    Field("resolve_state", "化解状态", "code", "N"),
    Field("end_flag", "终结", "code", "N"),
    Field("review", "复查", "code", "N"),
    Field("rereview", "复核", "code", "N"),
    Field("hearing", "听证", "code", "N"),
    Field("legal_path", "法定途径", "code", "N"),
    Field("supervise", "督办", "text", "N"),
    Field("visitback", "回访", "text", "P"),
    Field("sat_dept", "对信访部门满意度", "code", "N"),
    Field("sat_unit", "对责任单位满意度", "code", "N"),
    Field("sat_state", "评价状态", "code", "N"),
    Field("aid", "帮扶救助", "text", "S"),
    Field("leader_note", "领导批示", "text", "U"),
    Field("remark", "备注", "text", "P"),
    Field("timely", "按期标志", "code", "N"),
    Field("lead_unit_code", "责任单位代码", "str", "U"),
)
FIELDS: Final[Mapping[str, Field]] = {field.name: field for field in _ALL}

IDENTITY: Final = (
    "name",
    "id_type",
    "id_no",
    "phone",
    "email",
    "addr_now",
    "addr_hukou",
    "workplace",
    "proxy",
    "query_code",
)
"""Who the petitioner is: kept in a table of their own, never in an edition."""

NOT_IMPORTED: Final = ("row_no", "sex_birth", "accused_rank")
"""Recognised and not kept: display numbers, and personal data that unit work does not need (PIPL §6)."""

RESTRICTED: Final = ("accused", "aid")
"""Class S: whom an accusation names, and aid that may hold health or money matters; kept apart, never in an edition."""

CONTENT: Final = (
    "title",
    "summary",
    "claim",
    "claim_orig",
    "dispute_focus",
    "prior",
    "progress",
    "opinion",
    "plan",
    "aid",
    "visitback",
    "leader_note",
    "remark",
    "accused",
)
"""Free text; of an accusation (检举控告) all of it goes to the locked table and nowhere else."""

STORED: Final = tuple(name for name in FIELDS if name not in NOT_IMPORTED)
"""Fields of a ledger row that the record of truth keeps, in this order."""
