"""What a run leaves for the next one (上次结果): records compared, how rare words were, each record's nearest.

Kept in a private folder of the office and nowhere else. No row of an accusation is ever in it, because none is read.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd

from workbench import private
from workbench.linkage.matter.corpus import Corpus
from workbench.linkage.matter.grounds import Rarity
from workbench.linkage.matter.near import Hits, best
from workbench.linkage.matter.vectors import BITS, Bools, Floats, Scale

_FORM: Final = 1
_FRAMES: Final = ("table", "prints", "cited", "facts")


@dataclass(frozen=True)
class Known:
    """`nearest[row]`: products of the record's nearest so far, falling, -inf where it has fewer.

    `commonest` is the number of records an n-gram may be in to be multiplied (`near.affordable`), frozen with `scale`.
    """

    corpus: Corpus
    scale: Scale
    rarity: Rarity
    commonest: int
    nearest: Floats

    def __len__(self) -> int:
        return len(self.corpus)

    @property
    def rare(self) -> Bools:
        rare: Bools = self.scale.frequency <= self.commonest
        return rare

    def emptied(self) -> Known:
        """The same weights without any record."""
        return replace(self, corpus=self.corpus.only(np.zeros(len(self), dtype=np.bool_)), nearest=self.nearest[:0])

    def without(self, record_ids: set[str]) -> Known:
        """Without some records (changed ones, and those that may not be compared any more) and all learnt from them."""
        gone = self.corpus.table["record_id"].isin(record_ids).to_numpy(dtype=np.bool_)
        if not gone.any():
            return self
        facts = self.corpus.facts[gone[self.corpus.facts["row"].to_numpy()]]
        return replace(
            self,
            corpus=self.corpus.only(~gone),
            scale=self.scale.less(self.corpus.table.loc[gone, "text"].tolist()),
            rarity=self.rarity.less(facts),
            nearest=self.nearest[~gone],
        )

    def write(self, folder: Path) -> None:
        """Write to a folder (made anew, 0700); a half-written one never takes the place of the last."""
        draft = folder.with_name(folder.name + ".draft")
        shutil.rmtree(draft, ignore_errors=True)
        private.folder(draft)
        for name in _FRAMES:
            getattr(self.corpus, name).to_parquet(draft / f"{name}.parquet", index=False)
        self.rarity.counts.rename("count").rename_axis("fact").reset_index().to_parquet(draft / "rarity.parquet")
        _write_arrays(self, draft)
        meta = {"form": _FORM, "texts": self.scale.texts, "facts": self.rarity.texts, "commonest": self.commonest}
        (draft / "known.json").write_text(json.dumps(meta), encoding="utf-8")
        last = folder.with_name(folder.name + ".last")
        shutil.rmtree(last, ignore_errors=True)
        if folder.exists():
            folder.rename(last)
        draft.rename(folder)
        shutil.rmtree(last, ignore_errors=True)

    @classmethod
    def read(cls, folder: Path) -> Known | None:
        """What the last run left, None if there is none or it is of another form (a full run makes it anew)."""
        told = folder / "known.json"
        if not told.exists():
            return None
        meta = json.loads(told.read_text(encoding="utf-8"))
        if meta.get("form") != _FORM:
            return None
        frames = {name: pd.read_parquet(folder / f"{name}.parquet") for name in _FRAMES}
        matrix, frequency, nearest = _read_arrays(folder, len(frames["table"]))
        counts = pd.read_parquet(folder / "rarity.parquet").set_index("fact")["count"]
        scale = Scale(meta["texts"], frequency)
        return cls(Corpus(**frames, matrix=matrix), scale, Rarity(counts, meta["facts"]), meta["commonest"], nearest)


def _write_arrays(known: Known, folder: Path) -> None:
    busy = np.flatnonzero(known.scale.frequency)
    matrix = known.corpus.matrix
    np.savez(folder / "vectors.npz", indptr=matrix.indptr, columns=matrix.indices, data=matrix.data,
             busy=busy, frequency=known.scale.frequency[busy], nearest=known.nearest)  # fmt: skip


def _read_arrays(folder: Path, rows: int) -> tuple[Any, Any, Floats]:
    from scipy import sparse

    with np.load(folder / "vectors.npz", allow_pickle=False) as held:
        shape = (rows, 1 << BITS)
        matrix = sparse.csr_matrix((held["data"], held["columns"], held["indptr"]), shape=shape)
        frequency = np.zeros(1 << BITS, dtype=np.int32)
        frequency[held["busy"]] = held["frequency"]
        return matrix, frequency, held["nearest"]


def admitted(hits: Hits, nearest: Floats, first_new: int) -> tuple[Hits, Floats]:
    """Hits that are among their row's nearest, counting those of earlier runs, and the nearest of all rows after.

    Of equal products the earlier stands, as it would in a run over everything.
    """
    top = nearest.shape[1]
    hits = best(hits, top)
    known = hits.one < first_new
    rows, products = hits.one[known], hits.product[known]
    before = (nearest[rows] >= products[:, None]).sum(axis=1)
    rank = np.arange(len(rows)) - np.searchsorted(rows, rows, side="left")
    stays = np.ones(len(hits.one), dtype=np.bool_)
    stays[known] = before + rank < top
    kept = Hits(hits.one[stays], hits.other[stays], hits.product[stays])
    return kept, _merged(kept, nearest, first_new)


def _merged(hits: Hits, nearest: Floats, first_new: int) -> Floats:
    """Each row's products with the new ones among them, falling."""
    top = nearest.shape[1]
    wide = np.full((len(nearest), 2 * top), -np.inf, dtype=np.float32)
    wide[:, :top] = nearest
    place = np.arange(len(hits.one)) - np.searchsorted(hits.one, hits.one, side="left")
    wide[hits.one, top + place] = hits.product
    merged: Floats = -np.sort(-wide, axis=1)[:, :top]
    return merged
