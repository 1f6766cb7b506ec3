"""Commands that another program writes to this program's standard input, one JSON object per line."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import threading
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

LONGEST_LINE: Final = 64 * 1024


def stdin_descriptor() -> int | None:
    """Return the descriptor of standard input, or None where this program has none, as in a window without console."""
    try:
        return sys.stdin.fileno()
    except (AttributeError, OSError, ValueError):
        return None


def listen(descriptor: int, on_line: Callable[[bytes], None], on_end: Callable[[], None]) -> None:
    """Call ``on_line`` on the running loop for every line that arrives, and ``on_end`` when no more can come.

    A thread waits for the lines, because not every platform's loop can wait for a pipe. It reads the bare descriptor: a
    thread that waited in ``sys.stdin`` would hold a lock that the interpreter needs to end.
    """
    loop = asyncio.get_running_loop()

    def read() -> None:
        left = b""
        try:
            while block := os.read(descriptor, LONGEST_LINE):
                *lines, left = (left + block).split(b"\n")
                left = left[-LONGEST_LINE:]
                for line in filter(None, map(bytes.strip, lines)):
                    loop.call_soon_threadsafe(on_line, line)
        except OSError:
            pass  # a broken pipe ends the commands as its regular end does
        try:
            loop.call_soon_threadsafe(on_end)
        except RuntimeError:
            return  # the loop ended first

    threading.Thread(target=read, name="commands", daemon=True).start()


async def obey(line: bytes, act: Callable[[Mapping[str, object]], Awaitable[None]]) -> str:
    """Carry out a command and return the line of JSON that answers it."""
    try:
        command = json.loads(line)
        if not isinstance(command, dict):
            raise ValueError("a command is a JSON object")
        await act(command)
    except (ValueError, OSError) as error:
        return json.dumps({"error": str(error)})
    return json.dumps({"done": command})
