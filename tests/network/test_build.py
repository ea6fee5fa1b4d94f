"""The network made from an edition's tables: every kind of link with its grounds, nothing locked, nobody measured."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa
import pytest

from workbench.domain import tables as columns
from workbench.network.build import network_tables, project_key

DAY, LATER = date(2024, 3, 1), date(2024, 6, 1)


def table(name: str, *rows: dict[str, Any]) -> pd.DataFrame:
    """Rows of an edition's table, what is not said left empty."""
    return pd.DataFrame(
        [{**dict.fromkeys(columns.ALL[name]), **row} for row in rows], columns=list(columns.ALL[name]), dtype=object
    )


def record(number: int, **values: Any) -> dict[str, Any]:
    known = {"record_id": f"R{number}", "case_no": f"AB2024-{number:04}", "locked": False, "purpose": "申诉求决",
             "petitioner": "张某某", "is_anon": False, "reg_time": DAY}  # fmt: skip
    return known | values


def matter(number: int, **values: Any) -> dict[str, Any]:
    known = {
        "matter_id": f"M-R{number}",
        "title": f"事项{number}",
        "locked": False,
        "is_open": True,
        "first_day": DAY,
        "last_day": LATER,
    }
    return known | values


def edition(
    records: list[dict[str, Any]], matters: list[dict[str, Any]], of: dict[str, str] | None = None, **more: Any
) -> Any:
    """Tables of an edition; each record is a matter of its own unless `of` says otherwise."""
    groups = [{"record_id": one["record_id"], "matter_id": f"M-{one['record_id']}"} | ({"matter_id": of[one["record_id"]]} if of else {})
              for one in records]  # fmt: skip
    made = {
        "records": table("records", *records),
        "matters": table("matters", *matters),
        "groups": table("groups", *groups),
    }
    return made | {name: table(name, *rows) for name, rows in more.items()}


def links(made: dict[str, pa.Table], kind: str) -> list[tuple[Any, ...]]:
    rows = made["edges"].to_pylist()
    return [(row["source"], row["target"], row["state"], row["evidence"]) for row in rows if row["type"] == kind]


def node(made: dict[str, pa.Table], wanted: str) -> dict[str, Any]:
    (found,) = [row for row in made["nodes"].to_pylist() if row["node"] == wanted]
    return found


def test_a_matter_with_everything_about_it() -> None:
    said = {
        "lead_unit": "甲局",
        "issue": "990121103",
        "topic_l1": "城乡建设",
        "topic_l2": "道路",
        "assist_units": ["乙镇"],
    }
    made = network_tables(
        edition(
            [record(1, **said), record(2, hukou="990121104")],
            [matter(1, **said, issue_name="石桥镇")],
            {"R1": "M-R1", "R2": "M-R1"},
            persons=[{"record_id": "R1", "contact": 0, "person_id": "P-R1"}],
            separations=[{"matter_id": "M-R1", "hukou": "990121104", "residence": None, "issue": "990121103"}],
        ),
        place_name={"990121103": "石桥镇", "990121104": "柳溪镇"}.get,  # type: ignore[arg-type]
    )
    assert links(made, "归并") == [("record:R1", "matter:M-R1", "", ["R1"]), ("record:R2", "matter:M-R1", "", ["R2"])]
    assert links(made, "提出") == [("contact:P-R1", "record:R1", "", ["R1"])]
    assert links(made, "主办") == [("unit:甲局", "matter:M-R1", "", ["R1"])]
    assert links(made, "协办") == [("unit:乙镇", "matter:M-R1", "", ["R1"])]
    assert links(made, "事发地") == [("matter:M-R1", "place:990121103", "", ["R1"])]
    assert links(made, "户籍地") == [("matter:M-R1", "place:990121104", "", ["R2"])]
    assert links(made, "常住地") == []
    assert links(made, "内容分类") == [("matter:M-R1", "topic:道路", "", ["R1"])]
    assert node(made, "place:990121104")["label"] == "柳溪镇"
    assert node(made, "matter:M-R1") | {"label": ""} == {
        "node": "matter:M-R1", "type": "matter", "label": "", "topic": "道路", "place": "990121103", "unit": "甲局", "is_open": True,
        "day": DAY, "day_to": LATER,
    }  # fmt: skip
    assert {row["day"] for row in made["edges"].to_pylist()} == {DAY}


def test_tables_have_the_columns_written_down_and_stand_in_order() -> None:
    made = network_tables(edition([record(2), record(1)], [matter(2), matter(1)]))
    assert (made["nodes"].column_names, made["edges"].column_names) == (list(columns.NODES), list(columns.EDGES))
    assert made["nodes"].column("node").to_pylist() == ["matter:M-R1", "matter:M-R2", "record:R1", "record:R2"]
    assert made["edges"].schema.field("evidence").type == pa.list_(pa.string())


