"""Legal pathways as reminders: which may fit, when the time to ask ends, and never a word to refuse."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.codes import Pathway
from workbench.domain.dates import PartialDate
from workbench.domain.facts import MatterFacts, RecordFacts
from workbench.reference.pathways import PathwayTableError, pathway_rules
from workbench.rules.pathways import after, pathway_options

CASES = yaml.safe_load((Path(__file__).parent / "situations" / "pathways.yaml").read_text(encoding="utf-8"))


def _facts(text: str, first: str, on: date, pathway: Pathway | None = None) -> MatterFacts:
    day = None if first == "无" else PartialDate.parse(first)
    return MatterFacts("M-R000001", on, (RecordFacts("R000001", reg_day=day, claim=text, pathway=pathway),))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["名称"])
def test_situations(case: dict[str, Any]) -> None:
    found = {
        one.rule.name: one
        for one in pathway_options(_facts(case["内容"], str(case["首次"]), case["截至"]), pathway_rules())
    }
    option = found[case["途径"]]
    assert (str(option.ends or "无"), option.state.value) == (str(case["届满"]), case["时效"])
    assert "不予受理" not in option.sentence and "驳回" not in option.sentence
    if option.ends:
        assert "请法制机构核对" in option.sentence and str(option.ends) in option.sentence


def test_what_no_word_speaks_for_is_not_shown_and_the_remainder_is_last() -> None:
    options = pathway_options(
        _facts("请求解决饮水困难", "2026-01-10", date(2026, 5, 1), Pathway.PETITION), pathway_rules()
    )
    assert [(one.rule.name, one.chosen) for one in options] == [("信访程序", True)]


@given(st.dates(date(2000, 1, 1), date(2030, 1, 1)), st.integers(1, 5))
def test_a_longer_limit_never_ends_earlier(day: date, count: int) -> None:
    for unit in ("日", "月", "年"):
        assert day < after(day, count, unit) < after(day, count + 1, unit)


def test_the_offices_own_list_stands_before_the_national_one(tmp_path: Path) -> None:
    head = "id,pathway,name,words,limit,unit,decision,clause,confidence\n"
    own = tmp_path / "pathways.csv"
    own.write_text(
        f"{head}fuyi,P4,行政复议,征收,90,日,按县清单,县清单,local\nwater,P5,供水监管,饮水,,,30日,县清单,local\n",
        encoding="utf-8",
    )
    rules = {rule.id: rule for rule in pathway_rules(own)}
    assert rules["fuyi"].limit == 90 and rules["water"].words == ("饮水",) and "susong" in rules


@pytest.mark.parametrize(
    ("row", "said"),
    [("x,P9,某,词,,,,,", "第2行：途径“P9”"), ("x,P1,某,词,6,周,,,", "时效“6周”"), ("x,P1,某,词,6,,,,", "时效“6”")],
)
def test_a_row_that_cannot_be_read_is_named(tmp_path: Path, row: str, said: str) -> None:
    own = tmp_path / "pathways.csv"
    own.write_text(f"id,pathway,name,words,limit,unit,decision,clause,confidence\n{row}\n", encoding="utf-8")
    with pytest.raises(PathwayTableError, match=said):
        pathway_rules(own)
