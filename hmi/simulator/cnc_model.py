"""The device model of a simulated lathe or machining centre.

The id of a data item is the device's name and the item's key, such as ``Torno01-Sload``; the rest of the simulation
speaks of keys only.
"""

from __future__ import annotations

from hmi.simulator.device import Category, Component, DataItem, Device
from hmi.simulator.fleet import SimulatedMachine
from hmi.simulator.parts import MachineKind, axes_of

_S, _E, _C = Category.SAMPLE, Category.EVENT, Category.CONDITION

CONDITIONS = (
    "servo",
    "Ssystem",
    "Stempc",
    "system",
    "logic",
    "motion",
    "hydc",
    "coolc",
    "lubec",
)
"""The keys of the conditions."""


def cnc_device(machine: SimulatedMachine) -> Device:
    """Return what a probe says of the machine."""
    name = machine.device

    def item(
        key: str,
        category: Category,
        item_type: str,
        sub_type: str = "",
        *,
        units: str = "",
        native_units: str = "",
        coordinate_system: str = "",
        constant: str = "",
    ) -> DataItem:
        return DataItem(
            f"{name}-{key}",
            category,
            item_type,
            sub_type,
            key,
            units=units,
            native_units=native_units,
            coordinate_system=coordinate_system,
            constant=constant,
        )

    def percent(key: str, category: Category, item_type: str, sub_type: str = "") -> DataItem:
        return item(key, category, item_type, sub_type, units="PERCENT", native_units="PERCENT")

    def linear(axis: str) -> Component:
        return Component(
            "Linear",
            f"{name}-{axis.lower()}",
            axis,
            items=(
                item(
                    f"{axis}abs",
                    _S,
                    "POSITION",
                    "ACTUAL",
                    units="MILLIMETER",
                    native_units="MILLIMETER",
                    coordinate_system="MACHINE",
                ),
                percent(f"{axis}load", _S, "LOAD"),
            ),
        )

    chuck = Component("Chuck", f"{name}-chk", "chuck", items=(item("chuck", _E, "CHUCK_STATE"),))
    work_holding = (chuck,) if machine.kind is MachineKind.LATHE else ()
    spindle = Component(
        "Rotary",
        f"{name}-c",
        "C",
        "S1" if machine.kind is MachineKind.LATHE else "S",
        items=(
            item(
                "Srpm",
                _S,
                "ROTARY_VELOCITY",
                "ACTUAL",
                units="REVOLUTION/MINUTE",
                native_units="REVOLUTION/MINUTE",
            ),
            percent("Sload", _S, "LOAD"),
            item("Stemp", _S, "TEMPERATURE", units="CELSIUS", native_units="CELSIUS"),
            percent("Sovr", _E, "ROTARY_VELOCITY_OVERRIDE"),
            item("Smode", _E, "ROTARY_MODE", constant="SPINDLE"),
            item("Stempc", _C, "TEMPERATURE"),
            item("Ssystem", _C, "SYSTEM"),
        ),
        components=work_holding,
    )
    path = Component(
        "Path",
        f"{name}-path",
        "path",
        items=(
            item("execution", _E, "EXECUTION"),
            item("mode", _E, "CONTROLLER_MODE"),
            item("program", _E, "PROGRAM"),
            item("comment", _E, "PROGRAM_COMMENT"),
            item("header", _E, "PROGRAM_HEADER"),
            item("part", _E, "PART_ID"),
            item("partall", _E, "PART_COUNT", "ALL"),
            item("partgood", _E, "PART_COUNT", "GOOD"),
            item("tool", _E, "TOOL_NUMBER"),
            item("line", _E, "LINE_NUMBER", "ABSOLUTE"),
            item("block", _E, "BLOCK"),
            item("wait", _E, "WAIT_STATE"),
            item(
                "feed",
                _S,
                "PATH_FEEDRATE",
                "ACTUAL",
                units="MILLIMETER/SECOND",
                native_units="MILLIMETER/MINUTE",
            ),
            percent("fovr", _E, "PATH_FEEDRATE_OVERRIDE", "PROGRAMMED"),
            percent("rovr", _E, "PATH_FEEDRATE_OVERRIDE", "RAPID"),
            item(
                "pathpos",
                _S,
                "PATH_POSITION",
                "ACTUAL",
                units="MILLIMETER_3D",
                native_units="MILLIMETER_3D",
                coordinate_system="WORK",
            ),
            item("motion", _C, "MOTION_PROGRAM"),
        ),
    )
    controller = Component(
        "Controller",
        f"{name}-cont",
        "controller",
        items=(
            item("estop", _E, "EMERGENCY_STOP"),
            item("msg", _E, "MESSAGE"),
            item("system", _C, "SYSTEM"),
            item("logic", _C, "LOGIC_PROGRAM"),
        ),
        components=(path,),
    )
    axes = Component(
        "Axes",
        f"{name}-axes",
        "base",
        items=(item("servo", _C, "ACTUATOR"),),
        components=(*map(linear, axes_of(machine.kind)), spindle),
    )
    systems = Component(
        "Systems",
        f"{name}-systems",
        "systems",
        components=(
            Component(
                "Electric",
                f"{name}-el",
                "electric",
                items=(
                    item("power", _E, "POWER_STATE"),
                    item("watt", _S, "WATTAGE", units="WATT", native_units="WATT"),
                ),
            ),
            Component(
                "Hydraulic",
                f"{name}-hyd",
                "hydraulic",
                items=(
                    item("hydpres", _S, "PRESSURE", units="PASCAL", native_units="BAR"),
                    item("hydc", _C, "PRESSURE"),
                ),
            ),
            Component(
                "Coolant",
                f"{name}-cool",
                "coolant",
                items=(percent("coollev", _S, "FILL_LEVEL"), item("coolc", _C, "FILL_LEVEL")),
            ),
            Component(
                "Lubrication",
                f"{name}-lube",
                "lubrication",
                items=(percent("lubelev", _S, "FILL_LEVEL"), item("lubec", _C, "FILL_LEVEL")),
            ),
        ),
    )
    root = Component(
        "Device",
        name,
        name,
        items=(
            item("avail", _E, "AVAILABILITY"),
            item("fmode", _E, "FUNCTIONAL_MODE"),
            DataItem(f"{name}_asset_chg", _E, "ASSET_CHANGED", discrete=True),
            DataItem(f"{name}_asset_rem", _E, "ASSET_REMOVED"),
        ),
        components=(
            axes,
            controller,
            Component("Door", f"{name}-door-c", "door", items=(item("door", _E, "DOOR_STATE"),)),
            systems,
        ),
    )
    model = machine.model.removeprefix(machine.make.manufacturer).strip()
    return Device(root, machine.uuid, machine.make.manufacturer, model, machine.uuid, machine.make.control.value)
