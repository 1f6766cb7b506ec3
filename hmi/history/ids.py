"""The small numbers that stand for machines, signals, sources, instances and texts in the tables."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection
from itertools import islice
from typing import Final, NamedTuple

from sqlalchemy import Connection, bindparam, select

from hmi.domain.machine import Machine
from hmi.domain.signal import Signal, SignalKind
from hmi.history import schema
from hmi.history.database import Database
from hmi.history.rows import signal_fields

_TEXTS_KEPT: Final = 20_000
_TEXTS_ASKED: Final = 500

_machine_columns = ("key", "plant", "cell", "model", "source")
_signal_columns = (
    "machine_id",
    "key",
    "kind",
    "source_id",
    "type",
    "sub_type",
    "name",
    "component",
    "component_name",
    "path",
    "role",
    "unit",
    "axis",
    "source_unit",
    "discrete",
)
_TEXT_IDS = select(schema.text_value.c.text, schema.text_value.c.id).where(
    schema.text_value.c.text.in_(bindparam("texts", expanding=True))
)


class Slot(NamedTuple):
    """Where a signal's observations go."""

    id: int
    kind: SignalKind


class IdStatements:
    """The statements that number what is new, as one database wants them."""

    def __init__(self, database: Database) -> None:
        self.insert = database.insert
        machines = database.insert(schema.machine)
        self.machines = database.loader(
            machines.on_conflict_do_update(
                index_elements=["key"], set_={name: machines.excluded[name] for name in _machine_columns[1:]}
            ),
            _machine_columns,
        )
        signals = database.insert(schema.signal)
        self.signals = database.loader(
            signals.on_conflict_do_update(
                index_elements=["machine_id", "key"],
                set_={name: signals.excluded[name] for name in _signal_columns[2:]},
            ),
            _signal_columns,
        )
        self.texts = database.loader(database.insert(schema.text_value).on_conflict_do_nothing(), ("text",))


class Ids:
    """The numbers as one transaction knows them; thrown away when it is rolled back."""

    def __init__(self, connection: Connection, statements: IdStatements) -> None:
        self._statements = statements
        self.machines: dict[str, int] = {}
        self.signals: dict[str, dict[str, Slot]] = {}
        """Machine key to signal key to slot."""
        self.numbers: dict[tuple[str, str], int] = {}
        """Machine and signal key to number, of number signals alone, which most observations are of."""
        self.machine_of: dict[int, str] = {}
        """Signal number to machine key."""
        self._sources: dict[str, int] = {}
        self._instances: dict[tuple[int, int], int] = {}
        self._texts: OrderedDict[str, int] = OrderedDict()
        for key, number in connection.execute(select(schema.machine.c.key, schema.machine.c.id)):
            self.machines[key] = number
            self.signals[key] = {}
        self._load_signals(connection, None)

    def declare(self, connection: Connection, machine: Machine, signals: Collection[Signal]) -> None:
        """Store a machine and its signals, or what changed of them."""
        self._statements.machines.run(
            connection, [(machine.key, machine.plant, machine.cell, machine.model, machine.source)]
        )
        machine_id = self.machines.get(machine.key)
        if machine_id is None:
            found = select(schema.machine.c.id).where(schema.machine.c.key == machine.key)
            machine_id = self.machines[machine.key] = connection.execute(found).scalar_one()
        self._statements.signals.run(
            connection,
            [(machine_id, *signal_fields(signal)) for signal in signals],
        )
        self.signals[machine.key] = {}
        self._load_signals(connection, machine_id)

    def source(self, connection: Connection, key: str) -> int:
        """Return the number of a source, which is stored when it is new."""
        number = self._sources.get(key)
        if number is None:
            connection.execute(self._statements.insert(schema.source).values(key=key).on_conflict_do_nothing())
            found = select(schema.source.c.id).where(schema.source.c.key == key)
            number = self._sources[key] = connection.execute(found).scalar_one()
        return number

    def instance(self, connection: Connection, source_id: int, number: int, now_us: int) -> int:
        """Return the number of one run of a source, which is stored when it is new."""
        key = (source_id, number)
        known = self._instances.get(key)
        if known is None:
            new = self._statements.insert(schema.instance).values(
                source_id=source_id, number=str(number), first_seen=now_us
            )
            connection.execute(new.on_conflict_do_nothing())
            table = schema.instance.c
            found = select(table.id).where(table.source_id == source_id, table.number == str(number))
            known = self._instances[key] = connection.execute(found).scalar_one()
        return known

    def texts(self, connection: Connection, wanted: Collection[str]) -> dict[str, int]:
        """Return the numbers of texts, which are stored when they are new."""
        found: dict[str, int] = {}
        missing: list[str] = []
        for text in wanted:
            number = self._texts.get(text)
            if number is None:
                missing.append(text)
            else:
                found[text] = number
                self._texts.move_to_end(text)
        self._statements.texts.run(connection, [(text,) for text in missing])
        rest = iter(missing)
        while asked := list(islice(rest, _TEXTS_ASKED)):
            for text, number in connection.execute(_TEXT_IDS, {"texts": asked}):
                found[text] = self._texts[text] = number
        while len(self._texts) > _TEXTS_KEPT:
            self._texts.popitem(last=False)
        return found

    def _load_signals(self, connection: Connection, machine_id: int | None) -> None:
        table = schema.signal.c
        query = select(schema.machine.c.key, table.key, table.id, table.kind).join(schema.machine)
        if machine_id is not None:
            query = query.where(table.machine_id == machine_id)
        for machine, key, number, kind in connection.execute(query):
            self.signals[machine][key] = Slot(number, SignalKind(kind))
            self.machine_of[number] = machine
            if kind == SignalKind.NUMBER.value:
                self.numbers[machine, key] = number
            else:
                self.numbers.pop((machine, key), None)
