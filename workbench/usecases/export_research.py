"""Export a research edition (导出研究版), and open one: tables without persons, under pseudonyms of one project.

Written aside and renamed into place, with a line in the office's log of who exported what for which project. The key
stays in the office; the folder holds nothing that leads back.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from workbench.access.disclosure import checked_k
from workbench.access.pseudonyms import Pseudonyms, office_key, project_name
from workbench.domain.roles import Allowed, AuditAct, DataKind
from workbench.private import add_text
from workbench.usecases.audit_trail import note
from workbench.usecases.gate import require
from workbench.usecases.office import Office
from workbench.usecases.research_readme import readme

if TYPE_CHECKING:
    import networkx as nx

    from workbench.store.edition import Edition

META: Final = "meta.json"
LOG: Final = "research/exports.jsonl"
KEY: Final = "keys/research.key"
_USED: Final = {
    "matters": ["matter_id", "first_day", "topic_l1", "issue", "lead_unit", "assist_units", "is_open", "locked"],
    "separations": ["matter_id", "hukou", "residence", "issue", "short_label"],
    "groups": ["record_id", "matter_id"],
    "links": ["left", "right", "kind", "verdict"],
}


@dataclass(frozen=True)
class ResearchExport:
    """What was exported: where, and its meta; `earlier` are the editions this project got before."""

    folder: Path
    meta: dict[str, Any]
    earlier: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return {"folder": str(self.folder), "earlier": list(self.earlier), **self.meta}

    def as_text(self) -> str:
        rows = "、".join(f"{name} {count} 行" for name, count in self.meta["rows"].items())
        told = f"已导出研究版到 {self.folder}（版次 {self.meta['edition']}，项目“{self.meta['project']}”，k={self.meta['k']}）\n{rows}"
        if self.earlier:
            told += f"\n注意：此项目以前还得到过版次 {'、'.join(self.earlier)}；两次数字相减可看出其间的变化，外传前请核对必要性"
        return told


def export_research(office: Office, project: str, folder: Path, *, k: int = 5, actor: str = "") -> ResearchExport:
    """Export the edition in force for a project into a new folder; logs who did.

    ValueError for k below five, an odd project name, a project that was given another k, or fewer matters than k;
    FileExistsError if there is something in `folder`; NoEdition before the first publication.
    """
    from workbench.usecases.research_tables import Study, research_tables

    require(office, DataKind.RESEARCH, Allowed.WRITE)
    project, k = project_name(project), checked_k(k)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(f"{folder} 里已有内容；请另选一个空文件夹，不覆盖以前的导出")
    before = [line for line in exports(office) if line["project"] == project]
    _same_k(project, before, k)
    edition = office.edition()
    study = Study(Pseudonyms(office_key(office.settings.home / KEY), project), edition.id, k,
                  office.settings.office_place[:6])  # fmt: skip
    made = research_tables(_read(edition), study, _topics())
    meta = {
        "edition": edition.id, "as_of": edition.as_of.isoformat(), "project": project, "k": k,
        "made_at": datetime.now().astimezone().isoformat(timespec="seconds"),
        "rows": {name: len(table) for name, table in made.tables.items()}, "withheld": made.withheld,
    }  # fmt: skip
    _write(folder, {name: _shuffled(table) for name, table in made.tables.items()}, meta)
    try:
        _log(office, {**meta, "actor": actor or office.settings.actor, "folder": str(folder.resolve())})
    except BaseException:
        shutil.rmtree(folder)  # nothing leaves the office unlogged
        raise
    earlier = tuple(dict.fromkeys(line["edition"] for line in before if line["edition"] != edition.id))
    return ResearchExport(folder, meta, earlier)


def _same_k(project: str, before: list[dict[str, Any]], k: int) -> None:
    """Two exports of a project with different k could be laid over each other."""
    if before and before[0]["k"] != k:
        raise ValueError(
            f"项目“{project}”以前按 k={before[0]['k']} 导出；两种 k 的表可相互推算，请仍用 k={before[0]['k']}"
        )


def _read(edition: Edition) -> dict[str, pd.DataFrame]:
    found = {name: edition.table(name, columns) for name, columns in _USED.items()}
    found["edges"] = _returned(edition)
    return found


def _returned(edition: Edition) -> pd.DataFrame:
    """Links of the network; made here for an edition published before networks were."""
    columns = ["source", "target", "type", "matter_id"]
    if "edges" in edition.tables:
        return edition.table("edges", columns)
    from workbench.network.build import network_tables

    edges: pd.DataFrame = network_tables({name: edition.arrow(name) for name in edition.tables})["edges"].to_pandas()
    return edges[columns]


def _topics() -> frozenset[str]:
    from workbench.reference.codes import code_list

    return frozenset(code_list("内容分类-一级"))


def _shuffled(table: pd.DataFrame) -> pd.DataFrame:
    """Sorted by what is published, so that the order says nothing of the office's own numbers."""
    return table.sort_values(list(table.columns), ignore_index=True)


