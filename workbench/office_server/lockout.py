"""Wrong passwords cost time (登录锁定): by account and by address, each further wrong one twice as long."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

_MOST: Final = 10_000
"""Names and addresses remembered; the oldest is forgotten first, so that a flood of invented names fills no memory."""


@dataclass(slots=True)
class _Failures:
    count: int = 0
    last: float = 0.0


@dataclass(slots=True)
class Lockout:
    """After `free` wrong tries in a row whoever tries waits `first` seconds, doubled by each further one, at most `longest`.

    Kept in memory only: a restart of the hub forgets it. Unknown names are counted like known ones, so the answer tells
    nobody which names there are.
    """

    free: int
    first: float = 30.0
    longest: float = 3600.0
    clock: Callable[[], float] = time.monotonic
    _tries: dict[str, _Failures] = field(default_factory=dict)

    def wait(self, who: str) -> float:
        """Seconds until the next try of this name or address is looked at; 0 when it may be now."""
        seen = self._tries.get(who)
        if seen is None or seen.count < self.free:
            return 0.0
        return max(0.0, seen.last + self._delay(seen.count) - self.clock())

    def failed(self, who: str) -> None:
        """Another wrong try. What lies longer back than the longest wait is forgotten first."""
        seen = self._tries.pop(who, _Failures())
        if seen.count and self.clock() - seen.last > 2 * self.longest:
            seen.count = 0
        seen.count, seen.last = seen.count + 1, self.clock()
        self._tries[who] = seen
        while len(self._tries) > _MOST:
            del self._tries[next(iter(self._tries))]

    def passed(self, who: str) -> None:
        """The right password: earlier wrong ones are forgotten."""
        self._tries.pop(who, None)

    def _delay(self, count: int) -> float:
        return float(min(self.longest, self.first * 2 ** min(count - self.free, 20)))


def in_words(seconds: float) -> str:
    """The wait as said on the page."""
    return f"{int(seconds) + 1} 秒" if seconds < 90 else f"{int(seconds // 60) + 1} 分钟"
