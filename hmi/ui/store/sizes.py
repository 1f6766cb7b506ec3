"""Sizes as people say them."""

from __future__ import annotations

from PySide6.QtCore import QLocale

from hmi.ui.figures import MISSING


def size_words(size: int | None) -> str:
    """Return a number of bytes with three digits at most: ``1.2 GB``, ``640 MB``."""
    if size is None:
        return MISSING
    mantissa = float(size)
    while mantissa >= 1000:
        mantissa /= 1000
    digits = 0 if mantissa >= 99.95 else 1
    return QLocale().formattedDataSize(size, digits, QLocale.DataSizeFormat.DataSizeSIFormat)
