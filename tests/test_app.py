"""The desktop program: what it says when collecting cannot begin, and that it always cleans up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtWidgets import QApplication

from hmi.app import CannotOpenError, Desktop, Plan, run_window
from hmi.domain.machine import Machine
from hmi.history.store import open_store
from hmi.runtime import Figures, Runtime
from hmi.settings.site import Site
from hmi.ui.notice import Notice

ZONE = ZoneInfo("America/Sao_Paulo")


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was said across the window."""
    sentences: list[str] = []
    say = Notice.say

    def listen(notice: Notice, text: str) -> None:
        sentences.append(text)
        say(notice, text)

    monkeypatch.setattr(Notice, "say", listen)
    return sentences


def plan(folder: Path, open_: Callable[[], Runtime], close: Callable[[], object]) -> Plan:
    return Plan("Teste", ZONE, None, (Machine("Torno 01"),), folder, open_, close)


def failing(error: Exception) -> Callable[[], Runtime]:
    def fail() -> Runtime:
        raise error

    return fail


@pytest.mark.parametrize("error", [CannotOpenError("no port is free"), ValueError("a defect")])
def test_whatever_prevents_collecting_is_said_and_cleaned_up_after(
    qapp: QApplication, tmp_path: Path, said: list[str], error: Exception
) -> None:
    closed: list[bool] = []
    assert run_window(plan(tmp_path, failing(error), lambda: closed.append(True)), seconds=0.5) == 0
    assert any(text.startswith("Nothing is collected: ") for text in said)
    assert closed == [True]


@pytest.mark.parametrize("name", ["taken/wall.png", "wall.unknown"])
def test_a_picture_that_cannot_be_written_is_told_and_everything_closed(
    qapp: QApplication, tmp_path: Path, name: str
) -> None:
    (tmp_path / "taken").write_text("no folder")
    closed: list[bool] = []
    made = plan(tmp_path, failing(CannotOpenError("x")), lambda: closed.append(True))
    assert run_window(made, seconds=0.2, screenshot=tmp_path / name) == 1
    assert closed == [True]


def test_a_hub_that_no_longer_follows_the_machines_is_said_across_the_window(
    qapp: QApplication, tmp_path: Path, said: list[str]
) -> None:
    desktop = Desktop(plan(tmp_path, failing(CannotOpenError("x")), lambda: None))
    figures = Figures(0, 0.0, 0.0, None, None, None, tmp_path, 0, "3")
    desktop._show_figures(figures)
    assert said[-1] == ""
    desktop._show_figures(replace(figures, defective=True))
    assert "no longer followed" in said[-1]
    desktop.window.close()
    desktop.window.deleteLater()


def test_the_store_is_closed_although_the_sources_fail_to_stop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runtime = Runtime(Site("Teste", ZONE, ()), tmp_path)
    runtime.start()
    supervisor = runtime._supervisor
    assert supervisor is not None

    async def fail() -> None:
        raise RuntimeError("defect")

    monkeypatch.setattr(supervisor, "stop_all", fail)
    with pytest.raises(RuntimeError, match="defect"):
        runtime.stop()
    open_store(tmp_path).close()
