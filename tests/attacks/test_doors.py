"""Doors of the embedded server (入口): hosts, paths, overrides, forms, headers and errors, tried on the running thing."""

from __future__ import annotations

import http.client
import re
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.attacks.conftest import SERVING
from tests.browser import Served
from workbench.serving.headers import CONTENT_SECURITY_POLICY, HEADERS

SECRET = "M-" + "SECRET"
HOSTS = (
    "evil.example", "192.0.2.7", "localhost.evil.example", "127.0.0.1.evil.example", "127.0.0.1@evil.example", "[::ffff:192.0.2.7]",
    "0.0.0.0", "127.1", "2130706433", "localhost.", "evil.example:{port}", "127.0.0.1 evil.example",
)  # fmt: skip
TRAVERSALS = tuple(
    prefix + tail
    for prefix in ("/voila/render/", "/workbench/static/", "/voila/static/", "/voila/templates/", "/voila/labextensions/",
                   "/voila/api/themes/", "/voila/files/", "/static/")
    for tail in ("../../../../etc/passwd", "..%2f..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/etc/passwd", "..%252f..%252fetc%252fpasswd",
                 "....//....//etc/passwd", "/etc/passwd", "%2fetc%2fpasswd", "..\\..\\etc\\passwd", "lab/../../../../etc/passwd",
                 "probe.ipynb/../conftest.py", "probe.ipynb%00.css", "~root/.bashrc", "file:///etc/passwd")
)  # fmt: skip
ADDRESSES = (
    "/", "/login", "/logout", "/nowhere", "/voila/render/probe.ipynb", "/voila/render/broken.ipynb", "/voila/render/none.ipynb",
    "/voila/files/x", "/voila/static/voila.js", "/workbench/static/page.css", "/workbench/static/none.css", "/api/kernels",
    "/api/kernels/00000000-0000-0000-0000-000000000000", "/voila/api/shutdown/00000000-0000-0000-0000-000000000000",
    "/voila/templates/lab/static/index.css", "/%00", "/voila/render/%ff%fe", "/api", "/api/status", "/api/sessions",
    "/api/terminals", "/terminals/1", "/lab", "/tree", "/metrics", "/voila/preheat", "/hub/login",
)  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with Served(SERVING, tmp_path_factory.mktemp("doors")) as running:
        yield running


