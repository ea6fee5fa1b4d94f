"""What every contender does alike: read the task, read its rows, write pairs, say how long it took. Standard library only.

A task is a JSON file: kind (febrl | contacts), left, right (CSV of the second file, or ""), labels (CSV left, right, match
1|0 or "": pairs a user would have labelled), out (CSV left, right, score to write).
"""

import csv
import json
import resource
import sys
import time
from pathlib import Path

FIELDS = {
    "febrl": (
        "given_name",
        "surname",
        "street_number",
        "address_1",
        "address_2",
        "suburb",
        "postcode",
        "state",
        "date_of_birth",
        "soc_sec_id",
    ),
    "contacts": ("name", "id_no", "phone", "address"),
}
TOLD = {}
KEY = {"febrl": "rec_id", "contacts": "contact_id"}


def read(path):
    csv.field_size_limit(10_000_000)
    with Path(path).open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def labels(task):
    """(matching pairs, distinct pairs) of ids."""
    rows = read(task["labels"])
    of = lambda sign: [(row["left"], row["right"]) for row in rows if row["match"] == sign]  # noqa: E731
    return of("1"), of("0")


def run(link):
    """Read the task named on the command line, link, write pairs; prints one line of JSON: seconds, peak_mb, pairs.

    `link` gives rows (left, right, score); what it puts into `TOLD` is printed too.
    """
    task = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    start = time.perf_counter()
    pairs = link(task)
    seconds = time.perf_counter() - start
    with Path(task["out"]).open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["left", "right", "score"])
        count = 0
        for row in pairs:
            writer.writerow(row)
            count += 1
    peak = sum(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)) / 1024
    print(json.dumps({**TOLD, "seconds": seconds, "peak_mb": peak, "pairs": count}))
