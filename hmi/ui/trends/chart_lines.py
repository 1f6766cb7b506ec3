"""What the rail says of pens and saved charts, given the machines that there are."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication

from hmi.live.feed import MachineLive
from hmi.ui.figures import count
from hmi.ui.machine.signals import signals_of
from hmi.ui.trends.charts import Chart
from hmi.ui.trends.pens import Pen, machines_of
from hmi.ui.trends.rail_lists import ChartLine, PenLine
from hmi.ui.trends.ranges import length_words
from hmi.ui.words import key_name, signal_name

translate = QCoreApplication.translate


def pen_name(pen: Pen, lives: Mapping[str, MachineLive]) -> str:
    """Return a pen's signal as people call it."""
    live = lives.get(pen.machine)
    signal = None if live is None else live.signals.get(pen.signal)
    return key_name(pen.signal) if signal is None else signal_name(signal)


def pen_line(pen: Pen, lives: Mapping[str, MachineLive]) -> PenLine:
    """Return a pen as the rail shows it; before a machine has said what it has, none of its signals is doubted."""
    live = lives.get(pen.machine)
    trouble = ""
    if live is None:
        trouble = translate("Trend", "unknown machine")
    elif live.signals and pen.signal not in signals_of(live):
        trouble = translate("Trend", "not reported")
    return PenLine(pen, pen_name(pen, lives), trouble)


def chart_line(chart: Chart, lives: Mapping[str, MachineLive], shown: tuple[Pen, ...]) -> ChartLine:
    """Return a saved chart as the rail shows it."""
    unknown = sum(1 for pen in chart.pens if pen.machine not in lives)
    machines = ", ".join(machines_of(chart.pens))
    parts = [length_words(chart.length_us), machines]
    if unknown:
        words = translate("Trend", "%1 of %2 unknown")
        parts.insert(0, words.replace("%1", count(unknown)).replace("%2", count(len(chart.pens))))
    return ChartLine(chart, " · ".join(parts), unknown < len(chart.pens), bool(shown) and chart.pens == shown)
