"""A browser without a screen: signs in at the hub with a password, keeps its cookies, follows redirects, opens sockets."""

from __future__ import annotations

import asyncio
import http.cookiejar
import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tornado.httpclient import HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect


@dataclass(frozen=True)
class Answer:
    status: int
    url: str
    headers: Mapping[str, str]
    text: str

    @property
    def path(self) -> str:
        return urllib.parse.urlsplit(self.url).path


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


@dataclass
class Person:
    """Somebody at a browser; without a name nobody has signed in."""

    address: str
    name: str = ""
    password: str = field(default="", repr=False)
    jar: http.cookiejar.CookieJar = field(default_factory=http.cookiejar.CookieJar, repr=False)

    def ask(
        self,
        path: str,
        *,
        method: str = "GET",
        data: Mapping[str, str] | bytes | None = None,
        headers: Mapping[str, str] | None = None,
        follow: bool = True,
        seconds: float = 90,
    ) -> Answer:
        """One request as a navigation; `path` may be a whole address."""
        sent = {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Site": "same-origin", **(headers or {})}
        body = urllib.parse.urlencode(data).encode() if isinstance(data, Mapping) else data
        if body is None and method in {"POST", "PUT", "PATCH"}:
            body = b""
        url = path if path.startswith("http") else self.address + path
        request = urllib.request.Request(url, data=body, headers=sent, method=method)
        handlers: list[Any] = [urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.jar)]
        opener = urllib.request.build_opener(*handlers, *([] if follow else [_Stay]))
        try:
            with opener.open(request, timeout=seconds) as reply:
                return Answer(reply.status, reply.url, reply.headers, reply.read().decode("utf-8", "replace"))
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.url or url, error.headers, error.read().decode("utf-8", "replace"))

    def form_token(self, path: str = "/hub/") -> str:
        return next((one.value or "" for one in self.jar if one.name == "_xsrf" and one.path == path), "")

    def cookies(self, path: str) -> str:
        """The Cookie header a browser would send to a path."""
        return "; ".join(f"{one.name}={one.value}" for one in self.jar if path.startswith(one.path))

    def sign_in(self, follow: bool = True) -> Answer:
        """Open the sign-in page and send name and password; what comes back."""
        self.ask("/hub/login")
        said = {"username": self.name, "password": self.password, "_xsrf": self.form_token()}
        return self.ask("/hub/login", method="POST", data=said, headers={"Origin": self.address}, follow=follow)

    def start(self, open_: str = "boards", seconds: float = 90) -> Answer:
        """Sign in and wait for the own session's first page (choosing where there is a choice)."""
        answer = self.sign_in()
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if answer.status == 200 and answer.path.startswith(f"/user/{self.name}/"):
                return answer
            if 'name="open"' in answer.text:
                chosen = {"open": open_, "_xsrf": self.form_token()}
                answer = self.ask(f"/hub/spawn/{self.name}?_xsrf={chosen['_xsrf']}", method="POST", data=chosen)
                continue
            time.sleep(0.4)
            ended = answer.status == 424  # the page that says the session has ended leads to a new one
            answer = self.ask(f"/hub/spawn/{self.name}" if ended else f"/user/{self.name}/")
        raise TimeoutError(f"{self.name}: {answer.status} {answer.url}\n{answer.text[:1500]}")

    def page(self, dashboard: str) -> Answer:
        return self.ask(f"/user/{self.name}/voila/render/{dashboard}.ipynb")

    def kernel_of(self, answer: Answer) -> str:
        found = re.search(r'"kernelId": "([\w-]+)"', answer.text)
        assert found, (answer.status, answer.url, answer.text[:800])
        return found[1]

    async def socket(self, kernel: str, account: str = "", origin: str = "") -> WebSocketClientConnection:
        """The websocket of a kernel, in `account`'s session (else the own), with this person's cookies."""
        path = f"/user/{account or self.name}/api/kernels/{kernel}/channels"
        headers = {"Cookie": self.cookies(path), "Origin": origin or self.address, "Sec-Fetch-Mode": "websocket"}
        return await websocket_connect(HTTPRequest(self.address.replace("http", "ws", 1) + path, headers=headers))


def message(kind: str, content: Mapping[str, Any], channel: str = "shell") -> str:
    """A kernel message as a browser would send it."""
    header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "username": "", "session": "s", "version": "5.3"}
    parts = {"header": header, "parent_header": {}, "metadata": {}, "content": content, "channel": channel}
    return json.dumps(parts)


async def hang_up(socket: WebSocketClientConnection) -> None:
    socket.close()
    while await socket.read_message() is not None:
        pass
    await asyncio.sleep(0.05)
