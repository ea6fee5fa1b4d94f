"""Definitions of the office's metrics (指标定义): each once, as data; `campaign.measures` turns them into queries.

Source: spec 6.1, M-01…M-18; what each counts, when it falls into a period and what stays out stands in `definitions.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib.resources import files

import yaml


class MetricKind(StrEnum):
    """What a metric's number is (指标种类)."""

    SHARE = "比例"
    DAYS = "天数"
    BALANCE = "平衡"


class MetricTime(StrEnum):
    """How a metric relates to time (统计口径): of a period by its day, or as things stand on the as-of day."""

    PERIOD = "期间"
    POINT = "时点"


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric (指标): `rows` gives each thing counted with where it belongs; `parameters` placeholder → rule parameter."""

    id: str
    name: str
    counts: str
    formula: str
    cohort: str
    rows: str
    source: str
    confidence: str
    kind: MetricKind = MetricKind.SHARE
    time: MetricTime = MetricTime.PERIOD
    better: str = ""  # 高 or 低 where units may be put in order by it, else none
    parameters: Mapping[str, str] = field(default_factory=dict)


@cache
def metrics() -> Mapping[str, Metric]:
    """All metrics by id, in the order of the definitions."""
    told = yaml.safe_load((files(__name__) / "definitions.yaml").read_text(encoding="utf-8"))
    return {name: _metric(name, body) for name, body in told.items()}


def metric_of(name: str) -> Metric:
    """A metric by id or Chinese name; KeyError naming those there are."""
    known = metrics()
    found = known.get(name) or next((one for one in known.values() if one.name == name), None)
    if found is None:
        raise KeyError(f"没有指标“{name}”；可用：{'、'.join(f'{one.id} {one.name}' for one in known.values())}")
    return found


def _metric(name: str, body: Mapping[str, str]) -> Metric:
    told = dict(body)
    kind, time = MetricKind(told.pop("kind", "比例")), MetricTime(told.pop("time", "期间"))
    return Metric(id=name, kind=kind, time=time, **told)  # type: ignore[arg-type]
