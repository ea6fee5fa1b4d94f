"""Every metric against a hand-worked example, by DuckDB and by Spark alike; groups, filters and what is refused."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from tests.campaign.worked_examples import arrow_tables, asked, checked, examples, name_of
from workbench.campaign.measures import Asked, NotCounted, Period, counts_sql, folded, merged, spark, stock_sql
from workbench.reference.metrics import MetricKind, metric_of, metrics

Example = Mapping[str, Any]


def sql_of(question: Asked) -> str:
    return stock_sql(question) if question.metric.kind is MetricKind.BALANCE else counts_sql(question)


@pytest.fixture
def ask() -> Iterator[Any]:
    connection = duckdb.connect()

    def answer(example: Example, question: Asked) -> Any:
        for name, table in arrow_tables(example).items():
            connection.register(name, table)
        rows = connection.sql(sql_of(question)).to_arrow_table().to_pylist()
        return folded(question, rows)

    yield answer
    connection.close()


def test_every_metric_has_an_example() -> None:
    assert {one["metric"] for one in examples()} == set(metrics())


@pytest.mark.parametrize("example", examples(), ids=name_of)
def test_worked_by_duckdb(example: Example, ask: Any) -> None:
    (found,) = ask(example, asked(example))
    checked(example, found)


@pytest.mark.parametrize("example", [one for one in examples() if "by_unit" in one], ids=name_of)
def test_by_unit(example: Example, ask: Any) -> None:
    found = ask(example, asked(example, by="unit"))
    assert {one.group: one.text for one in found} == example["by_unit"]


def test_worked_by_spark_over_parquet(tmp_path: Path) -> None:
    """The same definition, written for Spark, over the same files."""
    if not shutil.which("java") or importlib.util.find_spec("pyspark") is None:
        pytest.skip("没有 Java 或 pyspark")
    from pyspark.sql import SparkSession

    session = (
        SparkSession.builder.master("local[1]").appName("measures").config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1").config("spark.driver.host", "127.0.0.1").getOrCreate()
    )  # fmt: skip
    try:
        for number, example in enumerate(examples()):
            for name, table in arrow_tables(example).items():
                file = tmp_path / f"{number}" / f"{name}.parquet"
                file.parent.mkdir(exist_ok=True)
                pq.write_table(table, file)
                session.read.parquet(str(file)).createOrReplaceTempView(name)
            question = asked(example)
            rows = [row.asDict() for row in session.sql(spark(sql_of(question))).collect()]
            checked(example, folded(question, rows)[0])
    finally:
        session.stop()


def test_units_that_go_by_one_name_are_added_up(ask: Any) -> None:
    example = next(one for one in examples() if "by_unit" in one)
    found = merged(ask(example, asked(example, by="unit")), {"乙局": "甲局"})
    assert [(one.group, one.text) for one in found] == [("甲局", example["expect"]["text"])]


def test_a_filter_narrows_to_its_matters(ask: Any) -> None:
    example = next(one for one in examples() if one["metric"] == "M-06")
    question = Asked(metric_of("M-06"), date(2020, 12, 31), chosen={"campaign": "第二批"})
    assert ask(example, question)[0].text == "—"


@pytest.mark.parametrize(
    ("given", "told"),
    [({"by": "petitioner"}, "不按信访人分组"), ({"chosen": {"petitioner": "张某"}}, "不能按“petitioner”筛选")],
)
def test_numbers_are_never_counted_by_petitioner(given: dict[str, Any], told: str) -> None:
    with pytest.raises(NotCounted, match=told):
        Asked(metric_of("M-01"), date(2023, 1, 1), **given)


def test_a_period_turned_round_is_said() -> None:
    with pytest.raises(NotCounted, match="期间倒置：2023-02-01 至 2023-01-01"):
        Period(date(2023, 2, 1), date(2023, 1, 1))


def test_a_quote_in_a_filter_stays_a_value(ask: Any) -> None:
    question = Asked(metric_of("M-06"), date(2020, 12, 31), chosen={"campaign": "' OR 1=1 --"})
    assert ask(next(one for one in examples() if one["metric"] == "M-06"), question)[0].text == "—"


def test_an_unknown_metric_names_those_there_are() -> None:
    with pytest.raises(KeyError, match="M-01 及时受理率"):
        metric_of("M-99")
