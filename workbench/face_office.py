"""The public face, keeping the office (办公室管理): who may do what, the trail, views, backups and health."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from workbench.domain.roles import Allowed, DataKind, Grant
from workbench.store.audit_check import Verified
from workbench.usecases import audit_trail, gate
from workbench.usecases.office import Office

if TYPE_CHECKING:
    from workbench.usecases.backup import Backup
    from workbench.usecases.doctor import Health
    from workbench.usecases.publish_views import Published


class Keeping:
    """What keeps an office in order; mixed into `Workbench`."""

    office: Office

    def may(self, kind: DataKind | str, matter: str = "", *, write: bool = False) -> Grant:
        """This session's grant on a kind of data, of a matter or of none in particular; AccessDenied, kept in the trail."""
        return gate.require(self.office, DataKind(kind), Allowed.WRITE if write else Allowed.READ, matter)

    def audit(
        self, act: str = "", actor: str = "", day: date | None = None, *, last: int | None = None
    ) -> pd.DataFrame:
        """The audit trail, oldest first: who did what, when, in which role and for what purpose."""
        found = audit_trail.entries(self.office, act=act, actor=actor, day=day, last=last)
        shown = ("seq", "at", "actor", "role", "act", "object", "subject", "purpose", "detail")
        return pd.DataFrame([{name: getattr(one, name) for name in shown} for one in found], columns=list(shown))

    def verify_audit(self) -> Verified:
        """Whether the trail and the events it anchors are whole; what is broken first, if not."""
        return audit_trail.verify(self.office)

    def health(self) -> Health:
        """Every check of `workbench doctor`: what, where, and what to do."""
        from workbench.usecases.doctor import look_over_all

        return look_over_all(self.office)

    def backup(self, to: str | Path) -> Backup:
        """Put the office aside into a new folder below `to`, while others work; `workbench restore` brings it back."""
        from workbench.usecases.backup import backup

        return backup(self.office, Path(to))

    def publish_views(self) -> tuple[Published, ...]:
        """Cut the views `home/views.toml` asks for (units, 成员单位, 统计) from the edition in force."""
        from workbench.usecases.publish_views import publish_views

        return publish_views(self.office)
