"""Who gets which address of the office server: every address of `role_matrix.yaml` tried by five identities."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.office.client import Answer, Person
from workbench.usecases.office_demo import RunningOffice

MATRIX: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    Path(__file__).with_name("role_matrix.yaml").read_text(encoding="utf-8")
)
ROWS = [row for rows in MATRIX.values() for row in rows]
WHO = {"nobody": "nobody", "analyst": "fenxi", "leader": "lingdao", "researcher": "yanjiu", "other": "lingdao2"}


@pytest.fixture(scope="module")
def kernels(at_work: Callable[[str], Person], people: dict[str, Person]) -> dict[str, str]:
    """A living kernel of the analyst's and the leader's; everybody else is at work too."""
    for name in WHO.values():
        if name != "nobody":
            at_work(name)
    return {who: people[WHO[who]].kernel_of(people[WHO[who]].page("supervision")) for who in ("analyst", "leader")}


def tried(person: Person, row: dict[str, Any], kernels: dict[str, str]) -> Answer:
    """The request as a script of the person's own pages would send it, form token and all: only rights may stop it."""
    path = re.sub(r"\{kernel:(\w+)\}", lambda found: kernels[found[1]], row["path"])
    base = "/hub/" if path.startswith("/hub/") else "/".join(path.split("/")[:3]) + "/"
    headers = {"X-XSRFToken": person.form_token(base), "Origin": person.address, "Referer": person.address + base}
    is_api = "/api/" in path
    if is_api:
        headers |= {"Sec-Fetch-Mode": "cors", "Content-Type": "application/json"}
    method = row.get("method", "GET")
    return person.ask(path, method=method, headers=headers, data=b"{}" if method == "POST" else None)


def got_in(answer: Answer, row: dict[str, Any], kernels: dict[str, str]) -> bool:
    """Was the thing itself handed out (and not a sign-in page or the way there)?"""
    path = re.sub(r"\{kernel:(\w+)\}", lambda found: kernels[found[1]], row["path"])
    return 200 <= answer.status < 300 and answer.path == path


def test_there_are_enough_addresses() -> None:
    assert len(ROWS) >= 29 and {who for row in ROWS for who in row["may"]} <= set(WHO)


@pytest.mark.parametrize("who", WHO)
def test_every_address_is_for_whom_the_matrix_says(
    who: str, office: RunningOffice, people: dict[str, Person], kernels: dict[str, str]
) -> None:
    wrong = []
    for row in ROWS:
        answer = tried(people[WHO[who]], row, kernels)
        if got_in(answer, row, kernels) != (who in row["may"]) or answer.status >= 500:
            wrong.append(f"{row.get('method', 'GET')} {row['path']}: {answer.status} {answer.path}")
    assert wrong == []
