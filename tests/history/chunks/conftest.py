"""A store of its own for each test of chunks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from hmi.history.sqlite.database import SqliteDatabase
from tests.history.chunks.making import declare


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A store that knows one number signal."""
    database = SqliteDatabase(tmp_path / "history.db")
    database.prepare()
    engine = database.writing()
    with engine.begin() as connection:
        declare(connection)
    yield engine
    engine.dispose()


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """A transaction on it."""
    with engine.begin() as connection:
        yield connection
