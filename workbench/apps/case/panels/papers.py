"""材料: papers printed into the office's own folder, and attachments kept by their hash."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

import ipywidgets

from workbench.apps.case import acts
from workbench.apps.case.model import CaseModel
from workbench.apps.case.parts import Listing
from workbench.apps.panel_parts import Panel, button, buttons, rows, titled
from workbench.apps.said import words_of
from workbench.usecases.keep_file import KINDS
from workbench.widgets import Notice, columns
from workbench.widgets.choice import Choice

FILES: Final[list[dict[str, Any]]] = [
    {"key": "file_id", "title": "附件编号", "width": 130},
    {"key": "kind", "title": "类别", "width": 104},
    {"key": "name", "title": "文件名"},
    {"key": "size", "title": "大小", "width": 84},
    {"key": "subject", "title": "属于", "width": 100},
    {"key": "said", "title": "登记", "width": 170},
    {"key": "sha256", "title": "SHA-256（前 16 位）", "width": 150},
]


def panel(model: CaseModel) -> Panel:
    """Print buttons with the path told, the upload, and the list of what is kept."""
    listing = Listing(model, "卷宗附件", FILES, height=240, empty="还没有附件")
    upload, read_upload = _upload(model)

    def read() -> None:
        listing.show(map(row, model.opened.file.files))
        read_upload()

    return rows(columns(_prints(model), upload), listing), read


def _prints(model: CaseModel) -> ipywidgets.VBox:
    """Each paper is written to home/papers; the page gives no file away, it says where it lies."""
    told = Notice("成文存入本机 papers 文件夹，隐去信访人身份，印有版次和打印人。")

    def make(act: Callable[[CaseModel], str]) -> None:
        try:
            told.say(act(model))
        except (LookupError, ValueError, OSError) as refused:
            told.say(words_of(refused), tone="error")

    papers = [button(title, partial(make, act)) for title, act in acts.PAPERS.items()]
    papers[0].button_style = "primary"
    return titled("打印", buttons(*papers), told)


def _upload(model: CaseModel) -> Panel:
    """A file of the desk becomes an attachment of the record picked, or of the matter."""
    layout = ipywidgets.Layout(width="230px")
    subject, kind = Choice(layout=layout), Choice(options=KINDS, layout=layout)
    chosen, told = (
        ipywidgets.FileUpload(multiple=False, description="选择文件", layout=ipywidgets.Layout(width="auto")),
        Notice(""),
    )

    def keep() -> None:
        if not chosen.value:
            told.say("请先选择文件", tone="warn")
            return
        given = chosen.value[0]
        done = model.do(lambda seen: _kept(model, subject.value, given, kind.value, seen), "附件已登记")
        told.say(model.said.text, tone="info" if done else "error")
        if done:
            chosen.value = ()

    def read() -> None:
        kept = subject.value
        subject.options = [("整个事项", model.matter_id), *model.record_names]
        subject.value = kept if kept in [value for _, value in subject.options] else model.matter_id

    part = titled("登记附件", buttons(subject, kind, chosen, button("登记", keep, "primary")), told)
    return part, read


def _kept(model: CaseModel, subject: str, given: Any, kind: str, seen: int) -> Any:
    """The uploaded bytes as a file of their name, kept and then gone from the temporary folder."""
    with tempfile.TemporaryDirectory(prefix="workbench-") as folder:
        path = Path(folder) / (Path(given["name"]).name or "附件")
        path.write_bytes(bytes(given["content"]))
        return acts.keep_file(model, subject, path, kind, seen)


def row(kept: Any) -> dict[str, Any]:
    """One attachment as a line of the list."""
    return {
        "id": f"{kept.file_id}|{kept.subject}", "file_id": kept.file_id, "kind": kept.kind, "name": kept.name,
        "size": f"{kept.size / 1024:.0f} KB" if kept.size >= 1024 else f"{kept.size} B", "subject": kept.subject,
        "said": f"{kept.said.by} {kept.said.at:%Y-%m-%d %H:%M}", "sha256": kept.sha256[:16],
    }  # fmt: skip
