"""Write workbench/reports/templates: the shipped Word templates, from code (`reports/build_templates.py`)."""

from __future__ import annotations

from workbench.reports.build_templates import write_all

if __name__ == "__main__":
    for file in write_all():
        print(file)
