"""Ours: on contacts `workbench.linkage.person`, on FEBRL the generic profile. Project's Python.

With `"known"` in the task (CSV of earlier records) only the linking of the new ones is timed: the first run, which keeps
its contacts in `"folder"`, is not.
"""

import time
from pathlib import Path

import common


def frame(path):
    import pandas

    return pandas.read_csv(path, dtype=str, keep_default_na=False)


def link(task):
    if task["kind"] == "febrl":
        import generic_profile

        return generic_profile.link(task)
    from workbench.linkage.person import link_persons

    folder = Path(task["folder"]) if task.get("folder") else None
    if not task.get("known"):
        return pairs(link_persons(frame(task["records"]), folder=folder))
    start = time.perf_counter()
    first = link_persons(frame(task["known"]), folder=folder)
    whole = time.perf_counter() - start
    start = time.perf_counter()
    run = link_persons(frame(task["records"]), known=first.prepared)
    common.TOLD.update(first=whole, new=time.perf_counter() - start)
    return pairs(run)


def pairs(run):
    return zip(run.links["left"], run.links["right"], run.links["score"], strict=True)


if __name__ == "__main__":
    common.run(link)
