"""Has files appear whole or not at all, and survive a power cut."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_BLOCK: Final = 4 * 1024 * 1024


def settle(folder: Path) -> None:
    """Have a folder's new entries survive a power cut, where folders can be written out."""
    if os.name != "posix":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with suppress(OSError):  # some network shares cannot
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def whole_or_nothing(path: Path) -> Iterator[Path]:
    """Lend a draft beside a file; it gets the file's name once the block is done, and is gone if that fails."""
    draft = path.with_name(f"{path.name}.part")
    try:
        yield draft
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def write_out(path: Path) -> None:
    """Wait until a file is on its disk."""
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def write_text(path: Path, text: str) -> None:
    """Write a small file, which appears whole or not at all."""
    draft = path.with_name(f"{path.name}.draft")
    draft.write_text(text, encoding="utf-8")
    write_out(draft)
    draft.replace(path)


def forget_pages(path: Path) -> None:
    """Give the memory that a file's pages take back to what is read more often."""
    if hasattr(os, "posix_fadvise"):
        with path.open("rb") as stream:
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def sha256(path: Path, between: Callable[[], None] = lambda: None) -> str:
    """Return the checksum of a file; ``between`` is called after every few megabytes, and may raise."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
            between()
    return digest.hexdigest()
