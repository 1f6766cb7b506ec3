"""The program's log."""

from __future__ import annotations

import errno
import logging
import re
import sys
import threading
from collections.abc import Iterator
from logging.handlers import RotatingFileHandler
from pathlib import Path
from queue import Queue

import pytest

from hmi.settings import logs
from hmi.settings.logs import configure_logging, stop_logging
from hmi.settings.tell import tell

logger = logging.getLogger("hmi.test")


@pytest.fixture(autouse=True)
def _no_log_outlives_its_test() -> Iterator[None]:
    levels = logging.getLogger().level, logging.getLogger("hmi").level
    before = logging.getLogger().handlers[:]
    yield
    stop_logging()
    assert logging.getLogger().handlers == before
    logging.getLogger().setLevel(levels[0])
    logging.getLogger("hmi").setLevel(levels[1])


def _logged(file: Path) -> str:
    stop_logging()
    return file.read_text(encoding="utf-8")


def test_a_message_is_a_line_with_its_time_in_utc(tmp_path: Path) -> None:
    file = configure_logging(tmp_path / "new" / "folder", verbose=False)
    assert file == tmp_path / "new" / "folder" / "hmi.log"
    logger.info("Olá, %s", "máquina")
    (line,) = _logged(file).splitlines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z INFO     MainThread hmi\.test: Olá, máquina", line)


def test_what_cannot_be_encoded_is_escaped(tmp_path: Path) -> None:
    file = configure_logging(tmp_path)
    assert file
    # Given to our handler alone: pytest would pass the text on to a process that cannot take it.
    logging.getLogger().handlers[-1].handle(logging.makeLogRecord({"msg": "name \udcff"}))
    assert _logged(file).endswith(": name \\udcff\n")


def test_no_secret_reaches_the_file(tmp_path: Path) -> None:
    file = configure_logging(tmp_path, verbose=False)
    assert file
    try:
        raise ValueError("http://user:hunter2@host")
    except ValueError:
        logger.exception("Bearer %s", "hunter3", stack_info=True)
    text = _logged(file)
    assert "Traceback" in text
    assert "http://***@host" in text
    assert "hunter2" not in text
    assert "Bearer hunter3" not in text


def test_a_text_from_outside_cannot_pose_as_a_record(tmp_path: Path) -> None:
    file = configure_logging(tmp_path, verbose=False)
    assert file
    logger.info("a\n2026-01-01T00:00:00.000Z CRITICAL x: forged\rb")
    assert [line[:5] for line in _logged(file).splitlines()][1:] == ["    2", "    b"]


def test_only_our_own_messages_are_kept_below_a_warning(tmp_path: Path) -> None:
    file = configure_logging(tmp_path, verbose=False)
    assert file
    for name in ("hmi.test", "httpx"):
        for level in (logging.DEBUG, logging.INFO, logging.WARNING):
            logging.getLogger(name).log(level, "%s-%d", name, level)
    assert re.findall(r": (.+)", _logged(file)) == ["hmi.test-20", "hmi.test-30", "httpx-30"]


def test_verbose_keeps_more(tmp_path: Path) -> None:
    file = configure_logging(tmp_path, verbose=True)
    assert file
    for name in ("hmi.test", "httpx"):
        for level in (logging.DEBUG, logging.INFO):
            logging.getLogger(name).log(level, "%s-%d", name, level)
    assert re.findall(r": (.+)", _logged(file)) == ["hmi.test-10", "hmi.test-20", "httpx-20"]


def test_configuring_twice_writes_once(tmp_path: Path) -> None:
    file = configure_logging(tmp_path, verbose=False)
    threads = threading.active_count()
    assert configure_logging(tmp_path, verbose=True) == file
    assert threading.active_count() == threads
    logger.debug("once")
    assert file
    assert _logged(file).count("once") == 1


def test_configuring_another_folder_moves_the_log(tmp_path: Path) -> None:
    first = configure_logging(tmp_path / "a")
    logger.info("before")
    second = configure_logging(tmp_path / "b", name="collect")
    logger.info("after")
    assert second == tmp_path / "b" / "collect.log"
    assert "after" in _logged(second)
    assert first
    assert "before" in first.read_text(encoding="utf-8")


def test_five_files_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "_FILE_BYTES", 2_000)
    configure_logging(tmp_path)
    for number in range(200):
        logger.info("message %d %s", number, "x" * 80)
    stop_logging()
    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == ["hmi.log", "hmi.log.1", "hmi.log.2", "hmi.log.3", "hmi.log.4"]
    assert all(file.stat().st_size <= 2_000 for file in files)


