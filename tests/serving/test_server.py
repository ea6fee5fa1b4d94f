"""Who gets in, what is answered to whom, and what is not there at all."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest

from tests.browser import Served
from workbench.serving.headers import CONTENT_SECURITY_POLICY
from workbench.serving.server import environment_of, serve
from workbench.settings import Settings

PAGES = ("/", "/voila/render/probe.ipynb", "/voila/render/none.ipynb", "/nowhere")
FILES = (
    "/workbench/static/voila-bundle.js",
    "/workbench/static/plotly.min.js",
    "/workbench/static/page.css",
    "/voila/static/voila.js",
    "/voila/templates/lab/static/index.css",
    "/voila/labextensions/anywidget/package.json",
    "/voila/api/themes/@jupyterlab/theme-light-extension/index.css",
)


@pytest.mark.parametrize("path", PAGES)
def test_pages_without_token_lead_to_the_login_page(server: Served, path: str) -> None:
    answer = server.get(path, token=False)
    assert answer.status == 302 and answer.headers["Location"].startswith("/login")


@pytest.mark.parametrize("path", FILES)
def test_files_without_token_are_refused(server: Served, path: str) -> None:
    assert server.get(path, token=False).status == 403


@pytest.mark.parametrize("path", FILES[:6])
def test_files_are_served_with_the_token(server: Served, path: str) -> None:
    answer = server.get(path)
    assert answer.status == 200 and answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY


def test_assets_may_be_kept(server: Served) -> None:
    assert server.get("/workbench/static/plotly.min.js?v=1").headers["Cache-Control"] == "private, max-age=604800"
    assert server.get("/voila/static/voila.js").headers["Cache-Control"] == "private, max-age=3600"


@pytest.mark.parametrize("path", [*PAGES, *FILES, "/login"])
@pytest.mark.parametrize("host", ["evil.example", "192.0.2.7", "localhost.evil.example"])
def test_foreign_host_is_refused(server: Served, path: str, host: str) -> None:
    assert server.get(path, headers={"Host": f"{host}:{server.port}"}).status == 403


@pytest.mark.parametrize(
    "path",
    [
        "/voila/files/probe.ipynb",
        "/voila/files/../../pyproject.toml",
        "/voila/tree",
        "/voila/api/contents",
        "/voila/query/00000000-0000-0000-0000-000000000000",
        "/api/kernels",
        "/api/contents",
        "/voila/render/../conftest.py",
        "/voila/render/..%2Fconftest.py",
        "/voila/render/probe.py",
        "/workbench/static/../theme.py",
        "/workbench/static/%2Fetc%2Fpasswd",
        "/workbench/static/none.js",
    ],
)
def test_what_is_not_there(server: Served, path: str) -> None:
    assert server.get(path).status == 404


@pytest.mark.parametrize("path", ["/", "/login", "/nowhere", "/workbench/static/plotly.min.js"])
def test_headers_on_every_answer(server: Served, path: str) -> None:
    headers = server.get(path, token=False).headers
    assert headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert (headers["X-Frame-Options"], headers["Referrer-Policy"]) == ("DENY", "same-origin")
    assert headers["X-Content-Type-Options"] == "nosniff"


def test_token_becomes_a_cookie_and_leaves_the_address(server: Served) -> None:
    answer = server.get(f"/voila/render/probe.ipynb?matter=M1&token={server.token}", token=False)
    assert (answer.status, answer.headers["Location"]) == (302, "/voila/render/probe.ipynb?matter=M1")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Strict" in cookie
    name = cookie.split(";")[0]
    assert server.get("/", token=False, headers={"Cookie": name}).status == 200


def test_wrong_token_stays_outside(server: Served) -> None:
    answer = server.get("/?token=" + "0" * 32, token=False)
    assert answer.status == 302 and "Set-Cookie" not in answer.headers


def test_landing_lists_the_dashboards_in_chinese(server: Served) -> None:
    text = server.get("/").text
    assert text.index("探测") < text.index("出错页") and "服务测试用" in text and 'lang="zh-CN"' in text


def test_theme_and_template_of_the_address_are_ignored(server: Served) -> None:
    text = server.get('/voila/render/probe.ipynb?template=reveal&theme="><script>window.__hit=1</script>').text
    assert "templates/reveal" not in text and "__hit=1</script>" not in text and "正在打开…" in text


def test_page_names_no_foreign_host_and_shows_no_source(server: Served) -> None:
    text = server.get("/voila/render/probe.ipynb").text
    assert re.findall(r"https?://(?!127\.0\.0\.1)[\w.]+", text) == []
    assert "os.environ" not in text and "on_click" not in text


def test_failing_cell_shows_a_notice_and_logs_only_its_kind(server: Served) -> None:
    text = server.get("/voila/render/broken.ipynb").text
    assert "没能做出来" in text and "第一格" in text
    assert "第三格" not in text and "Sanfeng" not in text and "ValueError" not in text
    assert "ValueError @ cell" in server.log and "Sanfeng" not in server.log


def test_kernel_cannot_be_deleted_and_beacon_must_come_from_here(server: Served) -> None:
    kernel = _kernel(server.get("/voila/render/probe.ipynb").text)
    address, beacon = f"/api/kernels/{kernel}", f"/voila/api/shutdown/{kernel}"
    assert server.get(address).status == 200
    assert server.get(address, method="DELETE").status == 405
    assert server.get(beacon, method="POST", headers={"Origin": "http://evil.example"}).status == 403
    cookie = server.get(f"/?token={server.token}", token=False).headers["Set-Cookie"].split(";")[0]
    own = {"Cookie": cookie, "Origin": server.url}
    assert server.get(beacon, token=False, method="POST", headers={"Cookie": cookie}).status == 403
    assert server.get(beacon, token=False, method="POST", headers=own).status == 204
    assert server.get(address).status == 404


def test_log_holds_no_token_and_no_query(server: Served) -> None:
    server.get(f"/nowhere?matter=M-SECRET&token={server.token}")
    assert server.token not in server.log and "M-SECRET" not in server.log and "/nowhere" in server.log


@pytest.mark.parametrize("token", ["", "short"])
def test_refuses_to_start_without_a_real_token(settings: Settings, tmp_path: Path, token: str) -> None:
    with pytest.raises(ValueError, match="拒绝启动"):
        serve(settings, tmp_path, 8866, token)


def test_says_what_is_missing_before_it_starts(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="找不到看板文件夹"):
        serve(settings, tmp_path / "none", 8866)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(ValueError, match="已被占用"):
            serve(settings, tmp_path, taken.getsockname()[1])


def test_listens_on_loopback_only(server: Served) -> None:
    with socket.socket() as outside:
        outside.settimeout(1)
        with pytest.raises(OSError):
            outside.connect((_own_address(), server.port))


def test_settings_reach_kernels_with_absolute_paths(settings: Settings) -> None:
    environment = environment_of(settings)
    assert environment["WORKBENCH_HOME"] == str(settings.home.resolve())
    assert (environment["WORKBENCH_ACTOR"], environment["WORKBENCH_AS_OF"]) == ("测试员", "2026-11-22")


def _kernel(text: str) -> str:
    found = re.search(r'"kernelId": "([\w-]+)"', text)
    assert found
    return found[1]


def _own_address() -> str:
    """An address of this machine that is not loopback; none is a skip."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("没有回环以外的网络地址")
        return str(probe.getsockname()[0])
