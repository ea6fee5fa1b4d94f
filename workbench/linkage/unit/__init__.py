"""Units (单位): a register with validity dates, written names taken apart, names of one organ found, succession by date."""

from workbench.linkage.unit.link import UnitAlias, UnitNames, plain_unit, propose_units, unit_names
from workbench.linkage.unit.register import UnitEntry, UnitRegister

__all__ = ["UnitAlias", "UnitEntry", "UnitNames", "UnitRegister", "plain_unit", "propose_units", "unit_names"]
