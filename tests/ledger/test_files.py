"""Eleven encodings of the same CSV: read exactly, or refused in one sentence; separators are found."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from workbench.ledger import LedgerError, parse
from workbench.ledger.files import decode

TEXT = "信访件编号,信访人姓名,登记时间,主要诉求\nXF001,赵甲,2023-01-05,要求修复道路，解决积水问题\nXF002,钱乙,2023-02-06,反映噪声扰民\n"
TRADITIONAL = "信訪件編號,姓名,訴求\n001,陳大文,要求處理環境噪音問題與違章建築\n"
JAPANESE = "番号,氏名,要求\n001,さとう,どうろのしゅうりをおねがいします\n"
KOREAN = "번호,이름,요구\n001,홍길동,도로 수리를 요청합니다\n"
READABLE = {
    "utf-8": TEXT.encode(),
    "utf-8 with mark": codecs.BOM_UTF8 + TEXT.encode(),
    "utf-16 little": codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"),
    "utf-16 big": codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"),
    "gb2312": TEXT.encode("gb2312"),
    "gbk": TEXT.replace("赵甲", "赵镕").encode("gbk"),
    "gb18030": TEXT.replace("赵甲", "赵㛃").encode("gb18030"),
}
REFUSED = {
    "big5": TRADITIONAL.encode("big5"),
    "shift-jis": JAPANESE.encode("shift-jis"),
    "latin-1": "numéro,prénom,été\n001,André,Réparer\n".encode("latin-1"),
    "utf-16 without mark": TEXT.encode("utf-16-le"),
    "utf-32": TEXT.encode("utf-32"),
    "binary": bytes(range(256)) * 8,
}


@pytest.mark.parametrize("name", READABLE)
def test_readable_encodings_give_the_exact_text(name: str) -> None:
    expected = TEXT.replace("赵甲", {"gbk": "赵镕", "gb18030": "赵㛃"}.get(name, "赵甲"))
    assert decode(READABLE[name], "台账.csv") == expected


@pytest.mark.parametrize("name", REFUSED)
def test_other_encodings_are_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "台账.csv"
    path.write_bytes(REFUSED[name])
    with pytest.raises(LedgerError) as caught:
        parse(path)
    assert caught.value.sentence == (
        "“台账.csv”的文字编码认不出来（不是 UTF-8 或 GB18030），未读入；请用 Excel 打开核对后另存为 xlsx"
    )


def test_korean_that_happens_to_decode_is_not_taken_for_a_ledger(tmp_path: Path) -> None:
    path = tmp_path / "台账.csv"
    path.write_bytes(KOREAN.encode("euc-kr"))
    with pytest.raises(LedgerError):
        parse(path)


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_separators_and_quoted_line_breaks(tmp_path: Path, sign: str) -> None:
    path = tmp_path / "台账.csv"
    lines = [["信访件编号", "信访人姓名", "登记时间", "主要诉求"], ["007", "赵甲", "2023-01-05", f'"一{sign}\n二"']]
    path.write_text("\n".join(sign.join(line) for line in lines), encoding="utf-8")
    row = parse(path).rows.iloc[0]
    assert (row["case_no"], row["claim"]) == ("007", f"一{sign}\n二")


def test_a_workbook_under_a_wrong_suffix_is_read_as_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    path.write_text(TEXT, encoding="gb18030")
    assert parse(path).rows["case_no"].tolist() == ["XF001", "XF002"]
