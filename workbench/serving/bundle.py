"""Voilà's scripts in one file (脚本合一): one request instead of ninety, read while the kernel works.

Voilà's frontend is some ninety webpack chunks, each asked for when the one before has come. A chunk only adds to a list of
functions, so all of them may stand in one file before the script that starts the page; a chunk that is missing here is asked for
as before. Which ones a page needs is in `bundle.txt`; a test holds that pages ask for none besides.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Final

NAME: Final = "voila-bundle.js"
STARTS: Final = "voila.js"
"""The script that starts the page: the last, it reads the page's settings and looks which chunks are there."""


def wanted() -> list[str]:
    """Paths of the chunks below a templates' or an extensions' folder, from `bundle.txt`."""
    lines = files("workbench.serving").joinpath("bundle.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def chunks(static: Sequence[str | Path], extensions: Sequence[str | Path]) -> list[Path]:
    """Files of the bundle in order, of Voilà's static folders and the extensions' folders; what is not there is left out.

    FileNotFoundError without the script that starts the page.
    """
    found = [_first(path, extensions if "/" in path else static) for path in [*wanted(), STARTS]]
    if found[-1] is None:
        raise FileNotFoundError(f"找不到 Voilà 的页面脚本 {STARTS}；请重新安装 voila")
    return [path for path in found if path is not None]


def write_bundle(parts: Iterable[Path], folder: Path) -> Path:
    """The chunks as one file in the folder; each ended by itself, so that none runs into the next."""
    target = folder / NAME
    with target.open("wb") as out:
        for part in parts:
            out.write(part.read_bytes() + b"\n;\n")
    return target


def _first(name: str, folders: Sequence[str | Path]) -> Path | None:
    return next((path for folder in folders if (path := Path(folder) / name).is_file()), None)
