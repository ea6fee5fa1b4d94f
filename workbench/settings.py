"""Every path and switch of the office (设置), typed: environment WORKBENCH_* over `office.toml` in home over these defaults."""

from __future__ import annotations

import hashlib
import os
import re
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal, Self

from pydantic import BaseModel, Field, model_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

from workbench.domain.roles import Role, Viewer

OFFICE_FILE = "office.toml"
"""The office's own settings, in its home folder."""


VIEWS: Final = "views"
"""Folder in home: what audiences may read that may not read the office's own editions, a folder for each."""

_WHOLE: Final = (Role.ANALYST, Role.DIRECTOR, Role.LEADER, Role.DISCIPLINE, Role.AUDITOR)
_NARROW: Final = {Role.MEMBER: "member", Role.STATISTICIAN: "statistics", Role.RESEARCHER: "researcher"}
_PLAIN: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,19}")


def unit_slug(unit: str) -> str:
    """A unit's name as folders and system groups have it: a short plain name as it is, else ten signs of its digest."""
    plain = unit.strip()
    return plain if _PLAIN.fullmatch(plain) else hashlib.sha256(plain.encode()).hexdigest()[:10]


def view_name(viewer: Viewer) -> str:
    """The view a viewer's session reads; "" is the office's own editions. Of several roles the widest counts.

    Nothing is ever published for a researcher here: research has an edition of its own (`export_research`).
    """
    if viewer.is_any(*_WHOLE):
        return ""
    if viewer.is_any(Role.UNIT):
        return f"unit-{unit_slug(viewer.unit)}"
    return next((name for role, name in _NARROW.items() if viewer.is_any(role)), "researcher")


class Target(BaseModel, frozen=True):
    """What share of a batch must be resolved by a day (节点); 100 is all."""

    day: date
    percent: int = Field(ge=0, le=100)


class Cohort(BaseModel, frozen=True):
    """Matters with targets of their own in a campaign (批次): those whose ledger rows carry one of `batches`."""

    id: str
    name: str = ""
    batches: tuple[str, ...] = Field(min_length=1)
    targets: tuple[Target, ...] = ()

    @property
    def title(self) -> str:
        return self.name or self.id


class Phase(BaseModel, frozen=True):
    """A stage of a campaign (阶段), both days included, and what is to be done in it."""

    name: str
    first: date
    last: date
    tasks: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.last < self.first:
            raise ValueError(f"阶段“{self.name}”起止倒置：{self.first} 至 {self.last}；请改正 office.toml")
        return self


class Campaign(BaseModel, frozen=True):
    """A special campaign (专项行动): cohorts with their targets, phases, and the paper it rests on (source).

    A campaign of one batch is written with `batch` and `targets`, which then are its only cohort; one with cohorts has
    those of its first cohort as `batch` and `targets`. It may have none: then there is nothing to count, and that is said.
    """

    name: str
    batch: str = ""
    targets: tuple[Target, ...] = ()
    cohorts: tuple[Cohort, ...] = ()
    phases: tuple[Phase, ...] = ()
    source: str = ""

    @model_validator(mode="before")
    @classmethod
    def _both_ways(cls, given: Any) -> Any:
        """One batch becomes the only cohort; the first cohort is what `batch` and `targets` say."""
        if not isinstance(given, dict):
            return given
        if given.get("cohorts"):
            first = Cohort.model_validate(given["cohorts"][0])
            stated = tuple(Target.model_validate(one) for one in given.get("targets") or first.targets)
            if (given.get("batch") or first.batches[0]) != first.batches[0] or stated != first.targets:
                raise ValueError(
                    f"专项“{given.get('name')}”已按批次分列（cohorts），不要再写 batch、targets；请把它们移入各批次"
                )
            return {**given, "batch": first.batches[0], "targets": first.targets}
        if batch := given.get("batch"):
            return {**given, "cohorts": ({"id": batch, "batches": (batch,), "targets": given.get("targets", ())},)}
        return given

    @model_validator(mode="after")
    def _apart(self) -> Self:
        """A batch is counted in one cohort, and a cohort is named once."""
        ids = [one.id for one in self.cohorts]
        batches = [batch for one in self.cohorts for batch in one.batches]
        for names, what in ((ids, "批次编号"), (batches, "台账批次")):
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise ValueError(f"专项“{self.name}”的{what}“{'、'.join(twice)}”写了两次；一批只能算在一处")
        return self

    @property
    def batches(self) -> tuple[str, ...]:
        """Every batch of the ledger that belongs to it."""
        return tuple(batch for one in self.cohorts for batch in one.batches)