def raw(server: Served, request: str) -> tuple[int, dict[str, str], str]:
    """A request as bytes, for what no library would send."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(request.encode("latin-1"))
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        return (
            answer.status,
            {name.lower(): value for name, value in answer.getheaders()},
            answer.read().decode("utf-8", "replace"),
        )


def asked(server: Served, method: str, path: str, host: str = "") -> tuple[int, dict[str, str], str]:
    """A request with the right token, by any method, path and host."""
    named = host or f"127.0.0.1:{server.port}"
    head = (
        f"{method} {path} HTTP/1.1\r\nHost: {named}\r\nAuthorization: token {server.token}\r\nConnection: close\r\n\r\n"
    )
    return raw(server, head)


@pytest.mark.parametrize(
    "path", ["/", "/login", "/voila/static/voila.js", "/api/kernels/00000000-0000-0000-0000-000000000000"]
)
def test_a_foreign_host_is_refused(server: Served, path: str) -> None:
    for host in HOSTS:
        status, _, text = asked(server, "GET", path, host.format(port=server.port))
        assert status in {400, 403} and "kernelId" not in text, host


def test_no_path_leads_out_of_the_folder(server: Served) -> None:
    wrong = []
    for path in TRAVERSALS:
        status, _, text = asked(server, "GET", path)
        if status not in {400, 403, 404, 405} or "root:" in text or "import pytest" in text:
            wrong.append((path, status))
    assert len(TRAVERSALS) > 100 and wrong == []


@pytest.mark.parametrize("token", [True, False], ids=["known", "stranger"])
def test_every_answer_carries_the_policy(server: Served, token: bool) -> None:
    for address in ADDRESSES:
        answer = server.get(address, token=token)
        told = {name.lower(): value for name, value in answer.headers.items()}
        for name, value in HEADERS.items():  # the kernels' own answers add a stricter word behind the policy
            assert told[name.lower()].startswith(value), (address, name, answer.status)
        assert "Traceback" not in answer.text and "Tornado" not in told["server"], address
        assert token or answer.status in {302, 400, 403, 404} or address in {"/login", "/logout"}, address


@pytest.mark.parametrize("address", ["/", "/voila/render/probe.ipynb", "/nowhere", "/workbench/static/page.css"])
def test_other_methods_do_nothing_and_carry_the_policy(server: Served, address: str) -> None:
    for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "BREW"):
        status, headers, text = asked(server, method, address)
        assert status >= 400 and "kernelId" not in text, method
        assert headers["content-security-policy"].startswith(CONTENT_SECURITY_POLICY), method


@pytest.mark.parametrize(
    "query",
    [
        'theme="><script>window.__hit=1</script>&template=reveal&voila_template=../../x',
        "theme=../../../etc&kernel_name=bash&preheat=1&show_tracebacks=1&enable_nbextensions=1",
    ],
)
def test_nothing_of_the_address_changes_how_a_page_is_made(server: Served, query: str) -> None:
    text = server.get(f"/voila/render/probe.ipynb?{query}").text
    assert "theme-light" in text and "templates/reveal" not in text and "<script>window.__hit" not in text


def test_login_wants_its_form_token(server: Served) -> None:
    body = f"password={server.token}"
    head = (
        f"POST /login HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n"
    )
    foreign = "Origin: http://evil.example\r\nCookie: _xsrf=x\r\n"
    for forged in ("", foreign, f"Origin: {server.url}\r\nCookie: _xsrf=x\r\n"):
        status, headers, _ = raw(server, f"{head}{forged}\r\n{body}")
        assert status in {403, 404} and "username" not in headers.get("set-cookie", "")


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_login_leads_nowhere_else(server: Served, target: str) -> None:
    answer = server.get(f"/login?next={target}")
    assert re.match(r"/(?![/\\])", answer.headers.get("Location", "/"))
    assert not re.search(r'(href|action)="(//|https?://|javascript:)', answer.text)


def test_the_token_and_the_question_are_in_no_log_and_no_referrer(server: Served) -> None:
    answer = server.get(f"/voila/render/probe.ipynb?matter={SECRET}&token={server.token}", token=False)
    assert answer.status == 302 and server.token not in answer.headers["Location"]
    server.get(f"/nowhere/{SECRET}?token={server.token}", token=False)
    server.get(f"/voila/render/{SECRET}.ipynb")
    logged = (server.home / "logs" / "server.jsonl").read_text(encoding="utf-8")
    assert server.token not in server.log and server.token not in logged
    assert SECRET not in logged
    assert HEADERS["Referrer-Policy"] == "same-origin"


def test_nothing_of_the_server_can_be_read_by_others(server: Served) -> None:
    folders = [server.home / "logs", server.home / "run"]
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}
    command = Path(f"/proc/{server.process.pid}/cmdline").read_bytes()
    assert server.token.encode() not in command  # other accounts see a process's command line


def test_a_flood_of_headers_and_a_huge_address_are_refused(server: Served) -> None:
    for request in (
        f"GET /{'a' * 200_000} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n",
        f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
        + "".join(f"X-{n}: {'b' * 100}\r\n" for n in range(2000))
        + "\r\n",
    ):
        try:
            status, _, _ = raw(server, request)
        except (ConnectionError, http.client.HTTPException):
            status = 0  # hung up on
        assert status in {0, 400, 414, 431}
    assert server.get("/").status == 200


def test_cookies_of_one_server_do_not_open_another(server: Served, tmp_path: Path) -> None:
    cookie = server.get(f"/?token={server.token}", token=False).headers["Set-Cookie"].split(";")[0]
    with Served(SERVING, tmp_path) as other:
        answer = other.get("/", token=False, headers={"Cookie": cookie.replace(str(server.port), str(other.port))})
        assert answer.status == 302 and "/login" in answer.headers["Location"]
