"""Printing papers of the invented county: masked, logged, refused where they must be, the same again."""

from __future__ import annotations

import stat
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import docx
import openpyxl
import pytest
from typer.testing import CliRunner

from tests.reports.paper_cases import all_text
from workbench.cli.case_paper import commands
from workbench.domain.events import Event, EventKind
from workbench.reports.leaks import Forbidden, PaperRefused
from workbench.review.paper import NotForMeetings
from workbench.settings import Settings
from workbench.usecases import print_case as printing
from workbench.usecases.export_list import LISTS, export_list, export_standard
from workbench.usecases.kept_papers import printed
from workbench.usecases.office import Office
from workbench.usecases.print_case import print_application, print_case, print_fact_sheet

NOW = datetime(2026, 11, 22, 16, 40)


def some_matter(office: Office) -> str:
    found = office.edition().query(
        "SELECT matter_id FROM matters WHERE NOT locked ORDER BY records DESC, matter_id LIMIT 1"
    )
    return str(found["matter_id"][0])


def names_of(office: Office, matter_id: str) -> list[str]:
    ids = office.edition().query("SELECT record_id FROM groups WHERE matter_id = ?", [matter_id])["record_id"]
    return [name for name in office.store.identity(list(ids))["name"] if isinstance(name, str)]


def say(office: Office, kind: EventKind, subject: str, **payload: str) -> None:
    office.store.append(Event(kind, subject, "测试员", datetime.now().astimezone(), "测试", payload))


def test_a_paper_is_kept_for_this_account_and_logged(own_office: Office) -> None:
    matter_id = some_matter(own_office)
    path = print_case(own_office, matter_id, now=NOW)
    edition = own_office.edition()
    assert path == own_office.settings.home / "papers" / f"会商材料_{matter_id}_{edition.id}_{edition.as_of}.docx"
    assert [stat.S_IMODE(one.stat().st_mode) for one in (path.parent, path)] == [0o700, 0o600]
    assert {(line["actor"], line["paper"], line["matter"]) for line in printed(own_office)} == {
        ("测试员", "会商材料", matter_id)
    }


def test_the_petitioner_is_only_a_masked_name(own_office: Office) -> None:
    matter_id = some_matter(own_office)
    names = names_of(own_office, matter_id)
    say(own_office, EventKind.WORKSHEET, matter_id, gaps=f"{names[0]}与原认定不符，联系{'139' + '0000' + '1234'}")
    path = print_case(own_office, matter_id)
    text = all_text(docx.Document(str(path)))
    assert names and not any(name in text for name in names)
    assert "某某与原认定不符，联系*******1234。" in text
    assert "及其后登记1条" in docx.Document(str(path)).sections[0].footer.paragraphs[1].text


def test_made_again_it_says_the_same(own_office: Office, tmp_path: Path) -> None:
    matter_id = some_matter(own_office)
    first, second = (print_case(own_office, matter_id, tmp_path / name) for name in ("a", "b"))
    assert all_text(docx.Document(str(first))) == all_text(docx.Document(str(second)))


def test_a_leak_stops_the_paper(own_office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    matter_id = some_matter(own_office)
    name = names_of(own_office, matter_id)[0]
    whole = printing.case_paper
    monkeypatch.setattr(
        printing, "case_paper", lambda source: replace(whole(source), title=f"关于{name}一事的会商材料")
    )
    with pytest.raises(PaperRefused, match="“标题”部分含有信访人姓名") as refused:
        print_case(own_office, matter_id)
    assert name not in str(refused.value)
    assert not (own_office.settings.home / "papers").exists()


def test_a_matters_own_numbers_are_looked_for(own_office: Office) -> None:
    matter_id = some_matter(own_office)
    ids = own_office.edition().query("SELECT record_id FROM groups WHERE matter_id = ?", [matter_id])["record_id"]
    secrets, forbidden = printing.whom_not_to_name(own_office, list(ids))
    rows = own_office.store.identity(list(ids))
    assert isinstance(forbidden, Forbidden) and set(secrets.names) == set(forbidden.names)
    assert {number for number in rows["phone"] if isinstance(number, str) and number.isdigit()} <= set(
        forbidden.numbers
    )


def test_accusations_are_never_printed(own_office: Office) -> None:
    locked = own_office.edition().query("SELECT matter_id FROM matters WHERE locked LIMIT 1")["matter_id"][0]
    for make in (print_case, print_application, print_fact_sheet):
        with pytest.raises(NotForMeetings, match="第三十条第三款"):
            make(own_office, locked)


def test_a_recused_user_prints_nothing(own_office: Office) -> None:
    matter_id = some_matter(own_office)
    say(own_office, EventKind.RECUSED, matter_id, who="李回避", is_unit="否", decided_by="主任")
    with pytest.raises(NotForMeetings, match="已回避"):
        print_case(own_office, matter_id, actor="李回避")
    assert print_case(own_office, matter_id, actor="测试员").exists()


def test_application_and_fact_sheet(own_office: Office, tmp_path: Path) -> None:
    matter_id = some_matter(own_office)
    names = names_of(own_office, matter_id)
    for path in (
        print_application(own_office, matter_id, tmp_path, asks=["定时限"]),
        print_fact_sheet(own_office, matter_id, tmp_path),
    ):
        text = all_text(docx.Document(str(path)))
        assert matter_id in text and not any(name in text for name in names)


def test_a_list_of_any_rows(own_office: Office, tmp_path: Path) -> None:
    columns = [{"key": "a", "title": "甲"}]
    content = export_list(own_office, "清单", columns, [{"a": "=1"}], "甲=1")
    assert isinstance(content, bytes) and content[:2] == b"PK"
    path = export_list(own_office, "清单", columns, [{"a": "x"}], "全部", tmp_path / "x.xlsx", now=NOW)
    assert openpyxl.load_workbook(path).active["A6"].value == "x"
    assert [(line["list"], line["rows"]) for line in printed(own_office)] == [("清单", 1), ("清单", 1)]


@pytest.mark.parametrize("name", LISTS)
def test_the_editions_own_lists(own_office: Office, tmp_path: Path, name: str) -> None:
    held = openpyxl.load_workbook(export_standard(own_office, name, tmp_path / "l.xlsx", open_only=True)).active
    assert held["A2"].value == "筛选：未化解"
    assert f"共 {held.max_row - 5} 行" in held["A3"].value and held.max_row > 5


def test_words_choose_rows_and_a_strange_list_is_refused(own_office: Office, tmp_path: Path) -> None:
    held = openpyxl.load_workbook(export_standard(own_office, "事项", tmp_path / "l.xlsx", words=["物流园"])).active
    assert held["A2"].value == "筛选：含“物流园”"
    assert all("物流园" in "".join(str(cell.value) for cell in row) for row in held.iter_rows(min_row=6))
    with pytest.raises(LookupError, match="可用：事项、时限"):
        export_standard(own_office, "人员", tmp_path / "l.xlsx")


def test_from_the_command_line(own_office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "workbench.cli.case_paper.settings", lambda: Settings(home=own_office.settings.home, actor="测试员")
    )
    run = CliRunner().invoke
    done = run(commands, ["paper", some_matter(own_office), "--folder", str(tmp_path)])
    assert done.exit_code == 0 and "已生成：" in done.output and list(tmp_path.glob("会商材料_*.docx"))
    done = run(commands, ["list", "时限", "受理", "--file", str(tmp_path / "t.xlsx")])
    assert done.exit_code == 0 and (tmp_path / "t.xlsx").exists()
    assert run(commands, ["paper", "不存在"]).exit_code == 2
