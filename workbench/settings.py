"""Every path and switch of the office (设置), typed: environment WORKBENCH_* over `office.toml` in home over these defaults."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

OFFICE_FILE = "office.toml"
"""The office's own settings, in its home folder."""


class Target(BaseModel, frozen=True):
    """What share of a batch must be resolved by a day (节点); 100 is all."""

    day: date
    percent: int = Field(ge=0, le=100)


class Campaign(BaseModel, frozen=True):
    """A special campaign (专项行动): the batch its matters carry in the ledger, and its targets."""

    batch: str
    name: str
    targets: tuple[Target, ...] = ()


class Settings(BaseSettings):
    """Read once at the start of a command or kernel; `Settings(home=…)` in tests."""

    model_config = SettingsConfigDict(env_prefix="WORKBENCH_", frozen=True, extra="forbid")

    home: Path = Field(Path("data/private"), description="the office's own folder: database, editions, keys")
    database: str = Field("", description="SQLAlchemy URL; empty: SQLite file in home")
    actor: str = Field("本机用户", description="who is recorded on events made from this session")
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
    campaigns: tuple[Campaign, ...] = Field((), description="[[campaigns]] of office.toml: batch, name, targets")
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
    def database_url(self) -> str:
        return self.database or f"sqlite:///{self.home / 'workbench.sqlite'}"

    @property
    def editions(self) -> Path:
        return self.home / "editions"

    @property
    def today(self) -> date:
        return self.as_of or date.today()
