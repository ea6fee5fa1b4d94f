"""What went wrong in the store, told to the person: what happened and what to do next; never a row's values."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import exc

from workbench.domain.events import Event


class StoreError(RuntimeError):
    """The record of truth (记录库) could not do what was asked; nothing of it was kept."""


class ChangedMeanwhile(StoreError):
    """The same thing was written on since it was looked at (已有新登记); `events` are those, oldest first."""

    def __init__(self, events: Sequence[Event]) -> None:
        self.events = tuple(events)
        told = "；".join(_told(event) for event in self.events[:3])
        more = f"等 {len(self.events)} 条" if len(self.events) > 3 else ""
        super().__init__(f"您打开之后已有新登记：{told}{more}。您填写的内容尚未保存；请先看过新登记，再决定是否提交。")


def _told(event: Event) -> str:
    what = event.payload.get("kind") or event.kind.value
    return f"{event.actor} 于 {event.at:%Y-%m-%d %H:%M} 登记“{what}”"


class NoEdition(StoreError):
    """No edition (数据版本) has been published yet."""


_CASES = (
    (("database or disk is full", "disk full", "disk_full", "no space left", "could not extend file"),
     "磁盘已满，本次写入已全部撤回，库里仍是写入前的样子；请清理磁盘空间后重试"),
    (("database is locked", "database table is locked", "lock_timeout", "lock timeout"),
     "数据库正被别的程序占用，等了 30 秒仍不能写入；请稍后重试，或先结束正在进行的导入"),
    (("attempt to write a readonly", "readonly database", "permission denied", "unable to open database"),
     "没有数据库文件或文件夹的读写权限；请核对路径与权限（文件 0600，文件夹 0700）"),
    (("file is not a database", "database disk image is malformed"),
     "数据库文件已损坏，或不是本工作台的数据库；请用最近的备份恢复，不要继续写入"),
    (("经办人须为本人",), "办公服务器上只能以自己的账户登记；请不要另写经办人（--actor、WORKBENCH_ACTOR），未登记"),
    (("只增不改",), "记录库只增不改，不允许修改或删除已有内容；要更正请登记一个新的事件"),
    (("connection refused", "could not connect", "connection failed", "could not translate host", "server closed",
      "is the server running"),
     "连不上数据库服务器；请核对 WORKBENCH_DATABASE 中的地址与端口，并确认数据库已启动"),
    (("authentication failed", "no password supplied"), "数据库用户名或密码不对；请核对 WORKBENCH_DATABASE"),
    (("disk i/o error",), "读写磁盘出错，本次写入已全部撤回；请检查磁盘后重试"),
)  # fmt: skip


def explain(error: BaseException, doing: str) -> StoreError:
    """A StoreError for a database error while `doing`; raise it `from None`, since drivers quote the row they failed on."""
    cause = error.orig if isinstance(error, exc.DBAPIError) and error.orig is not None else error
    said = str(cause).lower()
    for signs, sentence in _CASES:
        if any(sign in said for sign in signs):
            return StoreError(f"{doing}：{sentence}。")
    code = getattr(cause, "sqlite_errorname", "") or getattr(cause, "sqlstate", "") or ""
    return StoreError(
        f"{doing}：数据库报错（{type(cause).__name__} {code}），本次写入已全部撤回；请把这句话交给管理员。"
    )
