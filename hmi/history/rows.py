"""Makes the domain's values out of rows, and rows out of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from hmi.domain.observation import Condition, ConditionLevel
from hmi.domain.records import StateInterval
from hmi.domain.signal import Signal
from hmi.domain.state import MachineState, Reason, Verdict


def condition_of(row: Row[Any]) -> Condition | None:
    """Return the condition of a row with its columns; None where its level is NULL."""
    if row.level is None:
        return None
    return Condition(ConditionLevel(row.level), row.type, row.code, row.text, row.qualifier, row.condition_id)


def interval_of(row: Row[Any]) -> StateInterval:
    """Return the state interval of a row, whose column ``key`` names the machine."""
    verdict = Verdict(MachineState(row.state), row.rule, Reason(row.reason), row.detail, row.uncertain)
    return StateInterval(row.key, row.t0, row.t1, verdict, row.clamped)


def signal_fields(signal: Signal) -> list[Any]:
    """Return a signal without its machine, in the order of the columns of its table."""
    return [
        signal.key,
        signal.kind.value,
        signal.source_id,
        signal.type,
        signal.sub_type,
        signal.name,
        signal.component,
        signal.component_name,
        signal.path,
        signal.role,
        signal.unit,
        signal.axis,
        signal.source_unit,
        signal.discrete,
    ]
