"""A process of its own that enters into the audit trail: `audit_writer.py URL NAME COUNT`; run by test_audit."""

from __future__ import annotations

import sys

from workbench.store import open_store
from workbench.store.audit import Deed, append

if __name__ == "__main__":
    url, name, count = sys.argv[1:]
    with open_store(url) as store:
        print("ready", flush=True)
        sys.stdin.readline()
        for number in range(int(count)):
            append(store.engine, Deed("2026-11-22T09:00:00+08:00", name, "analyst", "导出", "案情与期限", str(number)))
