"""A planted person, a planted accused and a planted accusation, looked for in everything: found only where they may lie."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.attacks import job
from tests.attacks.crawl import Crawled
from tests.attacks.hostile import ALLOWED, SECRETS, found_in
from workbench.store import schema
from workbench.usecases.office import Office

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def done(office: Office, tmp_path_factory: pytest.TempPathFactory) -> job.Done:
    return job.do_all(office, tmp_path_factory.mktemp("out") / "out")


def leaks(root: Path, allowed: dict[str, object] | None = None) -> list[str]:
    """What is found below a folder where it may not lie."""
    found = []
    for name, content in job.texts_of(root):
        may = set((ALLOWED if allowed is None else allowed).get(name.partition("/")[0], ()))  # type: ignore[call-overload]
        found += [f"{name}: {secret}" for secret in found_in(content) if secret not in may]
    return sorted(set(found))


def test_the_job_was_done(done: job.Done, office: Office) -> None:
    home = office.settings.home
    print(f"{done.made} things made, {len(done.refused)} refused, {len(done.said)} outputs")
    assert done.made >= 30 and list((home / "papers").glob("*.docx")) and list(done.folder.rglob("*.xlsx"))
    assert (home / "views").exists() and (done.folder / "research" / "meta.json").exists()


def test_the_search_finds_what_is_there(office: Office, tmp_path: Path) -> None:
    """A search that finds nothing proves nothing: it does find each secret where it lies."""
    home = office.settings.home
    told = {
        secret
        for name, content in job.texts_of(home)
        if name.startswith(("ledgers", "workbench.sqlite"))
        for secret in found_in(content)
    }
    assert told == set(SECRETS)
    assert any(found_in(content) for name, content in job.texts_of(home) if name.startswith("links/"))


def test_nothing_lies_in_home_where_it_may_not(done: job.Done, office: Office) -> None:
    assert leaks(office.settings.home) == []


def test_nothing_was_taken_out(done: job.Done) -> None:
    (done.folder / "身份证扫描件.pdf").unlink(missing_ok=True)  # the clerk's own scan, which was handed in
    assert leaks(done.folder, {}) == []


def test_nothing_was_said(done: job.Done) -> None:
    wrong = [f"{what}: {found}" for what, text in (*done.said, *done.refused) if (found := found_in(text))]
    asked = {"命令 case like", "命令 case show"}  # an answer may repeat the question that was typed
    assert [one for one in wrong if one.partition(":")[0] not in asked] == []


def test_the_trail_and_the_log_name_nobody(done: job.Done, office: Office) -> None:
    with office.store.reading() as connection:
        entries = connection.execute(sa.select(schema.audit)).all()
    assert len(entries) > 10 and [found for entry in entries if (found := found_in(repr(tuple(entry))))] == []


def test_a_tutorial_prints_nobody(done: job.Done, office: Office, tmp_path: Path) -> None:
    printed = job.notebook(office, tmp_path, "04_case.ipynb")
    assert '"outputs": []' in printed or '"output_type"' in printed
    assert found_in(printed) == []


@pytest.mark.browser
def test_no_page_and_no_message_holds_anybody(crawled: Crawled) -> None:
    assert len(crawled.opened) >= 11 and sum(place.endswith("消息") for place, _ in crawled.heard) > 100
    size = sum(len(text) for _, text in crawled.heard)
    print(f"{len(crawled.heard)} pages, messages and logs, {size / 1e6:.1f} million characters")
    assert [f"{place}: {found}" for place, text in crawled.heard if (found := found_in(text))] == []
