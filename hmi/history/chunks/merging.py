"""Cuts columns and puts them together."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from hmi.history.columns import Columns


def joined(parts: Iterable[Columns]) -> Columns:
    """Return parts, of which there is at least one, behind each other."""
    ts, instance, seq, v, q = zip(*parts, strict=True)
    return Columns(
        np.concatenate(ts), np.concatenate(instance), np.concatenate(seq), np.concatenate(v), np.concatenate(q)
    )


def merged(first: Columns, second: Columns) -> Columns:
    """Return all observations in order of their keys; of two with the same key that of ``first``, which is kept."""
    ts, instance, seq, v, q = joined((first, second))
    order = np.lexsort((seq, instance, ts))  # stable, so that the first stays first
    ts, instance, seq = ts[order], instance[order], seq[order]
    new = np.ones(len(ts), np.bool_)
    new[1:] = (np.diff(ts) != 0) | (np.diff(instance) != 0) | (np.diff(seq) != 0)
    return Columns(ts[new], instance[new], seq[new], v[order][new], q[order][new])


def sliced(columns: Columns, begin: int, end: int) -> Columns:
    """Return the observations at some places, the last not included."""
    ts, instance, seq, v, q = columns
    return Columns(ts[begin:end], instance[begin:end], seq[begin:end], v[begin:end], q[begin:end])
