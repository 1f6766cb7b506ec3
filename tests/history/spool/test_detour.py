"""While the database is away loads wait in the spool, and each gets into the database once, in its order."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from hmi.domain.machine import Machine
from hmi.domain.observation import Batch, Cursor
from hmi.domain.records import Entry, Gap, GapReason
from hmi.history.backlog import Declaration
from hmi.history.errors import Trouble
from hmi.history.health import Spooled
from hmi.history.spool import codec
from hmi.history.spool.file import FILE_NAME, SpoolError
from hmi.history.spool.marks import Mark
from tests.history.making import LOAD, SOURCE, batch, entry, seen, state
from tests.history.spool.making import DECLARED, START_US, Desk, load


@contextmanager
def desk(folder: Path, **options: Any) -> Iterator[Desk]:
    made = Desk(folder, **options)
    try:
        yield made
    finally:
        made.end()


def test_nothing_goes_into_the_spool_while_the_database_answers(tmp_path: Path) -> None:
    with desk(tmp_path) as at:
        at.detour.write(load(entry(seen(LOAD, 1)), declared=[DECLARED]))
        assert at.sequences() == [1]
        assert at.detour.spooled.loads == 0
        assert at.detour.direct


def test_what_arrives_while_the_database_is_away_is_stored_in_its_order_when_it_is_back(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with desk(tmp_path) as at:
        at.detour.write(load(entry(seen(LOAD, 1)), declared=[DECLARED]))
        at.trouble = Trouble.UNREACHABLE
        for number in range(2, 8):
            at.detour.write(load(Entry(batch([seen(LOAD, number)]), (state(10 * number),))))
        assert not at.detour.direct
        assert at.detour.spooled.loads == at.detour.spooled.observations == 6
        assert at.detour.spooled.since_us == START_US
        assert at.sequences() == [1]
        at.come_back()
        # it answers, but what came before has to get in first
        at.detour.write(load(entry(seen(LOAD, 8))))
        assert at.sequences() == [1]
        at.catch_up()
        assert at.detour.spooled == Spooled()
        at.detour.write(load(entry(seen(LOAD, 9))))
        assert at.sequences() == list(range(1, 10))
        memory = at.memory()
        assert memory.cursors == (Cursor(SOURCE, 1, 10),)
        assert [interval.start_us for interval in memory.open_states] == [70]
        assert at.told == [(Trouble.UNREACHABLE, at.database.place)] * len(at.told)
    assert "has everything that waited" in caplog.text


@pytest.mark.parametrize("trouble", [Trouble.UNREACHABLE, Trouble.LOCKED, Trouble.READ_ONLY, Trouble.DISK_FULL])
def test_whatever_keeps_the_database_from_writing_the_spool_takes_it(tmp_path: Path, trouble: Trouble) -> None:
    with desk(tmp_path) as at:
        at.trouble = trouble
        at.detour.write(load(entry(seen(LOAD, 1)), declared=[DECLARED]))
        assert at.told[-1][0] is trouble
        at.come_back()
        at.catch_up()
        assert at.sequences() == [1]


def test_a_database_that_is_away_is_tried_less_and_less_often_but_every_half_minute(tmp_path: Path) -> None:
    with desk(tmp_path, away=True) as at:
        moments = []
        for number in range(2000):
            tried = at.tried
            at.detour.write(load(entry(seen(LOAD, number))))
            at.detour.replay(0.0001)
            if at.tried > tried:
                moments.append(at.seconds)
            at.seconds += 0.1
        pauses = [round(later - earlier) for earlier, later in pairwise(moments)]
        assert pauses[:6] == [1, 2, 4, 8, 16, 30]
        assert set(pauses[5:]) == {30}


def test_a_program_that_starts_again_goes_on_where_the_spool_ends(tmp_path: Path) -> None:
    for killed in (False, True):
        folder = tmp_path / str(killed)
        folder.mkdir()
        at = Desk(folder, away=True)
        at.detour.write(load(entry(seen(LOAD, 1)), declared=[DECLARED]))
        at.detour.write(load(Entry(batch([seen(LOAD, 2)], received_us=77), (state(20),))))
        at.end(killed=killed)
        with desk(folder, away=True) as again:
            memory = again.knowledge.memory()
            assert memory.cursors == (Cursor(SOURCE, 1, 3),)
            assert memory.cursors[0].time_us == 2000
            assert memory.proofs_us == {SOURCE: 77}
            assert [(s.machine, s.start_us, s.verdict) for s in memory.open_states] == [("Mill", 20, state(20).verdict)]
            assert memory.signals == {"Mill": tuple(DECLARED.signals.values())}
            assert memory.latest == ()
            again.detour.write(load(entry(seen(LOAD, 3))))
            again.come_back()
            again.catch_up()
            assert again.sequences() == [1, 2, 3]


def test_the_cursors_are_remembered_now_and_then_while_the_database_answers(tmp_path: Path) -> None:
    at = Desk(tmp_path)
    for number in range(1, 200):
        at.detour.write(load(entry(seen(LOAD, number)), declared=[DECLARED]))
        at.seconds += 1
    at.end(killed=True)
    with desk(tmp_path) as again:
        (cursor,) = again.knowledge.memory().cursors
        assert 140 <= cursor.next_sequence < 200
        again.knowledge.learn(again.memory())
    with desk(tmp_path) as again:
        assert again.knowledge.memory().cursors == (Cursor(SOURCE, 1, 200),)


def test_the_cursors_are_remembered_at_the_end_also_when_the_database_goes_away_just_then(tmp_path: Path) -> None:
    at = Desk(tmp_path)
    at.detour.write(load(entry(seen(LOAD, 1)), declared=[DECLARED]))
    at.detour.write(load(entry(seen(LOAD, 2))))
    at.trouble = Trouble.UNREACHABLE
    at.end()
    with desk(tmp_path, away=True) as again:
        assert again.knowledge.memory().cursors == (Cursor(SOURCE, 1, 3),)


def test_what_was_stored_when_the_program_was_killed_is_not_stored_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gap = Gap(SOURCE, 1, 2, GapReason.OVERRUN, 7)  # which would count twice
    at = Desk(tmp_path, away=True)
    at.detour.write(load(Entry(batch([seen(LOAD, 1)]), gaps=(gap,)), declared=[DECLARED]))
    at.detour.write(load(entry(seen(LOAD, 2))))
    at.come_back()

    def killed(_up_to: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(at.file, "done", killed)
    with pytest.raises(KeyboardInterrupt):
        at.catch_up()
    at.end(killed=True)
    assert at.lost() == [(1, 2, "overrun", 7)]
    with desk(tmp_path) as again:
        assert again.detour.spooled.loads == 2
        again.catch_up()
        assert again.lost() == [(1, 2, "overrun", 7)]
        assert again.sequences() == [1, 2]


def test_data_that_the_database_does_not_take_are_set_aside_with_the_reason_and_hold_up_nothing(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    poison = entry(seen(LOAD, 3), seen(LOAD, 4, 10**400))
    with desk(tmp_path) as at:
        at.detour.write(load(entry(seen(LOAD, 1)), declared=[DECLARED]))
        at.detour.write(load(entry(seen(LOAD, 2)), poison, entry(seen(LOAD, 5))))
        at.detour.write(load(entry(seen(LOAD, 6))))
        at.catch_up()
        assert at.sequences() == [1, 2, 3, 5, 6]
        assert [(lost, reason) for _, _, reason, lost in at.lost()] == [(1, "dropped")]
        assert at.rejected == 1
        assert at.detour.spooled.set_aside == 2
        (refused,) = at.file.refused()
        assert (refused.part, refused.observations) == (2, 2)
        assert "OverflowError" in refused.reason
        assert codec.unpack(refused.payload) == ((), (poison,))
        assert at.told == []
    assert "is set aside" in caplog.text


def test_a_load_that_the_database_refuses_whatever_it_holds_leaves_a_gap(tmp_path: Path) -> None:
    with desk(tmp_path) as at:
        at.detour.write(load(declared=[DECLARED]))
        at.spoils = lambda _declared, entries: any(one.batch is not None for one in entries)
        at.detour.write(load(entry(seen(LOAD, 1), seen(LOAD, 2))))
        at.spoils = lambda _declared, entries: any(
            one.batch is not None and one.batch.received_us == 0 for one in entries
        )
        at.detour.write(load(Entry(batch([seen(LOAD, 3)], received_us=9))))
        at.catch_up()
        assert at.sequences() == [3]
        assert [(lost, reason) for _, _, reason, lost in at.lost()] == [(2, "dropped")]
        assert at.rejected == 2


def test_a_machine_that_cannot_be_declared_harms_no_other(tmp_path: Path) -> None:
    odd = Declaration(Machine("Odd"), {LOAD.key: replace(LOAD, machine="Odd", unit="\ud800")})
    with desk(tmp_path) as at:
        at.detour.write(load(entry(seen(LOAD, 1)), declared=[odd, DECLARED]))
        at.catch_up()
        assert at.sequences() == [1]
        (refused,) = at.file.refused()
        assert codec.unpack(refused.payload) == ((odd,), (Entry(),))


def test_a_piece_that_was_stored_when_the_program_was_killed_is_not_stored_again(tmp_path: Path) -> None:
    gap = Gap(SOURCE, 1, 2, GapReason.OVERRUN, 7)
    at = Desk(tmp_path, away=True)
    at.detour.write(load(Entry(batch([seen(LOAD, 1)]), gaps=(gap,)), entry(seen(LOAD, 2)), declared=[DECLARED]))
    at.come_back()

    def spoils(_declared: object, entries: Any) -> bool:
        if len(entries) > 1:
            return True
        if any(one.batch is not None and one.batch.observations[0].sequence == 2 for one in entries):
            raise KeyboardInterrupt
        return False

    at.spoils = spoils
    with pytest.raises(KeyboardInterrupt):
        at.catch_up()
    at.end(killed=True)
    assert at.sequences() == [1]
    with desk(tmp_path) as again:
        again.catch_up()
        assert again.sequences() == [1, 2]
        assert again.lost() == [(1, 2, "overrun", 7)]
        assert again.file.refused() == []


def test_a_payload_that_cannot_be_read_is_set_aside_and_those_behind_it_are_stored(tmp_path: Path) -> None:
    with desk(tmp_path, away=True) as at:
        at.file.append(b"\x01 what a disk has spoilt", observations=5, received_us=1, known={})
    with desk(tmp_path, away=True) as at:
        at.detour.write(load(entry(seen(LOAD, 1)), declared=[DECLARED]))
        at.come_back()
        at.catch_up()
        assert at.sequences() == [1]
        assert at.rejected == 5
        (refused,) = at.file.refused()
        assert refused.payload.startswith(b"\x01 what")


def test_a_spool_that_is_full_makes_the_writer_wait_until_the_database_is_back(tmp_path: Path) -> None:
    with desk(tmp_path, away=True, quota=300_000) as at:
        at.detour.write(load(declared=[DECLARED]))
        waits = 0

        def on_wait() -> None:
            nonlocal waits
            waits += 1
            assert at.told[-1] == (Trouble.SPOOL_FULL, str(tmp_path / FILE_NAME))
            assert not at.detour.spooled.takes_more
            if waits == 40:
                at.come_back()

        at.on_wait = on_wait
        number = 0
        while waits == 0:
            values = [seen(LOAD, number := number + 1, float(number**3 % 7919) / 7) for _ in range(2000)]
            at.detour.write(load(entry(*values)))
        assert waits >= 40  # it took nothing until then
        at.catch_up()
        assert at.sequences() == list(range(1, number + 1))
        assert at.detour.spooled == Spooled()
        assert at.rejected == 0
        assert at.lost() == []


def test_a_spool_that_cannot_be_written_keeps_nothing_from_a_database_that_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with desk(tmp_path, away=True) as at:
        waits = 0

        def full(*_: object, **__: object) -> None:
            raise SpoolError(Trouble.DISK_FULL, "no room")

        def on_wait() -> None:
            nonlocal waits
            waits += 1
            assert waits < 20
            if waits == 3:
                at.come_back()

        monkeypatch.setattr(at.file, "append", full)
        at.on_wait = on_wait
        at.detour.write(load(entry(seen(LOAD, 1)), declared=[DECLARED]))
        assert at.sequences() == [1]
        assert at.detour.direct
        assert at.knowledge.memory().cursors == (Cursor(SOURCE, 1, 2),)


def test_a_spool_that_is_damaged_while_it_is_used_is_set_aside_and_what_waited_is_told_as_a_gap(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = Desk(tmp_path, away=True)
    at.detour.write(load(entry(seen(LOAD, 1)), declared=[DECLARED]))

    def damaged(*_: object, **__: object) -> None:
        raise SpoolError(Trouble.DAMAGED, "malformed")

    monkeypatch.setattr(at.file, "append", damaged)
    at.seconds += 0.5
    at.detour.write(load(entry(seen(LOAD, 2))))
    assert Trouble.DAMAGED in [trouble for trouble, _ in at.told]
    assert at.told[-1][0] is Trouble.UNREACHABLE
    at.come_back()
    at.catch_up()
    assert at.sequences() == [2]
    assert at.lost() == [(START_US, START_US + 500_000, "dropped", None)]
    at.end()
    assert len(list(tmp_path.glob("*set-aside*"))) >= 1
    with desk(tmp_path, away=True) as again:
        assert again.knowledge.memory().cursors == (Cursor(SOURCE, 1, 3),)


def test_a_start_that_knew_nothing_of_the_database_tells_the_time_that_nobody_collected(tmp_path: Path) -> None:
    with desk(tmp_path) as before:
        before.detour.write(load(entry(seen(LOAD, 1)), declared=[DECLARED]))
    (tmp_path / FILE_NAME).unlink()
    with desk(tmp_path, away=True) as at:
        at.detour.write(load(entry(seen(LOAD, 500)), declared=[DECLARED]))
        at.come_back()
        at.catch_up()
        assert at.sequences() == [1, 500]
        assert at.lost() == [(1000, START_US, "not_collecting", None)]


def test_the_cursor_remembers_the_newest_time_where_the_source_tells_none(tmp_path: Path) -> None:
    with desk(tmp_path, away=True) as at:
        at.detour.write(load(entry(seen(LOAD, 1)), declared=[DECLARED]))
        at.detour.write(load(Entry(Batch(Cursor(SOURCE, 1, 9), (), 5))))
        (cursor,) = at.knowledge.memory().cursors
        assert (cursor.next_sequence, cursor.time_us) == (9, 1000)
        at.detour.write(load(Entry(Batch(Cursor(SOURCE, 1, 9, 4321), (), 5))))
        (cursor,) = at.knowledge.memory().cursors
        assert cursor.time_us == 4321


def test_a_whole_number_that_no_text_can_hold_is_left_out_before_it_waits(tmp_path: Path) -> None:
    with desk(tmp_path, away=True) as at:
        at.detour.write(load(entry(seen(LOAD, 1), seen(LOAD, 2, 10**5000)), declared=[DECLARED]))
        at.come_back()
        at.catch_up()
        assert at.sequences() == [1]
        assert [lost for _, _, _, lost in at.lost()] == [1]


def test_a_mark_covers_what_came_before_it() -> None:
    assert Mark(7).covers(7)
    assert Mark(7).covers(6, 99)
    assert not Mark(7).covers(8)
    assert not Mark(7, 2).covers(7)
    assert Mark(7, 2).covers(7, 2)
    assert not Mark(7, 2).covers(7, 3)
    assert not Mark().covers(1)
