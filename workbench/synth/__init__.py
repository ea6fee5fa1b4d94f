"""Invented petitioners, units, ledgers and faults, with the truth kept (虚构县). No real person is in it.

`make_county` makes a county, `write_workbooks` its files, `wide_workbook` a large ledger to measure with.
"""

from workbench.synth.county import make_county
from workbench.synth.model import County
from workbench.synth.places import HOME, OFFICE, table_path
from workbench.synth.surge import write_surge
from workbench.synth.wide import wide_workbook
from workbench.synth.workbook import write_workbooks

__all__ = ["HOME", "OFFICE", "County", "make_county", "table_path", "wide_workbook", "write_surge", "write_workbooks"]
