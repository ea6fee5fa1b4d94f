"""A deed done as another account of this machine, in a child that has become it."""

from __future__ import annotations

import json
import os
import pwd
from collections.abc import Callable
from typing import Any


def as_account(name: str, deed: Callable[[], Any]) -> Any:
    """What a deed answers (anything JSON can hold); an error as its text."""
    found = pwd.getpwnam(name)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setgroups(os.getgrouplist(name, found.pw_gid))
            os.setgid(found.pw_gid)
            os.setuid(found.pw_uid)
            try:
                answer = deed()
            except Exception as error:
                answer = f"{type(error).__name__}: {error}"
            os.write(writing, json.dumps(answer).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as told:
        answer = json.loads(told.read())
    os.waitpid(child, 0)
    return answer
