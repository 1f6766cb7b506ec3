from __future__ import annotations

import pytest

from hmi.ui.trends.charts import MOST_CHARTS, Chart, Charts, restored_pens
from hmi.ui.trends.pens import MOST_PENS, Pen, machines_of

HOUR = 3_600_000_000
PENS = (Pen("Torno 03", "spindle_load"), Pen("Centro 07", "feed_rate"))
NIGHT = Chart("Night shift", PENS, 8 * HOUR)


def charts(*given: Chart) -> Charts:
    made = Charts()
    for chart in given:
        made.save(chart)
    return made


def test_saved_charts_come_back_as_they_were() -> None:
    made = charts(NIGHT, Chart("Another", PENS[:1], HOUR))
    again = Charts()
    again.restore(made.stored())
    assert again.all == made.all == (Chart("Another", PENS[:1], HOUR), NIGHT)


def test_a_name_in_other_letters_is_the_same_chart() -> None:
    made = charts(NIGHT, Chart("  night  SHIFT ", PENS[:1], HOUR))
    assert made.all == (Chart("night SHIFT", PENS[:1], HOUR),)
    assert made.find("NIGHT shift") is not None


def test_a_chart_is_renamed_and_deleted() -> None:
    made = charts(NIGHT, Chart("Day", PENS[:1], HOUR))
    renamed = made.rename(NIGHT, "Late shift")
    assert [chart.name for chart in made.all] == ["Day", "Late shift"]
    made.rename(renamed, "Day")
    assert list(made.all) == [Chart("Day", PENS, 8 * HOUR)]
    made.delete(made.all[0])
    assert list(made.all) == []


@pytest.mark.parametrize(
    "stored",
    [
        None,
        "text",
        [1, None, {}],
        [{"name": "", "pens": [], "length_us": 1}],
        [{"name": "x", "pens": [], "length_us": -1}],
        [{"name": 7, "pens": [], "length_us": 1}],
        [{"name": "x", "pens": [], "length_us": "long"}],
    ],
)
def test_what_has_another_form_is_left_out(stored: object) -> None:
    made = charts(NIGHT)
    made.restore(stored)
    assert made.all == ()


def test_there_are_only_so_many_charts_and_pens() -> None:
    made = Charts()
    made.restore([Chart(f"Chart {at}", PENS, HOUR).stored() for at in range(MOST_CHARTS + 5)])
    assert len(made.all) == MOST_CHARTS
    assert made.full
    many = [["Torno 03", f"aux.{at}"] for at in range(9)]
    assert len(restored_pens(many)) == MOST_PENS
    assert restored_pens([["a", "b"], ["a", "b"], ["a"], ["a", 1], ["", "b"], 7]) == (Pen("a", "b"),)


def test_the_machines_of_pens_are_each_named_once() -> None:
    assert machines_of((*PENS, Pen("Torno 03", "x.load"))) == ("Torno 03", "Centro 07")
