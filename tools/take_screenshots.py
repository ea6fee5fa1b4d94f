"""Take docs/screenshots: each dashboard over the invented county, at 1366×768, by a real Chromium.

.venv/bin/python tools/take_screenshots.py
"""

from __future__ import annotations

import sys
import tempfile
from datetime import date
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.browser import Chromium, Served  # noqa: E402
from workbench.face import Workbench  # noqa: E402

SHOTS = ROOT / "docs" / "screenshots"
DAY = date(2026, 11, 20)


def main() -> None:
    SHOTS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        wb = Workbench.demo(Path(folder) / "demo", end=DAY)
        matters = wb.matters()
        telling = (
            matters[~matters["locked"].astype(bool) & (matters["label"] == "人事户分离")]
            .sort_values("records")
            .index[-1]
        )
        pages = {
            "overview": "",
            "separation": "",
            "case": f"matter={telling}",
            "sweep": "list=FIVE",
            "meeting": "tab=board",
            "followup": "tab=tasks",
            "supervision": "",
            "campaign": "",
            "sources": "",
            "links": "",
            "network": f"start={quote(telling)}",
        }
        with Served(ROOT / "dashboards", Path(folder) / "demo") as server, Chromium() as browser:
            for name, query in pages.items():
                view = browser.open(server, f"{name}.ipynb", query=query)
                view.page.wait_for_selector(".wb-header", timeout=60_000)
                view.page.wait_for_timeout(4000)
                if name == "links":  # a word said, so that grounds and score are seen
                    view.page.keyboard.press("1")
                    view.page.wait_for_timeout(3000)
                view.page.screenshot(path=SHOTS / f"{name}.png")
                print(f"{name}: {view.seconds:.1f} s", view.foreign, view.complaints)
                view.page.close()
        contact = {"WORKBENCH_ROLES": '["discipline"]', "WORKBENCH_ACTOR": "纪检联络员"}
        with Served(ROOT / "dashboards", Path(folder) / "demo", environment=contact) as server, Chromium() as browser:
            view = browser.open(server, "accusations.ipynb")
            view.page.locator("tbody tr").first.click()
            view.page.wait_for_timeout(2000)
            view.page.screenshot(path=SHOTS / "accusations.png")


if __name__ == "__main__":
    main()
