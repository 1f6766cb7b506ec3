"""What numpy writes is what PostgreSQL reads."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import BigInteger, Boolean, Column, Float, Integer, LargeBinary, SmallInteger, Text

from hmi.history.postgres.binary import array_of, copy_of, field_of
from tests.peers.postgresql import Server

_TYPES: dict[str, tuple[Any, st.SearchStrategy[Any]]] = {
    "int2": (SmallInteger, st.integers(-(2**15), 2**15 - 1)),
    "int4": (Integer, st.integers(-(2**31), 2**31 - 1)),
    "int8": (BigInteger, st.integers(-(2**63), 2**63 - 1)),
    "float8": (Float, st.floats(allow_nan=False)),
    "bool": (Boolean, st.booleans()),
    "text": (Text, st.text(st.characters(exclude_characters="\x00", codec="utf-8"))),
    "bytea": (LargeBinary, st.binary()),
}
_NUMBERS = [name for name in _TYPES if name not in ("text", "bytea")]


@pytest.fixture(scope="module")
def connection(postgresql_server: Server) -> Iterator[psycopg.Connection[Any]]:
    with postgresql_server.connect() as connection:
        connection.execute("SET extra_float_digits = 3")
        yield connection


@pytest.mark.parametrize("name", _TYPES)
def test_an_array_comes_back_as_it_went(connection: psycopg.Connection[Any], name: str) -> None:
    kind, values = _TYPES[name]
    field = field_of(Column("x", kind, nullable=True))

    @settings(max_examples=40, deadline=None)
    @given(st.lists(st.none() | values, min_size=1, max_size=30))
    def comes_back(column: list[Any]) -> None:
        # sent as bytes, and read by the server itself as the array that they are
        result = connection.pgconn.exec_params(
            f"SELECT unnest($1::{name}[])".encode(), [array_of(column, field)], [field.kind.array_oid], [1], 1
        )
        assert result.error_message == b""
        loaded = psycopg.adapt.Transformer(connection)
        loaded.set_pgresult(result)
        assert [row[0] for row in loaded.load_rows(0, result.ntuples, tuple)] == column

    comes_back()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(*(st.none() | _TYPES[name][1] for name in _NUMBERS)), min_size=1, max_size=30))
def test_copied_rows_come_back_as_they_went(connection: psycopg.Connection[Any], rows: list[tuple[Any, ...]]) -> None:
    fields = [field_of(Column(name, _TYPES[name][0], nullable=True)) for name in _NUMBERS]
    columns = ", ".join(f"c{index} {name}" for index, name in enumerate(_NUMBERS))
    with connection.transaction(force_rollback=True), connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE went ({columns})".encode())
        with cursor.copy("COPY went FROM STDIN (FORMAT BINARY)") as copy:
            copy.write(copy_of(list(zip(*rows, strict=True)), fields))
        assert cursor.execute("SELECT * FROM went").fetchall() == rows


def test_an_array_of_numpy_says_null_by_nan() -> None:
    wanted = field_of(Column("x", Integer, nullable=True))
    assert array_of(np.array([1.0, np.nan, 3.0]), wanted) == array_of([1, None, 3], wanted)
    known = field_of(Column("x", Float, nullable=True))
    assert array_of(np.array([1.5, np.nan]), known) == array_of([1.5, None], known)
    # where nothing may be missing, a sum of infinities is what it is
    total = field_of(Column("x", Float, nullable=False))
    assert array_of([math.nan], total) != array_of([None], known)


@pytest.mark.parametrize(("kind", "value"), [(BigInteger, 2**63), (Integer, 2**31), (SmallInteger, -(2**15) - 1)])
def test_a_number_that_is_too_large_is_refused_before_it_is_sent(kind: type[Any], value: int) -> None:
    with pytest.raises(OverflowError):
        array_of([value], field_of(Column("x", kind)))


def test_a_text_that_is_none_is_refused_before_it_is_sent() -> None:
    with pytest.raises(UnicodeEncodeError):
        array_of(["half a \ud800 pair"], field_of(Column("x", Text)))
