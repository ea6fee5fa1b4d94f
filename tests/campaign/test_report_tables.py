"""Tables of reports on invented rows: the numbers of seed 001, batches and persons, and small cells that cannot be taken back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.campaign.measures import Period
from workbench.campaign.report_parts import Source, Table
from workbench.campaign.report_period import Compared
from workbench.campaign.report_queries import counts_sql, listings, sql_of, tallies
from workbench.campaign.report_tables import MERGED, Comparison, Counts, merge_small, tally_table
from workbench.campaign.report_words import sentences
from workbench.domain.tables import ALL
from workbench.store.arrow import fit

PERIOD, AS_OF = Period(date(2023, 1, 1), date(2023, 6, 16)), date(2023, 6, 16)
SOURCE = Source("R1", "2023-01-01", "2023-06-16")


class Invented:
    """An edition of a few invented rows."""

    def __init__(self) -> None:
        self.connection = duckdb.connect()
        self.held: dict[str, list[dict[str, Any]]] = {name: [] for name in ALL}

    def matter(self, number: str, **said: Any) -> None:
        self.held["matters"].append({"matter_id": number, "title": f"事项{number}", "campaign": "", "locked": False, "is_open": True, "records": 1,
                                     "first_day": date(2023, 2, 1), "last_day": date(2023, 2, 1), **said})  # fmt: skip

    def record(self, number: str, matter: str, **said: Any) -> None:
        self.held["groups"].append({"record_id": number, "matter_id": matter})
        self.held["records"].append({"record_id": number, "locked": False, "reg_time": date(2023, 2, 1), **said})

    def add(self, table: str, **said: Any) -> None:
        self.held[table].append(said)

    def table(self, name: str, *, campaign: str = "", base: Comparison | None = None, small: int = 0) -> Table:
        return tally_table(
            tallies()[name], Counts.of(self.counts(name, PERIOD, campaign)), SOURCE, base=base, small=small
        )

    def counts(self, name: str, period: Period, campaign: str = "") -> list[Mapping[str, Any]]:
        self.open()
        found = self.connection.sql(counts_sql(tallies()[name], period, AS_OF, campaign))
        rows: list[Mapping[str, Any]] = found.to_arrow_table().to_pylist()
        return rows

    def open(self) -> None:
        import pandas as pd

        for name, rows in self.held.items():
            frame = pd.DataFrame(
                [{column: row.get(column) for column in ALL[name]} for row in rows],
                columns=list(ALL[name]),
                dtype=object,
            )
            table: pa.Table = fit(name, frame)
            self.connection.register(name, table)


@pytest.fixture
def county() -> Iterator[Invented]:
    found = Invented()
    yield found
    found.connection.close()


def test_every_query_runs_on_an_empty_edition(county: Invented) -> None:
    county.open()
    for one in (*tallies().values(), *listings().values()):
        assert county.connection.sql(sql_of(one, PERIOD, AS_OF, "第一批")).fetchall() == []


def test_seed_001_rates_of_campaigns_with_their_numbers(county: Invented) -> None:
    """27.3 % is 3 of 11, 77.14 % is 27 of 35, 71.4 % is 5 of 7: the batch's number is printed with the rate."""
    for batch, many, done in (("上级专项", 11, 3), ("第三批", 35, 27), ("两会督导", 7, 5)):
        for at in range(many):
            number = f"{batch}{at}"
            county.matter(number, campaign=batch)
            county.add("moves", matter_id=number, number=0, day=date(2023, 1, 5), kind="新增", effect=1)
            if at < done:
                county.add("moves", matter_id=number, number=1, day=date(2023, 5, 5), kind="化解", effect=-1)
    found = county.table("R6")
    rate = "化解率（报上级口径）"
    assert found.cell("上级专项", rate) == "3 / 11（27.27%）"
    assert found.cell("第三批", rate) == "27 / 35（77.14%）"
    assert found.cell("两会督导", rate) == "5 / 7（71.43%）"
    assert found.cell("合计", rate) == "35 / 53（66.04%）"
    assert "第三批：交办 35 件，化解率（报上级口径） 27 / 35（77.14%）" in "".join(sentences(found))


def test_rebounds_stay_accepted_and_leave_the_net_and_removals_leave_both(county: Invented) -> None:
    for at, kinds in enumerate((("化解",), ("化解", "反弹"), ("报结",), ("核减",), ())):
        county.matter(f"M{at}", campaign="第一批", lead_unit="甲局")
        for number, kind in enumerate(("新增", *kinds)):
            county.add("moves", matter_id=f"M{at}", number=number, day=date(2023, 1, 5 + number), kind=kind, effect=0)
    row = county.table("K1", campaign="第一批")
    assert row.rows[0] == ("甲局", "5", "1", "2", "1", "1", "2 / 4（50.00%）", "1 / 4（25.00%）")