class Settings(BaseSettings):
    """Read once at the start of a command or kernel; `Settings(home=…)` in tests."""

    model_config = SettingsConfigDict(env_prefix="WORKBENCH_", frozen=True, extra="forbid")

    home: Path = Field(Path("data/private"), description="the office's own folder: database, editions, keys")
    database: str = Field("", description="SQLAlchemy URL; empty: SQLite file in home")
    keys_dir: Path | None = Field(
        None, description="folder of the master key and of keys that open accusations; empty: keys in home"
    )
    actor: str = Field("本机用户", description="who is recorded on events made from this session")
    roles: tuple[Role, ...] = Field(
        (Role.ANALYST, Role.DIRECTOR), description="what this session's user is; set by the hub on an office server"
    )
    unit: str = Field("", description="the unit a 责任单位 or 成员单位 account belongs to")
    share_group: str = Field(
        "", description="office server: the system group whose accounts share this home; empty: one account alone"
    )
    as_of: date | None = Field(None, description="the day every count is made for; empty: today")
    office_place: str = Field("", description="division code of the county this office serves")
    divisions_extra: Path | None = Field(
        None,
        description="CSV code,name,start,end of places beside the national table; empty: divisions.csv in home, if there",
    )
    calendar_extra: Path | None = Field(
        None, description="CSV 日期,名称,类型 of holidays; empty: calendar.csv in home, if there"
    )
    comparing_level: Literal["省", "市", "县", "乡"] = Field("县", description="level at which places are compared")
    separation_definition: Literal["R≠I", "H≠I"] = Field(
        "R≠I", description="人事分离 against 常住地 (default) or 户籍地"
    )
    done_event: Literal["意见书日期", "送达日期"] = Field("意见书日期", description="which day ends the 60-day clock")
    clock_profile: Literal["", "浙江", "山东", "北京", "河南", "上海"] = Field(
        "", description="local regulation whose time limits apply beside the national ones; empty: none"
    )
    satisfaction_required: bool = Field(False, description="local rule: no 销号 while the petitioner disagrees")
    import_memory_mb: int = Field(2048, description="memory limit of the file reader's process")
    import_seconds: int = Field(300, description="time limit of the file reader's process")
    campaigns: tuple[Campaign, ...] = Field(
        (), description="[[campaigns]] of office.toml: name, source, cohorts, phases; or batch and targets"
    )
    port: int = 8866

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        chosen = init_settings()
        home = Path(chosen.get("home") or os.environ.get("WORKBENCH_HOME") or settings_cls.model_fields["home"].default)
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, home / OFFICE_FILE)

    @property
    def viewer(self) -> Viewer:
        """Who is at the workbench in this session (使用人)."""
        return Viewer(self.actor, self.roles, self.unit)

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.home / 'workbench.sqlite'}"

    @property
    def master_keys(self) -> Path:
        """Where keys lie that open other keys (主密钥): apart from the data on an office server."""
        return self.keys_dir or self.home / "keys"

    @property
    def editions(self) -> Path:
        """Where this session reads editions: the office's, or the narrowed ones of its role's view (视图)."""
        name = view_name(self.viewer)
        return self.home / VIEWS / name / "editions" if name else self.whole_editions

    @property
    def whole_editions(self) -> Path:
        """Where the office publishes: editions of everything, which views are cut from."""
        return self.home / "editions"

    @property
    def today(self) -> date:
        return self.as_of or date.today()
