"""Rows of numbers that become columns without staying objects."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from hmi.history.fetching import fetched
from tests.history.making import database_in


@pytest.fixture
def engine(each_database: str, tmp_path: Path) -> Iterator[Engine]:
    database = database_in(tmp_path)
    database.prepare()
    engine = database.reading(1)
    yield engine
    engine.dispose()


def test_rows_become_columns_and_null_is_not_a_number(engine: Engine) -> None:
    query = text("SELECT 9007199254740993, 0.1, 3 UNION ALL SELECT -1, NULL, -2 ORDER BY 3 DESC")
    with engine.begin() as connection:
        whole, real, small = fetched(connection.execute(query), (np.int64, np.float64, np.int16))
    assert whole.tolist() == [9007199254740993, -1]
    assert real[0] == 0.1
    assert np.isnan(real[1])
    assert small.tolist() == [3, -2]
    assert whole.flags.c_contiguous


def test_a_result_without_rows_has_empty_columns(engine: Engine) -> None:
    with engine.begin() as connection:
        (whole,) = fetched(connection.execute(text("SELECT id FROM source")), (np.int64,))
    assert whole.tolist() == []


def test_many_rows_give_the_garbage_collector_nothing_to_do(engine: Engine) -> None:
    numbers = text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000) SELECT i, i FROM n")
    collected: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            collected.append(info["generation"])

    with engine.begin() as connection:
        fetched(connection.execute(numbers), (np.int64, np.int64))  # what is made once is made
        gc.callbacks.append(note)
        try:
            first, _ = fetched(connection.execute(numbers), (np.int64, np.int64))
        finally:
            gc.callbacks.remove(note)
    assert len(first) == 50_000
    assert len(collected) <= 2


def test_an_error_on_the_way_is_one_of_sqlalchemy(tmp_path: Path) -> None:
    database = database_in(tmp_path)
    database.prepare()
    engine = database.reading(1)
    query = text("SELECT abs(i) FROM (SELECT 1 AS i UNION ALL SELECT -9223372036854775808)")  # has no absolute value
    with engine.begin() as connection, pytest.raises(DBAPIError, match="overflow"):
        fetched(connection.execute(query), (np.int64,))
    engine.dispose()
