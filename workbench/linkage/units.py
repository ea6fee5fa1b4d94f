"""Units by name (单位名称): kept at its old path; see `workbench.linkage.unit`."""

from workbench.linkage.unit.link import UnitAlias, UnitNames, plain_unit, propose_units, unit_names

__all__ = ["UnitAlias", "UnitNames", "plain_unit", "propose_units", "unit_names"]
