"""Reads and writes the small numbers and runs of bytes that a chunk is made of."""

from __future__ import annotations

from hmi.history.chunks.damage import DamagedChunkError


def number(value: int) -> bytes:
    """Return a signed number of any size: its length in one byte, then itself."""
    size = (value.bit_length() + 8) // 8 if value else 0
    return bytes((size,)) + value.to_bytes(size, "little", signed=True)


def run(data: bytes) -> bytes:
    """Return bytes led by their length."""
    return number(len(data)) + data


class Parcel:
    """Takes a chunk apart, from its first byte to its last."""

    __slots__ = ("_at", "_data")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def byte(self) -> int:
        """Take one byte. Raises DamagedChunkError behind the end, as all of these do."""
        at = self._at
        self._at = at + 1
        try:
            return self._data[at]
        except IndexError:
            raise DamagedChunkError("it ends too early") from None

    def number(self) -> int:
        """Take what :func:`number` made."""
        size = self.byte()
        return int.from_bytes(self.take(size), "little", signed=True) if size else 0

    def take(self, size: int) -> bytes:
        """Take so many bytes."""
        at = self._at
        end = at + size
        if size < 0 or end > len(self._data):
            raise DamagedChunkError("it ends too early")
        self._at = end
        return self._data[at:end]

    def run(self) -> bytes:
        """Take what :func:`run` made."""
        return self.take(self.number())

    @property
    def is_empty(self) -> bool:
        """Whether everything was taken."""
        return self._at == len(self._data)
