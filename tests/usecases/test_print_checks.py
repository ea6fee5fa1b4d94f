"""检查验收表 and 复查复核审查表 as documents: what is open is said, nobody is named, the print is logged."""

from __future__ import annotations

import shutil
from pathlib import Path

import docx
import pytest

from tests.campaign_homes import played
from tests.reports.paper_cases import all_text
from workbench.review.paper import NotForMeetings
from workbench.rules.review_sheet import Round
from workbench.settings import Settings
from workbench.usecases.accept_units import accept, acceptance
from workbench.usecases.check_review import answer_item
from workbench.usecases.kept_papers import printed
from workbench.usecases.office import Office
from workbench.usecases.print_checks import print_acceptance, print_acceptance_list, print_review_sheet
from workbench.usecases.settle_duty import recuse
from workbench.usecases.study_matter import MatterNotFound

UNIT = "云岭乡人民政府"
REVIEWED = "SELECT s.record_id FROM steps s JOIN matters m USING (matter_id) WHERE s.kind = '复查意见' AND NOT m.locked ORDER BY 1"


@pytest.fixture
def office(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Office:
    home = Path(shutil.copytree(played("s000", tmp_path_factory), tmp_path / "home", symlinks=True))
    return Office(Settings(home=home, actor="检查组"))


@pytest.fixture
def record(own_office: Office) -> str:
    return str(own_office.edition().query(REVIEWED)["record_id"][0])


def test_sheet_and_list_are_printed_and_say_what_is_open(office: Office, tmp_path: Path) -> None:
    accept(office, UNIT, "A1", "合格", evidence="台账原件", note=f"联系{'139' + '0000' + '1234'}核对")
    text = all_text(docx.Document(str(print_acceptance(office, UNIT, folder=tmp_path))))
    assert f"{UNIT}检查验收表" in text and "台账原件" in text and "待查" in text and "被检查单位（盖章）" in text
    assert "*******1234" in text and "1. " not in text.split("逐项检查")[0]
    listed = all_text(docx.Document(str(print_acceptance_list(office, folder=tmp_path))))
    assert all(one.unit in listed for one in acceptance(office).units) and "不按件数或比例排名" in listed
    with pytest.raises(LookupError):
        print_acceptance(office, "某局", folder=tmp_path)


def test_the_printed_sheet_has_both_parts_and_no_name(own_office: Office, record: str, tmp_path: Path) -> None:
    name = next(one for one in own_office.store.identity([record])["name"] if isinstance(one, str))
    answer_item(own_office, record, "S1", "否", turn=Round.REVIEW, basis=f"{name}的第二项请求没有回应")
    text = all_text(docx.Document(str(print_review_sheet(own_office, record, Round.REVIEW, tmp_path))))
    assert "程序审查" in text and "实体审查" in text and "未审查" in text and "第二项请求没有回应" in text
    assert name not in text and "审查表不完整" in text and "《信访工作条例》第三十二条" in text


def test_who_stands_aside_prints_nothing_and_a_record_without_review_has_no_sheet(
    own_office: Office, record: str, tmp_path: Path
) -> None:
    recuse(own_office, record, "审查员", is_unit=False, decided_by="主任", why="与信访人有亲属关系")
    with pytest.raises(NotForMeetings):
        print_review_sheet(own_office, record, Round.REVIEW, tmp_path, actor="审查员")
    with pytest.raises(MatterNotFound):
        print_review_sheet(own_office, "R999999", folder=tmp_path)
    assert not list(tmp_path.glob("*.docx"))
    assert print_review_sheet(own_office, record, Round.REVIEW, tmp_path).exists()
    assert printed(own_office)[-1]["paper"] == "复查复核审查表"
