"""Records that have a petitioner in common (同人): a Splink model made for Chinese ledgers, exact rules beside it.

Source: 同人 of the national rule of 重复信访 (at least one petitioner of both records is exactly the same person; of an
agent and a principal the principal is the person). Never a person's page: the pairs only help to find the same matter.
"""

from __future__ import annotations

import pandas as pd

from workbench.domain.linking import LinkProposal
from workbench.linkage.limits import Limits, LinkNotes
from workbench.linkage.person.kept import Prepared
from workbench.linkage.person.run import PersonRun, link_persons

__all__ = ["PersonRun", "Prepared", "link_persons", "person_links", "same_person"]


def same_person(identity: pd.DataFrame, limits: Limits | None = None) -> list[LinkProposal]:
    """Pairs of records with a petitioner in common, see `link_persons`."""
    return link_persons(identity, limits=limits).proposals


def person_links(identity: pd.DataFrame, limits: Limits | None = None) -> tuple[list[LinkProposal], LinkNotes]:
    """The same pairs, and what was set aside."""
    run = link_persons(identity, limits=limits)
    return run.proposals, run.notes
