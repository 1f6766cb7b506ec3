"""Compresses runs of bytes whose length the reader knows, in zstd frames without magic number, length and checksum."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

from hmi.history.chunks.damage import DamagedChunkError

if TYPE_CHECKING:
    import zstandard

_LEVEL: Final = 3
"""Level 12 makes chunks 3 % smaller and takes twice as long; those between do neither."""
_PLAIN: Final = b"\x00"
"""How every frame begins: with its window, and nothing else that a reader would believe."""
_local: Final = threading.local()
"""Contexts, because one serves one thread at a time and is dear to make."""


def compress(data: bytes) -> bytes:
    """Return the frame of some bytes."""
    compressor: zstandard.ZstdCompressor | None = getattr(_local, "compressor", None)
    if compressor is None:
        compressor = _local.compressor = _new_compressor()
    return compressor.compress(data)


def decompress(frame: bytes, size: int) -> bytes:
    """Return at most ``size`` bytes, which is at least one, of a frame.

    Raises DamagedChunkError when it is none, or holds more.
    """
    import zstandard

    decompressor: zstandard.ZstdDecompressor | None = getattr(_local, "decompressor", None)
    if decompressor is None:
        decompressor = _local.decompressor = zstandard.ZstdDecompressor(format=zstandard.FORMAT_ZSTD1_MAGICLESS)
    if frame[:1] != _PLAIN:
        raise DamagedChunkError("a frame that was not made here")  # it could claim any size
    try:
        return decompressor.decompress(frame, max_output_size=size)
    except zstandard.ZstdError as error:
        raise DamagedChunkError(str(error)) from None


def _new_compressor() -> zstandard.ZstdCompressor:
    import zstandard

    parameters = zstandard.ZstdCompressionParameters.from_level(
        _LEVEL,
        source_size=4096,  # an hour at 1 Hz
        format=zstandard.FORMAT_ZSTD1_MAGICLESS,
        write_content_size=False,
        write_checksum=False,
        write_dict_id=False,
    )
    return zstandard.ZstdCompressor(compression_params=parameters)
