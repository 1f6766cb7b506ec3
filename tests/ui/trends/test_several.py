from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from hmi.domain.state import MachineState
from hmi.ui.look import Look
from hmi.ui.trends.absence import Absence
from hmi.ui.trends.arrangement import arrange
from hmi.ui.trends.chart import TrendChart
from hmi.ui.trends.content import LaneSpec, MachineContent, TrendContent
from hmi.ui.trends.curve import join
from hmi.ui.trends.mark_line import MarkLines
from hmi.ui.trends.marks import Gathered, Mark, MarkKind
from hmi.ui.trends.tail import Seen
from hmi.ui.trends.words import (
    change_words,
    mark_words,
    span_words,
    symbol_words,
)
from tests.ui.machine.shop import HOUR, NOW, SECOND, ZONE, Archive, at, stays
from tests.ui.trends.charting import HEAT, LOAD, START, content, inked, picture, x_of


def marked(*marks: Mark) -> TrendContent:
    return content(LOAD, marks=marks)


def test_a_one_sample_spike_of_a_month_is_seen_on_two_thousand_pixels(chart: TrendChart, look: Look) -> None:
    month, width = 30 * 24 * HOUR, 2_000
    chart.resize(width + 64, 600)
    start = NOW - month
    moment = NOW - 11 * 24 * HOUR - 12_345 * SECOND
    times = np.arange(start, NOW, 60 * SECOND, dtype=np.int64)
    values = np.full(len(times), 40.0)
    past = Archive(lines={"spindle_load": [*zip(times.tolist(), values.tolist(), strict=True), (moment, 99.0)]})
    past.lines["spindle_load"].sort()
    series = past.trend("Torno 03", ("spindle_load",), start, NOW, width)["spindle_load"]
    assert len(series.times_us) <= width + 1
    spec = LaneSpec("spindle_load", "Spindle load", "%")
    curves = {spec.pen: join(series, start, NOW)}
    chart.show_content(TrendContent(start, NOW, NOW, (spec,), curves, (MachineContent("", NOW),)))
    lane = chart.lanes[0]
    image = picture(chart)
    x = round(chart.x_of(moment))
    seen = [
        column
        for column in range(x - 3, x + 4)
        if all(image.pixelColor(column, round(lane.y(value))) == look.theme.chart.pen for value in (50, 70, 90))
    ]
    assert len(seen) == 1
    beside = [
        column
        for column in range(x - 300, x - 10)
        if inked(image, column, lane.y(95), lane.y(60), look.theme.chart.pen)
    ]
    assert beside == []


def test_a_fault_is_a_line_through_all_lanes_under_a_filled_symbol_and_a_warning_under_an_outlined_one(
    chart: TrendChart, look: Look
) -> None:
    fault = Mark(at(13, 29), "", MarkKind.FAULT, "3006", "Chip conveyor overload")
    warning = Mark(at(12, 40), "", MarkKind.WARNING, "1021", "Lubrication oil low")
    chart.show_content(content(LOAD, HEAT, marks=(warning, fault)))
    image = picture(chart)
    row = arrange(chart.width(), chart.height(), 2, chart.across[0]).marks
    for mark, filled in ((fault, True), (warning, False)):
        x = round(chart.x_of(mark.time_us))
        ink = look.theme.primary if filled else look.theme.tertiary
        for lane in chart.lanes:
            assert inked(image, x, lane.plot.top() + 30, lane.plot.top() + 30, ink)
        corner = image.pixelColor(x - 4, round(row.top()) + 4)
        assert (corner == look.theme.primary) is filled


def test_the_crosshair_tells_what_the_machine_said_at_a_mark(chart: TrendChart, look: Look) -> None:
    marks = [Mark(at(13, 29, step), "Torno 03", MarkKind.FAULT, str(3000 + step), "Door") for step in range(8)]
    chart.show_content(marked(*marks))
    lines = MarkLines(look.theme, chart._arrangement, chart.content)
    assert len(chart._marked) == 1
    assert symbol_words(chart._marked[0]) == "× 8"
    told = lines.told(chart._marked, chart.x_of(at(13, 29)), ZONE)
    assert told[0] == "13:29:00 · Fault 3000 Door"
    assert (len(told), told[-1]) == (6, "3 more")
    assert lines.told(chart._marked, chart.x_of(at(12, 20)), ZONE) == []
    plain = picture(chart)
    chart.set_crosshair(chart.x_of(at(13, 29)))
    near = picture(chart)
    assert near != plain