def _write(folder: Path, tables: dict[str, pd.DataFrame], meta: dict[str, Any]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    try:
        for name, table in tables.items():
            table.to_parquet(aside / f"{name}.parquet", index=False)
            table.to_csv(aside / f"{name}.csv", index=False, encoding="utf-8-sig")
        sums = {file.name: sha256(file.read_bytes()).hexdigest() for file in sorted(aside.iterdir())}
        text = json.dumps({**meta, "sha256": sums}, ensure_ascii=False, indent=2)
        (aside / META).write_text(text, encoding="utf-8")
        (aside / "README.md").write_text(readme(meta), encoding="utf-8")
        if folder.exists():
            folder.rmdir()  # empty, or this fails
        aside.rename(folder)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise


def _log(office: Office, line: dict[str, Any]) -> None:
    file = office.settings.home / LOG
    kept = {name: line[name] for name in ("made_at", "actor", "project", "k", "edition", "rows", "folder")}
    told = {"k": str(line["k"]), "edition": str(line["edition"]), "rows": str(sum(line["rows"].values()))}
    note(office, AuditAct.EXPORT, DataKind.RESEARCH, str(line["project"]), detail=told)
    add_text(file, json.dumps(kept, ensure_ascii=False) + "\n")


def exports(office: Office) -> list[dict[str, Any]]:
    """The log of exports (研究导出登记), oldest first: when, who, project, k, edition, rows, folder."""
    file = office.settings.home / LOG
    if not file.exists():
        return []
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


class ResearchEdition:
    """An exported folder, as a researcher reads it: needs no office and no key."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def meta(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads((self.folder / META).read_text(encoding="utf-8"))
        return found

    @property
    def tables(self) -> tuple[str, ...]:
        return tuple(self.meta["rows"])

    def table(self, name: str) -> pd.DataFrame:
        """A table; KeyError naming those there are, ValueError if its file was changed since the export."""
        if name not in self.tables:
            raise KeyError(f"研究版里没有表“{name}”；有：{'、'.join(self.tables)}")
        file = self.folder / f"{name}.parquet"
        if sha256(file.read_bytes()).hexdigest() != self.meta["sha256"][file.name]:
            raise ValueError(f"{file} 与导出时不同；请向导出单位重新索取")
        return pd.read_parquet(file)

    def network(self, name: str) -> nx.MultiDiGraph[str]:
        """地点 (place_flows), 单位 (unit_links) or 事项类 (matter_links) as networkx, with the columns as attributes."""
        import networkx as nx

        ends = {"place_flows": ("from_place", "to_place"), "unit_links": ("source", "target"),
                "matter_links": ("source", "target")}  # fmt: skip
        if name not in ends:
            raise KeyError(f"没有网络“{name}”；有：{'、'.join(ends)}")
        one, other = ends[name]
        return nx.from_pandas_edgelist(self.table(name), one, other, edge_attr=True, create_using=nx.MultiDiGraph)


def open_research(folder: str | Path) -> ResearchEdition:
    """Open an export; FileNotFoundError if the folder is none."""
    if not (Path(folder) / META).is_file():
        raise FileNotFoundError(f"{folder} 不是研究版导出（缺 {META}）；请核对文件夹")
    return ResearchEdition(Path(folder))
