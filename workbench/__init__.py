"""Case Review Workbench (联席会议疑难信访事项研判工作台): what an analyst imports in a notebook.

import workbench
wb = workbench.Workbench.open("data/private/demo")
wb.import_ledger("某县台账.xlsx"); wb.publish()
wb.matters()
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbench.face import Workbench

__version__ = "0.1.0"
__all__ = ["Workbench", "__version__"]


def __getattr__(name: str) -> Any:
    """`Workbench` on first use: a command that only prints its version should not wait for pandas."""
    if name == "Workbench":
        return import_module("workbench.face").Workbench
    raise AttributeError(f"module 'workbench' has no attribute {name!r}")
