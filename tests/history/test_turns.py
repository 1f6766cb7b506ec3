"""Which chore has its turn, and when."""

from __future__ import annotations

import logging

import pytest
from sqlalchemy import Connection

from hmi.history.turns import Turns


class _Chore:
    def __init__(self, name: str, *, is_due: bool = True) -> None:
        self.name = name
        self.is_due = is_due
        self.forgot = 0
        self.asked = 0

    def due(self, _now_us: int) -> bool:
        self.asked += 1
        return self.is_due

    def step(self, _connection: Connection, _now_us: int) -> bool:
        return True

    def forget(self) -> None:
        self.forgot += 1


class _Clock:
    now_s = 100.0

    def __call__(self) -> float:
        return self.now_s


def test_chores_that_are_due_take_turns() -> None:
    chores = _Chore("a"), _Chore("b", is_due=False), _Chore("c")
    turns = Turns(chores, _Clock())
    given = [turns.next(0) for _ in range(4)]
    assert [chore.name for chore in given if chore is not None] == ["a", "c", "a", "c"]


def test_after_a_slice_the_writer_rests_twice_as_long_as_it_took() -> None:
    clock, chore = _Clock(), _Chore("a")
    turns = Turns((chore,), clock)
    assert turns.next(0) is chore
    turns.done(chore, 0.04)
    assert turns.pause_s() == pytest.approx(0.08)
    assert turns.next(0) is None
    clock.now_s += 0.081
    assert turns.pause_s() == 0
    assert turns.next(0) is chore


def test_what_is_not_due_is_asked_again_a_second_later() -> None:
    clock, chore = _Clock(), _Chore("a", is_due=False)
    turns = Turns((chore,), clock)
    assert turns.next(0) is None
    assert turns.next(0) is None
    assert chore.asked == 1
    assert turns.pause_s() == pytest.approx(1.0)
    clock.now_s += 1.0
    assert turns.next(0) is None
    assert chore.asked == 2


def test_a_chore_that_fails_waits_longer_each_time_and_the_log_says_so_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    clock, broken, other = _Clock(), _Chore("sweeping"), _Chore("other")
    turns = Turns((broken, other), clock)
    waits = []
    for _ in range(9):
        while turns.next(0) is not broken:
            clock.now_s += 1.0
        began_s = clock.now_s
        turns.failed(broken, ValueError("the broom is broken"))
        assert turns.next(0) is other
        while turns.next(0) is not broken:
            clock.now_s += 1.0
        waits.append(clock.now_s - began_s)
        turns.failed(broken, ValueError("the broom is broken"))
    assert waits[0] == pytest.approx(10, abs=1)
    assert waits == sorted(waits)
    assert waits[-1] == pytest.approx(600, abs=1)
    assert broken.forgot == 18
    assert [record.message for record in caplog.records] == ["sweeping has to wait: ValueError('the broom is broken')"]
    turns.failed(broken, ValueError("there is no broom"))
    turns.done(broken, 0.0)
    assert [record.message for record in caplog.records][1:] == [
        "sweeping has to wait: ValueError('there is no broom')",
        "sweeping goes on",
    ]


def test_when_the_store_is_another_one_every_chore_forgets() -> None:
    chores = _Chore("a"), _Chore("b")
    Turns(chores, _Clock()).forget()
    assert [chore.forgot for chore in chores] == [1, 1]
