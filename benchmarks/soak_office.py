"""Twelve viewers with a mixed role set at the office server: sign-ins and page loads, and each page's own identity.

    .venv/bin/python benchmarks/soak_office.py [--loads 200] [--at-once 4]

Real hub, proxy and PostgreSQL (as `make office-demo`). A load is a fresh sign-in with a page, or a page alone, in turn; the
page's line and its kernel must both name the viewer. Prints counts, wrong identities, and seconds per load.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.office.client import Person
from tests.office.conftest import probe_dashboards
from tests.office.test_sessions import expected, says
from workbench.domain.roles import Role
from workbench.usecases.office_demo import DemoAccount, RunningOffice, office_demo

VIEWERS = (
    *(DemoAccount(f"fenxi{number}", Role.ANALYST) for number in (1, 2)),
    DemoAccount("zhuren", Role.DIRECTOR),
    *(DemoAccount(f"lingdao{number}", Role.LEADER) for number in (1, 2, 3)),
    DemoAccount("zhujian", Role.UNIT, "zhujian", "住建局"),
    DemoAccount("renshe", Role.UNIT, "renshe", "人社局"),
    DemoAccount("gongan", Role.MEMBER),
    *(DemoAccount(f"shenji{number}", Role.AUDITOR) for number in (1, 2)),
    DemoAccount("lingdao4", Role.LEADER),
)


def load(number: int, office: RunningOffice, signed_in: dict[str, Person]) -> tuple[bool, bool, float, str]:
    """One load: was it a sign-in, was the identity right, seconds, and what was wrong."""
    one = VIEWERS[number % len(VIEWERS)]
    began, anew = time.monotonic(), (number // len(VIEWERS)) % 2 == 0
    if anew:
        signed_in[one.name] = Person(office.address, one.name, one.password)
        signed_in[one.name].start()
    answer = signed_in[one.name].page("supervision")
    while answer.status == 503:  # as many pages as the bound allows are still open: a viewer waits too
        time.sleep(2)
        answer = signed_in[one.name].page("supervision")
    right = answer.status == 200 and says(answer) == expected(one.name, office)
    return anew, right, time.monotonic() - began, "" if right else f"{one.name}: {answer.status} {says(answer)}"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--loads", type=int, default=200)
    parser.add_argument("--at-once", type=int, default=4)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        dashboards = probe_dashboards(Path(place) / "dashboards")
        with office_demo(VIEWERS, matters=40, options={"dashboards": str(dashboards)}) as office:
            signed_in: dict[str, Person] = {}
            began = time.monotonic()
            with ThreadPoolExecutor(given.at_once) as pool:
                done = list(pool.map(lambda number: load(number, office, signed_in), range(given.loads)))
    seconds = [one[2] for one in done]
    print(f"{len(VIEWERS)} viewers, {given.loads} loads, {sum(one[0] for one in done)} of them with a fresh sign-in")
    print(f"wrong identities: {sum(not one[1] for one in done)}", *(one[3] for one in done if one[3]), sep="\n  ")
    print(
        f"median {statistics.median(seconds):.1f} s, longest {max(seconds):.1f} s, all {time.monotonic() - began:.0f} s"
    )


if __name__ == "__main__":
    main()
