"""源头治理 as it knows itself: a cell opens its matters, the link opens the same again, acts are refused in a sentence."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs

import pytest

from workbench.apps.sources.figures import TOTAL, counted, heat_figure, months_figure
from workbench.apps.sources.lines import gap_line, letter_cards, matter_rows, surge_lines
from workbench.apps.sources.model import OTHER_PLACES, SourcesModel
from workbench.campaign.advice import AdviceKind
from workbench.settings import Settings
from workbench.usecases.advise import advise
from workbench.usecases.find_sources import rule_gap
from workbench.usecases.office import Office


@pytest.fixture(scope="module")
def model(demo_office: Office) -> SourcesModel:
    return SourcesModel(demo_office, {"days": "365"})


def test_every_cell_of_the_picture_opens_as_many_matters(model: SourcesModel) -> None:
    (cells,) = heat_figure(model)["data"]
    for row, texts in zip(cells["customdata"], cells["text"], strict=True):
        for key, text in zip(row, texts, strict=True):
            topic, _, place = key.partition("|")
            model.focus = {name: value for name, value in (("topic", topic), ("place", place)) if value != TOTAL}
            assert len(model.rows) == counted(model, topic, place)
            assert bool(text) == bool(model.rows) and ("/" in text or not text)
    assert len(model.rows) == model.found.counted  # the last cell is the sum of all


def test_places_that_have_no_column_open_together(model: SourcesModel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workbench.apps.sources.model.COLUMNS_MOST", 4)
    assert len(model.columns) == 4 and model.columns[-1] == OTHER_PLACES
    model.focus = {"place": OTHER_PLACES}
    assert len(model.rows) == counted(model, TOTAL, OTHER_PLACES) > 0
    assert sum(counted(model, TOTAL, place) for place in model.columns) == model.found.counted


def test_a_month_opens_its_matters_whatever_the_period(model: SourcesModel) -> None:
    model.focus = {}
    (bars,) = months_figure(model)["data"]
    month, many = max(zip(bars["x"], bars["y"], strict=True), key=lambda one: one[1])
    model.focus = {"month": month}
    assert len([row for row in model.rows if row["topic"] and row["place"]]) == many
    assert model.filter_words.startswith(month)


def test_choosing_other_levels_and_a_unit(demo_office: Office) -> None:
    model = SourcesModel(demo_office)
    model.focus = {"topic": "无"}
    model.days, model.topic, model.place = 365, "一级", "县"
    assert model.focus == {} and len(model.rows) == model.found.counted
    assert {len(place) for place in model.heat.places} == {6}
    unit = next(row["lead_unit"] for row in model.rows if row["lead_unit"])
    model.unit = unit
    assert {row["lead_unit"] for row in model.rows} == {unit} and unit in model.filter_words


def test_the_link_opens_the_same_again_and_says_what_is_gone(demo_office: Office, model: SourcesModel) -> None:
    asked = {name: values[0] for name, values in parse_qs(model.address.removeprefix("?")).items()}
    again = SourcesModel(demo_office, asked)
    assert again.address == model.address and again.found.cells == model.found.cells and not again.problem
    gone = SourcesModel(demo_office, {"unit": "<script>局", "days": "7", "tab": "none"})
    assert "没有“<script>局”“7”“none”" in gone.problem and gone.days == 90


def test_lines_hold_no_petitioner(model: SourcesModel) -> None:
    model.focus = {}
    assert all("petitioner" not in row and "某" not in row["title"]["text"] for row in matter_rows(model.rows, {}))
    told = surge_lines(model.found, {})
    assert told and all(row["verdict"]["text"] in ("突增", "同类集中", "平常") for row in told)


def test_an_act_is_kept_or_refused_in_a_sentence(own_office: Office) -> None:
    model = SourcesModel(Office(Settings(home=own_office.settings.home, actor="测试员", as_of=date(2026, 11, 20))))
    gap, _ = model.gaps()[0]
    assert not model.do(lambda seen: rule_gap(model.office, gap.gap_id, True, why="", seen=seen), str)
    assert model.said.tone == "overdue" and "请写明认定理由" in model.said.text
    assert model.do(lambda seen: rule_gap(model.office, gap.gap_id, True, why="不衔接", seen=seen), lambda _: "已认定")
    assert gap_line(*model.gaps()[0])["state"]["text"] == "成立" and model.said.text == "已认定"
    assert not model.letters()  # a ruling is no letter

    def write(seen: int) -> object:
        return advise(
            model.office,
            AdviceKind.POLICY,
            "清澜县人民政府",
            text="补充办法",
            number="清联建〔2026〕1号",
            signer="县长",
            matters=gap.matters,
            seen=seen,
        )

    assert model.do(write, lambda _: "已登记") and len(model.letters()) == 1
    cards = {card["label"]: card for card in letter_cards(model.letters(), date(2026, 11, 20))}
    assert cards["采纳率（含部分采纳）"]["value"] == "—" and cards["待反馈"]["fraction"] == "1 / 1 件"
