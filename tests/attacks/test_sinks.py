"""Petition text is hostile until escaped: sixteen kinds of payload in every text field, shown in every dashboard, run nowhere."""

from __future__ import annotations

import pytest

from tests.attacks.crawl import Crawled
from tests.attacks.hostile import MARK, PAYLOADS
from workbench.usecases.office import Office

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]
WANTED = 40


def test_every_kind_of_payload_is_in_the_edition(office: Office) -> None:
    records = office.edition().table("records")
    held = "\n".join(records[name].dropna().astype(str).str.cat(sep="\n") for name in records.columns)
    lost = [kind for kind, payload in PAYLOADS.items() if payload[:20] not in held]
    assert len(PAYLOADS) >= 10 and lost == []


def test_no_script_of_the_data_runs_and_no_element_is_made_of_it(crawled: Crawled) -> None:
    assert crawled.faults == []
    assert (crawled.dialogs, crawled.foreign) == ([], [])


def test_there_are_forty_places_and_more_where_it_is_shown(crawled: Crawled) -> None:
    print(*sorted(crawled.sinks), f"{len(crawled.sinks)} sinks, {crawled.steps} clicks", sep="\n")
    shown = {sink.split(" ", 1)[0] for sink in crawled.sinks}
    assert len(crawled.sinks) >= WANTED, sorted(crawled.sinks)
    assert len(crawled.opened) >= 11 and {page.partition(".")[0] for page in crawled.opened} == shown


def test_pages_complain_of_nothing(crawled: Crawled) -> None:
    """A refusal by the content policy would be told on the console: an escape that failed, and was caught by the second layer."""
    assert crawled.complaints == []


def test_what_is_shown_is_the_text_itself(crawled: Crawled) -> None:
    assert any(MARK in text and "<img" in text for place, text in crawled.heard if place.endswith("消息"))


def test_no_click_of_the_crawl_breaks_a_page(crawled: Crawled) -> None:
    (log,) = (text for place, text in crawled.heard if place == "服务器日志")
    lines = log.splitlines()
    faults = [at for at, line in enumerate(lines) if "出错" in line or "ERROR" in line]
    assert not faults, "\n".join(lines[faults[0] : faults[0] + 40])
