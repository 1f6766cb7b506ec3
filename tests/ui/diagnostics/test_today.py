from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hmi.domain.records import Gap, GapReason
from hmi.ui.diagnostics.today import losses, sum_up, uptime
from tests.ui.diagnostics.samples import MINUTE, NOW, OVERRUN, RESTART, at

MIDNIGHT = at(0, 0)
spans = st.lists(st.tuples(st.integers(-100, 300), st.integers(0, 200)).map(lambda pair: (pair[0], sum(pair))))


def test_losses_are_added_up_and_what_nobody_knows_is_counted_apart() -> None:
    total = losses([OVERRUN, RESTART, Gap("x", 0, 1, GapReason.DROPPED, 412)])
    assert (total.lost, total.unknown, total.any) == (5_630, 1, True)
    assert [gap.start_us for gap in total.gaps] == [0, RESTART.start_us, OVERRUN.start_us]
    assert not losses([]).any


def test_a_gap_of_yesterday_is_none_of_today_and_one_over_midnight_is() -> None:
    yesterday = Gap("a", MIDNIGHT - 10, MIDNIGHT - 5, GapReason.RESTART, 1)
    over = Gap("a", MIDNIGHT - 10, MIDNIGHT + 5, GapReason.RESTART, 20)
    today = sum_up(MIDNIGHT, NOW, [yesterday, over, OVERRUN], [])
    assert today.whole.lost == 5_238
    assert today.by_source["a"].lost == 20
    assert today.by_source[OVERRUN.source].lost == 5_218
    assert today.uptime is None


def test_uptime_counts_from_the_first_collecting_of_the_day() -> None:
    up = uptime([(at(7, 0), at(11, 0)), (at(11, 30), at(14, 0))], MIDNIGHT, at(14, 0))
    assert up is not None
    assert up.since_us == at(7, 0)
    assert up.elapsed_us == 420 * MINUTE
    assert up.share == 390 / 420


def test_collecting_that_began_yesterday_counts_from_midnight() -> None:
    up = uptime([(at(22, 0, day=18), at(14, 0))], MIDNIGHT, at(14, 0))
    assert up is not None
    assert (up.since_us, up.share) == (MIDNIGHT, 1.0)


def test_the_newest_minute_is_not_missed_while_collecting_goes_on() -> None:
    running = uptime([(at(7, 0), at(13, 59, 10))], MIDNIGHT, at(14, 0))
    assert running is not None
    assert running.share == 1.0
    stopped = uptime([(at(7, 0), at(13, 50))], MIDNIGHT, at(14, 0))
    assert stopped is not None
    assert stopped.share == 410 / 420


def test_there_is_no_uptime_before_anything_was_collected() -> None:
    assert uptime([], MIDNIGHT, NOW) is None
    assert uptime([(MIDNIGHT - 10, MIDNIGHT)], MIDNIGHT, NOW) is None


@given(spans)
def test_uptime_is_the_share_of_seconds_that_any_span_covers(relative: list[tuple[int, int]]) -> None:
    minutes = [(MIDNIGHT + start * MINUTE, MIDNIGHT + end * MINUTE) for start, end in relative]
    now = MIDNIGHT + 200 * MINUTE
    up = uptime(minutes, MIDNIGHT, now)
    covered = [any(start <= minute < end for start, end in relative) for minute in range(200)]
    if up is None:
        assert not any(covered)
        return
    first = covered.index(True)
    last = 199 - covered[::-1].index(True)
    until = last + 1 if 200 - (last + 1) <= 1 else 200
    assert up.since_us == MIDNIGHT + first * MINUTE
    assert abs(up.share - sum(covered) / (until - first)) < 1e-9
    assert 0 < up.share <= 1
