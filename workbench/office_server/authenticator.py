"""Sign-in against the office's own accounts (登录): argon2id, lock-out in words, groups from the same file."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jupyterhub.auth import Authenticator  # type: ignore[import-untyped]
from jupyterhub.handlers.login import LogoutHandler  # type: ignore[import-untyped]
from jupyterhub.utils import new_token  # type: ignore[import-untyped]
from tornado.web import HTTPError
from traitlets import Integer, Unicode, default

from workbench.office_server.accounts import Account, AccountError, is_right, read_accounts
from workbench.office_server.lockout import Lockout, in_words
from workbench.office_server.posts import PostError, post_of


class FileAuthenticator(Authenticator):  # type: ignore[misc]
    """Accounts in one file of the hub's (default of the office server)."""

    users_file = Unicode(help="账户文件（0600）").tag(config=True)
    free_tries = Integer(5, help="同一账户连续输错几次后开始锁定").tag(config=True)
    free_tries_address = Integer(20, help="同一地址连续输错几次后开始锁定").tag(config=True)
    first_wait = Integer(30, help="首次锁定秒数，以后每错一次加倍").tag(config=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.by_account = Lockout(self.free_tries, float(self.first_wait))
        self.by_address = Lockout(self.free_tries_address, float(self.first_wait))
        self._hashing = asyncio.Semaphore(
            2
        )  # each takes 64 MiB and a core; more at once would be a way to stop the hub

    @default("manage_groups")
    def _groups_are_ours(self) -> bool:
        return True

    def get_handlers(self, app: Any) -> list[tuple[str, type]]:
        return [("/logout", SignOut)]

    def accounts(self) -> dict[str, Account]:
        return read_accounts(Path(self.users_file))

    async def authenticate(self, handler: Any, data: Mapping[str, str]) -> dict[str, Any] | None:
        """The account's name and groups, or None; HTTPError 429 with a sentence while the account or address must wait."""
        name, address = data.get("username", "").casefold(), str(handler.request.remote_ip)
        account = self.accounts().get(name)
        async with self._hashing:
            self._refuse_if_waiting(
                name, address
            )  # here: a hundred tries sent at once are looked at one after the other
            right = await asyncio.to_thread(is_right, account, data.get("password", ""))
        if not right or account is None:
            self.by_account.failed(name)
            self.by_address.failed(address)
            self._refuse_if_waiting(name, address)
            return None
        self.by_account.passed(name)
        self.by_address.passed(address)
        return _model(account)

    async def refresh_user(self, user: Any, handler: Any = None, **kwargs: Any) -> dict[str, Any] | bool:
        """The account as it is now; False when it is gone or disabled, which ends its sign-in."""
        account = self.accounts().get(user.name)
        return _model(account) if account and not account.disabled else False

    def _refuse_if_waiting(self, name: str, address: str) -> None:
        for lock, who, what in ((self.by_account, name, "该账户"), (self.by_address, address, "本机地址")):
            seconds = lock.wait(who)
            if seconds > 0:
                self.log.warning("登录已锁定 %s 秒（%s）", math.ceil(seconds), what)
                raise HTTPError(429, f"{what}连续输错密码，已锁定；请 {in_words(seconds)}后再试，或联系管理员")


class SignOut(LogoutHandler):  # type: ignore[misc]
    """Signing out counts everywhere: a sign-in cookie somebody kept a copy of is worth nothing afterwards."""

    async def handle_logout(self) -> None:
        if user := self.current_user:
            user.orm_user.cookie_id = new_token()
            self.db.commit()


def _model(account: Account) -> dict[str, Any]:
    return {"name": account.name, "groups": [account.group]}


def one_post_only(names: Mapping[str, str]) -> Callable[[Any, Any, dict[str, Any]], dict[str, Any]]:
    """A `post_auth_hook`: nobody signs in whose groups give no role or two, whatever authenticator found them."""

    def check(authenticator: Any, handler: Any, model: dict[str, Any]) -> dict[str, Any]:
        try:
            post_of(model["name"], model.get("groups") or (), names)
        except PostError as error:
            authenticator.log.warning("拒绝登录：%s", error)
            raise HTTPError(403, str(error)) from None
        return model

    return check


def account_now(authenticator: Any, user: Any) -> tuple[tuple[str, ...], str] | None:
    """Groups and unit of a signed-in user at this moment: of the file where there is one, else as the hub last heard.

    None when the account may no longer be here.
    """
    if not isinstance(authenticator, FileAuthenticator):
        return tuple(group.name for group in user.groups), ""
    try:
        account = authenticator.accounts().get(user.name)
    except AccountError:
        return None
    return ((account.group,), account.unit) if account and not account.disabled else None
