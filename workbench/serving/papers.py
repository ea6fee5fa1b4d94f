"""`/workbench/papers/<name>`: a unit's own papers, to be saved; by the names that lie in its folder and nothing else of the disk."""

from __future__ import annotations

from typing import Any

from tornado.web import HTTPError, StaticFileHandler

from workbench.serving.handlers import BehindIdentity
from workbench.settings import Settings
from workbench.store.view_papers import own_papers, papers_folder


class OwnPapers(BehindIdentity, StaticFileHandler):
    """Asked anew at every request: a paper put there a moment ago is there, one taken away is gone."""

    def initialize(self, settings: Settings) -> None:  # type: ignore[override]
        self.office = settings
        super().initialize(path="/")

    def parse_url_path(self, url_path: str) -> str:
        folder = papers_folder(self.office)
        if folder is None or url_path not in {one.name for one in own_papers(self.office)}:
            raise HTTPError(404)
        return str(folder / url_path)

    @classmethod
    def get_absolute_path(cls, root: str, path: str) -> str:
        return path

    def validate_absolute_path(self, root: str, absolute_path: str) -> str | None:
        return absolute_path

    def set_extra_headers(self, path: str) -> None:
        self.set_header("Content-Disposition", "attachment")
        self.set_header("Cache-Control", "no-store")

    def compute_etag(self) -> Any:
        return None  # nothing of a paper is kept by the browser
