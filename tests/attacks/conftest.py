"""One hostile county for the whole room, built once; one crawl of every dashboard over it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.attacks.crawl import Crawled, Crawler, offered
from tests.attacks.hostile import MARK, build_home
from tests.browser import Chromium, Served, needs_chromium
from workbench.settings import Settings
from workbench.usecases.office import Office

DASHBOARDS = Path(__file__).resolve().parents[2] / "dashboards"
SERVING = Path(__file__).resolve().parents[1] / "serving" / "dashboards"


@pytest.fixture(scope="session")
def hostile_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hostile county's home; what tests of this room do in it stays there, to be looked through at the end."""
    home = tmp_path_factory.mktemp("hostile") / "home"
    build_home(home)
    return home


@pytest.fixture(scope="session")
def office(hostile_home: Path) -> Office:
    return Office(Settings(home=hostile_home, actor=f"测试员<b class={MARK}>"))


@pytest.fixture
def own_copy(hostile_home: Path, tmp_path: Path) -> Office:
    """A copy a test may change as it likes."""
    home = Path(shutil.copytree(hostile_home, tmp_path / "home", symlinks=True))
    return Office(Settings(home=home, actor="测试员"))


@pytest.fixture(scope="session")
def crawled(hostile_home: Path, office: Office) -> Crawled:
    """Every dashboard worked through in a real browser; the server and the browser are closed again before anyone reads it."""
    needs_chromium()
    worst = (
        "SELECT matter_id FROM matters WHERE NOT locked AND lead_unit LIKE ? ORDER BY records DESC, matter_id LIMIT 1"
    )
    matter = str(office.edition().query(worst, [f"%{MARK}%"])["matter_id"][0])
    asked = {"case.ipynb": f"matter={matter}", "network.ipynb": f"start={matter}"}
    named = {"WORKBENCH_ACTOR": f"测试员<b class={MARK}>"}
    with Served(DASHBOARDS, hostile_home, environment=named) as server, Chromium() as chromium:
        crawler = Crawler(chromium, server)
        for notebook in offered(server):
            crawler.dashboard(notebook, asked.get(notebook, ""))
        crawler.found.heard.append(("服务器日志", server.log))
    return crawler.found
