"""Common causes: different petitioners, one project; ids stay; other fields, small groups and judged pairs stay apart."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from workbench.domain.codes import Verdict
from workbench.domain.linking import LinkKind
from workbench.linkage.matter import common_causes, link_matters
from workbench.linkage.matter.model import Model

MODEL = replace(Model.on(), cause_floor=3)


def _records(count: int, **columns: object) -> pd.DataFrame:
    values = {"county": "431102", "town": "石桥镇", "topic_l1": "城乡建设", "topic_l2": "物业", **columns}
    return pd.DataFrame([{"record_id": f"R{n}", **values} for n in range(1, count + 1)])


def _proposals(*pairs: tuple[str, str, LinkKind, float]) -> pd.DataFrame:
    return pd.DataFrame(
        [(left, right, kind.value, score, 0.0, ["estate"], ["同一小区“青禾花园”"], [4.0])
         for left, right, kind, score in pairs],
        columns=["left", "right", "kind", "score", "prior", "codes", "words", "weights"],
    )  # fmt: skip


CHAIN = _proposals(
    ("R1", "R2", LinkKind.CAUSE, 0.95), ("R2", "R3", LinkKind.CAUSE, 0.95), ("R3", "R4", LinkKind.MATTER, 0.95)
)


def test_records_of_one_project_are_one_cause_with_its_matters() -> None:
    (cause,) = common_causes(_records(5, lead_unit="住建局"), CHAIN, model=MODEL)
    assert cause.records == ("R1", "R2", "R3", "R4")
    assert cause.matters == ("R1", "R2", "R3")
    assert (cause.cause_id, cause.subject, cause.topic, cause.place) == ("C-R1", "青禾花园", "物业", "石桥镇")
    assert cause.sentence == (
        "石桥镇“青禾花园”物业：4 件信访、3 个事项可能出于同一原因，主办单位多为住建局；请核对后一并研究源头治理"
    )


def test_too_few_matters_are_no_common_cause() -> None:
    assert common_causes(_records(5), CHAIN, model=replace(MODEL, cause_floor=4)) == ()
    one_matter = _proposals(*((f"R{n}", f"R{n + 1}", LinkKind.MATTER, 0.99) for n in range(1, 5)))
    assert common_causes(_records(5), one_matter, model=MODEL) == ()


def test_the_id_stays_when_records_are_added() -> None:
    more = pd.concat([CHAIN, _proposals(("R4", "R9", LinkKind.CAUSE, 0.97))], ignore_index=True)
    assert [cause.cause_id for cause in common_causes(_records(9), more, model=MODEL)] == ["C-R1"]


def test_other_fields_and_weak_proposals_do_not_run_together() -> None:
    records = _records(4)
    records.loc[2, "topic_l1"] = "环境保护"
    assert common_causes(records, CHAIN, model=MODEL) == ()
    weak = CHAIN.assign(score=MODEL.cause_score - 0.01)
    assert common_causes(_records(4), weak, model=MODEL) == ()


def test_a_clerks_word_joins_and_parts() -> None:
    judged = [("R2", "R3", Verdict.DIFFERENT.value)]
    assert common_causes(_records(4), CHAIN, judged, model=MODEL) == ()
    judged += [("R1", "R3", Verdict.RELATED.value), ("R3", "R2", Verdict.UNSURE.value)]
    (cause,) = common_causes(_records(4), CHAIN, judged, model=MODEL)
    assert cause.records == ("R1", "R2", "R3", "R4")


def test_letters_of_many_petitioners_about_one_estate_are_found_whole() -> None:
    texts = [
        "青禾花园二期外墙瓷砖脱落砸坏车辆，物业推说质保已过，请求动用维修资金",
        "青禾花园外墙瓷砖又掉了，差点砸到小孩，请求动用维修资金检修",
        "我住青禾花园7栋，外墙瓷砖空鼓脱落，物业只围了绳子，请求排查维修",
        "青禾花园外墙脱落，物业收费不办事，维修资金用不出来，请求处理",
    ]
    others = ["村道塌方半年没有修", "工地欠我工钱两万元", "河边养猪场臭味大", "低保被停请求恢复", "公交站取消老人不便"]
    rows = [
        {"summary": text, "petitioner": name}
        for text, name in zip(texts, ("张某", "李某", "王某", "赵某某"), strict=True)
    ]
    frame = pd.DataFrame([*rows, *({"summary": text, "petitioner": "钱某"} for text in others)])
    frame = frame.assign(
        record_id=[f"R{n}" for n in range(len(frame))], town="石桥镇", topic_l1="城乡建设", issue="431102"
    )
    (cause,) = link_matters(frame).causes
    assert cause.records == ("R0", "R1", "R2", "R3")
    assert cause.subject.startswith("青禾花园")
