"""Twelve kinds of hostile or broken file: the kernel lives, and the person reads one sentence that says what to do."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from workbench.ledger import LedgerError, parse

HEAD = ["信访件编号", "信访人姓名", "登记时间", "主要诉求"]
MEMORY = (
    "读取时超过内存上限 1024 MB，已停止；多因表中有极远处的单元格或大片空白格式，"
    "请删去多余的空白行列后另存，或按批次拆成几个文件"
)
OLE = bytes.fromhex("d0cf11e0a1b11ae1")


def _sparse(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "信访件编号", "x"
    book.save(path)


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<x/>")
        package.writestr("xl/worksheets/sheet1.xml", b"\0" * (80 << 20))


def _many_entries(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as package:
        for number in range(10_001):
            package.writestr(f"xl/{number}", "")


def _entity_bomb(path: Path) -> None:
    good = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(HEAD)
    book.save(good)
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(path, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == "xl/sharedStrings.xml":
                lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
                content = f'<?xml version="1.0"?><!DOCTYPE s [<!ENTITY a0 "x">{lines}]><sst><si><t>&a11;</t></si></sst>'.encode()
            target.writestr(name, content)


def _word(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", "<x/>")


def _write(content: bytes) -> Callable[[Path], None]:
    return lambda path: path.write_bytes(content) and None


def _truncated(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(HEAD)
    book.save(path)
    path.write_bytes(path.read_bytes()[:-400])


def _empty_sheet(path: Path) -> None:
    openpyxl.Workbook().save(path)


def _only_header(path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(HEAD)
    book.save(path)


def _no_header(path: Path) -> None:
    book = openpyxl.Workbook()
    for number in range(50):
        book.active.append([f"甲{number}", f"乙{number}", number])
    book.save(path)


def _bad_xml(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("xl/workbook.xml", "<workbook><sheets>")


CASES: list[tuple[str, Callable[[Path], None], str]] = [
    ("sparse.xlsx", _sparse, MEMORY),
    ("bomb.xlsx", _bomb, "解压后达 80 MB，超出安全限度，未读入；请删去空白区域和图片后另存，或按批次拆分"),
    ("entries.xlsx", _many_entries, "内含 10001 个部件，超出安全限度，未读入；请用 Excel 或 WPS 打开后另存"),
    ("picture.xlsx", _write(b"\x89PNG\r\n\x1a\n" + b"\0" * 60), "其实是一张图片，不是电子表格；请向报送单位索取原始表格文件"),
    ("paper.xlsx", _write(b"%PDF-1.7\n%\xe2\xe3"), "其实是 PDF 文件，不是电子表格；请向报送单位索取原始表格文件"),
    ("web.xls", _write("<html><table><tr><td>编号</td></tr></table></html>".encode()), "其实是网页格式；请用 Excel 或 WPS 打开后另存为 xlsx 再导入"),
    ("locked.xlsx", _write(OLE + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")), "设有打开密码；请在 Excel 或 WPS 中去掉密码后另存再导入"),
    ("letter.xls", _write(OLE + "WordDocument".encode("utf-16-le")), "不是电子表格（可能是旧版 Word 文档）；请提供 xlsx、xls、ods 或 csv 文件"),
    ("letter.xlsx", _word, "不是电子表格（可能是 Word 文档或压缩包）；请提供 xlsx、xls、ods 或 csv 文件"),
    ("cut.xlsx", _truncated, "已损坏，打不开；请用 Excel 或 WPS 打开后另存，或重新索取"),
    ("xml.xlsx", _bad_xml, "已损坏，打不开；请用 Excel 或 WPS 打开后另存，或重新索取"),
    ("zero.xlsx", _write(b""), "是空文件（0 字节）；请向报送单位重新索取"),
    ("empty.xlsx", _empty_sheet, "里没有内容：各工作表都是空的；请核对是否发错了文件"),
    ("header.xlsx", _only_header, "只有表头，没有数据行；请核对是否发错了文件"),
    ("other.xlsx", _no_header, "里没有找到可识别的表头（前 40 行内应有“信访件编号、信访人、诉求”等栏名）；请核对文件，或补上表头再导入"),
    ("~$台账.xlsx", _write(b"x"), "是 Excel 打开文件时的临时锁文件；请选择去掉“~$”的原文件"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "make", "sentence"), CASES, ids=[case[0] for case in CASES])
def test_a_hostile_file_gets_one_sentence(
    tmp_path: Path, name: str, make: Callable[[Path], None], sentence: str
) -> None:
    make(tmp_path / name)
    with pytest.raises(LedgerError) as caught:
        parse(tmp_path / name, memory_mb=1024, seconds=60)
    assert caught.value.sentence == f"“{name}”{sentence}"


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    _entity_bomb(tmp_path / "entity.xlsx")
    with pytest.raises(LedgerError, match=r"“entity\.xlsx”"):
        parse(tmp_path / "entity.xlsx", memory_mb=1024, seconds=60)


def test_missing_file_and_folder(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match=r"找不到文件“.*无\.xlsx”；请核对路径和文件名"):
        parse(tmp_path / "无.xlsx")
    with pytest.raises(LedgerError, match="是文件夹；请逐个选择其中的台账文件"):
        parse(tmp_path)


def test_a_file_that_may_not_be_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "占用.xlsx"
    path.write_bytes(b"x")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError("held by another program")

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(LedgerError) as caught:
        parse(path)
    assert caught.value.sentence == (
        "“占用.xlsx”打不开（没有读取权限，或正被其他程序占用）；请关闭占用它的程序，或另存一份再导入"
    )


def test_time_limit(tmp_path: Path) -> None:
    path = tmp_path / "慢.csv"
    path.write_text("编号,姓名,诉求,登记时间\n" + "XF1,赵甲,路灯,2023-01-01\n" * 400_000, encoding="utf-8")
    with pytest.raises(LedgerError) as caught:
        parse(path, seconds=0)
    assert caught.value.sentence == (
        "“慢.csv”读取超过 0 秒，已停止；请按批次或乡镇拆成几个文件，或删去多余的空白行列后另存"
    )


def test_memory_limit(tmp_path: Path) -> None:
    path = tmp_path / "大.csv"
    path.write_text("编号,姓名,诉求,登记时间\n" + "XF1,赵甲,路灯,2023-01-01\n" * 1_200_000, encoding="utf-8")
    with pytest.raises(LedgerError, match=r"“大\.csv”读取时超过内存上限 256 MB，已停止"):
        parse(path, memory_mb=256)


def test_an_unbalanced_quote_is_named_by_line(tmp_path: Path) -> None:
    path = tmp_path / "引号.csv"
    path.write_text('编号,姓名,诉求,登记时间\nXF1,赵甲,"路灯"坏了,2023-01-01\n', encoding="utf-8")
    with pytest.raises(LedgerError) as caught:
        parse(path)
    assert caught.value.sentence == (
        "“引号.csv”第 2 行附近的引号不成对，不能可靠分列，未读入；请改正该行，或用 Excel 另存为 xlsx"
    )


def test_the_reader_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, book: Callable[..., Path]
) -> None:
    path = book([HEAD, ["XF1", "赵甲", "2023-01-01", "路灯"]])
    left = tmp_path / "temporary"
    left.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(left))
    assert len(parse(path).rows) == 1
    assert list(left.iterdir()) == []
