"""Sessions as processes (会话进程): one operating-system account each; ended when the account's post is no longer what it was."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from jupyterhub.spawner import LocalProcessSpawner  # type: ignore[import-untyped]
from traitlets import Any as AnyTrait

from workbench.office_server.authenticator import account_now
from workbench.office_server.options import HubOptions
from workbench.office_server.posts import Post, PostError, post_of
from workbench.office_server.spawning import BOARDS, CHOOSES, LAB, launch_of

FORM: Final = """<fieldset class="choose"><legend>打开什么</legend>
<label><input type="radio" name="open" value="boards" checked> <b>看板</b><span>日常办理：研判、会商、督办、清查</span></label>
<label><input type="radio" name="open" value="lab"> <b>JupyterLab</b><span>编写笔记本、批量分析；要换回看板，先在“首页”停止</span></label>
</fieldset>"""


class NotStarted(Exception):
    """A session that may not be started (不能启动); the hub's page shows the sentence."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.jupyterhub_message = sentence


class OfficeSpawner(LocalProcessSpawner):  # type: ignore[misc]
    """Starts what the account's post has, as that account; nothing of it can be said by the user but `open`."""

    office = AnyTrait(help="HubOptions").tag(config=True)
    _ending = False

    async def start(self) -> Any:
        post, unit = self._post_now()
        launch = launch_of(self.user.name, post, unit, str(self.user_options.get("open", BOARDS)), self._options)
        self.cmd, self.args = list(launch.command), [*launch.arguments, *self.more_arguments(launch.default_url)]
        self.environment, self.default_url = dict(launch.environment), launch.default_url
        return await super().start()

    async def poll(self) -> int | None:
        """None while it runs. A session whose account is shut out or has another post now is ended here."""
        status: int | None = await super().poll()
        if status is None and self.pid and not self._ending and not self._is_still_right():
            self.log.warning("账户 %s 已停用或角色已变，结束其会话", self.user.name)
            self._ending = True  # stopping asks again whether it runs
            try:
                await self.stop(now=True)
            finally:
                self._ending = False
            return 0
        return status

    def get_env(self) -> dict[str, str]:
        """As ever, and a folder of the account's own for the session's log: nobody but analysts writes in the office's."""
        env: dict[str, str] = super().get_env()
        return {**env, "WORKBENCH_STATE": str(Path(env["HOME"]) / ".workbench")}

    def get_state(self) -> dict[str, Any]:
        return {**super().get_state(), "group": self.environment.get("WORKBENCH_ROLES", ""), "unit": self._unit_told()}

    def load_state(self, state: dict[str, Any]) -> None:
        super().load_state(state)
        self.environment = {"WORKBENCH_ROLES": state.get("group", ""), "WORKBENCH_UNIT": state.get("unit", "")}

    def more_arguments(self, default_url: str) -> list[str]:
        """Arguments a special kind of spawner adds."""
        return []

    # --- who this is now ------------------------------------------------------------------------------------------

    @property
    def _options(self) -> HubOptions:
        if not isinstance(self.office, HubOptions):
            raise NotStarted("服务器没有配置好（OfficeSpawner.office）；请联系管理员")
        return self.office

    def _post_now(self) -> tuple[Post, str]:
        known = account_now(self.user.authenticator, self.user)
        if known is None:
            raise NotStarted(f"账户“{self.user.name}”已停用；请联系管理员")
        groups, unit = known
        try:
            return post_of(self.user.name, groups, self._options.group_names), unit
        except PostError as error:
            raise NotStarted(str(error)) from None

    def _unit_told(self) -> str:
        return str(self.environment.get("WORKBENCH_UNIT", ""))

    def _is_still_right(self) -> bool:
        try:
            post, unit = self._post_now()
        except NotStarted:
            return False
        told = self.environment.get("WORKBENCH_ROLES")
        wanted = unit or self._options.units.get(post.unit, post.unit)
        return told in (None, json.dumps([post.role.value])) and self._unit_told() == wanted


def form_of(spawner: OfficeSpawner) -> str:
    """`options_form`: the choice between dashboards and Lab for those who have it; for others no page is shown."""
    try:
        post, _ = spawner._post_now()
    except NotStarted:
        return ""
    return FORM if post.role in CHOOSES else ""


def wish_of(form: Mapping[str, Any]) -> dict[str, str]:
    """`options_from_form`: what was chosen, and nothing else of what was sent."""
    wish = (form.get("open") or [BOARDS])[0]
    return {"open": wish if wish in (BOARDS, LAB) else BOARDS}


class DemoSpawner(OfficeSpawner):
    """For the demonstration: every session under the account that runs the hub. Roles are presentation only then."""

    def make_preexec_fn(self, name: str) -> Callable[[], None]:
        return lambda: None

    def user_env(self, env: dict[str, str]) -> dict[str, str]:
        """A home of the session's own below the hub's folder."""
        home = self._options.run / "homes" / self.user.name
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        return {**env, "USER": self.user.name, "HOME": str(home)}

    def more_arguments(self, default_url: str) -> list[str]:
        return ["--allow-root"] if default_url == "/lab" and os.geteuid() == 0 else []
