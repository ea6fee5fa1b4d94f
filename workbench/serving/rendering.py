"""A dashboard's page made and sent (出页): head at once, cells in a ready kernel, the widgets' state along with them.

Voilà's own way, with what costs time on every visit done once: the templates are compiled once and the extensions looked
up once for the life of the server, and cells that show nothing are run together with the next.
"""

from __future__ import annotations

import ast
import asyncio
import json
import os
from collections.abc import AsyncIterator, Mapping
from typing import Any, Final

from markupsafe import Markup
from nbformat import NotebookNode
from voila.execute import VoilaExecutor
from voila.notebook_renderer import NotebookRenderer
from voila.utils import ENV_VARIABLE, get_page_config

from workbench.serving.scrub import scrub_outputs

_STATE: Final = "application/vnd.jupyter.widget-state+json"


class Pages:
    """Makes the renderer of each page, with what every page needs and no page changes: kept for the life of the server."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.exporters: dict[str, Any] = {}
        self._config: dict[str, Any] | None = None

    async def renderer(self, path: str, handler: Any = None) -> PageRenderer:
        """The renderer of one notebook for the request a handler answers."""
        app = self.app
        if self._config is None:
            self._config = get_page_config(app.base_url, app.app.settings, app.log, app.voila_configuration)
        made = PageRenderer(
            self.exporters,
            request_handler=handler,
            voila_configuration=app.voila_configuration,
            traitlet_config=app.config,
            notebook_path=path,
            template_paths=app.template_paths,
            config_manager=app.config_manager,
            contents_manager=app.contents_manager,
            base_url=app.base_url,
            kernel_spec_manager=app.kernel_spec_manager,
            page_config=self._config,
        )
        await made.initialize()
        return made

    async def warm(self, path: str) -> None:
        """Read a notebook and compile the templates, before anyone asks: a quarter of a second of the first page."""
        await (await self.renderer(path)).rehearse()


class PageRenderer(NotebookRenderer):  # type: ignore[misc]
    """Voilà's renderer that takes over the connection of a ready kernel and knows the widgets' state at the end."""

    exporter: Any

    def __init__(self, exporters: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._exporters = exporters

    async def initialize(self, **kwargs: Any) -> None:
        """As Voilà does, but the exporter and the templates it has compiled stay for the next page."""
        await super().initialize(**kwargs)
        self.exporter = self._exporters.setdefault(self.template_name, self.exporter)
        self.notebook.cells = run_together(self.notebook.cells)

    def generate_content_generator(self, kernel_id: str = "", kernel_future: Any = None) -> Any:
        """The page's text in pieces; the template may also call `widget_state()`."""
        return self._pieces(
            kernel_start=lambda nb: self._jinja_kernel_start(nb, kernel_id, kernel_future),
            cell_generator=self._jinja_cell_generator,
            widget_state=self.widget_state,
        )

    async def rehearse(self) -> None:
        """The whole page with no cell and no kernel, for nobody: every template is compiled then."""
        async for _ in self._pieces(kernel_start=lambda _: "", cell_generator=lambda *_: (), widget_state=str):
            pass

    def _pieces(self, **context: Any) -> Any:
        first = first_of(self.page_config)
        given = {"frontend": "voila", "progressive_rendering": False, "first_scripts": first, **context}
        return self.exporter.generate_from_notebook_node(
            self.notebook, resources=self.resources, extra_context=given, page_config=self.page_config
        )

    async def _jinja_kernel_start(self, nb: NotebookNode, kernel_id: str, kernel_future: Any) -> str:
        client = self.request_handler.kernel_manager.connection(kernel_id)
        if client is None:
            return str(await super()._jinja_kernel_start(nb, kernel_id, kernel_future))
        tracebacks = self.voila_configuration.show_tracebacks
        self.executor = VoilaExecutor(nb, km=kernel_future, config=self.traitlet_config, show_tracebacks=tracebacks)
        self.executor.kc, client.allow_stdin = client, False
        self.kernel_started = True
        return kernel_id

    def widget_state(self) -> Markup:
        """What the cells' widgets hold, as JSON that may stand inside a script element; errors in it say nothing."""
        self.executor.set_widgets_metadata()
        states = self.executor.nb.metadata.get("widgets", {}).get(_STATE, {}).get("state", {})
        for widget in states.values():
            if isinstance(widget["state"].get("outputs"), list | tuple):
                widget["state"] = {**widget["state"], "outputs": scrub_outputs(list(widget["state"]["outputs"]))}
        return inside_script(states)


def inside_script(value: Any) -> Markup:
    """JSON without a character that could end the script element or start another."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))


def run_together(cells: list[NotebookNode]) -> list[NotebookNode]:
    """Code cells that end in a plain statement, and so show nothing, put before the next code cell: one run less each."""
    found: list[NotebookNode] = []
    for cell in cells:
        if found and cell.cell_type == found[-1].cell_type == "code" and _shows_nothing(found[-1].source):
            cell.source = f"{found.pop().source}\n{cell.source}"
        found.append(cell)
    return found


def _shows_nothing(source: str) -> bool:
    """Only imports, assignments and definitions; what IPython alone understands is not known to show nothing."""
    plain = (ast.Import, ast.ImportFrom, ast.Assign, ast.AnnAssign, ast.FunctionDef, ast.ClassDef)
    try:
        return all(isinstance(part, plain) for part in ast.parse(source).body)
    except SyntaxError:
        return False


def page_environment(request: Any, base_url: str, server_url: str) -> dict[str, str]:
    """The environment of a page's kernel: what was asked, by the names Voilà gives it."""
    return {
        **os.environ,
        ENV_VARIABLE.SCRIPT_NAME: request.path,
        ENV_VARIABLE.PATH_INFO: "",
        ENV_VARIABLE.QUERY_STRING: str(request.query),
        ENV_VARIABLE.VOILA_PREHEAT: "False",
        ENV_VARIABLE.VOILA_BASE_URL: base_url,
        ENV_VARIABLE.VOILA_SERVER_URL: server_url,
    }


async def in_good_pieces(pieces: AsyncIterator[Any], beat: str, every: float) -> AsyncIterator[str]:
    """What a template has ready, joined; a `beat` when nothing came for `every` seconds, so that nobody hangs up."""
    queue: asyncio.Queue[str | None] = asyncio.Queue()

    async def fill() -> None:
        try:
            async for piece, _ in pieces:
                queue.put_nowait(piece)
        finally:
            queue.put_nowait(None)

    filling = asyncio.ensure_future(fill())
    try:
        while True:
            try:
                held = [await asyncio.wait_for(queue.get(), every)]
            except TimeoutError:
                yield beat
                continue
            while not queue.empty():
                held.append(queue.get_nowait())
            yield "".join(piece for piece in held if piece is not None)
            if held[-1] is None:
                break
        await filling  # raises what the template raised
    finally:
        filling.cancel()


def first_of(config: Mapping[str, Any]) -> list[str]:
    """Addresses of the extensions' first scripts, as the page will ask for them."""
    base = str(config["fullLabextensionsUrl"])
    return [f"{base}/{one['name']}/{one['load'].removeprefix('./')}" for one in config["federated_extensions"]]
