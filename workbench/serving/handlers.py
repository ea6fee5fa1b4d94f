"""Pages of the server (页面): every one behind the identity, with the same headers, and Chinese when refused."""

from __future__ import annotations

import inspect
import re
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlencode, urlparse

from jupyter_server.auth.decorator import allow_unauthenticated
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.services.kernels.handlers import KernelHandler
from tornado.web import HTTPError, RequestHandler, StaticFileHandler, authenticated
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.tornado.handler import TornadoVoilaHandler

from workbench.serving.headers import HEADERS
from workbench.serving.logs import FirstByte
from workbench.serving.pages import Shelf, in_words
from workbench.serving.rendering import Pages, in_good_pieces, page_environment
from workbench.serving.watch import noted

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1", "[::1]"})
HOUR, WEEK = 3600, 7 * 24 * 3600
_BEAT = "<script>window.voila_heartbeat()</script>\n"
_HASH = re.compile(r"[.-][0-9a-f]{8,}\.\w+$")


class BehindIdentity(RequestHandler):
    """Mixin for file handlers, which ask nobody who they are: host and identity first, own headers always."""

    base_url = property(lambda self: self.settings["base_url"])
    log = property(lambda self: self.settings["identity_provider"].log)
    token = property(lambda self: self.settings["identity_provider"].token)

    def set_default_headers(self) -> None:
        for name, value in HEADERS.items():
            self.set_header(name, value)

    async def prepare(self) -> None:
        if self.request.host_name not in self.settings.get("workbench_hosts", LOCAL_HOSTS):
            raise HTTPError(403)
        user = self.settings["identity_provider"].get_user(self)
        if not (await user if inspect.isawaitable(user) else user):
            raise HTTPError(403)
        passed = super().prepare()
        if inspect.isawaitable(passed):
            await passed

    def check_xsrf_cookie(self) -> None:
        """Files are only read: fonts and modules come by requests that carry no form token."""

    async def get(self, path: str = "", include_body: bool = True) -> None:
        """The file; "not found" also for a path of no sense, on which the stock handlers fail with 500."""
        try:
            await super().get(path, include_body=include_body)  # type: ignore[misc]
        except (AssertionError, ValueError, TypeError, AttributeError):
            raise HTTPError(404) from None

    def set_headers(self) -> None:
        """A week for an address that carries a hash or version, an hour for others; for this browser only."""
        super().set_headers()  # type: ignore[misc]
        is_versioned = "v" in self.request.query_arguments or _HASH.search(self.request.path)
        self.set_header("Cache-Control", f"private, max-age={WEEK if is_versioned else HOUR}")

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        self.set_header("Content-Type", "text/plain; charset=utf-8")
        self.finish(f"{status_code} 无法提供此文件")


class WorkbenchStatic(BehindIdentity, StaticFileHandler):
    """`/workbench/static/<name>`: the named assets of the workbench and nothing else."""

    assets: ClassVar[dict[str, Path]] = {}

    def initialize(self, assets: dict[str, Path]) -> None:  # type: ignore[override]
        self.named = assets
        super().initialize(path="/")

    def parse_url_path(self, url_path: str) -> str:
        path = self.named.get(url_path)
        if path is None:
            raise HTTPError(404)
        return str(path)

    @classmethod
    def get_absolute_path(cls, root: str, path: str) -> str:
        return path

    def validate_absolute_path(self, root: str, absolute_path: str) -> str | None:
        return absolute_path if Path(absolute_path).is_file() else None


class CleanAddress(JupyterHandler):
    """Mixin: a token in the address is turned into the cookie and taken out of the address."""

    def forget_token(self) -> bool:
        """Redirect to the same address without the token; False when there was none."""
        if "token" not in self.request.query_arguments:
            return False
        kept = [
            (name, value.decode("utf-8", "replace"))
            for name, values in self.request.query_arguments.items()
            if name != "token"
            for value in values
        ]
        self.redirect(self.request.path + (f"?{urlencode(kept)}" if kept else ""))
        return True


class IndexPage(CleanAddress):
    """The landing page: which dashboards there are, in Chinese, one line each."""

    def initialize(self, shelf: Shelf) -> None:
        self.shelf = shelf

    @authenticated
    def get(self) -> None:
        if not self.forget_token():
            who = in_words(self.shelf.viewer)
            shown = {"dashboards": self.shelf.dashboards(), "who": who, "hub": self.settings.get("workbench_hub")}
            self.write(self.render_template("landing.html", **shown))  # type: ignore[no-untyped-call]


class DashboardPage(FirstByte, CleanAddress, TornadoVoilaHandler):  # type: ignore[misc]
    """One dashboard, by the name of a notebook directly in the folder; every other path is not found.

    `pages` is kept for the life of the server (see `rendering`).
    """

    def initialize(self, shelf: Shelf, pages: Pages, **kwargs: Any) -> None:
        self.shelf, self.pages = shelf, pages
        super().initialize(**kwargs)

    @authenticated
    async def get(self, path: str = "") -> None:
        if not self.shelf.holds(path):
            raise HTTPError(404)
        if self.forget_token():
            return
        page = await self.pages.renderer(path, self)
        kernels: Any = self.kernel_manager
        kernel_id = await kernels.start_kernel(
            kernel_name=page.notebook.metadata.kernelspec.name,
            path="",
            env=page_environment(self.request, self.base_url, self.settings.get("server_url", "/")),
        )
        noted(self, kernel_id, path)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-cache, no-store, must-revalidate")
        pieces = page.generate_content_generator(kernel_id, kernels.get_kernel(kernel_id))
        async for text in in_good_pieces(pieces, _BEAT, self.voila_configuration.http_keep_alive_timeout):
            self.write(text)
            self.flush()

    def on_finish(self) -> None:
        super().on_finish()
        kernels: Any = self.kernel_manager
        kernels.prepare_soon()


class KernelState(KernelHandler):
    """Is the page's kernel alive? Nothing else may be asked of or done to it here."""

    def check_xsrf_cookie(self) -> None:
        """Asked by a script every few seconds without a form token; it changes nothing, and `prepare` looks at the origin."""

    async def delete(self, kernel_id: str) -> None:
        raise HTTPError(405)


class CloseKernel(VoilaShutdownKernelHandler):  # type: ignore[misc]
    """The page that is left says so (alive.js). It carries no form token; the browser's Origin must be ours instead."""

    def check_xsrf_cookie(self) -> None:
        origin = self.request.headers.get("Origin", "")
        if urlparse(origin).netloc != self.request.host:
            raise HTTPError(403)

    @authenticated
    async def post(self, kernel_id: str) -> None:
        if kernel_id not in self.kernel_manager:
            raise HTTPError(404)
        await super().post(kernel_id)


class NotHere(JupyterHandler):
    """Any other address."""

    @allow_unauthenticated
    async def prepare(self) -> None:  # type: ignore[override]
        await super().prepare()
        raise HTTPError(404)
