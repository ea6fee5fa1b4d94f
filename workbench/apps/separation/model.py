"""三跨三分离, what it knows: the matters, the flows between places, and one finding in full; no widget here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import traitlets

from workbench.review.facts import Row, rows_of
from workbench.store.editions import Edition
from workbench.usecases.list_separated import list_separated
from workbench.usecases.study_matter import Dossier, read_matter

FLAGS = {"F1": "人事分离", "F2": "人户分离", "F3": "人事户分离", "K1": "跨地区", "K2": "跨部门", "K3": "跨行业"}
STAGES = {"户籍地": "hukou_name", "常住地": "residence_name", "事发地": "issue_name"}
NOT_KNOWN = "不详"


class SeparationModel(traitlets.HasTraits):
    """Set `chosen` (label, flag, place…) or `flow` (a clicked node or link of the picture): `rows` follow; `opened` is one finding."""

    chosen: traitlets.Dict[str, Any] = traitlets.Dict()
    flow: traitlets.Dict[str, Any] = traitlets.Dict()
    rows: traitlets.List[Any] = traitlets.List()
    wanted = traitlets.Unicode("")
    opened = traitlets.Instance(Dossier, allow_none=True)

    def __init__(self, edition: Edition, place_name: Callable[[str], str]) -> None:
        super().__init__()
        self.edition = edition
        self.all = list_separated(edition, place_name)
        self._list()

    @traitlets.observe("chosen", "flow")
    def _list(self, _change: Any = None) -> None:
        self.rows = rows_of(_along(_narrowed(self.all, self.chosen), self.flow))

    @traitlets.observe("wanted")
    def _open(self, _change: Any) -> None:
        self.opened = read_matter(self.edition, self.wanted) if self.wanted else None

    def paths(self) -> list[tuple[str, str, str]]:
        """Hukou, residence and issue county of every matter the filters leave, for the picture."""
        left = _narrowed(self.all, self.chosen)
        return list(zip(left["hukou_name"], left["residence_name"], left["issue_name"], strict=True))

    def counts(self) -> dict[str, tuple[int, int, int]]:
        """Each flag's 是, 待核 and the matters asked about."""
        left = _narrowed(self.all, self.chosen)
        return {flag: (int((left[flag] == "是").sum()), int((left[flag] == "待核").sum()), len(left)) for flag in FLAGS}

    def options(self) -> dict[str, list[Any]]:
        """Values to filter by."""
        return {
            "label": sorted(self.all["label"].unique()),
            "flag": [(name, flag) for flag, name in FLAGS.items()],
            "issue_name": sorted(name for name in self.all["issue_name"].unique() if name),
            "topic_l1": sorted(name for name in self.all["topic_l1"].dropna().unique() if name),
        }


def _narrowed(found: pd.DataFrame, chosen: dict[str, Any]) -> pd.DataFrame:
    for key in ("label", "issue_name", "topic_l1"):
        if chosen.get(key):
            found = found[found[key] == chosen[key]]
    return found[found[chosen["flag"]] == "是"] if chosen.get("flag") else found


def _along(found: pd.DataFrame, flow: dict[str, Any]) -> pd.DataFrame:
    """Matters that pass through a clicked node ({stage, place}) or along a clicked link ({stage, from, to})."""
    if "place" in flow:
        return found[_at(found, flow["stage"], flow["place"])]
    if "from" in flow:
        stages = list(STAGES)
        after = stages[stages.index(flow["stage"]) + 1]
        return found[_at(found, flow["stage"], flow["from"]) & _at(found, after, flow["to"])]
    return found


def _at(found: pd.DataFrame, stage: str, place: str) -> pd.Series[bool]:
    return found[STAGES[stage]] == ("" if place == NOT_KNOWN else place)


def finding_facts(separation: Row, names: Callable[[str], str]) -> list[tuple[str, Any]]:
    """One finding in full: places, answers with their level, duties, why, clause, and what the ledger said."""
    place = {
        key: names(separation[key]) if separation[key] else "待核" for key in ("hukou", "residence", "issue", "lead")
    }
    answers = "；".join(f"{name} {separation[flag]}" for flag, name in FLAGS.items())
    return [
        ("户籍地", place["hukou"]), ("常住地", place["residence"]), ("事发地", place["issue"]),
        ("认定", f"{separation['label']}（按{separation['level']}级比较）"), ("逐项", answers),
        ("主办", place["lead"] if separation["lead"] else "未定，提请协调"),
        ("协办", "、".join(names(code) for code in separation["assist"]) or "无"),
        ("配合", "、".join(names(code) for code in separation["support"]) or "无"),
        ("缺项", "、".join(separation["missing"]) or "无"), ("理由", separation["why"]), ("依据", separation["clause"]),
        ("台账所写", separation["stated"] or "未写"), ("与台账一致", separation["agrees"]),
    ]  # fmt: skip
