"""Takes the rows of a query as columns of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import CursorResult
from sqlalchemy.exc import DBAPIError


def fetched(result: CursorResult[Any], kinds: Sequence[type[np.generic]]) -> list[NDArray[Any]]:
    """Return the columns of a result, whose types are these; NULL is NaN in a column of floats.

    Each row is gone before the next one comes. Thousands that are held at once make Python search all it has for
    garbage every few queries, and every thread waits for that (45 ms in a small process, SQLAlchemy 2.1, Python 3.11).
    Raises DBAPIError as SQLAlchemy does.
    """
    names = [f"f{place}" for place in range(len(kinds))]
    cursor: Any = result.cursor
    driver = result.context.dialect.loaded_dbapi
    try:
        table = np.fromiter(cursor, np.dtype(list(zip(names, kinds, strict=True))))
    except driver.Error as error:
        raise DBAPIError(None, None, error) from error
    finally:
        result.close()
    return [np.ascontiguousarray(table[name]) for name in names]
