from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QApplication

from hmi.domain.observation import Condition, ConditionLevel
from hmi.domain.records import StoredCondition
from hmi.live.feed import MachineLive
from hmi.ui.trends.curve import pieces
from hmi.ui.trends.data import TrendData
from hmi.ui.trends.pens import Pen
from hmi.ui.trends.questions import MachineQuestion
from hmi.ui.trends.span import TimeSpan
from tests.ui.machine.shop import (
    FEED_HOLD,
    HOUR,
    MINUTE,
    NOW,
    SECOND,
    SOURCE,
    Archive,
    archive,
    lathe,
    spans_of,
    with_values,
)

LANES = ("spindle_load", "feed_rate")
LOAD, FEED, COOLANT = (Pen("Torno 03", signal) for signal in (*LANES, "coolant.level"))
TWO_HOURS = TimeSpan(NOW - 2 * HOUR, NOW)


def data(now_us: int = NOW) -> TrendData:
    made = TrendData()
    made.show({"Torno 03": lathe()}, (LOAD, FEED), now_us)
    return made


def test_a_question_has_a_bucket_per_pixel_and_reaches_the_present(qapp: QApplication) -> None:
    question = data().question(TWO_HOURS, 960, NOW)
    assert question is not None
    bucket = (question.end_us - question.start_us) // question.buckets
    assert bucket == 7_500_000
    assert (question.end_us - question.start_us) % question.buckets == 0
    assert question.start_us <= TWO_HOURS.start_us
    assert question.end_us >= NOW
    assert question.machines == (MachineQuestion("Torno 03", SOURCE, LANES, "program"),)


def test_a_window_that_stands_still_is_asked_with_its_sides_but_not_beyond_the_present(qapp: QApplication) -> None:
    still = TimeSpan(NOW - 4 * HOUR, NOW - 3 * HOUR, live=False)
    question = data().question(still, 600, NOW)
    assert question is not None
    assert question.start_us <= still.start_us - 15 * MINUTE
    assert still.end_us + 15 * MINUTE <= question.end_us <= NOW
    at_the_end = data().question(TWO_HOURS.paused(), 600, NOW)
    assert at_the_end is not None
    assert at_the_end.end_us <= NOW + MINUTE


def test_without_a_machine_there_is_nothing_to_ask_or_to_draw() -> None:
    empty = TrendData()
    assert empty.question(TWO_HOURS, 600, NOW) is None
    assert empty.content(TWO_HOURS, 600, NOW).lanes == ()


def test_the_picture_moves_by_whole_pixels_so_that_columns_do_not_flicker(qapp: QApplication) -> None:
    one, other = (data().content(TWO_HOURS.following(NOW + shift), 960, NOW) for shift in (0, 3 * SECOND))
    assert (one.end_us - one.start_us) == 960 * 7_500_000
    assert (other.end_us - one.end_us) % 7_500_000 == 0
    assert one.end_us >= NOW


def test_history_and_live_values_make_one_line(qapp: QApplication) -> None:
    past = archive()
    made = data()
    question = made.question(TWO_HOURS, 960, NOW)
    assert question is not None
    made.take_answer(question.ask(past))
    assert made.take(with_values(lathe(), NOW + SECOND, {"spindle_load": 99.0}))
    assert not made.take(with_values(lathe(), NOW + SECOND, {"spindle_load": 99.0}))
    content = made.content(TWO_HOURS, 960, NOW + 2 * SECOND)
    curve = content.curves[LOAD]
    assert curve.high.max() == 112.0  # the spike of 13:28:57
    assert curve.last[-1] == 99.0
    assert curve.until_us == NOW + 2 * SECOND
    assert [absence.lost for absence in content.machines[0].absences] == [412]
    assert [lane.name for lane in content.lanes] == ["Spindle load", "Feed rate"]
    assert content.machines[0].states[-1].verdict == FEED_HOLD
    assert spans_of(content.machines[0].programs) == ["O1041", None, "O1042"]


def test_an_answer_about_long_ago_is_not_continued_by_live_values(qapp: QApplication) -> None:
    past = archive()
    made = data()
    still = TimeSpan(NOW - 2 * HOUR, NOW - HOUR, live=False)
    question = made.question(still, 600, NOW)
    assert question is not None
    made.take_answer(question.ask(past))
    made.take(with_values(lathe(), NOW, {"spindle_load": 99.0}))
    curve = made.content(still, 600, NOW).curves[LOAD]
    assert curve.until_us == question.end_us
    assert 99.0 not in curve.high


def test_a_signal_that_never_changed_is_drawn_from_what_is_known_live(qapp: QApplication) -> None:
    made = TrendData()
    made.show({"Torno 03": with_values(lathe(), NOW - 5 * HOUR, {"coolant.level": 41.0})}, (COOLANT,), NOW)
    curve = made.content(TWO_HOURS, 600, NOW).curves[COOLANT]
    line = pieces(curve)
    assert (line.start_us[0], line.end_us[-1]) == (TWO_HOURS.start_us, NOW)
    assert set(line.value) == {41.0}


