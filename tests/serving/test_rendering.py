"""What is done to a notebook before it is run, and what goes into a page beside its cells."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell

from tests.browser import Served
from workbench.serving.rendering import in_good_pieces, inside_script, run_together


def _sources(*cells: NotebookNode) -> list[str]:
    return [str(cell.source) for cell in run_together(list(cells))]


def test_cells_that_show_nothing_run_with_the_next() -> None:
    cells = (new_code_cell("# 总览\nimport os"), new_code_cell("page = os.name"), new_code_cell("page"))  # type: ignore[no-untyped-call]
    assert _sources(*cells) == ["# 总览\nimport os\npage = os.name\npage"]


@pytest.mark.parametrize("first", ["1 + 1", "print(1)", "for a in [1]: print(a)", "%matplotlib inline", "!ls", "a = ("])
def test_cells_that_may_show_something_run_alone(first: str) -> None:
    assert _sources(new_code_cell(first), new_code_cell("2")) == [first, "2"]  # type: ignore[no-untyped-call]


def test_text_between_cells_stays_between_them() -> None:
    cells = (new_code_cell("a = 1"), new_markdown_cell("说明"), new_code_cell("a"))  # type: ignore[no-untyped-call]
    assert _sources(*cells) == ["a = 1", "说明", "a"]


@pytest.mark.parametrize("text", ["</script><script>window.__hit=1</script>", "<!--<script>", "]]>&lt;", "张某某"])
def test_state_cannot_leave_its_script_element(text: str) -> None:
    written = str(inside_script({"a": text}))
    assert not set("<>&") & set(written) and json.loads(written) == {"a": text}


def test_what_is_ready_goes_out_together_and_an_error_is_not_lost() -> None:
    async def pieces() -> AsyncIterator[tuple[str, None]]:
        yield "头", None
        yield "部", None
        await asyncio.sleep(0.05)
        yield "正文", None
        raise LookupError("模板出错")

    async def read() -> list[str]:
        found: list[str] = []
        with pytest.raises(LookupError, match="模板出错"):
            async for text in in_good_pieces(pieces(), "<beat>", 0.02):
                found.append(text)
        return found

    found = asyncio.run(read())
    assert found[0] == "头部" and "<beat>" in found and "正文" in found


def test_state_of_the_widgets_comes_with_the_page(server: Served) -> None:
    text = server.get("/voila/render/probe.ipynb").text
    found = re.search(r'<script id="workbench-widget-state" type="application/json">(.*?)</script>', text)
    assert found
    states = json.loads(found[1])
    shown = [part["state"].get("value", "") for part in states.values() if part["model_name"] == "LabelModel"]
    assert any(value.startswith("环境：") for value in shown) and "未按" in shown
    assert text.index("voila-bundle.js?v=") < text.index("jupyter-config-data") < text.index("<script async")


def test_page_after_page_gets_a_kernel_and_its_own_link(server: Served) -> None:
    """One from the spare kernel, one that waits for the next, one after: each knows its own address, none another's."""
    for number in range(3):
        text = server.get(f"/voila/render/probe.ipynb?matter=M{number}").text
        assert re.findall(r"QUERY_STRING=(\S+)", text)[0] == f"matter=M{number}"
