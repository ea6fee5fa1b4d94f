"""Who is asking (身份): one token, kept in an HttpOnly cookie that no other site can send."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Any, Final

from jupyter_server.auth.identity import PasswordIdentityProvider, User

SHORTEST_TOKEN: Final = 12


def checked_token(token: str | None) -> str:
    """The token to serve with: a new random one for None; ValueError for an empty or short one."""
    if token is None:
        return secrets.token_hex(24)
    if len(token) < SHORTEST_TOKEN:
        raise ValueError(
            f"拒绝启动：口令至少要 {SHORTEST_TOKEN} 个字符（现为 {len(token)} 个）；不写 --token 则自动生成一个"
        )
    return token


def cookie_secret(token: str) -> bytes:
    """Key that signs cookies: the same for the same token, so that a restart does not log people out."""
    return hmac.digest(token.encode(), b"workbench cookie", hashlib.sha256)


class OneUser(PasswordIdentityProvider):
    """The person at this machine. Nobody is let in without the token, and it cannot be changed here."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.allow_password_change = False
        self.cookie_options = {"httponly": True, "samesite": "Strict"}
        if not self.token:
            raise ValueError("拒绝启动：没有口令")

    def generate_anonymous_user(self, handler: Any) -> User:
        """Whoever knows the token is the user of this machine; no name is invented for them."""
        return User(username="local", name="本机用户", display_name="本机用户")
