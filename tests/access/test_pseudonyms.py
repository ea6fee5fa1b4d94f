"""Pseudonyms come back in one project and meet in no other; the key is whole, private and never replaced."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from workbench.access.pseudonyms import Pseudonyms, hkdf, office_key, project_name


def test_hkdf_is_that_of_rfc_5869() -> None:
    """Test cases 1 and 3 of the RFC's appendix A."""
    key, salt, info = bytes([0x0B] * 22), bytes(range(13)), bytes(range(0xF0, 0xFA))
    first = hkdf(key, info, salt=salt, length=42).hex()
    assert first.startswith("3cb25f25faacd57a90434f64d0362f2a") and first.endswith("34007208d5b887185865")
    assert hkdf(key, b"", length=42).hex().startswith("8da4e775a563c18f715f802a063c5a31")


def test_the_same_in_a_project_and_unlike_in_another() -> None:
    names = Pseudonyms(b"k" * 32, "甲项目")
    assert names.of("U", "某局") == Pseudonyms(b"k" * 32, " 甲项目 ").of("U", "某局")
    others = (
        Pseudonyms(b"k" * 32, "乙项目").of("U", "某局"),
        Pseudonyms(b"l" * 32, "甲项目").of("U", "某局"),
        names.of("U", "某局", "E1"),
        names.of("U", "某所"),
        names.of("P", "某局"),
    )
    tails = {said.partition("-")[2] for said in (*others, names.of("U", "某局"))}
    assert len(tails) == 6 and {len(tail) for tail in tails} == {16}


def test_the_key_is_made_once_for_the_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "research.key"
    key = office_key(file)
    assert len(key) == 32 and office_key(file) == key
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and list(file.parent.iterdir()) == [file]


def test_a_key_others_may_read_or_that_is_cut_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "research.key"
    office_key(file)
    file.chmod(0o640)
    with pytest.raises(PermissionError, match="chmod 600"):
        office_key(file)
    file.chmod(0o600)
    file.write_bytes(b"short")
    with pytest.raises(ValueError, match="备份"):
        office_key(file)
    assert file.read_bytes() == b"short"


@pytest.mark.parametrize("name", ["", "  ", "a" * 41, "a/b", "../x", "a\nb"])
def test_an_odd_project_name_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="项目名称"):
        project_name(name)
