"""How county tables are laid out: titles, two-row headers, merges, joint cases, tails, several sheets, kept-out columns."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from workbench.domain import fields
from workbench.domain.tables import LEDGER_EXTRA
from workbench.ledger import LedgerError, ParsedLedger, parse

Write = Callable[..., Path]


def status(ledger: ParsedLedger, header: str) -> tuple[str, str | None, str]:
    column = next(each for each in ledger.columns if each.header == header)
    return column.status, column.field, column.note


def reasons(ledger: ParsedLedger) -> list[str]:
    return [problem.reason for problem in ledger.problems]


def test_plain_table_with_titles_above(book: Write, invented: Any) -> None:
    path = book(
        [
            ["附件1 某县信访积案台账（2023年）"],
            ["填报单位：某县联席办", "", "填报时间：10月"],
            invented.head,
            invented.row(1),
        ]
    )
    ledger = parse(path)
    row = ledger.rows.iloc[0]
    assert list(ledger.rows.columns) == [*fields.STORED, *LEDGER_EXTRA]
    assert (row["case_no"], row["key"], row["sheet"], row["row"]) == ("XF000001", "XF000001", "Sheet1", 4)
    assert (row["name"], row["id_no"], row["phone"]) == ("赵乙", invented.id_number(1), invented.mobile(1))
    assert (row["reg_time"], row["claim"], row["lead_unit"]) == ("2023-02-11", "要求处理第1号事项", "某县住建局")
    assert (ledger.read, len(ledger.quarantined), ledger.problems) == (1, 0, ())
    assert ledger.raw["Sheet1"].column_names == ["row", "A", "B", "C", "D", "E", "F", "G"]
    assert len(ledger.sha256) == 64 and len(ledger.signature) == 16


def test_two_row_header_with_merged_parents(book: Write, invented: Any) -> None:
    upper = ["序号", "信访件编号", "信访人基本情况", "", "", "包案领导", "", "", "主要诉求", "责任单位", ""]
    lower = ["", "", "姓名", "身份证号", "联系电话", "姓名", "职务", "联系电话", "", "名称", "联系电话"]
    line = [
        1,
        "XF1",
        "赵甲",
        invented.id_number(1),
        invented.mobile(1),
        "王强",
        "副县长",
        invented.mobile(2),
        "路灯",
        "某县住建局",
        invented.mobile(3),
    ]
    merges = [(0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 4), (0, 5, 0, 7), (0, 8, 1, 8), (0, 9, 0, 10)]
    ledger = parse(book([upper, lower, line], merges))
    row = ledger.rows.iloc[0]
    assert (row["name"], row["phone"], row["case_leader"], row["lead_unit"]) == (
        "赵甲",
        invented.mobile(1),
        "副县长 王强",
        "某县住建局",
    )
    assert status(ledger, "包案领导/姓名")[:2] == ("field", "case_leader")
    assert status(ledger, "包案领导/联系电话")[0] == status(ledger, "责任单位/联系电话")[0] == "not_imported"
    assert status(ledger, "主要诉求")[:2] == ("field", "claim")
    assert status(ledger, "序号") == ("not_imported", None, "“序号”按设计不导入")
    assert invented.mobile(2) not in str(ledger.raw["Sheet1"].to_pydict())


def test_two_row_header_in_csv_without_merges(tmp_path: Path, invented: Any) -> None:
    path = tmp_path / "台账.csv"
    lines = ["编号,信访人情况,,包案领导,,主要诉求", ",姓名,住址,姓名,职务,", "XF1,赵甲,某镇某村,王强,副县长,路灯"]
    path.write_text("\n".join(lines), encoding="utf-8")
    row = parse(path).rows.iloc[0]
    assert (row["name"], row["addr_now"], row["case_leader"], row["claim"]) == (
        "赵甲",
        "某镇某村",
        "副县长 王强",
        "路灯",
    )


def test_merged_cells_fill_down_within_the_merge_only(book: Write, invented: Any) -> None:
    head = ["序号", "乡镇", *invented.head]
    lines = [[n, "城关镇" if n == 1 else "", *invented.row(n)] for n in range(1, 5)]
    ledger = parse(book([head, *lines], [(1, 1, 3, 1)]))
    assert ledger.rows["town"].fillna("").tolist() == ["城关镇"] * 3 + [""]
    assert ledger.read == 4


def test_a_joint_case_under_one_merged_number_is_one_record(book: Write, invented: Any) -> None:
    head = ["序号", "信访人", "身份证号", "联系电话", "主要诉求", "工作进展", "责任单位"]
    lines = [
        [1, "赵甲", invented.id_number(1), invented.mobile(1), "退还押金", "已受理", "某县住建局"],
        ["", "钱乙", invented.id_number(2), invented.mobile(2), "", "已约谈物业", "某县人社局"],
        ["", "孙丙", invented.id_number(3), "", "", "", ""],
        [2, "李丁", invented.id_number(4), "", "修路", "", ""],
    ]
    ledger = parse(book([head, *lines], [(1, 0, 3, 0)]))
    assert ledger.read == len(ledger.rows) == 2
    first = ledger.rows.iloc[0]
    assert (first["name"], first["progress"], first["row"]) == ("赵甲", "已受理\n已约谈物业", 2)
    assert json.loads(first["co_contacts"]) == [
        {"name": "钱乙", "id_no": invented.id_number(2), "phone": invented.mobile(2)},
        {"name": "孙丙", "id_no": invented.id_number(3)},
    ]
    assert [(each.row, each.column) for each in ledger.problems] == [(3, "G")]
    assert "联名件各行的这一栏不同，只取了第一行；请核对" in reasons(ledger)
    assert ledger.raw["Sheet1"].num_rows == 4


def test_tail_section_and_page_rows_are_left_out_and_said(book: Write, invented: Any) -> None:
    blank = [""] * 6
    rows = [
        invented.head, ["一、城关镇", *blank], invented.row(1), ["小计", "1件", *blank[:5]], invented.head, invented.row(2), [*blank, ""],
        ["合计", "3", *blank[:5]], ["填表人：周某", "", "", "审核人：吴某", *blank[:3]], ["备注：数据截至10月", *blank],
    ]  # fmt: skip
    ledger = parse(book(rows, [(1, 0, 1, 6), (9, 0, 9, 6)]))
    assert ledger.rows["case_no"].tolist() == ["XF000001", "XF000002"]
    assert {problem.row: problem.reason for problem in ledger.problems} == {
        2: "跨列的小标题或说明行，未作为信访件导入",
        4: "小计行，不是信访件，未作为信访件导入",
        5: "重复打印的表头，未作为信访件导入",
        9: "表尾的说明或签字行，未作为信访件导入",
        10: "跨列的小标题或说明行，未作为信访件导入",
        8: "合计行写的“件数”是 3，读到的是 2；请核对有无漏行",
    }
    (total,) = ledger.control_totals
    assert (total.row, total.what, total.stated, total.counted, total.agrees) == (8, "件数", 3, 2, False)


def test_totals_are_compared_with_number_columns(book: Write, invented: Any) -> None:
    rows = [[*invented.head, "信访人数"], [*invented.row(1), 2], [*invented.row(2), 5], ["合计：2件", *[""] * 6, 7]]
    ledger = parse(book(rows))
    assert [(each.what, each.stated, each.counted) for each in ledger.control_totals] == [
        ("信访人数", 7, 7),
        ("件数", 2, 2),
    ]
    assert ledger.problems == ()


def test_several_sheets_hidden_ones_and_summaries(book: Write, invented: Any) -> None:
    sheets = {
        "城关镇": [invented.head, invented.row(1)],
        "河东乡": [invented.head, invented.row(2)],
        "湖西乡": [[*invented.head, "备注"], [*invented.row(3), "材料齐"]],
        "汇总": [["责任单位", "信访次数", "办结时间"], ["某县住建局", 3, "2023-01-01"]],
        "说明": [["本表由各乡镇填报"]],
        "旧数据": [invented.head, invented.row(4)],
    }
    ledger = parse(book(sheets, hidden=["旧数据"]))
    assert ledger.rows[["sheet", "case_no"]].to_numpy().tolist() == [
        ["城关镇", "XF000001"], ["河东乡", "XF000002"], ["湖西乡", "XF000003"],
    ]  # fmt: skip
    assert set(ledger.raw) == {"城关镇", "河东乡", "湖西乡"}
    assert sorted(reasons(ledger)) == sorted(
        [
            "工作表“旧数据”：隐藏的工作表，未读入；如需导入，请先取消隐藏",
            "工作表“说明”：没有找到可识别的表头，未读入",
            "工作表“汇总”：没有编号、姓名、诉求等栏，像是汇总表，未读入",
            "工作表“湖西乡”：表头与第一张表不同，已按它自己的表头读入，请核对",
        ]
    )


def test_columns_about_controlling_persons_never_leave_the_reader(book: Write, invented: Any, tmp_path: Path) -> None:
    extra = ["稳控责任人及电话", "联系电话", "动态轨迹", "性别", "责任人（稳控）", "民族"]
    secret = ["周某机密一", "周某机密二", "某地机密三", "男机密四", "机密五", "机密六"]
    ledger = parse(book([[*invented.head, *extra], [*invented.row(1), *secret]]))
    assert status(ledger, "稳控责任人及电话") == (
        "quarantined",
        None,
        "第8列 稳控责任人及电话：按设计不导入（Q1 稳控）",
    )
    assert [each.status for each in ledger.columns[8:]] == [
        "quarantined",
        "quarantined",
        "not_imported",
        "quarantined",
        "not_imported",
    ]
    everything = str(ledger.raw["Sheet1"].to_pydict()) + str(ledger.rows.to_dict()) + str(ledger.problems)
    assert "机密" not in everything


def test_parent_heading_about_control_takes_its_children_along(book: Write, invented: Any) -> None:
    upper = ["信访件编号", "信访人姓名", "主要诉求", "登记时间", "稳控情况", ""]
    lower = ["", "", "", "", "责任人", "电话"]
    ledger = parse(book([upper, lower, ["XF1", "赵甲", "路灯", "2023-01-02", "周某", "x"]], [(0, 4, 0, 5)]))
    assert [each.status for each in ledger.columns] == ["field"] * 4 + ["quarantined"] * 2


def test_phone_belongs_to_the_nearest_person_on_its_left(book: Write, invented: Any) -> None:
    head = ["编号", "信访人", "联系电话", "主要诉求", "承办人", "联系电话"]
    ledger = parse(book([head, ["XF1", "赵甲", invented.mobile(1), "路灯", "周某", invented.mobile(2)]]))
    assert ledger.rows.iloc[0]["phone"] == invented.mobile(1)
    assert (ledger.columns[5].status, ledger.columns[5].note) == (
        "not_imported",
        "归属左侧“责任科室/承办人”，不是信访人的电话，不导入",
    )


def test_a_running_编号_is_no_case_number(book: Write, invented: Any) -> None:
    head = ["编号", "信访人", "主要诉求", "登记时间"]
    ledger = parse(book([head, *[[n, f"赵{'甲乙丙'[n - 1]}", "路灯", "2023-01-02"] for n in (1, 2, 3)]]))
    assert status(ledger, "编号")[0] == "not_imported"
    assert ledger.rows["key"].str.startswith("h:").all() and ledger.rows["key"].nunique() == 3


def test_an_ambiguous_heading_is_asked_once_and_remembered(book: Write, invented: Any) -> None:
    head = ["信访件编号", "信访人", "主要诉求", "单位", "处理情况"]
    path = book([head, ["XF1", "赵甲", "路灯", "某县住建局", "已答复"]])
    asked = parse(path)
    keys = [(question.header, question.candidates, question.meanwhile) for question in asked.questions]
    assert keys == [
        ("单位", ("lead_unit", "workplace", "reg_office"), ""),
        ("处理情况", ("prior", "progress", "opinion"), "prior"),
    ]
    assert status(asked, "单位") == ("unknown", None, "含义不止一种，待确认后读入")
    assert asked.rows.iloc[0]["prior"] == "已答复" and "D" not in asked.raw["Sheet1"].column_names

    answers = {asked.questions[0].key: "lead_unit", asked.questions[1].key: "opinion"}
    told = parse(path, answers=answers)
    assert told.questions == () and told.signature == asked.signature
    assert told.rows.iloc[0][["lead_unit", "opinion"]].tolist() == ["某县住建局", "已答复"]
    assert parse(path, answers={asked.questions[0].key: ""}).columns[3].status == "not_imported"


def test_an_answer_cannot_open_a_quarantined_column_or_name_no_field(book: Write, invented: Any) -> None:
    path = book([["信访件编号", "信访人", "主要诉求", "稳控措施"], ["XF1", "赵甲", "路灯", "x"]])
    signature = parse(path).signature
    assert parse(path, answers={f"{signature}:稳控措施": "remark"}).columns[3].status == "quarantined"
    with pytest.raises(LedgerError, match="表头“主要诉求”此前被确认为“whatever”，但没有这个标准字段"):
        parse(path, answers={f"{signature}:主要诉求": "whatever"})


def test_what_has_no_heading_is_reported(book: Write, invented: Any) -> None:
    ledger = parse(book([[*invented.head, "", "奇怪的栏"], [*invented.row(1), "游离", "x"]]))
    assert reasons(ledger) == ["H列没有表头，但有 1 个单元格有内容，未读入；请补上表头"]
    assert status(ledger, "奇怪的栏") == ("unknown", None, "不认识的表头，未读入；可在表头确认中指定含义")


def test_control_words_in_office_text_are_named_not_copied(book: Write, invented: Any) -> None:
    ledger = parse(book([[*invented.head, "备注"], [*invented.row(1), "已落实稳控责任，勿外传"]]))
    (problem,) = ledger.problems
    assert (problem.row, problem.column, problem.header) == (2, "H", "备注")
    assert "稳控" in problem.reason and "勿外传" not in problem.reason
    assert ledger.rows.iloc[0]["remark"] == "已落实稳控责任，勿外传"


def test_progress_is_told(book: Write, invented: Any) -> None:
    told: list[tuple[str, float]] = []
    parse(book([invented.head, invented.row(1)]), progress=lambda what, share: told.append((what, share)))
    assert told == [("正在读取文件", 0.0), ("正在识别各栏取值", 0.6), ("正在整理结果", 0.9), ("读取完成", 1.0)]


def test_cells_that_come_out_empty_are_named(tmp_path: Path) -> None:
    path = tmp_path / "公式.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("甲 & 乙")
        sheet.write_row(0, 0, ["信访件编号", "信访人姓名", "主要诉求", "责任单位", "稳控单位"])
        sheet.write_row(1, 0, ["XF1", "赵甲", "路灯"])
        sheet.write_formula(1, 3, "=VLOOKUP(A2,Z:Z,1,0)", None, "#N/A")
        sheet.write_formula(1, 4, "=1/0", None, "#DIV/0!")
    problems = [(each.sheet, each.row, each.column, each.field, each.reason) for each in parse(path).problems]
    assert problems == [
        ("甲 & 乙", 2, "D", "lead_unit", "公式出错（如 #N/A、#REF!），按空白处理；请改正公式或填入实际内容后重新导入")
    ]


def test_formulas_never_computed_are_named(tmp_path: Path) -> None:
    path = tmp_path / "公式.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["信访件编号", "信访人姓名", "主要诉求", "责任单位"])
    book.active.append(["XF1", "赵甲", "路灯", "=Z1"])
    book.save(path)
    (problem,) = parse(path).problems
    assert (problem.row, problem.column) == (2, "D")
    assert problem.reason == "公式没有计算结果，按空白处理；请用 Excel 或 WPS 打开、保存后重新导入"


def test_an_open_document_sheet_is_read(tmp_path: Path) -> None:
    def row(*cells: str) -> str:
        each = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
        return "<table:table-row>" + "".join(each.format(cell) for cell in cells) + "</table:table-row>"

    rows = row("信访件编号", "信访人姓名", "主要诉求", "登记时间") + row("007", "赵甲", "路灯", "2023年1月5日")
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    content = (
        f'<office:document-content{spaces}><office:body><office:spreadsheet><table:table table:name="台账">{rows}'
        "</table:table></office:spreadsheet></office:body></office:document-content>"
    )
    path = tmp_path / "台账.ods"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr("META-INF/manifest.xml", "<manifest/>")
        package.writestr("content.xml", content)
    row_read = parse(path).rows.iloc[0]
    assert row_read[["case_no", "reg_time", "sheet"]].tolist() == ["007", "2023-01-05", "台账"]
