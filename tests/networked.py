"""The invented county with the index of its network, for editions that were published without one."""

from __future__ import annotations

from pathlib import Path

from workbench.settings import Settings
from workbench.usecases.explore_network import FOLDER
from workbench.usecases.office import Office


def with_network(home: Path, actor: str = "测试员") -> Office:
    """The office of a home folder whose edition in force has an index of its network, made here if need be."""
    from workbench.network.build import network_tables
    from workbench.network.index import write_index

    office = Office(Settings(home=home, actor=actor))
    edition = office.edition()
    if not (edition.path / FOLDER).exists():
        made = network_tables({name: edition.arrow(name) for name in edition.tables}, place_name=office.divisions.name)
        write_index(edition.path / FOLDER, made["nodes"], made["edges"])
    return office
