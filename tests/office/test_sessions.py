"""One session per person: whose it is, what its socket takes, and that nobody else gets at it."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import sqlalchemy

from tests.office.client import Answer, Person, hang_up, message
from workbench.domain.roles import Role
from workbench.usecases.office_demo import RunningOffice

LOADS = 24
KINDS = (
    "execute_request", "complete_request", "inspect_request", "history_request", "is_complete_request",
    "shutdown_request", "interrupt_request", "debug_request", "input_reply", "create_subshell_request",
    "delete_subshell_request", "list_subshell_request", "connect_request", "apply_request", "abort_request",
    "clear_request", "usage_request",
)  # fmt: skip
"""What a kernel knows and a viewer's socket must not carry; the channels are tried each."""


def says(answer: Answer) -> tuple[str, str]:
    """Whose the page says it is (its own line), and whose its kernel says it is."""
    line = re.search(r'name="workbench-viewer" content="([^"]*)"', answer.text)
    kernel = re.search(r"I-AM (\S+) (\w+) END", answer.text)
    return line[1] if line else "", f"{kernel[1]} {kernel[2]}" if kernel else ""


def expected(name: str, office: RunningOffice) -> tuple[str, str]:
    one = next(one for one in office.accounts if one.name == name)
    words = [one.name, one.role.label, one.unit_name]
    return " · ".join(filter(None, words)), f"{one.name} {one.role.value}"


def test_each_page_says_its_own_identity_and_role(office: RunningOffice, at_work: Callable[[str], Person]) -> None:
    names = [one.name for one in office.accounts if one.role not in (Role.RESEARCHER, Role.STATISTICIAN)]
    viewers = [at_work(name) for name in names]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda number: viewers[number % len(viewers)].page("supervision"), range(LOADS)))
    wrong = [
        (answer.status, says(answer))
        for number, answer in enumerate(answers)
        if says(answer) != expected(names[number % len(names)], office)
    ]
    assert wrong == []


def test_landing_lists_what_the_role_has_and_no_more(at_work: Callable[[str], Person]) -> None:
    shown = {
        name: set(re.findall(r"render/(\w+)\.ipynb", at_work(name).ask(f"/user/{name}/").text))
        for name in ("fenxi", "lingdao", "zhujian", "tongji", "shenji")
    }
    assert shown["lingdao"] == {"overview", "supervision", "campaign", "sources", "separation", "followup"}
    assert (shown["zhujian"], shown["tongji"]) == ({"supervision", "sweep"}, {"overview", "campaign", "sources"})
    assert shown["shenji"] == {"overview", "supervision"} and {"case", "links", "meeting"} <= shown["fenxi"]


def test_kernel_has_no_secret_of_the_hub(at_work: Callable[[str], Person]) -> None:
    text = at_work("lingdao").page("supervision").text
    assert "SECRETS []" in text


def test_socket_takes_widget_messages_only(at_work: Callable[[str], Person], tmp_path: Path) -> None:
    leader, trace = at_work("lingdao"), tmp_path / "executed"
    kernel, code = leader.kernel_of(leader.page("supervision")), f"open({str(trace)!r}, 'w').close()"

    async def attack() -> list[str]:
        socket = await leader.socket(kernel)
        for kind in KINDS:
            for channel in ("shell", "control", "stdin"):
                await socket.write_message(message(kind, {"code": code, "silent": False, "value": code}, channel))
        await socket.write_message(message("kernel_info_request", {}))
        kinds: list[str] = []
        while "kernel_info_reply" not in kinds:
            received = await asyncio.wait_for(socket.read_message(), 30)
            assert received is not None, "连接被关闭"
            kinds.append(json.loads(received)["header"]["msg_type"])
        await hang_up(socket)
        return kinds

    kinds = asyncio.run(attack())
    assert len(KINDS) == 17 and not {kind.replace("_request", "_reply") for kind in KINDS} & set(kinds)
    assert not trace.exists() and leader.ask(f"/user/lingdao/api/kernels/{kernel}").status == 200


def test_another_persons_kernel_is_neither_joined_nor_stopped(at_work: Callable[[str], Person]) -> None:
    mine, other = at_work("lingdao"), at_work("lingdao2")
    kernel = mine.kernel_of(mine.page("supervision"))
    for session in ("lingdao", "lingdao2"):
        with pytest.raises(Exception, match=r"HTTP 40[34]"):
            asyncio.run(other.socket(kernel, session))
        headers = {"Origin": other.address, "X-XSRFToken": other.form_token(f"/user/{session}/")}
        beacon = f"/user/{session}/voila/api/shutdown/{kernel}"
        assert other.ask(beacon, method="POST", headers=headers, follow=False).status in (403, 404)
        state = f"/user/{session}/api/kernels/{kernel}"
        assert other.ask(state, method="DELETE", headers=headers, follow=False).status in (403, 404, 405)
    assert mine.ask(f"/user/lingdao/api/kernels/{kernel}").status == 200


def test_socket_of_another_site_is_refused(at_work: Callable[[str], Person]) -> None:
    leader = at_work("lingdao")
    kernel = leader.kernel_of(leader.page("supervision"))
    with pytest.raises(Exception, match="HTTP 403"):
        asyncio.run(leader.socket(kernel, origin="http://evil.example"))


def test_foreign_host_is_refused(at_work: Callable[[str], Person]) -> None:
    leader = at_work("lingdao")
    for path in ("", "voila/render/overview.ipynb", "workbench/static/page.css", "nowhere"):
        answer = leader.ask(f"/user/lingdao/{path}", headers={"Host": "evil.example"}, follow=False)
        assert answer.status == 403, path


def test_protections_hold_behind_the_hub(at_work: Callable[[str], Person]) -> None:
    leader = at_work("lingdao")
    page = leader.ask("/user/lingdao/voila/render/supervision.ipynb?theme=x&template=reveal")
    assert "script-src-attr 'none'" in page.headers["Content-Security-Policy"] and "templates/reveal" not in page.text
    assert page.headers["X-Frame-Options"] == "DENY" and "no-store" in page.headers["Cache-Control"]
    assert re.findall(r"https?://(?!127\.0\.0\.1)[\w.]+", page.text) == []
    for path in ("/hub/login", "/hub/home", "/hub/nowhere"):
        headers = leader.ask(path, follow=False).headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"], path


def test_start_of_a_session_is_in_the_audit_trail_as_the_account_itself(
    office: RunningOffice, at_work: Callable[[str], Person]
) -> None:
    at_work("lingdao")
    engine = sqlalchemy.create_engine(office.cluster.url("postgres").replace("postgresql", "postgresql+psycopg", 1))
    kept: list[tuple[str, str]] = []
    deadline = time.monotonic() + 60
    while ("lingdao", "登录") not in kept and time.monotonic() < deadline:
        with engine.connect() as connection:
            kept = [(row.actor, row.act) for row in connection.execute(sqlalchemy.text("SELECT actor, act FROM audit"))]
        time.sleep(0.5)
    engine.dispose()
    assert ("lingdao", "登录") in kept
