"""The generic profile: general Latin-script names, dates, numbers and addresses, no label used. Project's Python.

The workbench's own model is for Chinese ledgers; FEBRL has other columns in another script. What is kept of it here is
its way: every column is compared by levels made for its kind, keys that survive one fault find the candidates, weights
are learnt without labels by EM in Splink, and columns that only repeat each other are not counted twice.
"""

import logging

import common
import pandas
import splink.comparison_level_library as cll
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

KEYS = [
    ["soc_sec_id"],
    ["date_of_birth"],
    ["given_name", "surname"],
    ["names"],
    ["surname", "postcode"],
    ["given_name", "postcode"],
    ["address_1", "street_number"],
    ["address_1", "suburb"],
    ["address_2", "postcode"],
    ["substr(surname, 1, 3)", "substr(given_name, 1, 3)"],
    ["substr(soc_sec_id, 1, 5)"],
    ["substr(soc_sec_id, 3, 5)"],
    ["suburb", "substr(date_of_birth, 1, 4)"],
]


def text(column, *thresholds):
    return cl.JaroWinklerAtThresholds(column, list(thresholds)).configure(term_frequency_adjustments=True)


def number(column):
    return cl.DamerauLevenshteinAtThresholds(column, [1, 2])


def name(column, other):
    """Same, in the other name's column, alike, different."""
    return cl.CustomComparison(
        output_column_name=column,
        comparison_levels=[
            cll.NullLevel(column),
            cll.ExactMatchLevel(column, term_frequency_adjustments=True),
            cll.CustomLevel(f'"{column}_l" = "{other}_r" OR "{column}_r" = "{other}_l"', "written in the other column"),
            cll.JaroWinklerLevel(column, 0.92),
            cll.JaroWinklerLevel(column, 0.8),
            cll.ElseLevel(),
        ],
    )


COMPARISONS = [
    name("given_name", "surname"),
    name("surname", "given_name"),
    number("date_of_birth"),
    number("soc_sec_id"),
    text("address_1", 0.92, 0.8),
    text("address_2", 0.92, 0.8),
    text("suburb", 0.92, 0.8),
    number("postcode"),
    number("street_number"),
]


def frame(path):
    rows = pandas.read_csv(path, dtype=str, keep_default_na=False)
    rows = rows.apply(lambda column: column.str.strip().str.lower())
    rows["names"] = [
        " ".join(sorted((a, b))) if a and b else "" for a, b in zip(rows.given_name, rows.surname, strict=True)
    ]
    return rows.astype(object).where(rows != "", None)


def link(task):
    logging.disable(logging.WARNING)
    api = DuckDBAPI()
    tables = [api.register(frame(path)) for path in (task["left"], task["right"]) if path]
    settings = SettingsCreator(
        link_type="link_only" if task["right"] else "dedupe_only",
        unique_id_column_name="rec_id",
        blocking_rules_to_generate_predictions=[block_on(*key) for key in KEYS],
        comparisons=COMPARISONS,
    )
    linker = Linker(tables if len(tables) > 1 else tables[0], settings, log_level=None)
    training = linker.training
    training.estimate_probability_two_random_records_match(
        ["l.soc_sec_id = r.soc_sec_id", "l.date_of_birth = r.date_of_birth AND l.names = r.names"], recall=0.95
    )
    training.estimate_u_using_random_sampling(max_pairs=2e6, seed=7)
    for key in (["soc_sec_id"], ["date_of_birth"], ["given_name", "surname"]):
        training.estimate_parameters_using_expectation_maximisation(block_on(*key))
    found = linker.inference.predict(threshold_match_probability=0.01).as_pandas_dataframe()
    return zip(found["rec_id_l"], found["rec_id_r"], found["match_probability"], strict=True)


if __name__ == "__main__":
    common.run(link)
