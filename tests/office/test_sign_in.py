"""Signing in at the hub: lock-out in words, cookies, tokens of one's own, what lies on the disk, accounts shut out."""

from __future__ import annotations

import http.cookiejar
import re
import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.office.client import Person
from workbench.office_server.accounts import add_account, new_password, set_disabled, set_group
from workbench.usecases.office_demo import RunningOffice


@pytest.fixture
def newcomer(office: RunningOffice) -> Callable[[str, str], Person]:
    """Makes a further account of the running office; returns its person."""

    def make(name: str, group: str) -> Person:
        password = new_password()
        add_account(office.run / "users.json", name, password, group)
        return Person(office.address, name, password)

    return make


def test_sign_in_page_is_chinese_and_names_no_foreign_host(people: dict[str, Person]) -> None:
    text = people["nobody"].ask("/hub/login").text
    assert 'lang="zh-CN"' in text and "账户名" in text and "JupyterHub" not in text and "https://" not in text


def test_wrong_passwords_lock_the_account_in_words(
    newcomer: Callable[[str, str], Person], office: RunningOffice
) -> None:
    right = newcomer("suoding", "wb-leader")
    wrong = Person(office.address, "suoding", "not-the-password")
    answers = [wrong.sign_in() for _ in range(6)]
    assert [one.status for one in answers[:4]] == [403] * 4 and "账户名或密码不对" in answers[0].text
    assert answers[5].status == 429 and "已锁定" in answers[5].text and "秒" in answers[5].text
    assert right.sign_in().status == 429


def test_unknown_name_is_answered_like_a_known_one(office: RunningOffice) -> None:
    known = Person(office.address, "yanjiu", "not-the-password").sign_in()
    unknown = Person(office.address, "meiyou", "not-the-password").sign_in()
    assert (known.status, known.text.replace("yanjiu", "")) != (200, "") and known.status == unknown.status == 403
    assert _plain(known.text, "yanjiu") == _plain(unknown.text, "meiyou")


def test_account_without_exactly_one_role_is_refused(newcomer: Callable[[str, str], Person]) -> None:
    answer = newcomer("wujuese", "somebody").sign_in()
    assert answer.status == 403 and "须恰有一个角色" in answer.text


def test_cookies_are_short_lived_and_not_for_scripts(
    people: dict[str, Person], at_work: Callable[[str], Person]
) -> None:
    jar = at_work("lingdao").jar
    own = [one for one in jar if one.name in {"jupyterhub-user-lingdao", "jupyterhub-hub-login"}]
    assert len(own) == 2
    for cookie in own:
        assert cookie.has_nonstandard_attr("HttpOnly") and cookie.get_nonstandard_attr("SameSite") == "Lax"
        assert cookie.expires is not None and cookie.expires - time.time() < 12.1 * 3600
    assert {one.path for one in own} == {"/hub/", "/user/lingdao/"}


def test_tokens_of_ones_own_are_refused(office: RunningOffice, at_work: Callable[[str], Person]) -> None:
    leader = at_work("lingdao")
    headers = {"X-XSRFToken": leader.form_token(), "Content-Type": "application/json", "Sec-Fetch-Mode": "cors"}
    made = leader.ask("/hub/api/users/lingdao/tokens", method="POST", data=b"{}", headers=headers)
    assert made.status in (403, 404)
    invented = {"Authorization": "token 0123456789abcdef0123456789abcdef"}
    assert Person(office.address).ask("/hub/api/users", headers=invented).status == 403
    for path in ("/user/lingdao/", "/user/lingdao/?token=0123456789abcdef"):
        assert "/hub/login" in Person(office.address).ask(path, headers=invented).path


def test_what_the_hub_keeps_is_its_own(office: RunningOffice, at_work: Callable[[str], Person]) -> None:
    at_work("lingdao")
    open_ = [path for path in office.run.rglob("*") if not path.is_symlink() and _others(path.lstat().st_mode)]
    assert _others(office.run.stat().st_mode) == 0
    assert [path.name for path in open_ if path.suffix in {".sqlite", ".json", ".toml", ".pid", ".log"}] == []
    assert [path for path in open_ if path.name in {"cookie_secret", "proxy_token"}] == []
    for one in office.accounts:
        for log in office.run.glob("*.log"):
            assert one.password not in log.read_text(encoding="utf-8", errors="replace")


def test_disabled_account_is_out_within_the_refresh_age(
    newcomer: Callable[[str, str], Person], office: RunningOffice
) -> None:
    person = newcomer("likai", "wb-leader")
    person.start()
    pid = office.session_pid("likai")
    set_disabled(office.run / "users.json", "likai")
    assert _until(lambda: not _runs(pid), 30), "会话没有结束"
    assert "/hub/login" in person.ask("/hub/home").path and person.sign_in().status == 403
    gone = person.ask("/user/likai/")
    assert gone.status == 503 or "/hub/login" in gone.path, gone.path  # 503 while the proxy takes the address away
    assert _until(lambda: "/hub/login" in person.ask("/user/likai/").path, 30)


def test_another_post_ends_the_session_started_for_the_old_one(
    newcomer: Callable[[str, str], Person], office: RunningOffice
) -> None:
    person = newcomer("huangang", "wb-leader")
    person.start()
    pid = office.session_pid("huangang")
    set_group(office.run / "users.json", "huangang", "wb-audit")
    assert _until(lambda: not _runs(pid), 30)
    assert "审计" in person.start().text and office.session_pid("huangang") != pid


def test_signing_out_ends_the_cookies(newcomer: Callable[[str, str], Person]) -> None:
    person = newcomer("tuichu", "wb-leader")
    person.start()
    kept = list(person.jar)
    assert person.ask("/user/tuichu/logout").path == "/hub/login"
    again = Person(person.address, jar=http.cookiejar.CookieJar())
    for cookie in kept:
        if cookie.path == "/hub/":
            again.jar.set_cookie(cookie)
    assert "/hub/login" in again.ask("/user/tuichu/").path or again.ask("/hub/home").path == "/hub/login"


def _others(mode: int) -> int:
    return stat.S_IMODE(mode) & 0o077


def _plain(text: str, name: str) -> str:
    return re.sub(r'(_xsrf" value=|xsrf_token: )"[^"]*"', "", text.replace(name, "NAME"))


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").split()[2] != "Z"
    except OSError:
        return False


def _until(holds: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if holds():
            return True
        time.sleep(0.2)
    return False
