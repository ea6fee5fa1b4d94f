"""How long whoever types wrong passwords must wait."""

from __future__ import annotations

from workbench.office_server import lockout
from workbench.office_server.lockout import Lockout, in_words


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_first_tries_are_free_then_the_wait_doubles() -> None:
    clock = Clock()
    lock = Lockout(3, 30, 3600, clock)
    waits = []
    for _ in range(7):
        lock.failed("a")
        waits.append(lock.wait("a"))
        clock.now += lock.wait("a")
    assert waits == [0, 0, 30, 60, 120, 240, 480]


def test_wait_has_an_end_and_runs_down() -> None:
    clock = Clock()
    lock = Lockout(1, 30, 100, clock)
    for _ in range(60):
        lock.failed("a")
    assert lock.wait("a") == 100
    clock.now += 99.5
    assert lock.wait("a") == 0.5 and lock.wait("b") == 0
    clock.now += 1
    assert lock.wait("a") == 0


def test_right_password_and_long_peace_forget() -> None:
    clock = Clock()
    lock = Lockout(2, 30, 100, clock)
    for _ in range(3):
        lock.failed("a")
    lock.passed("a")
    assert lock.wait("a") == 0
    for _ in range(3):
        lock.failed("b")
    clock.now += 201
    lock.failed("b")
    assert lock.wait("b") == 0


def test_a_flood_of_names_fills_no_memory() -> None:
    lock = Lockout(1, clock=Clock())
    for number in range(lockout._MOST + 50):
        lock.failed(str(number))
    assert len(lock._tries) == lockout._MOST and lock.wait("0") == 0 and lock.wait(str(lockout._MOST)) > 0


def test_wait_in_words() -> None:
    assert (in_words(0.2), in_words(29.9), in_words(600)) == ("1 秒", "30 秒", "11 分钟")
