"""Reads closing situations: a matter's facts as `reader.facts`, and in `卷宗` what was said of it beside its steps."""

from __future__ import annotations

import runpy
from datetime import datetime
from pathlib import Path
from typing import Any

from workbench.domain.case import (
    CaseFile,
    Claim,
    ClaimResult,
    ClosingReview,
    FileKept,
    GateEntry,
    Legitimacy,
    Said,
    Treatment,
    Worksheet,
)
from workbench.domain.facts import MatterFacts, Source, Step

READ = runpy.run_path(str(Path(__file__).parent / "reader.py"))
situations = READ["situations"]
SAID = Said("E1", "承办人甲", datetime(2025, 5, 1))


def facts(given: dict[str, Any]) -> MatterFacts:
    """Steps are taken as recorded by a person, unless they say `台账: 是`."""
    given = dict(given)
    records = []
    for record in given.pop("records", [{}]):
        steps = [dict(one) for one in record.get("steps", ())]
        for number, step in enumerate(steps):
            ledger = step.pop("台账", False)
            step["source"] = Source("台账.xlsx", "一", number + 5) if ledger else Source(event_id=f"E{number}")
            step["detail"] = {key: str(value) for key, value in step.get("detail", {}).items()}
        records.append({**record, "steps": steps, "due_stated": READ["day"](record.get("due_stated"))})
    return READ["facts"]({**given, "records": records})


def case_file(given: dict[str, Any], matter_id: str = "M1") -> CaseFile:
    """诉求, 附件, 要件, 审核 and 重新研究 as lists of plain mappings."""
    return CaseFile(
        matter_id,
        claims=tuple(claim(one) for one in given.get("诉求", ())),
        files=tuple(
            FileKept(one["file_id"], one.get("sha256", one["file_id"]), one.get("name", "扫描件.pdf"), one["kind"], 1,
                     one.get("subject", matter_id), SAID)
            for one in given.get("附件", ())
        ),
        gate=tuple(GateEntry(one["item"], one.get("evidence", ""), one.get("reason", ""), SAID) for one in given.get("要件", ())),
        reviews=tuple(
            ClosingReview(one["passed"], one.get("handler", ""), one.get("ticks", {}),
                          Said("E9", one.get("by", "审核人乙"), datetime(2025, 5, 20)))
            for one in given.get("审核", ())
        ),
        worksheets=tuple(Worksheet(one, SAID) for one in given.get("重新研究", ())),
    )  # fmt: skip


def claim(given: dict[str, Any]) -> Claim:
    told = dict(given)
    for name, kind in (("result", ClaimResult), ("legitimacy", Legitimacy), ("treatment", Treatment)):
        if name in told:
            told[name] = kind(told[name])
    for name in ("due", "performed"):
        told[name] = READ["day"](told.get(name))
    told["outcome"] = tuple(told.get("outcome", ()))
    return Claim(str(told.pop("number")), told.pop("text", "要求补发征地补偿款"), said=SAID, **told)


def step(given: dict[str, Any]) -> Step:
    return READ["step"]("R1", given)