@pytest.mark.parametrize("hidden", [{"locked": True}, {"locked": None}, {"purpose": "检举控告"}])
def test_an_accusation_is_in_no_node_and_no_link(hidden: dict[str, Any]) -> None:
    pair = {"left": "R1", "right": "R2", "kind": "同事", "reasons": ["同一项目“云岭广场”"], "verdict": "相同"}
    made = network_tables(
        edition(
            [record(1), record(2, lead_unit="甲局", petitioner="李某", **hidden)],
            [matter(1), matter(2, lead_unit="甲局", locked=bool(hidden.get("locked")))],
            links=[pair],
            persons=[{"record_id": "R2", "contact": 0, "person_id": "P-R2"}],
            causes=[{"about": "云岭广场", "records": ["R2"], "matters": ["M-R2"]}],
            steps=[
                {
                    "matter_id": "M-R2",
                    "record_id": "R2",
                    "kind": "同意退回",
                    "start": DAY,
                    "unit": "信访局",
                    "target": "甲局",
                }
            ],
            duties=[{"matter_id": "M-R2", "role": "主办", "unit": "甲局", "confirmed_by": "某甲"}],
        )
    )
    text = str(made["nodes"].to_pylist()) + str(made["edges"].to_pylist())
    assert not any(word in text for word in ("R2", "李某", "甲局"))
    assert links(made, "涉及项目") == [("matter:M-R1", "project:云岭广场", "", ["R1"])]


def test_a_contact_has_a_masked_label_and_nothing_else() -> None:
    made = network_tables(
        edition(
            [record(1, petitioner="王某"), record(2, is_anon=True)],
            [matter(1), matter(2)],
            persons=[
                {"record_id": "R1", "contact": 0, "person_id": "P-R1"},
                {"record_id": "R1", "contact": 1, "person_id": "P-X"},
                {"record_id": "R2", "contact": 0, "person_id": "P-R1"},
            ],
        )
    )
    empty = {"topic": "", "place": "", "unit": "", "is_open": None, "day": None, "day_to": None}
    contacts = [row for row in made["nodes"].to_pylist() if row["type"] == "contact"]
    assert [(row["node"], row["label"]) for row in contacts] == [
        ("contact:P-R1", "王某"),
        ("contact:P-X", "联名信访人"),
    ]
    assert all(row | empty == row for row in contacts)
    assert [target for _, target, *_ in links(made, "提出")] == [
        "record:R1",
        "record:R1",
    ]  # an anonymous one is tied to nobody


def test_pairs_judged_waiting_and_refused() -> None:
    def pair(left: int, right: int, kind: str, verdict: str = "") -> dict[str, Any]:
        return {
            "left": f"R{left}",
            "right": f"R{right}",
            "kind": kind,
            "reasons": ["文本相似（0.50）"],
            "verdict": verdict,
        }

    numbers = range(1, 6)
    made = network_tables(
        edition(
            [record(number) for number in numbers],
            [matter(number) for number in numbers],
            links=[pair(2, 1, "同事"), pair(1, 3, "同事", "相同"), pair(1, 3, "相关", "相同"), pair(1, 4, "同事", "不同"),
                   pair(1, 5, "同人", "相同"), pair(2, 3, "相关"), pair(3, 4, "同事", "相关"), pair(4, 9, "同事"), pair(4, 5, "同事", "存疑")],
        )
    )  # fmt: skip
    assert [row[:3] for row in links(made, "相同")] == [
        ("record:R1", "record:R2", "待认定"), ("record:R1", "record:R3", "相同"), ("record:R4", "record:R5", "存疑"),
    ]  # fmt: skip
    assert [row[:3] for row in links(made, "相关")] == [
        ("record:R2", "record:R3", "待认定"), ("record:R3", "record:R4", "相关"),
    ]  # fmt: skip


def test_citations_point_from_the_record_that_names_the_number() -> None:
    made = network_tables(
        edition(
            [record(1), record(2, dup_of_no="ＡＢ2024-0001；AB2024-0003"), record(3, summary="见 AB2024-0001 号件")],
            [matter(1), matter(2), matter(3)],
            links=[{"left": "R1", "right": "R3", "kind": "同事", "reasons": ["引用编号"], "verdict": ""}],
        )
    )
    assert links(made, "引用") == [
        ("record:R2", "record:R1", "", ["台账注明重复件编号"]),
        ("record:R2", "record:R3", "", ["台账注明重复件编号"]),
        ("record:R3", "record:R1", "", ["文中引用编号"]),
    ]


def test_a_number_of_a_whole_batch_cites_nothing() -> None:
    batch = [record(number, case_no_upper="PC2024-01") for number in range(1, 22)]
    made = network_tables(
        edition([*batch, record(30, dup_of_no="PC2024-01；R3")], [matter(one) for one in (*range(1, 22), 30)])
    )
    assert links(made, "引用") == []


