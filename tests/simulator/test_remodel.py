"""Device models that change."""

from __future__ import annotations

import pytest

from hmi.simulator.record import Emission
from hmi.simulator.remodel import Model, remodelled
from tests.simulator.wire import EXECUTION, LOAD, SPEED, said, two_devices

_FIRST = Model(two_devices())


def _ids(model: Model) -> list[str]:
    return [item.id for device in model.devices for item in device.items]


def test_every_id_gets_the_prefix_and_the_rest_of_the_model_stays() -> None:
    model = remodelled(_FIRST, _FIRST, "r1_", [], 0)
    assert _ids(model) == ["r1_" + key for key in _ids(_FIRST)]
    assert [device.uuid for device in model.devices] == ["uuid-1", "uuid-2"]
    assert model.translated(said(LOAD, "5")) == said(LOAD, "5")._replace(item="r1_m1-load")


def test_what_is_removed_by_id_or_name_is_gone_with_what_is_said_of_it() -> None:
    model = remodelled(_FIRST, _FIRST, "", ["Sload", "m1-exec"], 0)
    assert set(_ids(_FIRST)) - set(_ids(model)) == {LOAD.id, EXECUTION.id}
    assert model.translated(said(LOAD, "5")) is None
    assert model.translated(said(SPEED, "5")) == said(SPEED, "5")


def test_a_present_id_names_what_is_to_be_removed_too() -> None:
    present = remodelled(_FIRST, _FIRST, "r1_", [], 0)
    assert "r2_m1-load" not in _ids(remodelled(_FIRST, present, "r2_", ["r1_m1-load"], 0))


def test_what_is_not_there_cannot_be_removed() -> None:
    with pytest.raises(LookupError, match="m9-load"):
        remodelled(_FIRST, _FIRST, "", ["Sload", "m9-load"], 0)


def test_each_device_gets_more_data_items_that_have_values() -> None:
    model = remodelled(_FIRST, _FIRST, "", [], 2)
    assert set(_ids(model)) - set(_ids(_FIRST)) == {"m1-extra1", "m1-extra2", "m2-extra1", "m2-extra2"}
    assert model.values_of_added(7) == [
        Emission(7, "m1-extra1", "1"),
        Emission(7, "m1-extra2", "2"),
        Emission(7, "m2-extra1", "3"),
        Emission(7, "m2-extra2", "4"),
    ]
