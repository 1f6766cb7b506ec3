from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hmi.domain.records import Gap, GapReason, StateInterval
from hmi.domain.state import MachineState, Reason, Verdict
from hmi.ui.trends.absence import Absence, absences, stretches
from hmi.ui.trends.span import LONGEST_US, SHORTEST_US, TimeSpan

MINUTE = 60_000_000
NOW = 1_000_000 * MINUTE
OFFLINE = Verdict(MachineState.OFFLINE, "1", Reason.LINK_LOST)
RUNNING = Verdict(MachineState.RUNNING, "5", Reason.CUTTING)


def live(length: int = 120 * MINUTE) -> TimeSpan:
    return TimeSpan(NOW - length, NOW)


def test_a_live_window_follows_the_present_and_a_paused_one_does_not() -> None:
    assert live().following(NOW + MINUTE) == TimeSpan(NOW - 119 * MINUTE, NOW + MINUTE)
    assert live().paused().following(NOW + MINUTE) == live().paused()


def test_panning_pauses_and_never_passes_the_present() -> None:
    earlier = live().panned(-30 * MINUTE, NOW)
    assert earlier == TimeSpan(NOW - 150 * MINUTE, NOW - 30 * MINUTE, live=False)
    assert earlier.panned(60 * MINUTE, NOW) == TimeSpan(NOW - 120 * MINUTE, NOW, live=False)


def test_the_way_back_to_the_present_keeps_the_length() -> None:
    assert live().panned(-30 * MINUTE, NOW).present(NOW + 1) == TimeSpan(NOW + 1 - 120 * MINUTE, NOW + 1)


def test_zooming_at_the_present_stays_live_and_elsewhere_pauses() -> None:
    assert live().zoomed(0.5, NOW, NOW) == TimeSpan(NOW - 60 * MINUTE, NOW)
    inside = live().zoomed(0.5, NOW - 60 * MINUTE, NOW)
    assert inside == TimeSpan(NOW - 90 * MINUTE, NOW - 30 * MINUTE, live=False)
    assert live().zoomed(2, NOW - 60 * MINUTE, NOW).live


def test_a_new_length_keeps_the_end() -> None:
    assert live().lasting(15 * MINUTE) == TimeSpan(NOW - 15 * MINUTE, NOW)


def test_a_stop_is_shown_with_its_surroundings() -> None:
    span = live().around(NOW - 30 * MINUTE, NOW - 20 * MINUTE, NOW)
    assert span == TimeSpan(NOW - 35 * MINUTE, NOW - 15 * MINUTE, live=False)
    assert live().around(NOW - 10 * MINUTE, NOW, NOW).end_us == NOW


@given(
    st.lists(st.tuples(st.sampled_from(["pan", "zoom", "last"]), st.integers(-(10**13), 10**13), st.floats(0.01, 100)))
)
def test_however_it_is_moved_the_window_keeps_its_bounds(moves: list[tuple[str, int, float]]) -> None:
    span = live()
    for move, by, factor in moves:
        if move == "pan":
            span = span.panned(by, NOW)
        elif move == "zoom":
            span = span.zoomed(factor, span.start_us + abs(by) % span.length_us, NOW)
        else:
            span = span.lasting(abs(by))
        assert SHORTEST_US <= span.length_us <= LONGEST_US
        assert span.end_us <= NOW


@given(st.floats(0.2, 5), st.floats(0, 1))
def test_the_moment_under_the_pointer_stays_there(factor: float, share: float) -> None:
    span = TimeSpan(NOW - 240 * MINUTE, NOW - 120 * MINUTE, live=False)
    anchor = span.start_us + round(share * span.length_us)
    zoomed = span.zoomed(factor, anchor, NOW * 2)
    assert abs((anchor - zoomed.start_us) / zoomed.length_us - share) < 1e-6


def test_overlapping_absences_are_one_and_their_losses_add_up() -> None:
    gaps = [Gap("s", 10, 20, GapReason.OVERRUN, 400), Gap("s", 18, 30, GapReason.RESTART, 12)]
    states = [
        StateInterval("m", 0, 12, OFFLINE),
        StateInterval("m", 12, 50, RUNNING),
        StateInterval("m", 50, None, OFFLINE),
    ]
    spans = absences(gaps, states, 70)
    assert spans == (Absence(0, 30, True, 412), Absence(50, 70, False))
    assert stretches(spans) == [(0, 30), (50, 70)]


def test_a_loss_that_nobody_can_count_stays_uncounted() -> None:
    gaps = [Gap("s", 10, 20, GapReason.OVERRUN, 400), Gap("s", 15, 30, GapReason.RESTART, None)]
    assert absences(gaps, [], 40) == (Absence(10, 30, True, None),)


def test_a_span_from_one_moment_to_another_stands_still_and_ends_at_the_present() -> None:
    assert TimeSpan.between(NOW - 30 * MINUTE, NOW - MINUTE, NOW) == TimeSpan(
        NOW - 30 * MINUTE, NOW - MINUTE, live=False
    )
    assert TimeSpan.between(NOW - 30 * MINUTE, NOW + MINUTE, NOW) == TimeSpan(NOW - 30 * MINUTE, NOW, live=False)
    assert TimeSpan.between(0, NOW, NOW).length_us == LONGEST_US
