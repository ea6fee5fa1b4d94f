"""LockedVoila: Voilà narrowed to what an office's dashboards need (see docs on what stock Voilà gets wrong)."""

from __future__ import annotations

import hashlib
import logging
import os
import secrets
import shutil
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import jinja2
import plotly
from jupyter_core.utils import run_sync
from jupyter_server.utils import url_path_join
from tornado.ioloop import IOLoop
from tornado.web import RequestHandler, StaticFileHandler
from traitlets.config import Config
from voila.app import Voila
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.tornado.handler import TornadoVoilaHandler

from workbench.serving import bundle
from workbench.serving.channel import QuietConnection
from workbench.serving.handlers import (
    BehindIdentity,
    CloseKernel,
    DashboardPage,
    IndexPage,
    KernelState,
    NotHere,
    WorkbenchStatic,
)
from workbench.serving.headers import HEADERS
from workbench.serving.identity import OneUser, cookie_secret
from workbench.serving.pages import Shelf, in_words
from workbench.serving.papers import OwnPapers
from workbench.serving.rendering import Pages
from workbench.serving.scrub import MESSAGE, WithoutExceptionText
from workbench.serving.spare import SpareKernels
from workbench.serving.watch import watched
from workbench.serving.watermark import Watermark
from workbench.settings import Settings

HERE: Final = Path(str(files("workbench.serving")))
TEMPLATES: Final = HERE / "templates" / "workbench"
STATIC: Final = Path(str(files("workbench"))) / "widgets" / "static"
DROPPED: Final = ("/voila/files/", "/voila/tree", "/voila/api/contents", "/voila/query", "/voila/execution")
LABEXTENSIONS: Final = (
    "@jupyter-widgets/jupyterlab-manager",
    "@voila-dashboards/widgets-manager8",
    "anywidget",
    "@workbench/early-draw",
)
"""Every installed labextension loads on every page otherwise (plotly's own is 4.7 MB that nothing here uses)."""


def assets() -> dict[str, Path]:
    """Files under `/workbench/static/`: by name, nothing else of the disk."""
    own = {path.name: path for path in STATIC.iterdir() if path.suffix in {".js", ".css", ".svg"}}
    return {**own, "plotly.min.js": Path(plotly.__file__).parent / "package_data" / "plotly.min.js"}


def asset_version(paths: Iterable[Path]) -> str:
    """Changes when any asset does, so that browsers may keep assets for long."""
    marks = "".join(f"{path.name}{path.stat().st_size}{path.stat().st_mtime_ns}" for path in sorted(paths))
    return hashlib.sha256(marks.encode()).hexdigest()[:12]


