"""Names and places for machines that are added."""

from __future__ import annotations

from hmi.domain.phrase import Phrase
from hmi.ui.adding import words
from hmi.ui.adding.naming import cells, collected_as, likely_place, name_fault, plants, proposed_name
from tests.ui.adding.shop import MACHINES, SEVERAL, URL, device, machine


def test_a_name_is_free_or_said_to_be_taken_whatever_its_case() -> None:
    assert name_fault("Torno 15", MACHINES) is None
    assert name_fault("  ", MACHINES) == words.NAME_EMPTY
    assert name_fault(" torno 01", MACHINES) == Phrase(words.NAME_TAKEN, ("Torno 01",))


def test_a_taken_name_is_proposed_with_a_number() -> None:
    machines = (machine("VMC", "", "", URL), machine("VMC 2", "", "", URL))
    assert proposed_name(device("VMC"), machines) == "VMC 3"
    assert proposed_name(device("Retífica"), machines) == "Retífica"


def test_a_device_is_known_by_name_or_uuid_at_its_address() -> None:
    seventh, _eighth, ninth, _tenth = SEVERAL.devices
    assert collected_as(seventh, SEVERAL.url, MACHINES) == "Torno 07"
    assert collected_as(ninth, SEVERAL.url, MACHINES) == ""
    assert collected_as(seventh, URL, MACHINES) == ""
    by_uuid = machine("Torno 09", "", "", SEVERAL.url, ninth.uuid)
    assert collected_as(ninth, SEVERAL.url, (by_uuid,)) == "Torno 09"
    in_another_case = machine("Torno 09", "", "", SEVERAL.url, ninth.name.lower())
    assert collected_as(ninth, SEVERAL.url, (in_another_case,)) == "Torno 09"


def test_a_machine_without_a_device_means_the_only_one_of_its_agent() -> None:
    alone = machine("Torno 15", "", "", URL)
    assert collected_as(device(key=""), URL, (alone,)) == "Torno 15"
    assert collected_as(device("A", "A"), URL, (alone,)) == ""


def test_plants_and_cells_are_those_that_there_are() -> None:
    assert plants(MACHINES) == ["Joinville 1", "Joinville 2"]
    assert cells(MACHINES, "Joinville 2") == ["Acabamento"]
    assert cells(MACHINES, "Curitiba") == ["Acabamento", "Tornos A", "Tornos B"]


def test_a_machine_probably_stands_beside_the_others_of_its_agent() -> None:
    assert likely_place(SEVERAL.url, MACHINES) == ("Joinville 1", "Tornos B")
    assert likely_place(URL, MACHINES) == ("", "")
    assert likely_place(URL, MACHINES[:3]) == ("Joinville 1", "")
