"""Legal pathways of one matter with their limits (法定途径), by the national list and the office's own."""

from __future__ import annotations

from workbench.reference.pathways import pathway_rules
from workbench.rules.pathways import PathwayOption, pathway_options
from workbench.usecases.office import Office
from workbench.usecases.study_matter import Dossier


def case_pathways(office: Office, dossier: Dossier) -> tuple[PathwayOption, ...]:
    """Pathways that may fit the matter of a dossier, as of its day; none of an accusation, which no rule reads.

    The office's own list is `pathways.csv` in its home folder. Raises PathwayTableError where it cannot be read.
    """
    own = office.settings.home / "pathways.csv"
    return pathway_options(dossier.facts, pathway_rules(own if own.exists() else None)) if dossier.facts else ()