def step(kind: str, day: int, unit: str, target: str, number: int = 1) -> dict[str, Any]:
    return {
        "matter_id": "M-R1",
        "record_id": f"R{number}",
        "kind": kind,
        "start": date(2024, 5, day) if day else None,
        "unit": unit,
        "target": target,
    }


def test_handing_over_by_return_by_new_forwarding_and_by_leading_into_a_legal_way() -> None:
    made = network_tables(
        edition(
            [record(1)],
            [matter(1)],
            steps=[
                step("转送交办", 1, "石桥县信访局", "甲局"),
                step("异议", 3, "甲局", "石桥县信访局"),
                step("同意退回", 5, "石桥县信访局", "甲局"),
                step("转送交办", 6, "石桥县信访局", "乙局"),
                step("转送交办", 6, "石桥县信访局", "丙局"),  # the same day: both at once, no handing over
                step("导入法定途径", 9, "丙局", "石桥县人民法院"),
                step("转送交办", 0, "石桥县信访局", "丁局"),  # a day nobody wrote down: no order
            ],
        )
    )
    rows = [row for row in made["edges"].to_pylist() if row["type"] == "退回移交"]
    assert [
        (row["source"], row["target"], row["state"], row["day"].day, row["matter_id"], row["evidence"]) for row in rows
    ] == [
        ("unit:丙局", "unit:石桥县人民法院", "导入法定途径", 9, "M-R1", ["导入法定途径", "R1"]),
        ("unit:甲局", "unit:乙局", "转送交办", 6, "M-R1", ["转送交办", "R1"]),
        ("unit:甲局", "unit:石桥县信访局", "同意退回", 5, "M-R1", ["同意退回", "R1"]),
    ]


def test_a_unit_goes_by_one_name() -> None:
    made = network_tables(
        edition(
            [record(1)],
            [matter(1, lead_unit="自然资源局")],
            units=[{"unit": "自然资源局", "aliases": ["国土局"]}],
            steps=[step("同意退回", 5, "信访局", "国土局")],
        )
    )
    assert [row["node"] for row in made["nodes"].to_pylist() if row["type"] == "unit"] == [
        "unit:信访局",
        "unit:自然资源局",
    ]


def test_a_duty_a_person_confirmed() -> None:
    def said(seq: int, unit: str, **more: Any) -> dict[str, Any]:
        payload = f'{{"role": "主办", "unit": "{unit}"}}'
        return {"seq": seq, "kind": "责任确认", "subject": "M-R1", "actor": "某甲", "at": "2024-07-01T08:00:00", "payload": payload,
                "undone": False} | more  # fmt: skip

    duties = [
        {"matter_id": "M-R1", "role": "主办", "unit": "甲局", "confirmed_by": "某甲"},
        {"matter_id": "M-R1", "role": "协办", "unit": "乙局", "confirmed_by": ""},
        {"matter_id": "M-R2", "role": "主办", "unit": "丙局", "confirmed_by": "某乙"},
    ]
    events = [said(1, "丁局"), said(2, "戊局"), said(3, "己局", undone=True)]
    made = network_tables(edition([record(1), record(2)], [matter(1), matter(2)], duties=duties, events=events))
    assert links(made, "责任") == [
        ("unit:丙局", "matter:M-R2", "", ["主办：由某乙确认"]), ("unit:戊局", "matter:M-R1", "", ["主办：由某甲确认"]),
    ]  # fmt: skip


def test_a_project_of_one_name_however_written() -> None:
    made = network_tables(
        edition(
            [record(1), record(2)],
            [matter(1), matter(2)],
            causes=[{"about": "云岭 广场ＡＢ", "records": ["R1", "R2"], "matters": []}],
            links=[{"left": "R1", "right": "R2", "kind": "相关", "reasons": ["同一项目“云岭广场AB”"], "verdict": ""}],
        )
    )
    assert [row[:2] for row in links(made, "涉及项目")] == [
        ("matter:M-R1", "project:云岭广场ab"), ("matter:M-R2", "project:云岭广场ab"),
    ]  # fmt: skip
    assert project_key("“云岭 广场ＡＢ”") == "云岭广场ab"


def test_a_record_not_yet_studied_is_left_out_and_an_empty_edition_is_empty() -> None:
    made = network_tables(edition([record(1), record(2)], [matter(1)]))
    assert made["nodes"].column("node").to_pylist() == ["matter:M-R1", "record:R1"]
    made = network_tables(edition([], []))
    assert (len(made["nodes"]), len(made["edges"])) == (0, 0)


def test_what_is_missing_is_said() -> None:
    made = edition([record(1)], [matter(1)])
    with pytest.raises(ValueError, match="缺少表“groups”"):
        network_tables({name: frame for name, frame in made.items() if name != "groups"})
    with pytest.raises(ValueError, match="“records”缺列 locked"):
        network_tables(made | {"records": made["records"].drop(columns="locked")})
