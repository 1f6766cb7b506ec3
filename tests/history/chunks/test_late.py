"""Dropping observations that come again after their hour was sealed."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import Connection, event

from hmi.history.chunks.late import SealedHours
from hmi.history.database import Row
from tests.history.chunks.making import SIGNAL, T0, Seen, damage, declare, put_chunk, seen_at


def rows(seen: list[Seen], signal_id: int = SIGNAL) -> list[Row]:
    return [(signal_id, *one) for one in seen]


def test_what_a_chunk_has_is_dropped_and_what_it_has_not_is_kept(connection: Connection) -> None:
    put_chunk(connection, seen_at(5, 10, 15))
    put_chunk(connection, seen_at(125))
    offered = rows(seen_at(4, 5, 10, 20, 70, 125, 126, 200))
    assert SealedHours().unsealed(connection, offered) == rows(seen_at(4, 20, 70, 126, 200))


def test_an_observation_is_the_same_only_by_its_whole_key(connection: Connection) -> None:
    ((ts, instance, seq, v, q),) = seen_at(5)
    put_chunk(connection, [(ts, instance, seq, v, q)])
    others = [(ts, instance, seq + 1, v, q), (ts, instance + 1, seq, v, q)]
    assert SealedHours().unsealed(connection, rows(others)) == rows(others)
    changed = [(ts, instance, seq, v + 1, q)]
    assert not SealedHours().unsealed(connection, rows(changed))


def test_rows_newer_than_what_is_sealed_are_passed_on_as_they_are_and_without_a_query(connection: Connection) -> None:
    put_chunk(connection, seen_at(5))
    sealed = SealedHours()
    for signal_id in (SIGNAL, 8):
        sealed.unsealed(connection, rows(seen_at(61), signal_id))
    statements: list[str] = []
    event.listen(connection, "before_cursor_execute", lambda *about: statements.append(about[2]))
    for offered in (rows(seen_at(60, 61)), rows(seen_at(5), signal_id=8), rows([])):
        assert sealed.unsealed(connection, offered) is offered
    assert not statements


def test_late_rows_that_are_all_new_are_passed_on_as_they_are(connection: Connection) -> None:
    put_chunk(connection, seen_at(5))
    offered = rows(seen_at(6))
    assert SealedHours().unsealed(connection, offered) is offered


def test_an_hour_counts_as_sealed_from_the_moment_it_is(connection: Connection) -> None:
    declare(connection, 8)
    sealed = SealedHours()
    for signal_id in (SIGNAL, 8):
        offered = rows(seen_at(5), signal_id)
        assert sealed.unsealed(connection, offered) is offered
        put_chunk(connection, seen_at(5), signal_id)
        sealed.add(signal_id, T0)
        assert not sealed.unsealed(connection, offered)


def test_after_a_rollback_only_what_is_stored_counts(connection: Connection) -> None:
    sealed = SealedHours()
    sealed.unsealed(connection, rows(seen_at(5)))
    sealed.add(SIGNAL, T0)
    sealed.forget()
    offered = rows(seen_at(5))
    assert sealed.unsealed(connection, offered) is offered
    put_chunk(connection, seen_at(5))
    sealed.forget()
    assert not sealed.unsealed(connection, offered)


def test_rows_of_an_hour_whose_chunk_is_damaged_are_kept_because_they_may_be_all_there_is(
    connection: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    put_chunk(connection, seen_at(5))
    damage(connection)
    with caplog.at_level(logging.WARNING):
        offered = rows(seen_at(5))
        sealed = SealedHours()
        for _ in range(3):
            assert sealed.unsealed(connection, offered) is offered
    assert len(caplog.records) == 1
    assert "of signal 7 cannot be read" in caplog.text
