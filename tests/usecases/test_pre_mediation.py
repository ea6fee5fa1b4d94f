"""访前调解: a row of mediation before petition comes in like any other, is linked, stands first on the timeline, runs no clock."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbench.apps.case import acts
from workbench.apps.case.model import CaseModel
from workbench.apps.case.story import story
from workbench.domain.codes import StepKind, Verdict
from workbench.settings import Settings
from workbench.usecases.decide import judge_link
from workbench.usecases.import_ledger import import_ledger
from workbench.usecases.office import Office
from workbench.usecases.publish_edition import publish_edition
from workbench.usecases.study_matter import study_matter

PHONE = "139" + f"{13580246:08d}"
MEDIATED = f"""调解编号,姓名,联系电话,问题属地,案源,申请调解日期,调解受理日期,调解组织,纠纷简要情况,责任单位,处理意见,办结时间
调1,赵一鸣,{PHONE},桐澜镇,访前调解,2026-03-02,2026-03-03,桐澜镇人民调解委员会,要求补发青禾花园二期征地补偿款三万二千元,自然资源局,双方未达成一致,2026-03-20
"""
PETITIONED = f"""信访件编号,姓名,联系电话,问题属地,信访形式,登记时间,信访目的,主要诉求,责任单位,登记机构
甲1,赵一鸣,{PHONE},桐澜镇,来访,2026-05-06,申诉求决,要求补发青禾花园二期征地补偿款三万二千元,自然资源局,县信访局
"""


@pytest.fixture
def office(settings: Settings, tmp_path: Path) -> Office:
    opened = Office(settings)
    for name, text in (("访前调解台账.csv", MEDIATED), ("信访台账.csv", PETITIONED)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        import_ledger(opened, tmp_path / name)
    publish_edition(opened)
    return opened


def ids(office: Office) -> dict[str, str]:
    found = office.edition().query("SELECT case_no, record_id FROM records")
    return dict(zip(found["case_no"], found["record_id"], strict=True))


def test_it_is_a_record_of_its_own_channel_without_a_clock(office: Office) -> None:
    rows = office.edition().query("SELECT case_no, channel, reg_office, summary FROM records ORDER BY case_no")
    told = {row["case_no"]: row for row in rows.to_dict("records")}
    assert told["调1"]["channel"] == "访前调解" and told["调1"]["reg_office"] == "桐澜镇人民调解委员会"
    record = ids(office)["调1"]
    found = office.edition().query("SELECT record_id FROM clocks WHERE record_id = ?", [record])
    assert found.empty
    swept = office.edition().query(
        "SELECT sweep FROM sweeps JOIN groups USING (matter_id) WHERE record_id = ?", [record]
    )
    assert "NR" not in set(swept["sweep"])


def test_it_is_proposed_for_linking_and_stands_before_the_petition(office: Office) -> None:
    first, second = sorted((ids(office)["调1"], ids(office)["甲1"]))
    pairs = office.edition().query('SELECT "left", "right" FROM links WHERE kind = \'同事\'')
    assert (first, second) in set(zip(pairs["left"], pairs["right"], strict=True))
    judge_link(office, first, second, Verdict.SAME, why="同一诉求")
    publish_edition(office)
    dossier = study_matter(office, ids(office)["甲1"])
    kinds = [step["kind"] for step in dossier.steps if step["record_id"] == ids(office)["调1"]]
    assert kinds == [StepKind.MEDIATE.value] * 2
    model = CaseModel(office, ids(office)["甲1"])
    items = [
        one
        for one in story(model.opened, acts.spoken(model), acts.step_cells(model))
        if one["start"] and one["lane"] != "期限"
    ]
    labels = [one["label"] for one in sorted(items, key=lambda one: one["start"])]
    assert labels[:2] == ["访前调解", "访前调解"] and "登记" in labels[2:]
    card = dict(next(one["facts"] for one in items if one["label"] == "访前调解"))
    assert card["方式"] == "访前调解" and card["单位"] == "桐澜镇人民调解委员会"
