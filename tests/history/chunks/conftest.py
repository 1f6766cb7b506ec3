"""A store of its own for each test of chunks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from tests.history.chunks.making import declare
from tests.history.making import database_in


@pytest.fixture
def engine(tmp_path: Path, each_database: str) -> Iterator[Engine]:
    """A store that knows one number signal, in each kind of database."""
    database = database_in(tmp_path)
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
