"""案件研判, what it knows: one matter's dossier as rows a page can draw; no widget here."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import traitlets

from workbench.domain.dates import PartialDate
from workbench.network.index import open_index
from workbench.network.picture import Picture
from workbench.review.facts import Row
from workbench.store.editions import Edition
from workbench.usecases.study_matter import Dossier, MatterNotFound, search_matters, study_matter

LANES = ("信访人", "信访部门", "责任单位", "联席会议", "期限")


class CaseModel(traitlets.HasTraits):
    """Set `wanted` to a matter id or case number: `dossier` follows, or `problem` says why it does not."""

    wanted = traitlets.Unicode("")
    words = traitlets.Unicode("")
    dossier = traitlets.Instance(Dossier, allow_none=True)
    problem = traitlets.Unicode("")
    results: traitlets.List[Any] = traitlets.List()

    def __init__(self, edition: Edition, wanted: str = "") -> None:
        super().__init__()
        self.edition = edition
        if wanted:
            self.wanted = wanted
        else:
            self.results = search_matters(edition, "", limit=20)

    @traitlets.observe("wanted")
    def _study(self, _change: Any) -> None:
        try:
            self.dossier, self.problem = study_matter(self.edition, self.wanted.strip()), ""
        except MatterNotFound as missing:
            self.dossier, self.problem = None, str(missing.args[0])

    @traitlets.observe("words")
    def _search(self, _change: Any) -> None:
        self.results = search_matters(self.edition, self.words)

    def timeline(self) -> list[dict[str, Any]]:
        """Steps and deadlines as items of a timeline; steps without a day are left to the table."""
        dossier = self._opened
        items = [_step_item(number, step) for number, step in enumerate(dossier.steps) if step["start"]]
        return items + [_deadline(clock) for clock in dossier.clocks if clock["due"]]

    def undated(self) -> list[str]:
        """Steps known to have been taken on a day nobody wrote down."""
        return [f"{step['kind']}（{step['source']}）" for step in self._opened.steps if not step["start"]]

    def network(self) -> Picture:
        """Records, units, places, projects and topics two steps around the matter; no contact is in it."""
        return open_index(self.edition.network_folder).around(f"matter:{self._opened.matter['matter_id']}")

    @property
    def _opened(self) -> Dossier:
        if self.dossier is None:
            raise MatterNotFound("尚未选定事项")
        return self.dossier


def _step_item(number: int, step: Row) -> dict[str, Any]:
    day = PartialDate(step["day_text"], step["start"], step["end"])
    who = " → ".join(part for part in (step["unit"], step["target"]) if part)
    detail = "；".join(f"{key} {value}" for key, value in json.loads(step["detail"] or "{}").items() if value)
    lines = [f"{day} {step['kind']}", who, step["text"][:120], detail, f"出处：{step['source']}"]
    return {
        "id": f"step-{number}",
        "lane": step["lane"],
        "label": step["kind"],
        "start": day.start,
        "end": None if day.exact else day.end,
        "precision": "day" if day.exact else "month" if len(day.text) == 7 else "range",
        "tooltip": "\n".join(line for line in lines if line),
    }


def _deadline(clock: Row) -> dict[str, Any]:
    return {
        "id": f"{clock['clock']}-{clock['record_id']}",
        "lane": "期限",
        "label": clock["clock"],
        "start": clock["due"],
        "kind": "deadline",
        "status": clock["status"],
        "tooltip": clock["sentence"],
    }


def matter_facts(matter: Row) -> list[tuple[str, Any]]:
    """The matter's head facts as label and value."""
    return [
        ("信访人", matter["petitioner"]),
        ("首次反映", matter["first_day"]),
        ("最近反映", matter["last_day"]),
        ("信访件", f"{matter['records']} 件"),
        ("涉及人数", matter["involved"]),
        ("内容分类", " / ".join(part for part in (matter["topic_l1"], matter["topic_l2"]) if part)),
        ("事发地", matter["issue_name"]),
        ("责任单位", matter["lead_unit"]),
        ("协办单位", "、".join(list_of(matter["assist_units"]))),
        ("包案领导", matter["case_leader"]),
        ("办理程序", matter["state_a"]),
        ("化解状态", matter["state_b"]),
        ("专项批次", matter["campaign"]),
        ("三跨三分离", matter["label"]),
    ]


def list_of(value: Sequence[str] | None) -> list[str]:
    return list(value) if value is not None else []


def clock_rows(clocks: Sequence[Row]) -> list[dict[str, Any]]:
    """Clocks as table rows: strict and rolled day side by side."""
    keys = ("clock", "name", "unit", "status", "start", "due", "rolled", "done", "sentence", "clause")
    return [
        {"id": f"{row['clock']}-{row['record_id']}-{n}", **{key: row[key] for key in keys}}
        for n, row in enumerate(clocks)
    ]
