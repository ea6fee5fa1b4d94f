"""Case Review Workbench (联席会议疑难信访事项研判工作台): what an analyst imports in a notebook.

import workbench
wb = workbench.Workbench.open("data/private/demo")
wb.import_ledger("某县台账.xlsx"); wb.publish()
wb.matters()
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from workbench.face import Workbench

__version__ = "0.1.0"
__all__ = ["Workbench", "__version__"]


def __getattr__(name: str) -> object:
    """`Workbench` on first use: a command that only prints its version should not wait for pandas."""
    if name == "Workbench":
        from workbench.face import Workbench

        return Workbench
    raise AttributeError(f"module 'workbench' has no attribute {name!r}")