def test_a_lost_value_breaks_the_line_and_is_not_zero(qapp: QApplication) -> None:
    made = data()
    made.take(with_values(lathe(), NOW + SECOND, {"spindle_load": None}))
    made.take(with_values(lathe(), NOW + 60 * SECOND, {"spindle_load": 5.0}))
    line = pieces(made.content(TWO_HOURS, 600, NOW + 90 * SECOND).curves[LOAD])
    covered = [(int(s), int(e)) for s, e in zip(line.start_us, line.end_us, strict=True)]
    assert not any(start < NOW + 30 * SECOND < end for start, end in covered)


def test_another_machine_starts_from_nothing_and_a_signal_taken_away_is_forgotten(qapp: QApplication) -> None:
    made = data()
    question = made.question(TWO_HOURS, 600, NOW)
    assert question is not None
    made.take_answer(question.ask(archive()))
    made.show({"Torno 03": lathe()}, (FEED,), NOW)
    assert made.answered
    assert set(made.content(TWO_HOURS, 600, NOW).curves) == {FEED}
    other = replace(lathe(), machine=replace(lathe().machine, key="Torno 09"))
    made.show({"Torno 09": other}, (Pen("Torno 09", "feed_rate"),), NOW)
    assert not made.answered


def test_a_signal_that_no_source_describes_yet_is_named_by_its_key(qapp: QApplication) -> None:
    made = TrendData()
    made.show({"Torno 03": replace(lathe(), signals={})}, (LOAD,), NOW)
    content = made.content(TWO_HOURS, 600, NOW)
    assert content.lanes[0].name == "Spindle load"
    question = made.question(TWO_HOURS, 600, NOW)
    assert question is not None
    assert question.machines[0].program is None
    assert question.ask(Archive()).machines["Torno 03"].programs == []


def centre(offset_us: int = 0) -> MachineLive:
    return replace(
        lathe(), machine=replace(lathe().machine, key="Centro 07", source="http://b:1"), clock_offset_us=offset_us
    )


def test_pens_of_several_machines_are_one_question_and_one_picture(qapp: QApplication) -> None:
    made = TrendData(named=True)
    other = Pen("Centro 07", "feed_rate")
    made.show({"Torno 03": lathe(), "Centro 07": centre()}, (LOAD, other, FEED), NOW)
    question = made.question(TWO_HOURS, 600, NOW)
    assert question is not None
    assert [(about.machine, about.signals) for about in question.machines] == [
        ("Torno 03", ("spindle_load", "feed_rate")),
        ("Centro 07", ("feed_rate",)),
    ]
    made.take_answer(question.ask(archive()))
    content = made.content(TWO_HOURS, 600, NOW)
    assert [lane.title for lane in content.lanes] == [
        "Torno 03 · Spindle load",
        "Centro 07 · Feed rate",
        "Torno 03 · Feed rate",
    ]
    assert set(content.curves) == {LOAD, other, FEED}
    assert made.take(with_values(centre(), NOW + SECOND, {"feed_rate": 5.0}))
    assert not made.take(replace(lathe(), machine=replace(lathe().machine, key="Torno 09")))


def test_a_machine_whose_clock_is_ahead_has_room_in_the_picture(qapp: QApplication) -> None:
    made = TrendData()
    made.show({"Torno 03": lathe(), "Centro 07": centre(5 * MINUTE)}, (LOAD, Pen("Centro 07", "feed_rate")), NOW)
    assert made.present(NOW) == NOW + 5 * MINUTE
    content = made.content(TWO_HOURS, 600, NOW)
    assert [machine.now_us for machine in content.machines] == [NOW, NOW + 5 * MINUTE]
    assert content.curves[LOAD].until_us == NOW


def test_pens_of_a_machine_that_nobody_knows_are_not_drawn(qapp: QApplication) -> None:
    made = TrendData()
    made.show({"Torno 03": lathe()}, (LOAD, Pen("Fresa 99", "x.load")), NOW)
    assert made.pens == (LOAD,)


def test_the_conditions_of_the_machine_are_marks(qapp: QApplication) -> None:
    past = archive(hours=0.1)
    fault = Condition(ConditionLevel.FAULT, "SYSTEM", "3006", "Chip conveyor overload")
    past.reports = [StoredCondition("system", NOW - HOUR, fault, 1, 1)]
    made = data()
    question = made.question(TWO_HOURS, 600, NOW)
    assert question is not None
    made.take_answer(question.ask(past))
    marks = made.content(TWO_HOURS, 600, NOW).machines[0].marks
    assert [(mark.time_us, mark.machine, mark.code) for mark in marks] == [(NOW - HOUR, "Torno 03", "3006")]


def test_what_happened_is_put_together_anew_only_where_it_differs(qapp: QApplication) -> None:
    made = data()
    first = made.content(TWO_HOURS, 600, NOW).machines[0]
    again = made.content(TWO_HOURS, 600, NOW + SECOND).machines[0]
    assert again.states is first.states
    assert again.now_us == NOW + SECOND
    made.take(replace(lathe(), since_us=NOW))
    assert made.content(TWO_HOURS, 600, NOW).machines[0].states is not first.states