class LockedVoila(Voila):  # type: ignore[misc]
    """Stock Voilà 0.5.13 with its open doors closed; configured by `server.configured` only, never by files."""

    def initialize(self, argv: list[str] | None = None) -> None:
        self.config_file_paths: list[str] = []  # a voila.json lying about must not loosen anything
        super().initialize([])
        self.config.merge(_narrow())
        for name, value in self.config.VoilaConfiguration.items():
            setattr(self.voila_configuration, name, value)
        self.ip, self.port_retries, self.open_browser = "127.0.0.1", 0, False
        self.kernel_websocket_connection_class = QuietConnection
        self.choose_identity()
        self.shelf = Shelf(Path(self.root_dir), Settings().viewer)
        _quiet(self.log)

    def choose_identity(self) -> None:
        """Who says who is asking: here whoever has the token."""
        self.identity_provider_class = OneUser
        self.cookie_secret = cookie_secret(self.token)

    def setup_template_dirs(self) -> None:
        """Our templates stand before the lab template's, which they extend."""
        super().setup_template_dirs()
        self.template_paths: list[str] = [str(TEMPLATES), *self.template_paths]

    def init_settings(self) -> dict[str, Any]:
        settings: dict[str, Any] = super().init_settings()
        pages = jinja2.Environment(loader=jinja2.FileSystemLoader(str(TEMPLATES)), autoescape=True)
        settings.update(
            headers=dict(HEADERS),
            allow_unauthenticated_access=False,
            allow_remote_access=False,  # a Host header that is not this machine is refused (DNS rebinding)
            local_hostnames=["localhost"],
            jinja2_env=pages,
            default_handler_class=NotHere,
            log_function=_log_without_query,
            mathjax_url=None,
            mathjax_config=None,
        )
        return settings

    def init_handlers(self) -> list[Any]:
        self.pages = Pages(self)
        bundled = bundle.chunks(self.static_paths, self.labextensions_path)
        named = {**assets(), bundle.NAME: bundle.write_bundle(bundled, Path(self.connection_dir))}
        version = asset_version([*bundled, *assets().values()])
        self.voila_configuration.config.VoilaConfiguration.resources = {
            "workbench": {"asset_version": version, "bundle": bundle.NAME, "viewer": in_words(self.shelf.viewer),
                          "watermark": Watermark(self.shelf.viewer)}
        }  # fmt: skip
        kept = [self._narrowed(entry) for entry in super().init_handlers() if not _is_dropped(entry[0])]
        own = [
            (url_path_join(self.server_url, "/workbench/static/(.*)"), WorkbenchStatic, {"assets": named}),
            (url_path_join(self.server_url, "/workbench/papers/(.*)"), OwnPapers, {"settings": Settings()}),
            (self.server_url, IndexPage, {"shelf": self.shelf}),
        ]
        return own + [entry for entry in kept if entry[0] != self.server_url]

    def listen(self) -> None:
        """Serve, and have a kernel and the templates ready before the first page asks."""
        IOLoop.current().add_callback(self._warm)
        with watched(self, Settings()):
            super().listen()

    async def _warm(self) -> None:
        self.kernel_manager.prepare()
        for dashboard in self.shelf.dashboards()[:1]:
            await self.pages.warm(dashboard.name)

    def stop(self) -> None:
        """End every kernel, also one that is just starting, then forget how they were reached."""
        self.kernel_manager.max_kernels = 0
        run_sync(self.kernel_manager.shutdown_all)(now=True)
        shutil.rmtree(self.connection_dir, ignore_errors=True)

    def _narrowed(self, entry: tuple[Any, ...]) -> tuple[Any, ...]:
        """One stock route with our handler, or with its file handler put behind the identity."""
        pattern, handler, *rest = entry
        if issubclass(handler, TornadoVoilaHandler):
            return pattern, DashboardPage, {**rest[0], "shelf": self.shelf, "pages": self.pages}
        if issubclass(handler, VoilaShutdownKernelHandler):
            return pattern, CloseKernel
        if pattern.endswith("/(?P<kernel_id>\\w+-\\w+-\\w+-\\w+-\\w+)") and "kernels" in pattern:
            return pattern, KernelState
        if issubclass(handler, StaticFileHandler):
            return (pattern, type(f"Behind{handler.__name__}", (BehindIdentity, handler), {}), *rest)
        return entry


def _narrow() -> Config:
    config = Config()
    config.VoilaConfiguration = Config(
        allow_template_override="NO",
        allow_theme_override="NO",
        strip_sources=True,
        show_tracebacks=False,
        file_allowlist=[],
        http_header_envs=[],  # it believes whatever the client says
        extension_allowlist=list(LABEXTENSIONS),
        extension_config={},
        extra_labextensions_path=[str(HERE / "labextensions")],
        multi_kernel_manager_class=SpareKernels,
    )
    config.VoilaExecutor.cell_error_instruction = MESSAGE
    config.VoilaExecutor.timeout = 300
    config.NotebookNotary.db_file = ":memory:"  # nothing is written outside the office's folder
    config.NotebookNotary.secret = secrets.token_bytes(32)
    config.KernelRestarter.restart_limit = 0  # a restarted kernel is an empty one: say so, do not pretend
    return config


def _quiet(log: logging.Logger) -> None:
    """Errors of every library in this process go through the same filter to the same place."""
    log.setLevel(logging.WARNING)
    for handler in log.handlers:
        handler.addFilter(WithoutExceptionText())
    for name in ("tornado.application", "tornado.general", "asyncio", "traitlets"):
        other = logging.getLogger(name)
        other.handlers, other.propagate = log.handlers, False


def _is_dropped(pattern: str) -> bool:
    return any(part in pattern for part in DROPPED)


def _log_without_query(handler: RequestHandler) -> None:
    """One line for a refused or failed request: no query (it names matters), no body, no address."""
    status = handler.get_status()
    if status >= 400:
        log = handler.settings["identity_provider"].log
        log.warning("%s %s %s（%s）", status, handler.request.method, handler.request.path[:80], os.getpid())
