"""What a tile says."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QApplication

from hmi.domain.link import LinkFault, LinkMode, LinkReason
from hmi.domain.machine import Band
from hmi.domain.observation import Quality
from hmi.domain.signal import Role
from hmi.domain.state import MachineState
from hmi.live.feed import LiveValue, MachineLive
from hmi.ui.figures import MISSING
from hmi.ui.look import Look
from hmi.ui.wall.face import Face, explained, face_of, spoken, stale_words
from tests.ui.scene import MINUTE_US, NOW_US, ZONE, scene


def _live(name: str) -> MachineLive:
    return next(live for live in scene().machines if live.machine.key == name)


def _face(live: MachineLive, age_us: int | None = None) -> Face:
    return face_of(live, age_us, NOW_US, ZONE)


def _with(live: MachineLive, key: str, value: float | str | None) -> MachineLive:
    return replace(live, values={**live.values, key: LiveValue(value, Quality.GOOD, NOW_US)})


def test_a_running_machine_says_what_it_makes(look: Look) -> None:
    face = _face(_live("Torno 01"))
    assert (face.word, face.lasted, face.why) == ("Running", "52 min", "Flange DN100 · op 10")
    assert (face.program, face.model, face.parts) == ("O1040", "Romi GL 240", "47")
    assert (face.load.text, face.feed.text) == ("63 %", "100 %")


def test_a_machine_in_alarm_says_the_alarms_own_text(look: Look) -> None:
    assert _face(_live("Centro 07")).why == "SP9001 Spindle motor overheat"


def test_what_is_not_known_is_a_dash(look: Look) -> None:
    face = _face(MachineLive(_live("Torno 01").machine))
    assert {face.lasted, face.program, face.parts, face.load.text, face.feed.text} == {MISSING}
    assert face.load.pointer is face.feed.pointer is None


def test_an_offline_machine_shows_no_last_values_and_since_when(look: Look) -> None:
    live = _with(_live("Retífica 1"), Role.PART_COUNT, 7.0)
    face = _face(_with(live, Role.SPINDLE_LOAD, 50.0), 18 * MINUTE_US)
    assert (face.parts, face.load.text, face.load.pointer) == (MISSING, MISSING, None)
    assert face.why == "Agent silent since 13:47"
    assert face.stale == "data 18 min old"


def test_an_offline_machine_without_a_reason_says_the_rules_words(look: Look) -> None:
    assert _face(replace(_live("Retífica 1"), link=None)).why == "No signal from the endpoint since 13:47"


def test_a_load_band_is_drawn_where_the_machine_has_one(look: Look) -> None:
    live = _live("Torno 01")
    gauge = _face(live).load
    assert (gauge.low, gauge.high, gauge.line) == (30 / 120, 80 / 120, None)
    bare = _face(replace(live, machine=replace(live.machine, bands={}))).load
    assert (bare.low, bare.high) == (None, None)
    assert bare.pointer == 63 / 120


def test_the_band_decides_where_the_scale_ends(look: Look) -> None:
    live = _live("Torno 01")
    machine = replace(live.machine, bands={Role.SPINDLE_LOAD: Band(20, 40, scale_low=10, scale_high=110)})
    assert _face(replace(live, machine=machine)).load.pointer == 53 / 100
    senseless = replace(live.machine, bands={Role.SPINDLE_LOAD: Band(20, 40, scale_low=10, scale_high=10)})
    assert _face(replace(live, machine=senseless)).load.pointer is None


def test_a_pointer_stays_on_its_scale(look: Look) -> None:
    assert _face(_with(_live("Torno 01"), Role.SPINDLE_LOAD, 900.0)).load.pointer == 1.0
    assert _face(_with(_live("Torno 01"), Role.SPINDLE_LOAD, -5.0)).load.pointer == 0.0


def test_only_a_running_machine_has_strong_values(look: Look) -> None:
    assert _face(_live("Torno 09")).load.strong  # 88 % above a band that ends at 80
    assert _face(_live("Torno 02")).feed.strong  # 70 % of the feed
    assert not _face(_live("Centro 03")).feed.strong  # 110 %
    assert not _face(_live("Torno 03")).load.strong  # stopped, 0 % below the band


def test_feed_has_a_line_at_a_hundred_percent(look: Look) -> None:
    assert _face(_live("Torno 01")).feed.line == 100 / 150


def test_the_machines_clock_decides_how_long_a_state_has_lasted(look: Look) -> None:
    assert _face(replace(_live("Torno 01"), clock_offset_us=8 * MINUTE_US)).lasted == "1 h 00"


def test_values_that_move_leave_the_rest_of_the_face_as_it_is(look: Look) -> None:
    live = _live("Torno 01")
    moved = _face(_with(_with(live, Role.SPINDLE_LOAD, 12.0), Role.FEED_OVERRIDE, 90.0))
    assert moved != _face(live)
    assert moved.still == _face(live).still
    assert _face(_with(live, Role.PART_COUNT, 48.0)).still != moved.still


def test_current_data_have_no_age() -> None:
    assert stale_words(None) == ""


def test_a_tile_is_spoken_in_one_sentence(look: Look) -> None:
    live = _live("Torno 03")
    assert spoken(live, _face(live)) == "Torno 03, Stopped, 23 min, Feed hold"
    offline = _live("Retífica 1")
    said = spoken(offline, _face(offline, 18 * MINUTE_US))
    assert said == "Retífica 1, Offline, 18 min, Agent silent since 13:47, data 18 min old"
    nothing = MachineLive(live.machine)
    assert spoken(nothing, _face(nothing)) == "Torno 03, Unknown, Nothing received yet"


def test_a_contradiction_is_told(look: Look) -> None:
    live = _live("Torno 03")
    doubtful = replace(live, verdict=replace(live.verdict, uncertain=True))
    assert spoken(doubtful, _face(doubtful)).endswith("the source contradicts itself")
    assert explained(doubtful, _face(doubtful)).endswith("the source contradicts itself")


def test_the_tip_names_the_rule_that_fired(look: Look) -> None:
    live = _live("Torno 03")
    assert explained(live, _face(live)).splitlines() == ["Torno 03", "Feed hold", "Execution FEED_HOLD · rule 8"]


def test_the_tip_of_a_lost_link_has_its_particulars(look: Look) -> None:
    live = _live("Retífica 1")
    assert live.link is not None
    link = replace(live.link, mode=LinkMode.WAITING, reason=LinkReason(LinkFault.REFUSED, "port 5000"))
    lost = replace(live, link=link)
    assert "No agent answers at this address: port 5000" in explained(lost, _face(lost))


def test_a_machine_without_state_words_fails_nowhere(look: Look) -> None:
    for state in MachineState:
        live = _live("Torno 03")
        assert _face(replace(live, verdict=replace(live.verdict, state=state))).word


def test_the_face_speaks_the_windows_language(look: Look, portuguese: object, qapp: QApplication) -> None:
    assert _face(_live("Torno 01")).word == "Usinando"
    assert _face(_live("Retífica 1"), MINUTE_US).stale == "dados de 1 min atrás"