def test_three_people_on_two_days_are_two_batches_and_six_persons(county: Invented) -> None:
    county.matter("M1", topic_l1="城乡建设")
    for number, day in enumerate((date(2023, 2, 1), date(2023, 2, 2))):
        county.record(
            f"R{number}", "M1", channel="来访", petition_date=day, headcount=3, topic_l1="城乡建设", source_level=1
        )
    county.record(
        "R9", "M1", channel="来访", petition_date=date(2023, 2, 2), headcount=3, topic_l1="城乡建设", source_level=1
    )  # once more
    found = county.table("R1")
    assert (found.cell("城乡建设", "批次"), found.cell("城乡建设", "人次")) == ("2", "6")
    assert sentences(found) == ("登记来访 2 批、6 人次，其中个访 2 批 6 人次，集体访 0 批 0 人次。",)


def test_five_are_a_collective_visit_and_shares_are_of_persons(county: Invented) -> None:
    for number, (topic, heads) in enumerate((("工资", 5), ("工资", 4), ("建设", 1), ("建设", None))):
        county.matter(f"M{number}", topic_l1=topic)
        county.record(f"R{number}", f"M{number}", channel="来访", headcount=heads, topic_l1=topic, source_level=4)
    found = county.table("R1")
    assert found.cell("工资", "集访批次") == "1" and found.cell("工资", "个访批次") == "1"
    assert found.cell("工资", "占来访人次") == "9 / 10（90.00%）"
    assert found.cell("建设", "批次") == "2" and found.cell("建设", "人次") == "1"


def test_visits_by_level_beside_a_chosen_year(county: Invented) -> None:
    for number, (day, level) in enumerate(
        ((date(2023, 2, 1), 1), (date(2023, 3, 1), 1), (date(2019, 2, 1), 1), (date(2023, 3, 1), 2))
    ):
        county.matter(f"M{number}")
        county.record(f"R{number}", f"M{number}", channel="来访", petition_date=day, headcount=2, source_level=level)
    before = Period(date(2019, 1, 1), date(2019, 6, 16))
    base = Comparison(Counts.of(county.counts("R2", before)), Compared(before, "2019年同期"))
    found = county.table("R2", base=base)
    assert found.head[1:4] == ("批次", "2019年同期批次", "同比（批次）")
    assert found.cell("国家", "同比（批次）") == "+100.00%"
    assert found.cell("省", "同比（批次）") == "—（基数为0）"
    assert "在国家级机关登记 2 批（2019年同期 1，同比 +100.00%）" in sentences(found)[0]


def test_reviews_add_up(county: Invented) -> None:
    """进入 = 办结 + 在办; 办结 = 撤销 + 变更 + 维持 + 责令重办: each application once, an answer without one too."""
    results = ("撤销", "维持", "责令重办", "变更", "不予受理", "")
    for number, result in enumerate(results):
        county.matter(f"M{number}")
        county.add("steps", matter_id=f"M{number}", kind="申请复查", start=date(2023, 3, 1), detail="{}")
        if result:
            detail = f'{{"result": "{result}"}}'
            county.add("steps", matter_id=f"M{number}", kind="复查意见", start=date(2023, 4, 1), detail=detail)
    county.matter("M9")
    county.add("steps", matter_id="M9", kind="复查意见", start=date(2023, 4, 1), detail='{"result": "维持"}')
    found = county.table("R3")
    row = {name: found.cell("复查", name) for name in found.head[1:]}
    assert (row["申请"], row["不予受理"], row["进入程序"], row["办结"], row["在办"]) == ("7", "1", "6", "5", "1")
    assert int(row["办结"]) == sum(int(row[name]) for name in ("撤销", "变更", "维持", "责令重办"))
    assert row["改变率"] == "3 / 5（60.00%）"


def test_a_hundred_per_cent_is_printed_with_its_fraction_and_what_is_left_out(county: Invented) -> None:
    for number, status in enumerate(("按期完成", "按期完成", "在办")):
        county.matter(f"M{number}")
        county.record(f"R{number}", f"M{number}", channel="网上信访")
        county.add(
            "clocks", matter_id=f"M{number}", record_id=f"R{number}", clock="C05", status=status, due=date(2023, 5, 1)
        )
    found = county.table("R4B")
    assert found.rows[0] == ("网上信访", "2", "0", "2 / 2（100.00%）", "1")