def test_a_mark_says_its_machine_where_there_are_several(look: Look) -> None:
    mark = Mark(at(13, 29), "Torno 03", MarkKind.WARNING, "", "Coolant low", count=3)
    assert mark_words(mark, ZONE, NOW, named=True) == "13:29:00 · Torno 03 · Warning Coolant low · 2 more"
    assert symbol_words(Gathered((Mark(1, "", MarkKind.WARNING),))) == "Warning"


def test_several_machines_have_a_band_each_with_their_names(chart: TrendChart, look: Look) -> None:
    base = content(replace(LOAD, machine="Torno 03", named=True))
    other = [replace(stay, machine="Centro 07", verdict=stays()[-1].verdict) for stay in stays()]
    both = (MachineContent("Torno 03", NOW, (), stays()), MachineContent("Centro 07", NOW, (), other))
    chart.show_content(TrendContent(START, NOW, NOW, base.lanes, base.curves, both))
    image = picture(chart)
    first, second = arrange(chart.width(), chart.height(), 1, chart.across[0], machines=2).states
    x = round(chart.x_of(at(12, 50)))
    assert image.pixelColor(x, round(first.center().y())) == look.theme.states[MachineState.RUNNING]
    assert image.pixelColor(x, round(second.center().y())) == look.theme.states[MachineState.STOPPED]
    assert chart.across[0] > 60  # the names have room


def test_only_the_lanes_of_a_machine_have_its_gap(chart: TrendChart, look: Look) -> None:
    mine, others = replace(LOAD, machine="Torno 03"), replace(HEAT, machine="Centro 07")
    base = content(mine, others)
    gap = Absence(at(12, 31), at(12, 38), True, 412)
    machines = (MachineContent("Torno 03", NOW, (gap,)), MachineContent("Centro 07", NOW))
    chart.show_content(TrendContent(START, NOW, NOW, base.lanes, base.curves, machines))
    image = picture(chart)
    edge = x_of(chart, at(12, 31))
    hatched = [
        inked(image, edge, lane.plot.top() + 2, lane.plot.bottom() - 2, look.theme.chart.gapHatch)
        for lane in chart.lanes
    ]
    assert hatched == [True, False]


def test_m_measures_from_where_the_crosshair_is(chart: TrendChart) -> None:
    seen = [Seen(START, START, 50.0, 50.0, 50.0, False), Seen(at(13), at(13), 62.5, 62.5, 62.5, False)]
    chart.show_content(content(LOAD, seen=seen))
    chart.set_crosshair(chart.x_of(at(12, 30)))
    QTest.keyClick(chart, Qt.Key.Key_M)
    assert chart.pin_us is not None
    assert abs(chart.pin_us - at(12, 30)) < 20 * SECOND
    chart.set_crosshair(chart.x_of(at(13, 30)))
    plain = picture(chart)
    assert chart.readings(at(13, 30))[0].change == 12.5
    assert chart.readings(at(13, 30))[0].rest_words == "% · Δ +12.5"
    QTest.keyClick(chart, Qt.Key.Key_M)
    assert picture(chart) != plain
    assert chart.readings(at(13, 30))[0].change is None
    chart.set_crosshair(None)
    QTest.keyClick(chart, Qt.Key.Key_M)
    assert chart.pin_us == chart.crosshair_us
    QTest.keyClick(chart, Qt.Key.Key_Escape)
    assert not any((chart.pin_us, chart.crosshair_us))


def test_spans_and_changes_that_are_measured_say_their_direction(look: Look) -> None:
    assert span_words(12_340_000) == "Δ 12.34 s"
    assert span_words(-252 * SECOND) == "Δ −0:04:12"
    assert span_words(52 * HOUR) == "Δ 2 d 4:00:00"
    assert (change_words(12.34, 1), change_words(-3.0, 0), change_words(0.0, 0)) == ("Δ +12.3", "Δ −3", "Δ 0")
