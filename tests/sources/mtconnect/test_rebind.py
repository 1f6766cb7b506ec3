"""Signals that are found again in another device model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from hmi.domain.signal import Signal, SignalKind
from hmi.sources.mtconnect.document import open_document
from hmi.sources.mtconnect.model import MachineModel, model_of
from hmi.sources.mtconnect.probe import read_devices
from hmi.sources.mtconnect.rebind import kept_keys
from tests.sources.mtconnect.making import LATHE, devices, lathe


def modelled(device: str, known: Sequence[Signal] = ()) -> MachineModel:
    return model_of("Torno 1", read_devices(open_document(devices(device)))[0], known)


def keys(model: MachineModel) -> dict[str, tuple[str, ...]]:
    """Return the keys of a model by data item id."""
    return {item: binding.keys for item, binding in model.bindings.items()}


def linear(*items: tuple[str, str], kind: str = "LOAD") -> str:
    """Return a device with one linear axis for each (data item id, axis name)."""
    axes = "".join(
        f'<Linear id="c{item}" name="{name}"><DataItems><DataItem id="{item}" category="SAMPLE" type="{kind}"/>'
        "</DataItems></Linear>"
        for item, name in items
    )
    return (
        '<Device id="d" name="L" uuid="u"><Components><Axes id="a" name="Axes"><Components>'
        f"{axes}</Components></Axes></Components></Device>"
    )


def test_a_model_that_has_not_changed_keeps_every_key() -> None:
    first = lathe()
    assert keys(modelled(LATHE, first.signals)) == keys(first)


def test_signals_are_found_again_under_new_ids_by_what_and_where_they_are() -> None:
    first = lathe()
    renamed = modelled(LATHE.replace(' id="', ' id="new_'), first.signals)
    assert keys(renamed) == {f"new_{item}": names for item, names in keys(first).items()}


def test_an_id_that_has_another_type_now_is_another_signal() -> None:
    first = modelled(linear(("1", "X")))
    second = modelled(linear(("1", "X"), kind="TEMPERATURE"), first.signals)
    assert keys(second) == {"1": ("x.temperature",)}


def test_an_id_that_has_been_two_things_still_finds_the_newer_one_under_another_name() -> None:
    first = modelled(linear(("1", "X"), ("2", "Y")))
    second = modelled(linear(("1", "X"), kind="TEMPERATURE"), first.signals)
    assert keys(second) == {"1": ("x.temperature",)}
    third = modelled(linear(("1", "X1"), ("3", "Z"), kind="TEMPERATURE"), (*first.signals, *second.signals))
    assert keys(third) == {"1": ("x.temperature",), "3": ("z.temperature",)}


def test_a_new_item_does_not_take_the_key_of_one_that_was_there_before() -> None:
    path = (
        '<Device id="d" name="L" uuid="u"><Components><Controller id="c" name="ctl"><Components>'
        '<Path id="p" name="P"><DataItems>{}</DataItems></Path></Components></Controller></Components></Device>'
    )
    count = '<DataItem id="old" category="EVENT" type="PART_COUNT"/>'
    better = '<DataItem id="better" category="EVENT" type="PART_COUNT" subType="ALL"/>'
    first = modelled(path.format(count))
    assert keys(first) == {"old": ("part_count",)}
    second = modelled(path.format(better + count), first.signals)
    assert keys(second)["old"] == ("part_count",)
    assert keys(second)["better"] != ("part_count",)


def test_an_axis_that_came_does_not_go_on_with_the_history_of_one_that_went() -> None:
    first = modelled(linear(("1", "X"), ("2", "Y")))
    second = modelled(linear(("a", "X"), ("b", "Z")), first.signals)
    assert keys(second) == {"a": ("x.load",), "b": ("z.load",)}


def test_axes_that_are_only_renamed_go_on() -> None:
    first = modelled(linear(("1", "X1"), ("2", "Y1")))
    second = modelled(linear(("a", "X2"), ("b", "Y2")), first.signals)
    assert keys(second) == {"a": ("x1.load",), "b": ("y1.load",)}


def test_the_three_parts_of_a_vector_stay_together() -> None:
    first = lathe()
    renamed = modelled(LATHE.replace('id="pos"', 'id="other"'), first.signals)
    assert keys(renamed)["other"] == keys(first)["pos"]


@given(st.permutations(lathe().signals), st.sets(st.integers(0, 11)))
def test_no_key_is_given_twice_whatever_was_known(known: list[Signal], dropped: set[int]) -> None:
    renamed = [replace(signal, key=f"old.{index}") for index, signal in enumerate(known) if index not in dropped]
    model = modelled(LATHE, renamed)
    given = [signal.key for signal in model.signals]
    assert len(set(given)) == len(given)
    kept = kept_keys(model.signals, renamed)
    assert all(keys(model)[item] == names for item, names in kept.items())


def test_a_signal_that_was_a_text_is_not_a_number_now() -> None:
    known = Signal("Torno 1", "x.load", SignalKind.TEXT, "1", "LOAD", component="Linear", component_name="X")
    assert kept_keys(modelled(linear(("1", "X"))).signals, [known]) == {}