def test_leaders_messages_and_notes(county: Invented) -> None:
    county.matter("M1")
    county.record("R1", "M1", channel="领导信箱", done_date=date(2023, 3, 1), handle_way="转送")
    county.record("R2", "M1", channel="领导信箱", leader_note="请某局阅处", handle_way="转送")
    found = county.table("R5")
    assert found.rows == (("领导留言", "2", "1", "2", "1"), ("领导批示", "1", "0", "1", "1"))


def test_what_a_registration_lacks_is_counted_by_the_office_that_registered(county: Invented) -> None:
    county.matter("M1")
    whole = {
        "channel": "来信",
        "topic_l1": "民政",
        "issue": "990121",
        "claim": "请求答复",
        "first_nat": True,
        "reg_office": "甲办",
    }
    county.record("R1", "M1", **whole, petition_date=date(2023, 2, 1))
    county.record("R2", "M1", **{**whole, "claim": "", "summary": "经过", "issue": ""}, petition_date=date(2023, 1, 20))
    county.record(
        "R3", "M1", **{**whole, "claim": "", "first_nat": None, "topic_l1": ""}, petition_date=date(2023, 2, 9)
    )
    county.record("R4", "M1", reg_time=date(2022, 2, 1), reg_office="甲办")
    found = county.table("D1")
    assert found.rows[0] == ("甲办", "3", "0", "1", "1", "1", "1", "1", "1") and len(found.rows) == 2


def test_accusations_are_in_no_table(county: Invented) -> None:
    county.matter("M1", locked=True, campaign="第一批", records=3)
    county.record(
        "R1", "M1", channel="来访", headcount=2, locked=True, handle_way="转送", accused_unit="某局", leader_note="阅"
    )
    county.add("moves", matter_id="M1", number=0, day=date(2023, 2, 1), kind="化解", effect=0)
    county.add("steps", matter_id="M1", kind="督办", start=date(2023, 2, 1), target="某局", text="发函", detail="{}")
    county.add("clocks", matter_id="M1", record_id="R1", clock="C05", status="超期未完成", due=date(2023, 2, 1))
    county.open()
    for one in (*tallies().values(), *listings().values()):
        assert county.connection.sql(sql_of(one, PERIOD, AS_OF, "第一批")).fetchall() == [], one.id


def test_no_line_is_a_petitioner() -> None:
    for one in (*tallies().values(), *listings().values()):
        assert "petitioner" not in one.rows and "person_id" not in one.rows, one.id


# --- small cells ------------------------------------------------------------------------------------------------------

VECTORS = st.dictionaries(
    st.text("甲乙丙丁戊己庚", min_size=1, max_size=2), st.lists(st.integers(0, 9), min_size=2, max_size=2), max_size=9
)


@given(VECTORS, st.integers(2, 5))
def test_merged_lines_show_no_small_count_and_lose_none(cells: Mapping[str, Sequence[int]], small: int) -> None:
    found = merge_small(cells, small)
    assert sorted(line for lines in found.values() for line in lines) == sorted(cells)
    for name, lines in found.items():
        sums = [sum(column) for column in zip(*(cells[line] for line in lines), strict=True)]
        everything = name == MERGED and len(found) == 1  # then it is the total, and not printed where small
        assert everything or not any(0 < count < small for count in sums)


def test_a_small_line_is_merged_and_the_next_smallest_hides_it(county: Invented) -> None:
    for topic, many in (("甲", 9), ("乙", 4), ("丙", 1)):
        for at in range(many):
            county.matter(f"{topic}{at}")
            county.record(f"R{topic}{at}", f"{topic}{at}", topic_l1=topic)
    found = county.table("Y2", small=3)
    assert [row[:2] for row in found.rows] == [("甲", "9"), (MERGED, "5"), ("合计", "14")]
    assert set(found.lines[1]) == {"乙", "丙"}


def test_what_is_small_in_all_is_not_printed(county: Invented) -> None:
    county.matter("M1")
    county.record("R1", "M1", topic_l1="甲")
    found = county.table("Y2", small=3)
    assert "不足3" in found.cell("合计", "件次") and "1" not in "".join(found.rows[-1])


def test_scaled_bases_are_printed_as_scaled(county: Invented) -> None:
    for at in range(10):
        county.matter(f"M{at}")
        county.record(f"R{at}", f"M{at}", topic_l1="甲", reg_time=date(2022, 2, 1) if at else date(2023, 2, 1))
    before = Period(date(2022, 1, 1), date(2022, 6, 30))
    compared = Compared(before, "2022（折算）", Fraction(167, 181), "折算")
    found = county.table("Y2", base=Comparison(Counts.of(county.counts("Y2", before)), compared))
    assert found.cell("甲", "2022（折算）件次") == "8.30"
    assert "折算" in found.notes
