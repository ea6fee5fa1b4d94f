"""Every dashboard opened and worked through as a person would (逐页操作): what was shown where, and what the browser heard.

No dashboard is described here: the crawler opens what it finds (tabs, rows, points of charts, filters, exports, drawers), so a
part that is added is crawled as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from tests.attacks.hostile import MARK
from tests.browser import Chromium, Served

WAIT: Final = 120_000
ROWS, POINTS = 2, 2
TABS: Final = ".lm-TabBar-tab:visible"
EXPORTS: Final = re.compile("导出|存为|打印")

SCAN: Final = """(mark) => {
  const sinks = new Set(), made = [];
  const place = (node) => {
    const own = node.closest && node.closest("[class*='wb-']");
    const named = own ? [...own.classList].find((one) => one.startsWith("wb-")) : "";
    const drawn = node.closest && node.closest("svg") ? "svg " : "";
    return drawn + (named || "page") + " " + node.tagName.toLowerCase();
  };
  const walk = (root) => {
    for (const node of root.querySelectorAll("*")) {
      if (node.shadowRoot) walk(node.shadowRoot);
      if (["SCRIPT", "STYLE"].includes(node.tagName) && !node.classList.contains(mark)) continue;
      const evil = node.classList.contains(mark) || node.hasAttribute("onerror") || node.hasAttribute("onload") ||
        ["IFRAME", "OBJECT", "EMBED", "BASE"].includes(node.tagName) || (node.tagName === "META" && node.httpEquiv === "refresh") ||
        /^\\s*javascript:/i.test(node.getAttribute("href") || "") ||
        ["href", "xlink:href", "src", "srcset", "action", "data"].some((name) => (node.getAttribute(name) || "").includes(mark + ".invalid"));
      if (evil) made.push(node.outerHTML.slice(0, 160));
      if (!node.getClientRects().length && !["TITLE", "OPTION"].includes(node.tagName)) continue;
      for (const child of node.childNodes)
        if (child.nodeType === 3 && child.nodeValue.includes(mark)) sinks.add(place(node));
      for (const name of ["title", "aria-label", "placeholder", "alt"])
        if ((node.getAttribute(name) || "").includes(mark)) sinks.add(place(node) + " @" + name);
      if (["INPUT", "TEXTAREA"].includes(node.tagName) && node.value.includes(mark)) sinks.add(place(node) + " @value");
    }
  };
  walk(document);
  if (document.title.includes(mark)) sinks.add("title");
  const turned = document.body.innerText.includes("\\u202e");
  const styled = getComputedStyle(document.body).getPropertyValue("--" + mark).trim();
  const hit = typeof window.__hit === "undefined" ? "" : String(window.__hit);
  return { sinks: [...sinks], made, hit, styled, turned, base: document.baseURI };
}"""
STILL: Final = """() => new Promise((done) => {
  let last = performance.now(); const began = last;
  const seen = new MutationObserver(() => { last = performance.now(); });
  seen.observe(document.body, { subtree: true, childList: true, characterData: true });
  const look = () => {
    const now = performance.now();
    if (now - last > 350 || now - began > 6000) { seen.disconnect(); done(); } else setTimeout(look, 60);
  };
  look();
})"""


@dataclass
class Crawled:
    """All that was seen on the way."""

    sinks: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    heard: list[tuple[str, str]] = field(default_factory=list)
    """Where it came from, and text: pages' HTML, messages of the websocket, downloads' names."""
    opened: list[str] = field(default_factory=list)
    steps: int = 0


class Crawler:
    """One browser before one server."""

    def __init__(self, chromium: Chromium, served: Served) -> None:
        self._chromium, self._served, self.found = chromium, served, Crawled()

    def dashboard(self, notebook: str, query: str = "") -> None:
        """Open a page, work through all of it, and close it."""
        page = self._chromium.bare(self._served)
        self._listen(page, notebook)
        page.goto(f"{self._served.url}/?token={self._served.token}")
        page.goto(f"{self._served.url}/voila/render/{notebook}{'?' + query if query else ''}", timeout=WAIT)
        page.locator(".wb-header").first.wait_for(timeout=WAIT)
        name = f"{notebook.removesuffix('.ipynb')}"
        self._done: set[tuple[str, str]] = set()
        self._head: set[str] = set()
        self._look(page, name)
        tabs = page.locator(TABS).all_inner_texts()
        for tab in tabs or [""]:
            found = page.locator(TABS).get_by_text(tab, exact=True)
            if tab and not found.count():
                continue  # what was clicked on another tab took this one away
            if tab:
                found.first.click(timeout=WAIT)
            self._work_through(page, f"{name} {tab}".strip())
        page.emulate_media(media="print")
        self._look(page, f"{name} 打印")
        self.found.opened.append(f"{notebook}?{query}")
        self.found.heard.append((f"{notebook} HTML", page.content()))
        self.found.foreign += self._view.foreign
        self.found.complaints += self._view.complaints
        page.context.close()

    def _listen(self, page: Any, notebook: str) -> None:
        from tests.browser import View, watch

        self._view = View(page, [], [])
        watch(self._view, self._served)

        def said(dialog: Any) -> None:
            self.found.dialogs.append(f"{notebook}: {dialog.type}")
            dialog.dismiss()

        def frame(what: str | bytes) -> None:
            text = what if isinstance(what, str) else what.decode("utf-8", "replace")
            self.found.heard.append((f"{notebook} 消息", text))

        page.on("dialog", said)
        page.on("websocket", lambda socket: (socket.on("framereceived", frame), socket.on("framesent", frame)))

    def _work_through(self, page: Any, name: str) -> None:
        """What stands on one tab: tables' rows, charts' points, exports."""
        self._look(page, name)
        for what, target in self._targets(page):
            try:
                if (known := (what, target.evaluate("(node) => node.outerHTML", timeout=1500))) in self._done:
                    continue  # the head of a page stands above each of its tabs
                self._done.add(known)
                target.scroll_into_view_if_needed(timeout=1500)
                target.hover(timeout=1500, force=True)
                page.wait_for_timeout(80)
                if what != "点":
                    self._scan(page, name)
                target.click(timeout=1500, force=True)
            except Exception as problem:
                if type(problem).__name__ not in {"TimeoutError", "Error"}:
                    raise
                continue  # it was redrawn or covered by what the click before opened
            self.found.steps += 1
            self._look(page, name)
            page.keyboard.press("Escape")
            if (shut := page.locator(".wb-drawer-head button:visible")).count():  # else it covers what comes next
                shut.first.click(timeout=WAIT)

    def _targets(self, page: Any) -> Iterator[tuple[str, Any]]:
        """What a person would click on here: figures (which open a drawer), hostile rows, points, steps, exports."""
        for what, found, most in (
            ("数", page.locator(".wb-metric:visible"), 3), ("行", page.locator("tbody tr:visible", has_text=MARK), ROWS),
            ("点", page.locator(".point:visible path"), POINTS), ("卡", page.locator(".wb-mat:visible"), POINTS),
            ("步", page.locator(".wb-item:visible"), POINTS), ("流", page.locator(".sankey-node .node-rect"), POINTS),
            ("导出", page.get_by_role("button", name=EXPORTS), 2),
        ):  # fmt: skip
            for at in range(min(found.count(), most)):
                target = found.nth(at)
                yield what, target.locator("td").nth(1) if what == "行" else target

    def _look(self, page: Any, name: str) -> None:
        page.evaluate(STILL)
        self._scan(page, name)

    def _scan(self, page: Any, name: str) -> None:
        told = page.evaluate(SCAN, MARK)
        self.found.sinks |= {f"{name} · {sink}" for sink in told["sinks"] if sink not in self._head}
        if " " not in name:
            self._head |= set(told["sinks"])  # shown on every tab: counted once
        for key in ("made", "hit", "styled", "turned"):
            if told[key]:
                self.found.faults.append(f"{name}: {key} {told[key]}")
        if not told["base"].startswith(self._served.url):
            self.found.faults.append(f"{name}: base {told['base']}")


def offered(server: Served) -> list[str]:
    """The dashboards the landing page leads to: those this session's role has."""
    return sorted(set(re.findall(r"/voila/render/([\w-]+\.ipynb)", server.get("/").text)))
