"""What is known of machines and links."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hmi.domain.link import LinkFault, LinkMode, LinkReason
from hmi.live.feed import Changes, MachineLive
from hmi.ui.fleet import DEFAULT_SILENCE_US, Fleet
from tests.ui.scene import MINUTE_US, NOW_US, SILENCE_US, only, scene


@pytest.fixture
def fleet() -> Fleet:
    made = Fleet()
    made.apply(scene())
    return made


def _alone(name: str = "Torno 01") -> tuple[Fleet, MachineLive]:
    made = Fleet()
    made.apply(only(scene(), [name]))
    return made, made.lives[name]


def test_new_machines_have_moved(fleet: Fleet) -> None:
    assert Fleet().apply(scene()).moved == set(fleet.lives)


def test_a_value_moves_no_machine(fleet: Fleet) -> None:
    live = fleet.lives["Torno 01"]
    assert fleet.apply(Changes((replace(live, received_us=NOW_US),))) == ({"Torno 01"}, set())


def test_another_state_moves_a_machine(fleet: Fleet) -> None:
    live = replace(fleet.lives["Torno 01"], verdict=fleet.lives["Torno 03"].verdict, since_us=NOW_US)
    assert fleet.apply(Changes((live,))).moved == {"Torno 01"}


def test_a_heartbeat_alone_shows_nothing_anew() -> None:
    fleet, live = _alone()
    assert live.link is not None
    beat = replace(live.link, last_data_us=NOW_US + 3_000_000)
    assert fleet.apply(Changes(links=(beat,))).keys == set()
    assert fleet.proof_us(fleet.lives["Torno 01"]) == NOW_US + 3_000_000


def test_an_idle_machine_with_a_live_link_is_current() -> None:
    fleet, live = _alone("Centro 04")
    assert live.link is not None
    late = NOW_US + 60 * MINUTE_US
    fleet.apply(Changes(links=(replace(live.link, last_data_us=late - 1_000_000),)))
    assert fleet.age_us(fleet.lives["Centro 04"], late) is None


def test_silence_beyond_what_the_link_allows_is_stale() -> None:
    fleet, live = _alone()
    proof = fleet.proof_us(live)
    assert proof is not None
    assert fleet.age_us(live, proof + SILENCE_US) is None
    assert fleet.age_us(live, proof + SILENCE_US + 1) == SILENCE_US + 1


def test_an_offline_machine_is_stale_from_the_first_moment() -> None:
    fleet, live = _alone("Retífica 1")
    assert fleet.age_us(live, NOW_US) == 18 * MINUTE_US + 7_000_000


def test_a_machine_that_never_reported_is_not_stale() -> None:
    live = replace(_alone()[1], link=None, proof_us=None)
    fleet = Fleet()
    fleet.apply(Changes((live,)))
    assert fleet.age_us(live, NOW_US) is None
    assert fleet.newest_us() is None
    assert fleet.connected() == (0, 0)


def test_without_a_link_the_usual_allowance_holds() -> None:
    live = replace(_alone()[1], link=None, proof_us=NOW_US)
    fleet = Fleet()
    fleet.apply(Changes((live,)))
    assert fleet.age_us(live, NOW_US + DEFAULT_SILENCE_US) is None
    assert fleet.age_us(live, NOW_US + DEFAULT_SILENCE_US + 1) is not None


def test_a_device_that_the_agent_lacks_does_not_live_by_the_agents_documents() -> None:
    fleet, live = _alone()
    assert live.link is not None
    missing = {"Torno 01": LinkReason(LinkFault.DEVICE_MISSING)}
    fleet.apply(Changes(links=(replace(live.link, machine_reasons=missing, last_data_us=NOW_US + 99),)))
    assert fleet.proof_us(fleet.lives["Torno 01"]) == live.proof_us
    assert fleet.lives["Torno 01"].lost == LinkReason(LinkFault.DEVICE_MISSING)


def test_a_lost_link_is_seen_on_its_machine_although_the_machine_itself_said_nothing() -> None:
    fleet, live = _alone()
    assert live.link is not None
    lost = replace(live.link, mode=LinkMode.WAITING, since_us=NOW_US, reason=LinkReason(LinkFault.REFUSED))
    assert fleet.apply(Changes(links=(lost,))).keys == {"Torno 01"}
    assert fleet.lives["Torno 01"].lost == LinkReason(LinkFault.REFUSED)
    assert fleet.connected() == (0, 1)


def test_a_machine_with_an_older_snapshot_of_its_link_does_not_bring_the_link_back() -> None:
    fleet, live = _alone()
    assert live.link is not None
    lost = replace(live.link, mode=LinkMode.WAITING, since_us=NOW_US, reason=LinkReason(LinkFault.REFUSED))
    fleet.apply(Changes(links=(lost,)))
    fleet.apply(Changes((live,)))
    assert fleet.lives["Torno 01"].lost == LinkReason(LinkFault.REFUSED)


def test_a_machine_may_bring_the_news_of_its_link() -> None:
    fleet, live = _alone()
    assert live.link is not None
    lost = replace(live.link, mode=LinkMode.WAITING, since_us=NOW_US, reason=LinkReason(LinkFault.REFUSED))
    fleet.apply(Changes((replace(live, link=lost),)))
    assert fleet.connected() == (0, 1)


def test_all_links_are_counted(fleet: Fleet) -> None:
    assert fleet.connected() == (23, 24)
    assert fleet.newest_us() == NOW_US - 800_000
