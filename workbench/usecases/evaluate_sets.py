"""What linking is evaluated on (评测数据): the invented county with its truth, and the labelled benches' answers."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

import pandas as pd

from workbench.domain.codes import Purpose
from workbench.domain.linking import LinkKind
from workbench.linkage.normal import ordered
from workbench.reference.divisions import Divisions
from workbench.reference.parameters import parameter
from workbench.synth import County
from workbench.synth.places import HOME, names

BENCHES = Path(__file__).resolve().parents[2] / "data" / "benches"
END = date(2024, 12, 31)
Pair = tuple[str, str]
_KEPT = (
    "case_no",
    "case_no_upper",
    "dup_of_no",
    "title",
    "summary",
    "claim",
    "town",
    "lead_unit",
    "accused_unit",
    "purpose",
    "prior",
    "remark",
)


@dataclass(frozen=True)
class CountyFrames:
    """A county as linking sees it (`records`, `identity`), the true pairs of open records, and who is in each record."""

    records: pd.DataFrame
    identity: pd.DataFrame
    same_matter: frozenset[Pair]
    same_person: frozenset[Pair]
    matter_of: Mapping[str, str]


def county_frames(county: County) -> CountyFrames:
    """The county's records with division codes and masked names, as an edition has them, and their identity."""
    records = pd.DataFrame([_record(county, number) for number in range(len(county.records))])
    records = records.sort_values(["reg_time", "record_id"], ignore_index=True)
    records["reg_time"] = pd.to_datetime(records["reg_time"])
    shown = set(records.loc[~records["locked"], "record_id"])
    identity = pd.DataFrame(
        [_identity(county, number) for number in range(len(county.records)) if county.records[number].case_no in shown]
    )
    people = {number: who for number, who in county.truth.people_of.items() if number in shown}
    matters = {number: (matter,) for number, matter in county.truth.matter_of.items() if number in shown}
    matter_of = {number: matter for number, (matter,) in matters.items()}
    return CountyFrames(records, identity, in_common(matters), in_common(people), matter_of)


def _record(county: County, number: int) -> dict[str, object]:
    record = county.records[number]
    values = record.values
    first, _, second = values.get("topic", "").rpartition("/")
    name = values.get("name", "")
    return {
        "record_id": record.case_no,
        **{key: values.get(key, "") for key in _KEPT},
        "issue": _town_codes().get(values.get("place_issue", ""), ""),
        "topic_l1": first,
        "topic_l2": second,
        "petitioner": f"{name[0]}{'某' * (len(name) - 1)}" if name else "",
        "is_anon": values.get("is_anon") == "是",
        "locked": values.get("purpose") == Purpose.ACCUSATION.value,
        "reg_time": record.reg,
    }


def _town_codes() -> dict[str, str]:
    found = names()
    return {f"{found[code[:6]]}{name}": code for code, name in found.items() if len(code) == 9}


def _identity(county: County, number: int) -> dict[str, str]:
    record = county.records[number]
    others = [{"name": one.name, "id_no": one.id_no, "phone": one.phone} for one in record.contacts[1:]]
    columns = ("name", "id_no", "phone", "proxy", "addr_now", "addr_hukou")
    told = json.dumps(others, ensure_ascii=False) if others else ""
    return {
        "record_id": record.case_no,
        **{key: record.values.get(key, "") for key in columns},
        "co_contacts": told,
    }


def in_common(things_of: Mapping[Any, Iterable[str]]) -> frozenset[Pair]:
    """Pairs of records that have a thing (a person, a matter) in common."""
    held: dict[str, set[str]] = defaultdict(set)
    for record, things in things_of.items():
        for thing in things:
            held[thing].add(record)
    return frozenset(ordered(*pair) for members in held.values() for pair in combinations(sorted(members), 2))


@dataclass(frozen=True)
class Answers:
    """A bench with what the project answers, row by row."""

    labels: list[str]
    answers: list[str]
    kinds: list[str]


def bench(name: str, folder: Path = BENCHES) -> pd.DataFrame | None:
    """A bench's rows as text, None where there is no such file; ValueError if a column is missing or it is empty."""
    path = folder / f"{name}.csv"
    if not path.exists():
        return None
    rows = pd.read_csv(path, dtype="str", keep_default_na=False)
    missing = _COLUMNS[name] - set(rows.columns)
    if missing or rows.empty:
        raise ValueError(f"题库 {path} 是空的或缺列 {'、'.join(sorted(missing))}；请对照 data/benches/README.md 补齐")
    return rows


def name_answers(rows: pd.DataFrame, _divisions: Divisions) -> Answers:
    """May the two names be one name written in two ways? A name nobody can read is unknown."""
    from workbench.linkage.forms.levels import NameLevel
    from workbench.linkage.forms.name import compare_names

    def told(left: str, right: str) -> str:
        level = compare_names(left, right)
        return "unknown" if level is NameLevel.UNKNOWN else "same" if level <= NameLevel.MASK_FITS else "different"

    return _answers(rows, [told(*pair) for pair in _pairs(rows)])


