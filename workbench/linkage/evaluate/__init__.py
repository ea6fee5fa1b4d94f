"""How good linking is (评测): pairs, groups, thresholds and benches against a known truth, each figure with an interval.

Pure: frames, pairs and mappings in, figures out. `workbench.usecases.evaluate_links` runs it.
"""

from workbench.linkage.evaluate.benches import BenchScores, bench_scores
from workbench.linkage.evaluate.chart import threshold_svg
from workbench.linkage.evaluate.groups import GroupScores, group_scores, groups_of_pairs
from workbench.linkage.evaluate.intervals import Estimate, wilson
from workbench.linkage.evaluate.pairs import PairScores, pair_scores, pairs_of_groups
from workbench.linkage.evaluate.thresholds import threshold_table

__all__ = [
    "BenchScores",
    "Estimate",
    "GroupScores",
    "PairScores",
    "bench_scores",
    "group_scores",
    "groups_of_pairs",
    "pair_scores",
    "pairs_of_groups",
    "threshold_svg",
    "threshold_table",
    "wilson",
]
