from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QApplication

from hmi.domain.observation import Quality
from hmi.domain.signal import Signal, SignalKind
from hmi.live.feed import LiveValue
from hmi.ui.machine.rows import RowKind, value_rows, value_words
from hmi.ui.machine.signals import drawable, first_drawn, kept, role_set, same_signals, signals_of, split
from tests.ui.machine.shop import NOW, lathe, with_values


def test_what_people_look_at_comes_first_and_conditions_are_no_values() -> None:
    first, rest = split(lathe())
    keys = [signal.key for signal in first]
    assert keys[:3] == ["spindle_load", "spindle_speed", "spindle_temperature"]
    assert keys.index("rapid_override") < keys.index("coolant.level") < keys.index("execution")
    assert not any(signal.kind is SignalKind.CONDITION for signal in (*first, *rest))
    assert "x.position" in [signal.key for signal in rest]


def test_the_trend_begins_with_load_temperature_and_feed_where_there_are_such() -> None:
    assert first_drawn(lathe()) == ("spindle_load", "spindle_temperature", "feed_rate")
    poor = replace(lathe(), values={}, signals={k: s for k, s in lathe().signals.items() if k.startswith("aux")})
    assert first_drawn(poor) == ("aux.0", "aux.1", "aux.2")
    assert first_drawn(replace(lathe(), values={}, signals={})) == ()


def test_a_choice_keeps_what_the_machine_has_and_at_most_four() -> None:
    wanted = ("x.load", "gone", "x.load", "z.load", "feed_rate", "aux.0", "aux.1")
    assert kept(wanted, lathe()) == ("x.load", "z.load", "feed_rate", "aux.0")
    assert kept(("execution",), lathe()) == ()


def test_machines_with_the_same_known_numbers_share_a_choice() -> None:
    assert role_set(lathe(extra=8)) == role_set(lathe(extra=3))
    fewer = replace(lathe(), signals={}, values={"spindle_load": LiveValue(1.0, Quality.GOOD, NOW)})
    assert role_set(fewer) == "spindle_load"
    assert role_set(lathe()) != "spindle_load"


def test_values_remembered_from_before_the_source_was_heard_are_shown() -> None:
    values = {
        "spindle_load@S2": LiveValue(5.0, Quality.GOOD, NOW),
        "execution": LiveValue("READY", Quality.GOOD, NOW),
        "x.load": LiveValue(5.0, Quality.GOOD, NOW),
    }
    live = replace(lathe(), signals={}, values=values)
    known = signals_of(live)
    assert (known["spindle_load@S2"].role, known["spindle_load@S2"].kind) == ("spindle_load", SignalKind.NUMBER)
    assert (known["execution"].role, known["execution"].kind) == ("execution", SignalKind.TEXT)
    assert (known["x.load"].role, known["x.load"].type) == ("", "load")
    assert drawable(live) == ["spindle_load@S2", "x.load"]


def test_a_new_value_alone_does_not_make_the_rows_new() -> None:
    live = lathe()
    assert same_signals(live, with_values(live, NOW, {"x.load": 1.0}))
    assert not same_signals(live, with_values(live, NOW, {"new": 1.0}))
    assert not same_signals(live, replace(live, machine=replace(live.machine, key="other")))
    assert not same_signals(live, replace(live, signals={}))


def test_rows_fold_away_what_is_rarely_read(qapp: QApplication) -> None:
    rows = value_rows(lathe(), unfolded=False)
    assert rows[0].kind is RowKind.BAR
    assert rows[-1].kind is RowKind.FOLD
    assert rows[-1].hidden == 12
    assert not any(row.kind is RowKind.GROUP for row in rows)
    every = value_rows(lathe(), unfolded=True)
    assert [row.name for row in every if row.kind is RowKind.GROUP] == [
        "Cabinet 0",
        "Cabinet 1",
        "path",
        "X",
        "Z",
    ]
    assert len(every) == len(rows) + 12 + 5


def test_a_search_looks_through_everything_by_name_type_and_id(qapp: QApplication) -> None:
    def found(sought: str) -> list[str]:
        return [row.key for row in value_rows(lathe(), unfolded=False, sought=sought) if row.key]

    assert found("cabinet 1 temp") == ["aux.1", "aux.4", "aux.5", "aux.6", "aux.7"]
    assert found("POSITION x") == ["x.position"]
    assert found("a3") == ["aux.3"]
    assert found("no such thing") == []
    assert "spindle_load" in found("load")


def test_values_are_written_with_as_many_digits_as_their_scale_deserves(qapp: QApplication) -> None:
    rows = {row.key: row for row in value_rows(lathe(), unfolded=True)}
    live = lathe()
    said = {key: value_words(row, live.values.get(key)) for key, row in rows.items() if key}
    assert said["spindle_temperature"] == "58.4"
    assert said["spindle_load"] == "0"
    assert said["x.position"] == "123.456"
    assert said["program"] == "O1042"
    assert said["door.state"] == "—"
    assert value_words(rows["spindle_load"], None) == "—"
    assert value_words(rows["program"], LiveValue("", Quality.GOOD, NOW)) == "—"


def test_a_signal_without_a_component_stands_outside_groups(qapp: QApplication) -> None:
    odd = Signal("Torno 03", "odd", SignalKind.NUMBER, "o", "WEIRD_THING")
    rows = value_rows(replace(lathe(), signals={"odd": odd}, values={}), unfolded=True)
    assert [(row.kind, row.name) for row in rows] == [(RowKind.FOLD, ""), (RowKind.PLAIN, "Weird thing")]
