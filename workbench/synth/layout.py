"""The columns of each invented file (表头): what each office calls the fields, in which order."""

from __future__ import annotations

from typing import Final, NamedTuple

JUNK: Final = "不应读入的内容"
"""What stands in columns that must not be read: if it turns up anywhere, the reader read them."""


class Column(NamedTuple):
    """A header under a merged parent, and the canonical field below it; "#" numbers rows, "!" is junk, "?" unknown."""

    header: str
    field: str
    parent: str = ""


def _columns(text: str) -> tuple[Column, ...]:
    """`表头=field` or `上级/表头=field`, separated by blanks."""
    found = []
    for item in text.split():
        header, _, field = item.partition("=")
        parent, slash, child = header.partition("/")
        found.append(Column(child, field, parent) if slash else Column(header, field))
    return tuple(found)


LEDGER: Final = _columns(
    "序号=# 信访件编号=case_no 批次=batch 交办级别=source_level 上级交办编号=case_no_upper "
    "信访人基本情况/姓名=name 信访人基本情况/证件类型=id_type 信访人基本情况/身份证号=id_no 信访人基本情况/联系电话=phone "
    "信访人基本情况/户籍地=addr_hukou 信访人基本情况/现住址=addr_now 代理人=proxy 是否匿名=is_anon 是否联名=joint "
    "信访人数=headcount 涉及人数=involved 是否集体访=group_kind 信访形式=channel 登记机构=reg_office 到访地点=visit_place "
    "登记时间=reg_time 信访日期=petition_date 首次信访日期=first_date 是否全国初次信访=first_nat 是否重复=repeat 信访次数=times "
    "重复信访件编号=dup_of_no 是否积案=backlog 稳控责任人=! 标题=title 案情简介=summary 主要诉求=claim 产生原因=cause "
    "内容分类=topic 信访目的=purpose 所属系统=ssxt 被反映人或单位=accused 问题属地=place_issue 乡镇(街道)=town "
    "三跨三分离情况=cross_flag 是否涉法涉诉=legal_suit 法定途径=legal_path 是否重点人员=! 办理方式=handle_way 去向机构=to_office "
    "责任单位=lead_unit 协办单位=assist_units 责任科室=lead_office 包案领导/姓名=@name 包案领导/职务=@post "
    "转交办时间=assign_time 交办次数=assign_times 受理日期=accept_date 限办日期=due_date 延期天数=extend 办结时间=done_date "
    "以往调查处理情况=prior 工作进展=progress 化解方案=plan 处理意见=opinion 意见书文号=opinion_no 是否送达=delivered "
    "信访人意见=ptr_opinion 办理状态=petition_state 化解状态=resolve_state 复查情况=review 复核情况=rereview 是否听证=hearing "
    "是否终结=end_flag 督办情况=supervise 回访情况=visitback 评价状态=sat_state 对信访部门满意度=sat_dept "
    "对责任单位满意度=sat_unit 网格编号=? 备注=remark"
)
CAMPAIGN: Final = _columns(
    "序号=# 信访事项编号=case_no 所属批次=batch 交办单位=source_level 上级交办编号=case_no_upper 信访人姓名=name 证件号码=id_no "
    "手机号码=phone 户口所在地=addr_hukou 常住地址=addr_now 来访人数=headcount 涉及人数=involved 信访方式=channel 登记日期=reg_time "
    "信访时间=petition_date 初次信访时间=first_date 事发地=place_issue 所属乡镇=town 问题类型=topic 信访性质=purpose 反映内容=summary "
    "诉求内容=claim 积案成因=cause 三跨三分离类型=cross_flag 牵头单位=lead_unit 配合单位=assist_units 县级包案领导=case_leader "
    "风险等级=! 交办时间=assign_time 交办次数=assign_times 受理时间=accept_date 限办时间=due_date 是否延期=extend 办结日期=done_date "
    "办理结果=opinion 意见书文号=opinion_no 送达日期=delivered 信访人态度=ptr_opinion 满意度评价=sat_unit 工作方案=plan "
    "目前状况=progress 是否化解=resolve_state 办理状态=petition_state 复查结论=review 复核结论=rereview 是否听证=hearing "
    "终结情况=end_flag 督办次数=supervise 分类处理途径=legal_path 说明=remark"
)
TOWNSHIP: Final = _columns(
    "编号=case_no 来访人=name 身份证=id_no 电话=phone 家庭住址=addr_now 户籍所在地=addr_hukou 人数=headcount 来源层级=source_level "
    "反映渠道=channel 来访时间=petition_date 登记时间=reg_time 初访时间=first_date 反映问题=summary 诉求=claim 问题类别=topic "
    "信访目的=purpose 被反映单位=accused 发生地=place_issue 所属乡镇=town 主办单位=lead_unit 协办单位=assist_units 包案领导=case_leader "
    "交办时间=assign_time 交办次数=assign_times 受理日期=accept_date 到期时间=due_date 延期至=extend 办结时间=done_date "
    "答复意见=opinion 意见书文号=opinion_no 送达方式=delivered 是否同意=ptr_opinion 化解措施=plan 进展情况=progress "
    "化解情况=resolve_state 状态=petition_state 复查情况=review 复核情况=rereview 法定途径=legal_path 劝返情况=! 备注=remark"
)
MONTHLY: Final = (
    *(column._replace(parent="") for column in LEDGER if column.field not in ("!", "?", "@name", "@post")),
    Column("包案领导", "case_leader"),
)
"""The month's new registrations: the ledger's columns under one header row."""

WIDE: Final = tuple(column for column in MONTHLY if column.field != "#")
