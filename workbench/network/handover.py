"""How matters go between units and between places (移交退回): who handed what to whom, and matters that nobody keeps.

A matter sent to and fro (推诿扯皮) is listed with its steps as a question of who leads, never as a finding of fault.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa

from workbench.domain.codes import Level, StepKind
from workbench.domain.network import LinkType
from workbench.network.flows import place_flows
from workbench.reference.parameters import parameter
from workbench.rules.unit_kinds import distinct_units, is_petition_office

_SENT = (StepKind.FORWARD.value, StepKind.RETURN.value, StepKind.HAND_OFF.value)
_STEP_COLUMNS = ["matter_id", "record_id", "kind", "start", "unit", "target"]


@dataclass(frozen=True, slots=True)
class PingPong:
    """A matter several units had or that was sent back (推诿扯皮), the measure of trigger T-12.

    `units` had it, in the order they first got it, petition offices not counted; `returns` counts agreed returns (同意退回);
    `steps` are the steps in words with record and day.
    """

    matter: str
    units: tuple[str, ...]
    returns: int
    steps: tuple[str, ...]
    records: tuple[str, ...]
    sentence: str


def handovers(edges: pa.Table | pd.DataFrame) -> pd.DataFrame:
    """The unit–unit graph (单位移交图) of an edition's EDGES: one row for each giver and taker, the most matters first.

    Columns: source, target (node ids), matters, times, returns (agreed returns among them), back (times the other way),
    day, day_to, matter_ids, records.
    """
    frame = edges.to_pandas() if isinstance(edges, pa.Table) else edges
    held = frame[frame["type"] == LinkType.RETURNED.value]
    rows = [_handover(str(one), str(other), part) for (one, other), part in held.groupby(["source", "target"])]
    columns = ["source", "target", "matters", "times", "returns", "day", "day_to", "matter_ids", "records"]
    table = pd.DataFrame(rows, columns=columns)
    times = {(row.source, row.target): row.times for row in table.itertuples()}
    table.insert(5, "back", [times.get((row.target, row.source), 0) for row in table.itertuples()])
    return table.sort_values(
        ["matters", "times", "source", "target"], ascending=[False, False, True, True], ignore_index=True
    )


def _handover(one: str, other: str, part: pd.DataFrame) -> tuple[Any, ...]:
    matters = tuple(sorted(set(part["matter_id"])))
    records = tuple(dict.fromkeys(words[1] for words in part["evidence"] if words is not None and len(words) > 1))
    returns = int((part["state"] == StepKind.RETURN.value).sum())
    days = part["day"].dropna(), part["day_to"].dropna()
    first, last = (days[0].min() if len(days[0]) else None), (days[1].max() if len(days[1]) else None)
    return one, other, len(matters), len(part), returns, first, last, matters, records


def handover_sentence(row: Mapping[str, Any]) -> str:
    """One row of `handovers` in words."""
    giver, taker = (str(row[end]).partition(":")[2] for end in ("source", "target"))
    back = f"，反方向 {row['back']} 次" if row["back"] else ""
    returns = f"（其中同意退回 {row['returns']} 次）" if row["returns"] else ""
    return f"{giver}向{taker}移交或退回 {row['times']} 次{returns}，涉及 {row['matters']} 个事项{back}"


def ping_pong(steps: pa.Table | pd.DataFrame, on: date, matters: Iterable[str] | None = None) -> list[PingPong]:
    """Matters that as many units had, or that came back as often, as T-12 says on a day; most units and returns first.

    `steps` has columns of STEPS; `matters` narrows them to these. Different units by name as the rules count them, petition
    offices left out; several steps of one record and of its repeats are of one matter.
    """
    frame = steps.select(_STEP_COLUMNS).to_pandas() if isinstance(steps, pa.Table) else steps[_STEP_COLUMNS]
    frame = frame[frame["kind"].isin(_SENT)]
    if matters is not None:
        frame = frame[frame["matter_id"].isin(set(matters))]
    many, often = (int(parameter(f"triggers.T-12.{name}", on).value) for name in ("units", "returns"))
    sent = frame[frame["kind"] == StepKind.FORWARD.value].groupby("matter_id")["target"].nunique()
    returned = frame[frame["kind"] == StepKind.RETURN.value].groupby("matter_id").size()
    likely = set(sent.index[sent >= many]) | set(returned.index[returned >= often])
    groups = frame[frame["matter_id"].isin(likely)].groupby("matter_id", sort=True)
    found = [_ping_pong(str(matter), part) for matter, part in groups]
    held = [each for each in found if len(each.units) >= many or each.returns >= often]
    return sorted(held, key=lambda each: (-len(each.units), -each.returns, each.matter))


def _ping_pong(matter: str, part: pd.DataFrame) -> PingPong:
    rows = part.fillna({"unit": "", "target": ""}).sort_values("start", kind="stable", na_position="last")
    targets = rows.loc[rows["kind"] == StepKind.FORWARD.value, "target"].astype("str")
    units = distinct_units(target for target in targets if not is_petition_office(target))
    returns = int((rows["kind"] == StepKind.RETURN.value).sum())
    told = tuple(_step(row) for row in rows.to_dict("records"))
    sentence = f"先后由{len(units)}个承办单位（{'、'.join(units) or '未登记'}）承办，同意退回{returns}次；宜明确主办"
    return PingPong(matter, units, returns, told, tuple(dict.fromkeys(rows["record_id"].astype("str"))), sentence)


def _step(row: Mapping[Any, Any]) -> str:
    day = (
        str(row["start"])[:10] if pd.notna(row["start"]) else "日期未登记"
    )  # a date, or a time at midnight from DuckDB
    ends = "→".join(filter(None, (row["unit"], row["target"]))) or "单位未登记"
    return f"{day} {row['kind']} {ends}（{row['record_id']}）"


def place_handovers(separations: pd.DataFrame, level: Level | str = Level.COUNTY) -> pd.DataFrame:
    """The place–place graph of separated matters (人事户分离的地方流向): source, target (node ids), kind, matters, matter_ids.

    Where a matter lies and where its petitioner is registered or lives, as counts of matters; see `flows.place_flows`.
    """
    rows = [
        (f"place:{flow.from_place}", f"place:{flow.to_place}", flow.kind, len(flow.matters), flow.matters)
        for flow in place_flows(separations, level)
    ]
    return pd.DataFrame(rows, columns=["source", "target", "kind", "matters", "matter_ids"])
