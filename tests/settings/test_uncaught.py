"""Exceptions that nobody caught."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from hmi.settings.uncaught import install_exception_hook

LOG = Path("logs") / "hmi.log"


@pytest.fixture(autouse=True)
def _hooks_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    for owner, name in ((sys, "excepthook"), (threading, "excepthook"), (sys, "unraisablehook")):
        monkeypatch.setattr(owner, name, getattr(owner, name))


def _raised(error: BaseException) -> BaseException:
    try:
        raise error
    except BaseException as caught:  # noqa: BLE001 - it is made to be caught
        return caught


def _uncaught(error: BaseException) -> None:
    caught = _raised(error)
    sys.excepthook(type(caught), caught, caught.__traceback__)


def test_an_exception_is_logged_and_told_in_one_sentence(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    install_exception_hook(LOG)
    _uncaught(ValueError("no such http://u:hunter2@host\nsecond line"))
    (record,) = caplog.records
    assert record.levelno == logging.CRITICAL
    assert "Traceback" in caplog.text
    assert capsys.readouterr().err == (
        f"Shopfloor HMI met an unexpected error (ValueError: no such http://***@host); the details are in {LOG}.\n"
    )


def test_a_failure_that_repeats_is_told_once_and_logged_each_time(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    install_exception_hook(None)
    for text in ("a", "a", "a", "b"):
        _uncaught(ValueError(text))
    assert len(caplog.records) == 4
    assert capsys.readouterr().err.splitlines() == [
        f"Shopfloor HMI met an unexpected error (ValueError: {text}); there is no log file that holds the details."
        for text in "ab"
    ]


def test_an_exception_whose_text_fails_is_told_all_the_same(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    class Broken(Exception):  # noqa: N818
        def __str__(self) -> str:
            raise RuntimeError("no text")

    install_exception_hook(LOG)
    _uncaught(Broken())
    assert "Broken" in capsys.readouterr().err
    assert len(caplog.records) == 1


def test_ctrl_c_is_left_to_the_interpreter(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    install_exception_hook(LOG)
    _uncaught(KeyboardInterrupt())
    assert caplog.records == []
    assert "KeyboardInterrupt" in capsys.readouterr().err


def _run_in_thread(error: BaseException) -> None:
    def fail() -> None:
        raise error

    thread = threading.Thread(target=fail, name="background")
    thread.start()
    thread.join(60)


def test_the_thread_that_failed_is_named(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> None:
    install_exception_hook(LOG)
    _run_in_thread(OSError("gone"))
    assert "Uncaught exception in the thread background (OSError)" in caplog.text
    assert capsys.readouterr().err == (
        f"Shopfloor HMI met an unexpected error in the thread background (OSError: gone); the details are in {LOG}.\n"
    )


def test_a_thread_may_end_itself(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> None:
    install_exception_hook(LOG)
    _run_in_thread(SystemExit(1))
    assert caplog.records == []
    assert capsys.readouterr().err == ""


def test_a_thread_that_is_gone_is_unknown(capsys: pytest.CaptureFixture[str]) -> None:
    install_exception_hook(LOG)
    threading.excepthook(threading.ExceptHookArgs((ValueError, None, None, None)))
    assert "error in the thread unknown (ValueError);" in capsys.readouterr().err


def test_an_exception_that_could_not_be_raised_is_logged(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    class Leaving:
        def __del__(self) -> None:
            raise ValueError("too late")

    install_exception_hook(LOG)
    Leaving()
    assert "too late" in caplog.text
    assert "(ValueError: too late)" in capsys.readouterr().err


PROGRAM = """
import sys
from pathlib import Path
from hmi.settings.logs import configure_logging
from hmi.settings.uncaught import install_exception_hook
install_exception_hook(configure_logging(Path(sys.argv[1])))
raise ValueError("http://u:hunter2@h")
"""


def test_a_program_that_dies_leaves_a_log_and_one_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr == (
        "Shopfloor HMI met an unexpected error (ValueError: http://***@h); "
        f"the details are in {tmp_path / 'hmi.log'}.\n"
    )
    log = (tmp_path / "hmi.log").read_text(encoding="utf-8")
    assert "CRITICAL MainThread hmi.settings.uncaught: Uncaught exception (ValueError)" in log
    assert "Traceback" in log
    assert "hunter2" not in log
