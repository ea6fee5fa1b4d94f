"""Linking petitioners on invented contacts with 12 % faulty fields: ours against stock Splink 5, dedupe, recordlinkage.

    .venv/bin/python benchmarks/link_persons.py --peers /tmp/peers                    # 10,000 records: pair F1, households
    .venv/bin/python benchmarks/link_persons.py --rows 100000 --runs 3                # time against stock Splink
    .venv/bin/python benchmarks/link_persons.py --rows 1000000 --only ours            # memory
    .venv/bin/python benchmarks/link_persons.py --rows 1000000 --new 10000 --only ours  # a new month's share of a full run

Pairs are pairs of records with a petitioner in common. Peers get one row for each contact (name, id_no, phone, address as
written) and their pairs of contacts count as pairs of records. Only dedupe and the logistic regression get labels:
`--labels` true pairs and as many false ones.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
from collections import Counter
from itertools import combinations
from pathlib import Path

import pandas as pd
from peers.common import read
from peers.harness import CONTENDERS, HEAD, Contender, Outcome, Pair, line, run, write_labels

from workbench.linkage.normal import ordered
from workbench.synth.contacts import Contacts, make_contacts


def true_pairs(contacts: Contacts) -> list[Pair]:
    """Pairs of records with a petitioner in common."""
    together = contacts.truth.groupby("person_id")["record_id"].unique()
    return sorted({ordered(*pair) for ids in together for pair in combinations(ids, 2)})


def exploded(contacts: Contacts) -> pd.DataFrame:
    """One row for each contact, as a user of the peers would prepare it."""
    rows = []
    for row in contacts.frame.itertuples(index=False):
        rows.append((f"{row.record_id}#0", row.name, row.id_no, row.phone, row.address))
        for number, other in enumerate(json.loads(row.co_contacts) if row.co_contacts else (), start=1):
            rows.append((f"{row.record_id}#{number}", other["name"], other["id_no"], other["phone"], ""))
    return pd.DataFrame(rows, columns=["contact_id", "name", "id_no", "phone", "address"])


def of_records(outcome: Outcome) -> Outcome:
    """Pairs of contacts as pairs of records, the highest score of each."""
    best: dict[Pair, float] = {}
    for left, right, score in outcome.scored:
        one, other = left.split("#")[0], right.split("#")[0]
        if one != other:
            pair = ordered(one, other)
            best[pair] = max(score, best.get(pair, 0.0))
    return Outcome([(*pair, score) for pair, score in best.items()], outcome.seconds, outcome.peak_mb)


def household_links(outcome: Outcome, contacts: Contacts, true: set[Pair]) -> int:
    """False links at 0.5 between records of different people of one household."""
    homes = contacts.truth.groupby("record_id")["household"].agg(set).to_dict()
    told = (ordered(left, right) for left, right, score in outcome.scored if score >= 0.5)
    return sum(1 for pair in told if pair not in true and homes[pair[0]] & homes[pair[1]])


def missed_faults(outcome: Outcome, contacts: Contacts, true: set[Pair]) -> Counter[str]:
    """Faults of the contacts of missed pairs, by how many pairs have them."""
    found = {ordered(left, right) for left, right, score in outcome.scored if score >= 0.5}
    told = contacts.truth.set_index(["record_id", "person_id"])["faults"].to_dict()
    people = contacts.truth.groupby("record_id")["person_id"].agg(set).to_dict()
    counts: Counter[str] = Counter()
    for left, right in true - found:
        for person in people[left] & people[right]:
            counts.update({*told[left, person].split(), *told[right, person].split()})
    return counts


def write_task(contacts: Contacts, folder: Path) -> dict[str, str]:
    rows = exploded(contacts)
    rows.to_csv(folder / "contacts.csv", index=False)
    whole = contacts.frame.rename(columns={"address": "addr_now"})
    whole.to_csv(folder / "records.csv", index=False)
    return {
        "kind": "contacts",
        "left": str(folder / "contacts.csv"),
        "right": "",
        "records": str(folder / "records.csv"),
    }


def accuracy(options: argparse.Namespace, contacts: Contacts, folder: Path) -> None:
    true = true_pairs(contacts)
    task = write_task(contacts, folder)
    rows = {row.pop("contact_id"): row for row in read(task["left"])}
    person = contacts.truth.assign(contact=contacts.truth["record_id"] + "#" + contacts.truth["position"].astype(str))
    same = person.groupby("person_id")["contact"].agg(list)
    alike = sorted(pair for ids in same for pair in combinations(ids, 2))
    task["labels"] = str(write_labels(folder / "labels.csv", alike, rows, options.labels))
    print(f"{len(contacts.frame)} records, {len(true)} true pairs, seed {options.seed}\n\n{HEAD}")
    for contender in chosen(options):
        outcome = of_records(run(contender, task, folder, options.peers, options.runs))
        print(line(contender.name, outcome, true), flush=True)
        wrong = household_links(outcome, contacts, set(true))
        print(f"  {contender.name}: {wrong} false links within a household", flush=True)
        if contender.name == "ours":
            missed = missed_faults(outcome, contacts, set(true)).most_common(12)
            print("  missed pairs by fault: " + ", ".join(f"{fault} {count}" for fault, count in missed))


def chosen(options: argparse.Namespace) -> list[Contender]:
    names = options.only.split(",") if options.only else [one.name for one in CONTENDERS]
    return [one for one in CONTENDERS if one.name in names and (options.peers or not one.peer)]


def duration(options: argparse.Namespace, contacts: Contacts, folder: Path) -> None:
    task = write_task(contacts, folder) | {"labels": ""}
    contenders = [one for one in chosen(options) if not one.peer]
    found = {one.name: run(one, task, folder, options.peers, options.runs) for one in contenders}
    for name, outcome in found.items():
        print(f"{name:16} {outcome.seconds:8.1f} s   peak {outcome.peak_mb:7.0f} MB   {len(outcome.scored)} pairs")
    if len(found) == 2:
        ours, stock = found["ours"], found["Splink 5 stock"]
        print(f"ours / stock Splink = {ours.seconds / stock.seconds:.2f}   (must be ≤ 1.3)")


def new_month(options: argparse.Namespace, contacts: Contacts, folder: Path) -> None:
    whole = contacts.frame.rename(columns={"address": "addr_now"})
    whole.iloc[: options.rows].to_csv(folder / "known.csv", index=False)
    whole.iloc[options.rows :].to_csv(folder / "new.csv", index=False)
    kept = folder / "kept"
    kept.mkdir()
    task = {"kind": "contacts", "known": str(folder / "known.csv"), "records": str(folder / "new.csv")}
    ours = next(one for one in CONTENDERS if one.name == "ours")
    outcome = run(ours, {**task, "folder": str(kept)}, folder, options.peers)
    for number, by in enumerate(("by the clock", "of the processor")):
        first = outcome.told["first"][number]
        months = [month[number] for month in outcome.told["months"]]
        month = statistics.median(months)
        told = ", ".join(f"{one:.2f}" for one in months)
        print(f"{by:16} full run {first:6.1f} s, new month {month:5.2f} s ({told}); share {month / first:.3f}")
    print(f"the share by the clock must be ≤ 0.05; peak {outcome.peak_mb:.0f} MB")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--new", type=int, default=0)
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--labels", type=int, default=300)
    parser.add_argument("--only", default="", help="names of contenders, with commas")
    parser.add_argument("--peers", type=Path, help="virtual environment with dedupe and recordlinkage")
    options = parser.parse_args()
    contacts = make_contacts(options.rows + options.new, options.seed)
    with tempfile.TemporaryDirectory() as name:
        if options.new:
            new_month(options, contacts, Path(name))
        elif options.rows <= 20_000:
            accuracy(options, contacts, Path(name))
        else:
            duration(options, contacts, Path(name))


if __name__ == "__main__":
    main()
