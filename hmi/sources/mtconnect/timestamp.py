"""Reads the time stamps of MTConnect documents (ISO 8601) as integer microseconds UTC."""

from __future__ import annotations

from datetime import UTC, datetime

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY_US = 86_400_000_000
_SECOND_US = 1_000_000


def parse_us(text: str) -> int:
    """Return a time stamp as microseconds since 1970-01-01 UTC.

    Takes any number of fraction digits and drops what is finer than a microsecond. A time stamp without a zone is UTC
    (MTConnect Part 1; adapters leave the Z out). Raises ValueError, or OverflowError for a time outside years 1–9999.
    """
    moment = datetime.fromisoformat(text)
    try:
        since = moment - _EPOCH
    except TypeError:  # no zone; asking for it first would cost every other time stamp a tenth
        since = moment.replace(tzinfo=UTC) - _EPOCH
    return since.days * _DAY_US + since.seconds * _SECOND_US + since.microseconds
