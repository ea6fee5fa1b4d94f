"""Ours: on contacts `workbench.linkage.person`, on FEBRL the generic profile. Project's Python.

With `"known"` in the task (CSV of earlier records) the first run keeps its contacts in `"folder"`, and the new ones are
linked with them several times; the first run and every month are timed apart.
"""

import gc
import os
import shutil
import time
from pathlib import Path

import common

MONTHS = 3


def frame(path):
    import pandas

    return pandas.read_csv(path, dtype=str, keep_default_na=False)


def link(task):
    if task["kind"] == "febrl":
        import generic_profile

        return generic_profile.link(task)
    from workbench.linkage.person import Prepared, link_persons

    folder = Path(task["folder"]) if task.get("folder") else None
    if not task.get("known"):
        return pairs(link_persons(frame(task["records"]), folder=folder))
    whole = timed(lambda: link_persons(frame(task["known"]), folder=folder))[1]
    months = []
    for number in range(MONTHS):  # each against the same earlier run: a copy of what it kept
        copy = folder.with_name(f"{folder.name}-{number}")
        shutil.copytree(folder, copy, copy_function=os.link)
        month, taken = timed(lambda copy=copy: link_persons(frame(task["records"]), known=Prepared(copy)))
        months.append(taken)
    common.TOLD.update(first=whole, months=months)
    return pairs(month)


def timed(work):
    """What it answers, and how long it took: seconds by the clock and of the processor; not what the run before left to clear."""
    gc.collect()
    clock, processor = time.perf_counter(), time.process_time()
    answer = work()
    return answer, (time.perf_counter() - clock, time.process_time() - processor)


def pairs(run):
    return zip(run.links["left"], run.links["right"], run.links["score"], strict=True)


if __name__ == "__main__":
    common.run(link)
