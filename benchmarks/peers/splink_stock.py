"""Splink 5 as it comes: on FEBRL its own demo's settings, on contacts what its guide advises for such columns.

Run by the project's Python. Pairs of at least 0.01 are written with their match probability.
"""

import logging

import common
import pandas
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

BLOCKS = {
    "febrl": ("soc_sec_id", "given_name", "surname", "date_of_birth", "postcode"),
    "contacts": ("id_no", "phone", ("name", "address")),
}
COMPARISONS = {
    "febrl": [
        cl.NameComparison("given_name"),
        cl.NameComparison("surname"),
        cl.DateOfBirthComparison(
            "date_of_birth",
            input_is_string=True,
            datetime_format="%Y%m%d",
            invalid_dates_as_null=True,
        ),
        cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
        cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
    ],
    "contacts": [
        cl.NameComparison("name"),
        cl.DamerauLevenshteinAtThresholds("id_no", [1, 2]),
        cl.DamerauLevenshteinAtThresholds("phone", [1, 2]),
        cl.JaroWinklerAtThresholds("address", [0.9, 0.8]).configure(term_frequency_adjustments=True),
    ],
}
CERTAIN = {
    "febrl": [
        "l.soc_sec_id = r.soc_sec_id",
        "l.given_name = r.given_name AND l.surname = r.surname AND l.date_of_birth = r.date_of_birth",
        "l.given_name = r.surname AND l.surname = r.given_name AND l.date_of_birth = r.date_of_birth",
    ],
    "contacts": ["l.id_no = r.id_no", "l.name = r.name AND l.phone = r.phone"],
}
TRAINED_ON = {"febrl": ("date_of_birth", "postcode"), "contacts": ("id_no", "phone")}


def frame(path, kind):
    rows = pandas.read_csv(path, dtype=str, keep_default_na=False)[[common.KEY[kind], *common.FIELDS[kind]]]
    rows = rows.apply(lambda column: column.str.strip())
    return rows.astype(object).where(rows != "", None)


def link(task):
    logging.disable(logging.WARNING)
    kind = task["kind"]
    api = DuckDBAPI()
    tables = [api.register(frame(path, kind)) for path in (task["left"], task["right"]) if path]
    settings = SettingsCreator(
        link_type="link_only" if task["right"] else "dedupe_only",
        unique_id_column_name=common.KEY[kind],
        blocking_rules_to_generate_predictions=[
            block_on(*([name] if isinstance(name, str) else name)) for name in BLOCKS[kind]
        ],
        comparisons=COMPARISONS[kind],
    )
    linker = Linker(tables if len(tables) > 1 else tables[0], settings, log_level=None)
    training = linker.training
    training.estimate_probability_two_random_records_match(CERTAIN[kind], recall=0.9)
    training.estimate_u_using_random_sampling(max_pairs=1e6, seed=7)
    for name in TRAINED_ON[kind]:
        training.estimate_parameters_using_expectation_maximisation(block_on(name))
    predicted = linker.inference.predict(threshold_match_probability=0.01)
    linker.clustering.cluster_pairwise_predictions_at_threshold(predicted, 0.9).as_pandas_dataframe()
    found = predicted.as_pandas_dataframe()
    key = common.KEY[kind]
    return zip(found[f"{key}_l"], found[f"{key}_r"], found["match_probability"], strict=True)


if __name__ == "__main__":
    common.run(link)
