"""Knowing observations that come again after their hour was sealed."""

from __future__ import annotations

import logging

import numpy as np
import pytest
from sqlalchemy import Connection, event

from hmi.history.chunks.late import SealedHours
from tests.history.chunks.making import SIGNAL, T0, Seen, damage, declare, put_chunk, seen_at

OTHER = 8


def known(sealed: SealedHours, connection: Connection, *offered: tuple[int, list[Seen]]) -> list[bool]:
    """Ask about observations of signals, in the order of their keys."""
    keys = [(signal_id, *one[:3]) for signal_id, seen in offered for one in seen]
    signal, ts, instance, seq = (np.array(column, np.int64) for column in zip(*keys, strict=True))
    return list(map(bool, sealed.known(connection, signal, ts, instance, seq)))


def test_what_a_chunk_has_is_known_and_the_rest_is_new(connection: Connection) -> None:
    put_chunk(connection, seen_at(5, 10, 15))
    put_chunk(connection, seen_at(125))
    offered = seen_at(4, 5, 10, 20, 70, 125, 126, 200)
    expected = [False, True, True, False, False, True, False, False]
    assert known(SealedHours(), connection, (SIGNAL, offered)) == expected


def test_each_signal_is_compared_with_its_own_chunks(connection: Connection) -> None:
    put_chunk(connection, seen_at(5))
    put_chunk(connection, seen_at(6), OTHER)
    both = seen_at(5, 6)
    assert known(SealedHours(), connection, (SIGNAL, both), (OTHER, both)) == [True, False, False, True]


def test_an_observation_is_the_same_only_by_its_whole_key(connection: Connection) -> None:
    ((ts, instance, seq, v, q),) = seen_at(5)
    put_chunk(connection, [(ts, instance, seq, v, q)])
    others = [(ts, instance, seq, v + 1, 3), (ts, instance, seq + 1, v, q), (ts, instance + 1, seq, v, q)]
    assert known(SealedHours(), connection, (SIGNAL, others)) == [True, False, False]


def test_without_observations_there_is_nothing_to_know(connection: Connection) -> None:
    none = np.empty(0, np.int64)
    assert SealedHours().known(connection, none, none, none, none).tolist() == []


def test_what_is_newer_than_the_sealed_hours_is_new_without_a_query(connection: Connection) -> None:
    put_chunk(connection, seen_at(5))
    sealed = SealedHours()
    offered = (SIGNAL, seen_at(60, 61)), (OTHER, seen_at(5))
    assert known(sealed, connection, *offered) == [False] * 3
    statements: list[str] = []
    event.listen(connection, "before_cursor_execute", lambda *about: statements.append(about[2]))
    assert known(sealed, connection, *offered) == [False] * 3
    assert not statements


def test_an_hour_counts_as_sealed_from_the_moment_it_is(connection: Connection) -> None:
    declare(connection, OTHER)
    sealed = SealedHours()
    for signal_id in (SIGNAL, OTHER):
        assert known(sealed, connection, (signal_id, seen_at(5))) == [False]
        put_chunk(connection, seen_at(5), signal_id)
        sealed.add(signal_id, T0)
        assert known(sealed, connection, (signal_id, seen_at(5))) == [True]


def test_an_hour_that_is_sealed_after_later_ones_does_not_hide_them(connection: Connection) -> None:
    put_chunk(connection, seen_at(65))
    sealed = SealedHours()
    assert known(sealed, connection, (SIGNAL, seen_at(65))) == [True]
    put_chunk(connection, seen_at(5))
    sealed.add(SIGNAL, T0)
    assert known(sealed, connection, (SIGNAL, seen_at(5, 65))) == [True, True]


def test_after_a_rollback_only_what_is_stored_counts(connection: Connection) -> None:
    sealed = SealedHours()
    assert known(sealed, connection, (SIGNAL, seen_at(5))) == [False]
    put_chunk(connection, seen_at(5))
    sealed.forget()
    assert known(sealed, connection, (SIGNAL, seen_at(5))) == [True]


def test_observations_of_an_hour_whose_chunk_is_damaged_are_new_because_they_may_be_all_there_is(
    connection: Connection, caplog: pytest.LogCaptureFixture
) -> None:
    put_chunk(connection, seen_at(5))
    damage(connection)
    sealed = SealedHours()
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            assert known(sealed, connection, (SIGNAL, seen_at(5))) == [False]
    assert len(caplog.records) == 1
    assert "of signal 7 cannot be read" in caplog.text
