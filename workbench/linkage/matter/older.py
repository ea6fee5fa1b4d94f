"""Names by which publishing calls matter linking until it is rewired to `link_matters`."""

from __future__ import annotations

import pandas as pd

from workbench.domain.linking import LinkProposal
from workbench.linkage.limits import Limits, LinkNotes
from workbench.linkage.matter.candidates import Persons
from workbench.linkage.matter.link import link_matters


def same_matter_candidates(
    records: pd.DataFrame, person_pairs: Persons = (), limits: Limits | None = None
) -> list[LinkProposal]:
    """Proposals of kinds 同事 and 相关, best first, see `link_matters`."""
    return matter_links(records, person_pairs, limits)[0]


def matter_links(
    records: pd.DataFrame, person_pairs: Persons = (), limits: Limits | None = None
) -> tuple[list[LinkProposal], LinkNotes]:
    """The same with what was set aside."""
    run = link_matters(records, person_pairs, limits=limits)
    return run.links(), run.notes
