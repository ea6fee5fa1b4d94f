"""An edition holds of each record what its ledger says, and of each judgement what was said last."""

from __future__ import annotations

import json
from pathlib import Path

from workbench.domain.codes import Verdict
from workbench.settings import Settings
from workbench.usecases.decide import judge_link
from workbench.usecases.import_ledger import import_ledger
from workbench.usecases.office import Office
from workbench.usecases.publish_edition import publish_edition

LEDGER = """信访件编号,登记时间,办结时间,主要诉求,责任单位
XF1,2024-01-05,2024年8月,要求修复村道,某县住建局
XF2,2024年4月,2024-06-01,反映噪声扰民,某县生态环境局
XF3,2024-02-05,2024-06-01,要求兑付补偿款,住建局
"""


def office_with(folder: Path, text: str) -> Office:
    file = folder / "台账.csv"
    file.write_text(text, encoding="utf-8")
    office = Office(Settings(home=folder / "home", actor="测试员"))
    import_ledger(office, file)
    return office


def test_a_day_not_exactly_known_stays_with_its_own_record(tmp_path: Path) -> None:
    edition = publish_edition(office_with(tmp_path, LEDGER))
    rows = edition.query("SELECT case_no, inexact_days FROM records ORDER BY case_no")
    shown = {number: json.loads(days) if isinstance(days, str) else {} for number, days in rows.itertuples(index=False)}
    assert shown == {"XF1": {"done_date": "2024-08"}, "XF2": {"reg_time": "2024-04"}, "XF3": {}}


def test_the_last_judgement_on_a_pair_stands(tmp_path: Path) -> None:
    office = office_with(tmp_path, LEDGER)
    for verdict in (Verdict.SAME, Verdict.DIFFERENT):
        judge_link(office, "R000003", "R000001", verdict, why="核对后")
    edition = publish_edition(office)
    assert len(edition.table("matters")) == 3
    link = edition.query("SELECT verdict, judged_by FROM links WHERE kind = '同事'").iloc[0]
    assert tuple(link) == ("不同", "测试员")


def test_publishing_again_changes_nothing_but_the_number(tmp_path: Path) -> None:
    office = office_with(tmp_path, LEDGER)
    first, second = publish_edition(office), publish_edition(office)
    assert first.id != second.id
    for table in ("records", "matters", "clocks", "findings", "separations", "duties", "agenda"):
        assert first.table(table).equals(second.table(table)), table
