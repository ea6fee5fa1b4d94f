"""What an office says about its server (服务器设置): one TOML file, `hub.toml`, read by the hub and by `office check`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator


class HubOptionsError(ValueError):
    """`hub.toml` is missing or says something it may not (设置有误): the sentence names the line's key."""


class HubOptions(BaseModel):
    """Paths, ports and limits of one office server. Everything here is the administrator's; nothing comes from a user."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path = Field(description="本单位数据目录")
    run: Path = Field(description="服务器自己的目录（0700）：hub.sqlite、密钥、账户文件")
    dashboards: Path = Field(description="看板文件夹")
    notebooks: Path | None = Field(None, description="Lab 打开的文件夹；空为各人自己的主目录")
    research: Path | None = Field(None, description="研究人员的 Lab 打开的文件夹（研究版）；空为本人主目录")
    database: str = Field("", description="记录库地址；含 {account} 的，换成账户名。不得含密码")
    address: str = Field("http://127.0.0.1:8000", description="对外地址（代理监听）；前有 nginx 的仍写本机地址")
    hub_port: int = 8081
    proxy_api_port: int = 8001
    hosts: tuple[str, ...] = Field((), description="浏览器里会写的主机名；127.0.0.1 和 localhost 总是可以")
    behind_proxy: bool = Field(False, description="前面另有 nginx：客户端地址以它写的为准，Cookie 只走 HTTPS")
    authenticator: str = Field("", description="别的 JupyterHub 登录类（单点登录）；空为账户文件")
    group_names: dict[str, str] = Field({}, description="单点登录的组名 → 本系统组名")
    units: dict[str, str] = Field({}, description="单位简称（组名 wb-unit- 之后）→ 单位登记里的名称")
    own_accounts: bool = Field(True, description="各人用各人的系统账户；否为演示：全部用当前账户，角色只管显示")
    kernels: int = Field(8, description="每人同时打开的页面数")
    refresh_seconds: int = Field(60, description="多少秒核对一次账户是否仍有效")
    signed_in_hours: float = Field(12, description="登录有效小时数")
    idle_minutes: int = Field(120, description="多久无人使用就停掉该人的服务")

    @model_validator(mode="after")
    def _no_password(self) -> Self:
        if "@" in self.database and ":" in self.database.split("//", 1)[-1].split("@")[0]:
            raise ValueError("database 里有密码；请用本机套接字和系统账户认证（peer）")
        return self

    @property
    def users_file(self) -> Path:
        return self.run / "users.json"

    @property
    def every_host(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.hosts, "127.0.0.1", "localhost")))


def read_options(path: Path) -> HubOptions:
    """The options in a TOML file; HubOptionsError in words."""
    try:
        said: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
        return HubOptions(**said)
    except OSError as error:
        raise HubOptionsError(f"读不了服务器设置 {path}：{error.strerror}") from None
    except tomllib.TOMLDecodeError as error:
        raise HubOptionsError(f"服务器设置 {path} 写法有误：{error}") from None
    except ValidationError as error:
        wrong = "；".join(f"{'.'.join(map(str, one['loc']))}：{one['msg']}" for one in error.errors())
        raise HubOptionsError(f"服务器设置 {path} 有误：{wrong}") from None
