"""A Spark session for one run (Spark 会话): local or a cluster's master; its scratch stays in the run's own folder."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

_SMALL = {
    "spark.driver.memory": "1g",
    "spark.sql.shuffle.partitions": "2",
    "spark.default.parallelism": "2",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
}
"""For a master of this machine only; a cluster brings its own configuration."""


@contextmanager
def session(folder: Path, master: str) -> Iterator[SparkSession]:
    """Session on `master`, ended afterwards. RuntimeError in Chinese where PySpark or Java is missing."""
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise RuntimeError("未安装 PySpark，不能用 --engine spark；请安装附加项 [spark]，或改用 duckdb") from error
    builder = SparkSession.builder.master(master).appName("person-linkage")
    settings = _SMALL if master.startswith("local") else {}
    quiet = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false"}
    scratch = {"spark.local.dir": str(folder / "spark"), "spark.sql.warehouse.dir": str(folder / "warehouse")}
    for key, value in {**settings, **quiet, **scratch}.items():
        builder = builder.config(key, value)
    try:
        spark = builder.getOrCreate()
    except Exception as error:
        raise RuntimeError("Spark 未能启动；请确认已装 Java 17（openjdk-17-jre-headless）且主节点地址可达") from error
    spark.sparkContext.setLogLevel("OFF")
    try:
        yield spark
    finally:
        spark.stop()
        for path in scratch.values():
            rmtree(path, ignore_errors=True)
