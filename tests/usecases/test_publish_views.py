"""Publishing views (发布视图): who gets one, which matters it has, and that its reader's pages work over it alone."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest

from workbench.campaign.ratio import Ratio
from workbench.domain.events import EventKind
from workbench.domain.roles import Role
from workbench.review.facts import rows_of
from workbench.settings import Settings, unit_slug
from workbench.store.edition import Edition
from workbench.store.editions import draft_edition
from workbench.store.errors import NoEdition, StoreError
from workbench.usecases.measure import cases_behind, measure
from workbench.usecases.office import Office
from workbench.usecases.publish_edition import publish_edition
from workbench.usecases.publish_views import Published, add_unit, publish_views, wanted_views
from workbench.usecases.recording import record
from workbench.usecases.supervise import MEASURES, open_clocks, proposed, rates, standings, unit_clocks, unit_duties
from workbench.usecases.sweep_cases import sweep_cases, sweep_counts

UNIT = "清澜县自然资源局"


def _as(office: Office, role: Role, unit: str = "") -> Office:
    return Office(Settings(home=office.settings.home, actor="周某", roles=(role,), unit=unit))


def _of(made: tuple[Published, ...], title: str) -> Published:
    return next(one for one in made if one.view.title == title)


@pytest.fixture
def published(own_office: Office) -> tuple[Published, ...]:
    add_unit(own_office, UNIT)
    return publish_views(own_office)


# --- which views there are --------------------------------------------------------------------------------------------


def test_one_machine_without_a_list_has_no_views(own_office: Office) -> None:
    assert publish_views(own_office) == ()
    assert not (own_office.settings.home / "views").exists()


def test_a_unit_is_listed_once_and_the_file_is_read_back(own_office: Office) -> None:
    for unit in (UNIT, " 甲“局”\\ ", UNIT):
        add_unit(own_office, unit)
    told = wanted_views(own_office)
    assert told is not None and told.units == (UNIT, "甲“局”\\") and told.members and told.statistics
    with pytest.raises(ValueError, match="没有写明单位"):
        add_unit(own_office, " ")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("units = 3", "units 应写成"),
        ("unit = []", "不认识“unit”"),
        ("units = [", "读不懂"),
        ('units = [" "]', "units 应写成"),
    ],
)
def test_a_list_that_cannot_be_read_is_said(own_office: Office, text: str, said: str) -> None:
    (own_office.settings.home / "views.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=said):
        publish_views(own_office)


def test_publishing_an_edition_publishes_the_views(own_office: Office) -> None:
    add_unit(own_office, UNIT)
    edition = publish_edition(own_office)
    assert _as(own_office, Role.UNIT, UNIT).edition().meta["cut_from"] == edition.id
    assert _as(own_office, Role.STATISTICIAN).edition().meta["cut_from"] == edition.id


def test_a_session_without_a_view_is_told_whom_to_ask(own_office: Office, published: tuple[Published, ...]) -> None:
    with pytest.raises(NoEdition, match="责任单位）还没有“县水利局”的视图可看；请联席办"):
        _as(own_office, Role.UNIT, "县水利局").edition()
    with pytest.raises(NoEdition, match="只使用联席办交付的研究版"):
        _as(own_office, Role.RESEARCHER).edition()
    assert _as(own_office, Role.LEADER).edition().id == own_office.edition().id


# --- which matters a view has -----------------------------------------------------------------------------------------


def test_a_unit_gets_what_it_leads_or_assists(own_office: Office, published: tuple[Published, ...]) -> None:
    sql = "SELECT matter_id FROM matters WHERE NOT locked AND (lead_unit = ? OR LIST_CONTAINS(assist_units, ?))"
    mine = set(own_office.edition().query(sql, [UNIT, UNIT])["matter_id"])
    view = _as(own_office, Role.UNIT, UNIT).edition()
    assert set(view.table("matters")["matter_id"]) == mine and len(mine) == _of(published, UNIT).matters > 5
    assert view.path.is_relative_to(own_office.settings.home / "views" / f"unit-{unit_slug(UNIT)}")


def test_a_unit_that_stands_aside_loses_the_matter_and_its_older_views(
    own_office: Office, published: tuple[Published, ...]
) -> None:
    matter = _as(own_office, Role.UNIT, UNIT).edition().table("matters")["matter_id"][0]
    told = {"who": UNIT, "is_unit": "是", "decided_by": "主任"}
    record(own_office, EventKind.RECUSED, matter, "主任", "有利害关系", **told)
    again = _of(publish_views(own_office), UNIT)
    assert again.withheld == 1 and again.matters == _of(published, UNIT).matters - 1
    editions = list((own_office.settings.home / "views" / f"unit-{unit_slug(UNIT)}" / "editions").glob("E*"))
    assert len(editions) == 1 and matter not in set(again.edition.table("matters")["matter_id"])


def test_a_matter_that_complains_of_the_unit_is_left_out(own_office: Office, published: tuple[Published, ...]) -> None:
    """Under any name that may mean it (T§18④), though the unit leads."""
    view = _as(own_office, Role.UNIT, UNIT).edition()
    against = view.table("groups").groupby("matter_id")["record_id"].first().head(2)
    accused = dict(zip(against, (UNIT, "县自然资源局"), strict=True))
    altered = _with_accused(own_office, accused)
    again = _of(publish_views(own_office, altered), UNIT)
    assert again.withheld == 2
    assert not set(against.index) & set(again.edition.table("matters")["matter_id"])


def _with_accused(office: Office, accused: dict[str, str]) -> Edition:
    """The edition with units complained of put into some records."""
    source = office.edition()
    records = source.arrow("records")
    named = [accused.get(record) for record in records["record_id"].to_pylist()]
    at = records.schema.get_field_index("accused_unit")
    with draft_edition(office.settings.whole_editions, as_of=source.as_of) as draft:
        for name in source.tables:
            table = source.arrow(name)
            draft.write(
                name,
                records.set_column(at, "accused_unit", pa.array(named, pa.string())) if name == "records" else table,
            )
        return draft.commit()


def test_members_get_what_is_on_the_agenda_without_its_texts(
    own_office: Office, published: tuple[Published, ...]
) -> None:
    heard = _as(own_office, Role.MEMBER, "县财政局").edition()
    assert heard.meta["rows"]["matters"] == 0  # nobody met in this county
    office, matters = (
        own_office,
        own_office.edition().query("SELECT matter_id FROM matters WHERE NOT locked LIMIT 2")["matter_id"],
    )
    told = {"title": "工作会议", "day": "2026-11-23", "kind": "工作会议", "body": "QLX"}
    record(office, EventKind.BODY_SET, "QLX", "甲", "", name="联席会议", level="县")
    record(office, EventKind.MEETING_PLANNED, "H20261123", "甲", "", **told)
    record(office, EventKind.AGENDA_DECIDED, f"H20261123|{matters[0]}", "甲", "", choice="列入")
    record(office, EventKind.AGENDA_DECIDED, f"H20261123|{matters[1]}", "甲", "", choice="不列入")
    publish_views(office)
    view = _as(own_office, Role.MEMBER, "县财政局").edition()
    assert list(view.table("matters")["matter_id"]) == [matters[0]]
    row = view.rows("matters", "matter_id", [matters[0]])[0]
    assert row["title"] and not row["petitioner"] and not row["plan"]
    texts = view.table("records")
    assert not texts["summary"].str.len().any() and not texts["claim"].str.len().any()


# --- what its reader's pages say --------------------------------------------------------------------------------------


def test_supervision_over_a_view_counts_the_unit_alone(own_office: Office, published: tuple[Published, ...]) -> None:
    office = _as(own_office, Role.UNIT, UNIT)
    view = office.edition()
    assert [one.unit for one in standings(view, "M-01").order] == [UNIT]
    assert {one.unit for one in unit_clocks(view)} <= {UNIT}
    whole = own_office.edition()
    matters = set(view.table("matters")["matter_id"])
    for mine, name in zip(rates(view), MEASURES, strict=True):
        rows = cases_behind(whole, name, by="unit", group=UNIT)
        parts = list(rows[rows["matter_id"].isin(matters)]["part"])
        assert mine.ratio.text == Ratio(parts.count("分子"), parts.count("分子") + parts.count("分母"), "").text, name
    assert rates(view)[0].ratio.denominator > 10
    late = [row for row in open_clocks(whole, "overdue", UNIT).rows if row["matter_id"] in matters]
    assert list(unit_duties(office, view, UNIT).overdue.rows) == late
    assert proposed(office, view) == ()


def test_sweeps_over_a_view_list_only_its_matters(own_office: Office, published: tuple[Published, ...]) -> None:
    view = _as(own_office, Role.UNIT, UNIT).edition()
    mine = set(view.table("matters")["matter_id"])
    counts = {one.sweep.id: one.matters for one in sweep_counts(view)}
    assert any(counts.values())
    for name, many in counts.items():
        assert {row["matter_id"] for row in sweep_cases(view, name).rows} <= mine and many <= len(mine)


def test_statistics_count_as_the_edition_does(own_office: Office, published: tuple[Published, ...]) -> None:
    view, whole = _as(own_office, Role.STATISTICIAN).edition(), own_office.edition()
    for metric in ("N-01", "N-02", "N-03", "N-04", "M-01", "M-02", "M-02C", "M-06", "M-14"):
        assert measure(view, metric).whole.ratio.text == measure(whole, metric).whole.ratio.text, metric


def test_what_a_view_does_not_hold_is_said_in_a_sentence(own_office: Office, published: tuple[Published, ...]) -> None:
    with pytest.raises(StoreError, match="统计的视图不含这部分内容（claims）；如因工作需要，请向联席办提出"):
        _as(own_office, Role.STATISTICIAN).edition().query("SELECT * FROM claims")


# --- events in a view -------------------------------------------------------------------------------------------------


def test_a_view_holds_only_finished_words_on_its_own_matters(own_office: Office) -> None:
    """Letters and rungs to the unit, decisions when final; no draft, no other unit's, no words on whom it does not handle."""
    add_unit(own_office, UNIT)
    edition = own_office.edition()
    rows = rows_of(
        edition.query(
            "SELECT matter_id, lead_unit FROM matters WHERE NOT locked AND lead_unit <> '' ORDER BY matter_id"
        )
    )
    mine = next(row["matter_id"] for row in rows if row["lead_unit"] == UNIT)
    other = next(row["matter_id"] for row in rows if row["lead_unit"] != UNIT)
    for matter, unit in ((mine, UNIT), (mine, "县财政局"), (other, "县财政局")):
        told = {
            "kind": "督办函",
            "unit": unit,
            "number": f"督〔2026〕{unit[-3:]}",
            "day": "2026-11-20",
            "signer": "主任",
            "file": "/秘密/路径",
        }
        record(own_office, EventKind.LETTER, matter, "甲", "", **told)
    for number, final in (("01", "是"), ("02", "否")):
        told = {"decision": f"H20261101-{number}", "matter": mine, "day": "2026-11-01", "type": "定方案", "text": f"议定{number}",
                "unit": UNIT, "final": final, "record": mine.removeprefix("M-"), "step": ""}  # fmt: skip
        record(own_office, EventKind.DECIDED, "H20261101", "甲", "", **told)
    publish_edition(own_office)
    said = _as(own_office, Role.UNIT, UNIT).store.events([EventKind.LETTER, EventKind.DECIDED])
    assert [(one.kind, one.payload["unit"]) for one in said] == [(EventKind.LETTER, UNIT), (EventKind.DECIDED, UNIT)]
    assert "file" not in said[0].payload and said[1].payload["text"] == "议定01"
    raw = json.dumps([dict(one.payload) for one in said], ensure_ascii=False)
    assert "议定02" not in raw and other not in raw and "/秘密" not in raw
    assert not any(one.actor for one in said)


def test_a_reader_of_a_view_never_opens_the_database(own_office: Office, published: tuple[Published, ...]) -> None:
    office = Office(
        Settings(
            home=own_office.settings.home,
            roles=(Role.UNIT,),
            unit=UNIT,
            database="postgresql://nobody@127.0.0.1:1/none",
        )
    )
    assert office.store.events() == [] or office.store.last_seq() > 0
    assert unit_duties(office, office.edition(), UNIT).unit == UNIT
    office.store.close()


def test_a_list_is_not_taken_out_of_a_view(own_office: Office, published: tuple[Published, ...]) -> None:
    from workbench.apps.exports import NOT_FROM_HERE, taken_out

    assert taken_out(_as(own_office, Role.UNIT, UNIT), "清单", [], [], "", "x.xlsx", 0) == NOT_FROM_HERE
    assert not (own_office.settings.home / "exports").exists()


def test_views_are_not_readable_by_others(own_office: Office, published: tuple[Published, ...]) -> None:
    for path in (own_office.settings.home / "views").rglob("*"):
        assert path.is_symlink() or not path.stat().st_mode & 0o007, path
    assert isinstance(_of(published, UNIT).edition.path, Path)
