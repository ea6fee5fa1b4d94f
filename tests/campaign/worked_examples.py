"""The hand-worked examples of metrics as tables in Arrow, for any engine that runs them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import yaml

from workbench.campaign.measures import Asked, Measure, Period
from workbench.domain import tables
from workbench.reference.metrics import metric_of
from workbench.store.arrow import schema_of

FILE = Path(__file__).parent / "worked" / "metrics.yaml"


@cache
def examples() -> tuple[Mapping[str, Any], ...]:
    return tuple(yaml.safe_load(FILE.read_text(encoding="utf-8")))


def name_of(example: Mapping[str, Any]) -> str:
    return f"{example['metric']} {example['why'][:16]}"


def asked(example: Mapping[str, Any], by: str = "") -> Asked:
    period = Period(*example["period"]) if "period" in example else None
    return Asked(metric_of(example["metric"]), example["as_of"], period, by)


def arrow_tables(example: Mapping[str, Any]) -> dict[str, pa.Table]:
    """Every table of an edition, those not written out empty but for the groups and matters the rows speak of."""
    rows = {name: [one for row in given for one in _times(row)] for name, given in example["tables"].items()}
    _complete(rows)
    return {name: _table(name, rows.get(name, [])) for name in tables.ALL}


def _times(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A row as often as it says: `times` other things, `same` the same thing over again."""
    plain = {key: value for key, value in row.items() if key not in ("times", "same")}
    if "times" not in row:
        return [dict(plain) for _ in range(row.get("same", 1))]
    key = "record_id" if "record_id" in plain else "matter_id"
    return [{**plain, key: f"{plain[key]}{number}"} for number in range(row["times"])]


def _complete(rows: dict[str, list[dict[str, Any]]]) -> None:
    groups = {row["record_id"]: row["matter_id"] for row in rows.get("groups", [])}
    for row in [one for name in ("records", "clocks") for one in rows.get(name, [])]:
        groups.setdefault(row["record_id"], row.get("matter_id") or f"M-{row['record_id']}")
    for row in rows.get("clocks", []):
        row.setdefault("matter_id", groups[row["record_id"]])
    rows["groups"] = [{"record_id": record, "matter_id": matter} for record, matter in groups.items()]
    named = {row["matter_id"] for given in rows.values() for row in given if row.get("matter_id")}
    known = {row["matter_id"] for row in rows.get("matters", [])}
    rows.setdefault("matters", []).extend({"matter_id": one} for one in sorted(named - known))
    for row in (*rows["matters"], *rows.get("records", [])):
        row.setdefault("locked", False)


def _table(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    columns = tables.ALL[name]
    return pa.Table.from_pylist([{column: row.get(column) for column in columns} for row in rows], schema_of(columns))


def checked(example: Mapping[str, Any], found: Measure) -> None:
    assert found.text == str(example["expect"]["text"]), example["why"]
    assert dict(found.excluded) == example["expect"]["excluded"], example["why"]
    assert found.balanced
