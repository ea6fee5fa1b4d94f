"""Groups give exactly one post or none at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.domain.roles import Role
from workbench.office_server.posts import GROUP_OF, Post, PostError, group_for, post_of

EVERY = [*GROUP_OF.values(), "wb-unit-zhujian", "wb-unit-renshe"]


@pytest.mark.parametrize("role", Role)
def test_each_role_has_a_group_that_gives_it_back(role: Role) -> None:
    group = group_for(role, "zhujian" if role is Role.UNIT else "")
    assert post_of("a", [group, "users", "wb-", "wb-unit-", "wb-office"]).role is role


def test_unit_comes_with_its_short_name() -> None:
    assert post_of("a", ["wb-unit-zhujian"]) == Post(Role.UNIT, "zhujian")
    with pytest.raises(PostError, match="--unit"):
        group_for(Role.UNIT)


@given(st.sets(st.sampled_from(EVERY)))
def test_none_or_two_are_refused(groups: set[str]) -> None:
    if len(groups) == 1:
        assert post_of("a", groups).group in groups
    else:
        with pytest.raises(PostError, match="须恰有一个角色"):
            post_of("a", groups)


def test_names_of_a_sign_on_service_are_mapped() -> None:
    names = {"CN=信访局领导": "wb-leader"}
    assert post_of("a", ["CN=信访局领导", "CN=全体"], names).role is Role.LEADER
    with pytest.raises(PostError):
        post_of("a", ["CN=信访局领导"])
