"""Numbers are built, never written: no test holds an identity number or a telephone number."""

from __future__ import annotations

import pytest

from workbench.domain.identity_number import check_digit

FIRST17 = "990121" + "19660504" + "123"


@pytest.fixture
def number() -> str:
    """A whole identity number of an invented county."""
    return FIRST17 + check_digit(FIRST17)


@pytest.fixture
def mobile() -> str:
    """A mobile number of a range never given out."""
    return "142" + "1234" + "5678"