def unit_answers(rows: pd.DataFrame, _divisions: Divisions) -> Answers:
    """What two unit names are to each other on the row's day, in the invented home county's own ledger."""
    from workbench.linkage.unit.match import proposal, relation
    from workbench.linkage.unit.names import Namer, office_namer

    found = names()
    home, upper = found[HOME], (found[HOME[:4]], found[HOME[:2]])
    certain, propose = (float(parameter(f"linkage.unit_{word}", END).value) for word in ("certain", "propose"))
    written = [*rows["left"], *rows["right"], *rows["left_place"], *rows["right_place"]]
    namers: dict[date, Namer] = {}
    told = []
    for row in rows.to_dict("records"):
        day = date.fromisoformat(row["on"]) if row["on"] else END
        namer = namers[day] = namers.get(day) or office_namer((home, home[:-1]), written, day, upper)
        one, other = namer(row["left"], row["left_place"]), namer(row["right"], row["right_place"])
        told.append(relation(proposal(one, other, "1", "2", day), certain, propose).value)
    return _answers(rows, told)


def place_answers(rows: pd.DataFrame, divisions: Divisions) -> Answers:
    """The code a written place names as of the row's day; "" is left open for a clerk (待核)."""
    from workbench.linkage.place.match import link_places

    told = []
    for row in rows.to_dict("records"):
        on = date.fromisoformat(row["on"]) if row["on"] else None
        told.append(link_places([row["text"]], within=row["within"] or None, on=on, divisions=divisions)[0].code)
    labels = [code or "待核" for code in rows["code"]]
    return Answers(labels, [code or "待核" for code in told], rows["kind"].tolist())


def address_answers(rows: pd.DataFrame, divisions: Divisions) -> Answers:
    """2 the same place, 1 one part of the other or beside it, 0 neither; an address nobody can read is unknown."""
    from workbench.linkage.place.address import AddressClass, compare_addresses

    digits = {AddressClass.SAME: "2", AddressClass.PARTIAL: "1", AddressClass.DIFFERENT: "0"}
    told = [compare_addresses(*pair, divisions.find)[0] for pair in _pairs(rows)]
    return _answers(rows, [digits.get(answer, "unknown") for answer in told])


def matter_answers(rows: pd.DataFrame, _divisions: Divisions) -> Answers:
    """Same matter, related (one cause) or different, each pair weighed among all the bench's texts."""
    from workbench.linkage.matter import weigh_pairs

    records, pairs = matter_rows(rows)
    persons = [pair for pair, same in zip(pairs, rows["same_person"], strict=True) if same == "1"]
    weighed = weigh_pairs(records, pairs, persons)
    found = zip(weighed["left"], weighed["right"], weighed["score"], weighed["kind"], strict=True)
    suggested = {ordered(left, right): _suggested(float(score), str(kind)) for left, right, score, kind in found}
    return _answers(rows, [suggested.get(ordered(*pair), "different") for pair in pairs])


def _suggested(score: float, kind: str) -> str:
    return "different" if score < 0.5 else "same" if kind == LinkKind.MATTER.value else "related"


def matter_rows(rows: pd.DataFrame) -> tuple[pd.DataFrame, list[Pair]]:
    """Both texts of each pair as records, and the pairs of their ids."""
    sides = []
    for side in ("left", "right"):
        cells = {name.removeprefix(f"{side}_"): rows[name] for name in rows.columns if name.startswith(f"{side}_")}
        other = "乙" if side == "right" else "甲"
        who = ["" if same == "" else "甲" if same == "1" else other for same in rows["same_person"]]
        ids = [f"{row:04d}-{side[0]}" for row in rows.index]
        sides.append(pd.DataFrame({**cells, "record_id": ids, "summary": rows[side], "petitioner": who}))
    records = pd.concat(sides, ignore_index=True).rename(columns={"unit": "lead_unit", "day": "reg_time"})
    records["reg_time"] = pd.to_datetime(records["reg_time"], errors="coerce")
    return records, [(f"{row:04d}-l", f"{row:04d}-r") for row in rows.index]


def _pairs(rows: pd.DataFrame) -> list[Pair]:
    return list(zip(rows["left"], rows["right"], strict=True))


def _answers(rows: pd.DataFrame, told: Sequence[str]) -> Answers:
    return Answers(rows["label"].tolist(), list(told), rows["kind"].tolist())


_COMMON = {"left", "right", "label", "kind"}
_COLUMNS = {
    "names": _COMMON,
    "units": _COMMON | {"left_place", "right_place", "on"},
    "places": {"text", "on", "within", "code", "kind"},
    "addresses": _COMMON,
    "matters": _COMMON | {"same_person"},
}
ANSWERED: Mapping[str, tuple[str, Callable[[pd.DataFrame, Divisions], Answers]]] = {
    "names": ("姓名", name_answers),
    "units": ("单位", unit_answers),
    "places": ("地点", place_answers),
    "addresses": ("住址", address_answers),
    "matters": ("事项", matter_answers),
}
"""Each bench's Chinese name and what answers it."""
