from __future__ import annotations

import errno
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from hmi.history.errors import QueryError
from hmi.settings.site import Language
from hmi.ui.look import Look
from hmi.ui.trends.exporting import Exporting, save_picture, table_form
from hmi.ui.trends.pens import Pen
from hmi.ui.trends.table_file import Column
from tests.history import making
from tests.ui.machine.shop import NOW, SECOND, ZONE, Archive

LOAD = Column(Pen("Torno 03", "spindle_load"), "Spindle load", "%")


def export(qtbot: QtBot, look: Look, path: Path, past: Archive, *, cancelled: bool = False) -> Exporting:
    exporting = Exporting(past, look)
    past.lines["spindle_load"] = [(NOW + at * SECOND, 1.5) for at in range(3)]
    exporting.write_table(path, [LOAD], (NOW, NOW + 60 * SECOND), ZONE)
    if cancelled:
        exporting.cancel()
        past.release()
    qtbot.waitUntil(lambda: not exporting.busy)
    return exporting


def test_it_says_how_many_rows_are_written(qtbot: QtBot, look: Look, tmp_path: Path) -> None:
    exporting = export(qtbot, look, tmp_path / "load.csv", Archive())
    assert exporting.words == "load.csv is written: 3 rows"
    assert (tmp_path / "load.csv").exists()
    exporting.dismiss()
    assert exporting.words == ""


@pytest.mark.parametrize(
    ("rows", "language", "said"),
    [
        (0, Language.ENGLISH, "load.csv is written without rows: no values of this time are stored"),
        (1, Language.ENGLISH, "load.csv is written: 1 row"),
        (1, Language.PORTUGUESE, "load.csv foi gravado: 1 linha"),
        (2, Language.PORTUGUESE, "load.csv foi gravado: 2 linhas"),
    ],
)
def test_one_row_or_none_is_said_as_people_say_it(
    qtbot: QtBot, look: Look, tmp_path: Path, rows: int, language: Language, said: str
) -> None:
    look.speak(language)
    past = Archive(lines={"spindle_load": [(NOW + at * SECOND, 1.5) for at in range(rows)]})
    exporting = Exporting(past, look)
    exporting.write_table(tmp_path / "load.csv", [LOAD], (NOW, NOW + 60 * SECOND), ZONE)
    qtbot.waitUntil(lambda: not exporting.busy)
    assert exporting.words == said


def test_a_cancelled_export_leaves_nothing_and_says_so(qtbot: QtBot, look: Look, tmp_path: Path) -> None:
    exporting = export(qtbot, look, tmp_path / "load.csv", Archive(hold=True), cancelled=True)
    assert exporting.words == "load.csv is not written: cancelled"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOSPC, "load.csv is not written: the disk is full; free some space, or choose another place"),
        (errno.EACCES, "load.csv is not written: you have no right to write there; choose another place"),
        (errno.ENOENT, "load.csv is not written: the folder is gone; choose another place"),
        (errno.EIO, "load.csv is not written: the disk reports an error (broken); choose another place"),
    ],
)
def test_what_the_disk_refuses_is_one_sentence(
    qtbot: QtBot, look: Look, tmp_path: Path, number: int, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert export(qtbot, look, tmp_path / "load.csv", Archive(error=OSError(number, "broken"))).words == said
    assert len(caplog.records) == 1


def test_a_folder_that_is_gone_is_told_without_any_history_failing(qtbot: QtBot, look: Look, tmp_path: Path) -> None:
    assert "the folder is gone" in export(qtbot, look, tmp_path / "no" / "load.csv", Archive()).words


def test_a_history_that_cannot_be_read_is_told(qtbot: QtBot, look: Look, tmp_path: Path) -> None:
    class Broken(Archive):
        def submit(self, question):  # type: ignore[no-untyped-def]
            from concurrent.futures import Future

            future: Future[int] = Future()
            future.set_exception(QueryError("broken"))
            return future

    exporting = export(qtbot, look, tmp_path / "load.csv", Broken())
    assert exporting.words == "load.csv is not written: the history cannot be read; try again"


def test_a_picture_is_written_whole_or_not_at_all(qtbot: QtBot, look: Look, tmp_path: Path) -> None:
    image = QImage(20, 10, QImage.Format.Format_RGB32)
    image.fill(look.theme.surface)
    exporting = Exporting(Archive(), look)
    exporting.write_picture(tmp_path / "chart.png", image)
    qtbot.waitUntil(lambda: not exporting.busy)
    assert exporting.words == "chart.png is written"
    assert QImage(str(tmp_path / "chart.png")).size() == image.size()
    with pytest.raises(FileNotFoundError):
        save_picture(tmp_path / "no" / "chart.png", image)
    with pytest.raises(OSError, match=r"."):
        save_picture(tmp_path / "empty.png", QImage())
    assert [path.name for path in tmp_path.iterdir()] == ["chart.png"]


def test_tables_follow_the_language(look: Look) -> None:
    english = table_form()
    assert (english.separator, english.decimal, english.titles[0]) == (",", ".", "Time")
    look.speak(Language.PORTUGUESE)
    portuguese = table_form()
    assert (portuguese.separator, portuguese.decimal, portuguese.titles[0]) == (";", ",", "Hora")


def test_a_real_history_is_exported_from_its_pool_and_an_export_given_up_leaves_nothing(
    qtbot: QtBot, look: Look, tmp_path: Path
) -> None:
    with making.writing(tmp_path) as writer:
        observations = (making.seen(making.LOAD, number, number / 4) for number in range(1, 12_001))
        writer.offer(making.entry(*observations))
        assert writer.flush(making.WAIT_S)
    history = making.history_in(tmp_path)
    exporting = Exporting(history, look)
    path = tmp_path / "load.csv"
    load = Column(Pen("Mill", "spindle_load"), "Spindle load", "%")
    exporting.write_table(path, [load], (0, 60 * SECOND), ZONE)
    qtbot.waitUntil(lambda: not exporting.busy)
    assert exporting.words == "load.csv is written: 12,000 rows"
    assert len(path.read_text(encoding="utf-8-sig").splitlines()) == 12_001
    path.unlink()
    exporting.write_table(path, [load], (0, 60 * SECOND), ZONE)
    exporting.cancel()
    qtbot.waitUntil(lambda: not exporting.busy)
    history.close()
    assert exporting.words == "load.csv is not written: cancelled"
    assert not [one for one in tmp_path.iterdir() if one.name.startswith("load")]