def test_a_folder_that_cannot_be_written_costs_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "taken").touch()
    assert configure_logging(tmp_path / "taken") is None
    assert configure_logging(tmp_path / "taken", verbose=True) is None
    (line,) = capsys.readouterr().err.splitlines()
    assert re.fullmatch(r"The log folder .+taken cannot be written \(.+\); the program runs without a log\.", line)


def test_without_a_file_warnings_go_to_standard_error_redacted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").touch()
    configure_logging(tmp_path / "taken", verbose=True)
    logger.info("not this")
    logger.warning("http://u:hunter2@h")
    said = capsys.readouterr().err.splitlines()[1:]
    assert len(said) == 1
    assert said[0].endswith("WARNING  MainThread hmi.test: http://***@h")


def test_a_log_that_is_not_rotated_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def rename(self: RotatingFileHandler, source: str, target: str) -> None:
        raise PermissionError(errno.EACCES, "used by another process")

    monkeypatch.setattr(logs, "_FILE_BYTES", 200)
    monkeypatch.setattr(RotatingFileHandler, "rotate", rename)
    file = configure_logging(tmp_path)
    assert file
    for number in range(20):
        logger.info("message %d", number)
    assert re.findall(r"message (\d+)", _logged(file)) == [str(number) for number in range(20)]
    (line,) = capsys.readouterr().err.splitlines()
    assert re.fullmatch(
        r"The log .+hmi\.log cannot be rotated \(used by another process\); it grows until it can\.", line
    )


def test_a_full_disk_costs_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(self: RotatingFileHandler, record: logging.LogRecord) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(RotatingFileHandler, "shouldRollover", full)
    configure_logging(tmp_path)
    for _ in range(3):
        logger.info("lost")
    stop_logging()
    assert capsys.readouterr().err == (
        "The log cannot be written (No space left on device); messages are lost until it can.\n"
    )


def test_a_call_with_wrong_arguments_is_told_without_them(capsys: pytest.CaptureFixture[str]) -> None:
    record = logger.makeRecord("hmi", logging.INFO, "room.py", 7, "%d", ("hunter2",), None)
    logs._BoundedQueue(Queue(1)).handle(record)
    assert capsys.readouterr().err == "A log message cannot be formatted (TypeError, room.py:7).\n"


def test_what_finds_the_queue_full_is_counted() -> None:
    waiting: Queue[logging.LogRecord] = Queue(2)
    handler = logs._BoundedQueue(waiting)
    for number in range(5):
        handler.handle(logging.makeLogRecord({"msg": f"{number}"}))
    assert [waiting.get_nowait().getMessage() for _ in range(2)] == ["0", "1"]
    handler.handle(logging.makeLogRecord({"msg": "5"}))
    assert [waiting.get_nowait().getMessage() for _ in range(2)] == [
        "3 messages were not logged, because the disk was too slow",
        "5",
    ]
    handler.close()


def test_stopping_gives_up_on_a_disk_that_hangs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hangs, goes_on = threading.Event(), threading.Event()

    def hang(self: RotatingFileHandler, record: logging.LogRecord) -> int:
        hangs.set()
        goes_on.wait(60)
        return 0

    monkeypatch.setattr(RotatingFileHandler, "shouldRollover", hang)
    monkeypatch.setattr(logs, "_WAITING", 1)
    monkeypatch.setattr(logs, "_ROOM_WITHIN_S", 0.05)
    file = configure_logging(tmp_path)
    running = logs._log._running
    assert running
    assert running.writer
    logger.info("first")
    assert hangs.wait(60)
    logger.info("second")
    stop_logging()
    assert capsys.readouterr().err == f"The log {file} takes no more messages; the last ones are lost.\n"
    goes_on.set()
    running.writer.stop()
    for handler in running.writer.handlers:
        handler.close()


def test_stopping_without_a_log_does_nothing() -> None:
    stop_logging()
    stop_logging()


class _Broken:
    def write(self, text: str) -> int:
        raise ValueError("I/O operation on closed file")


@pytest.mark.parametrize("stream", [None, _Broken()])
def test_nobody_is_told_where_there_is_no_standard_error(monkeypatch: pytest.MonkeyPatch, stream: object) -> None:
    monkeypatch.setattr(sys, "stderr", stream)
    tell("heard by nobody")


def test_what_is_told_is_one_redacted_line(capsys: pytest.CaptureFixture[str]) -> None:
    tell("first\nhttp://u:p@h")
    assert capsys.readouterr().err == "first http://***@h\n"
