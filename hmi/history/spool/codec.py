"""Turns what the writer takes at once into bytes and back, exactly.

The bytes, version 1: the version in one byte, the CRC-32 of what follows in four, then JSON in a zstd frame. The
observations of all batches stand together, column by column, because so they take a sixth of the room: which signal
(an index into a list of machine and key), time and sequence as differences to the one before, value, quality.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, chain, islice
from operator import sub
from typing import Any, Final

from hmi.domain.machine import Band, Machine
from hmi.domain.observation import Batch, Condition, ConditionLevel, Cursor, Observation, Quality
from hmi.domain.records import Entry, Gap, GapReason, StateChange
from hmi.domain.signal import Signal, SignalKind
from hmi.domain.state import MachineState, Reason, Verdict
from hmi.history.backlog import Declaration
from hmi.history.rows import signal_fields

VERSION: Final = 1
_HEAD: Final = struct.Struct(">BI")
_LEVEL: Final = 3
_QUALITIES: Final = tuple(Quality)
"""By their numbers, which follow each other from 0."""
_LEVELS: Final = {level.value: level for level in ConditionLevel}

_Json = list[Any]


class UnreadableError(Exception):
    """Bytes are not what was packed, or were packed by a newer version."""


def pack(declarations: Iterable[Declaration], entries: Sequence[Entry]) -> bytes:
    """Return declarations and the entries behind them as bytes."""
    import zstandard

    observations = list(chain.from_iterable(entry.batch.observations for entry in entries if entry.batch is not None))
    content = {
        "declared": [_declaration(declaration) for declaration in declarations],
        "entries": [_entry(entry) for entry in entries],
        "observed": _columns(observations),
    }
    text = json.dumps(content, separators=(",", ":"), default=_level, check_circular=False)
    body = zstandard.ZstdCompressor(level=_LEVEL).compress(text.encode("ascii"))
    return _HEAD.pack(VERSION, zlib.crc32(body)) + body


def unpack(data: bytes) -> tuple[tuple[Declaration, ...], tuple[Entry, ...]]:
    """Return what was packed. Raises UnreadableError, and nothing else, when it cannot be had."""
    import zstandard

    if len(data) < _HEAD.size:
        raise UnreadableError("it has no beginning")
    version, crc = _HEAD.unpack_from(data)
    if version != VERSION:
        raise UnreadableError(f"it was written by another version ({version})")
    body = memoryview(data)[_HEAD.size :]
    if zlib.crc32(body) != crc:
        raise UnreadableError("its checksum is another one")
    try:
        content = json.loads(zstandard.ZstdDecompressor().decompress(body))
        observations = _observations(content["observed"])
        return (
            tuple(_declaration_of(fields) for fields in content["declared"]),
            tuple(_entry_of(fields, observations) for fields in content["entries"]),
        )
    except (zstandard.ZstdError, ValueError, TypeError, LookupError, RecursionError) as error:
        raise UnreadableError(f"it makes no sense ({error})") from error


# -- observations ------------------------------------------------------------------------------------------------------


def _columns(observations: Sequence[Observation]) -> _Json:
    if not observations:
        return []
    machines, keys, times, values, qualities, sequences = zip(*observations, strict=True)
    pairs = list(zip(machines, keys, strict=True))
    numbers = {pair: number for number, pair in enumerate(dict.fromkeys(pairs))}
    which = list(map(numbers.__getitem__, pairs))
    return [list(numbers), which, _differences(times), values, qualities, _differences(sequences)]


def _observations(columns: _Json) -> Iterator[Observation]:
    if not columns:
        return iter(())
    pairs, which, times, values, qualities, sequences = columns
    if any(number < 0 for number in chain(which, qualities)):
        raise ValueError("a negative number of a signal")
    machines, keys = zip(*pairs, strict=True)
    return map(
        Observation,
        map(machines.__getitem__, which),
        map(keys.__getitem__, which),
        accumulate(times),
        (_condition_of(value) if type(value) is list else value for value in values),
        map(_QUALITIES.__getitem__, qualities),
        accumulate(sequences),
    )


def _differences(numbers: Sequence[int]) -> list[int]:
    return [numbers[0], *map(sub, islice(numbers, 1, None), numbers)]


def _level(level: ConditionLevel) -> str:
    """Return the one part of a condition that JSON does not know; the condition itself is a tuple to it."""
    return level.value


def _condition_of(fields: _Json) -> Condition:
    level, *words = fields
    return Condition(_LEVELS[level], *words)


# -- entries -----------------------------------------------------------------------------------------------------------


def _entry(entry: Entry) -> _Json:
    return [
        None if entry.batch is None else _batch(entry.batch),
        [state_fields(change) for change in entry.states],
        [(gap.source, gap.start_us, gap.end_us, gap.reason.value, gap.lost) for gap in entry.gaps],
    ]


def _entry_of(fields: _Json, observations: Iterator[Observation]) -> Entry:
    batch, states, gaps = fields
    return Entry(
        None if batch is None else _batch_of(batch, observations),
        tuple(state_of(change) for change in states),
        tuple(Gap(source, start, end, GapReason(reason), lost) for source, start, end, reason, lost in gaps),
    )


def _batch(batch: Batch) -> _Json:
    cursor = batch.cursor
    return [
        [cursor.source, cursor.instance, cursor.next_sequence, cursor.time_us],
        len(batch.observations),
        batch.received_us,
        batch.agent_us,
        batch.snapshot,
    ]


def _batch_of(fields: _Json, observations: Iterator[Observation]) -> Batch:
    cursor, count, received_us, agent_us, snapshot = fields
    taken = tuple(islice(observations, count))
    if len(taken) != count:
        raise ValueError("observations are missing")
    return Batch(Cursor(*cursor), taken, received_us, agent_us, snapshot)


def state_fields(change: StateChange) -> _Json:
    """Return a change for JSON."""
    verdict = change.verdict
    return [
        change.machine,
        change.start_us,
        change.clamped,
        [
            int(verdict.state),
            verdict.rule,
            verdict.reason.value,
            verdict.detail,
            verdict.uncertain,
            verdict.until_us,
        ],
    ]


def state_of(fields: _Json) -> StateChange:
    """Return the change behind what :func:`state_fields` made of it."""
    machine, start_us, clamped, (state, rule, reason, *rest) = fields
    return StateChange(machine, start_us, Verdict(MachineState(state), rule, Reason(reason), *rest), clamped)


# -- machines and their signals ----------------------------------------------------------------------------------------


def _declaration(declaration: Declaration) -> _Json:
    machine = declaration.machine
    bands = [
        (key, band.low, band.high, band.limit, band.scale_low, band.scale_high) for key, band in machine.bands.items()
    ]
    return [
        [machine.key, machine.plant, machine.cell, machine.model, machine.source],
        bands,
        [signal_fields(signal) for signal in declaration.signals.values()],
    ]


def _declaration_of(fields: _Json) -> Declaration:
    (key, plant, cell, model, source), bands, signals = fields
    machine = Machine(key, plant, cell, model, source, {of: Band(*numbers) for of, *numbers in bands})
    known = (signal_of(machine.key, of_signal) for of_signal in signals)
    return Declaration(machine, {signal.key: signal for signal in known})


def signal_of(machine: str, fields: _Json) -> Signal:
    """Return the signal behind what :func:`signal_fields` made of it."""
    key, kind, *rest = fields
    return Signal(machine, key, SignalKind(kind), *rest)
