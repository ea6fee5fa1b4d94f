"""What every dashboard needs, loaded ahead of the page (预先载入): modules only, no office and no data."""

from __future__ import annotations

import workbench.apps.case.view
import workbench.apps.meeting.view
import workbench.apps.overview.view
import workbench.apps.sweep.view
import workbench.store.store
import workbench.usecases.derive  # noqa: F401
