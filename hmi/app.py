"""The desktop program: the window, and the runtime that it opens behind it."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QTimer
from PySide6.QtWidgets import QApplication
from qasync import QEventLoop

from hmi.domain.backup import Backup
from hmi.domain.clock import now_us
from hmi.domain.link import LinkFault, LinkReason, LinkStatus
from hmi.domain.machine import Machine
from hmi.history.errors import AlreadyCollecting, BackupError, HistoryError, StoreDamagedError
from hmi.live.feed import Changes, MachineLive
from hmi.settings.site import Language, Site
from hmi.shop import SiteShop
from hmi.ui.ask import Ask
from hmi.ui.bridge import Bridge
from hmi.ui.damaged import Mending
from hmi.ui.diagnostics.collecting import CollectingFigures
from hmi.ui.late import LatePast
from hmi.ui.latency import ScreenLatency
from hmi.ui.look import Look
from hmi.ui.spooling import spool_words
from hmi.ui.store.keeping import HistoryKeeping, engine_words, spool_status
from hmi.ui.window import Window, remembered_look
from hmi.ui.words import backup_words, fault_words, history_words, onlooker_words, trouble_words

if TYPE_CHECKING:
    from hmi.onlooker import Onlooker
    from hmi.runtime import Figures, Runtime

_log = logging.getLogger(__name__)

LAYOUT_FILE = "window.ini"

_DEFECTIVE = QT_TRANSLATE_NOOP(
    "History",
    "What the machines do is no longer followed because of a defect of this program: start it again, and report it.",
)


class CannotOpenError(Exception):
    """Collecting cannot begin; the text says why and what to do."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a window is to be opened on.

    ``machines`` are shown at once, before anything is known of them. ``site_file`` is where added machines belong; None
    where there is none. ``open`` blocks until collecting has begun; it is
    called once the window stands, on a worker thread, and may raise HistoryError or CannotOpenError. ``close`` undoes
    it, or what of it was done.
    """

    name: str
    zone: ZoneInfo
    language: Language | None
    machines: Sequence[Machine]
    folder: Path
    open: Callable[[], Runtime | Onlooker]
    close: Callable[[], object]
    site_file: Path | None = None

    @staticmethod
    def for_site(site: Site, folder: Path, site_file: Path | None = None) -> Plan:
        """Return the plan for the machines of a site file."""
        started: list[Runtime | Onlooker] = []

        def start() -> Runtime | Onlooker:
            from hmi.onlooker import Onlooker
            from hmi.runtime import Runtime  # with it comes SQLAlchemy, which the first paint does not wait for

            runtime = Runtime(site, folder)
            started.append(runtime)
            try:
                runtime.start()
            except AlreadyCollecting as collector:
                onlooker = Onlooker(site, folder, collector)
                started.append(onlooker)
                onlooker.start()
                return onlooker
            return runtime

        def stop() -> None:
            for runtime in started:
                runtime.stop()

        machines = [machine.machine for machine in site.machines]
        return Plan(site.name, site.time_zone, site.language, machines, folder, start, stop, site_file)


def keeping_for(behind: Runtime | Onlooker, site_file: Path | None) -> HistoryKeeping:
    """Return what the page about the history asks."""
    from hmi.history.backup.rotation import DAILY, WEEKLY
    from hmi.onlooker import Onlooker

    runtime = None if isinstance(behind, Onlooker) else behind
    retention = behind.site.store.retention
    return HistoryKeeping(
        behind.history.database,
        lambda: behind.history.stock(retention, now_us()),
        retention,
        settings=site_file,
        backups=None if runtime is None else runtime.backups,
        kept=DAILY + WEEKLY,
        spool=None if runtime is None else lambda: spool_status(runtime.store.writer.health()),
    )


def mend(runtime: Runtime | None, store: Path, backup: Path | None) -> None:
    """Put a backup in the place of a damaged store, or let it begin anew; blocks, and ends collecting first.

    Raises HistoryError when it cannot be done, and everything is as it was.
    """
    from hmi.history.backup.mending import begin_anew, restore_file

    if runtime is not None:
        runtime.stop()
    if backup is None:
        begin_anew(store, now_us())
    else:
        restore_file(store, backup)


def offer_another(error: StoreDamagedError) -> StoreDamagedError:
    """Return the error with the backup that is the newest good one now; reads the whole of it."""
    from hmi.history.backup.shelf import Shelf

    if error.backup is None:
        return error
    return error.knowing(Shelf(error.backup.path.parent, error.backup.store).newest_good())


class Desktop:
    """The window of a plan with all that feeds it. Lives on the GUI thread; ``close`` ends it in a fixed order."""

    def __init__(self, plan: Plan) -> None:
        # the loop has still to end collecting when the window is gone
        QApplication.setQuitOnLastWindowClosed(False)
        self._plan = plan
        layout = plan.folder / LAYOUT_FILE
        shade, language = remembered_look(layout)
        self.look = Look(plan.zone, shade=shade, language=language or plan.language)
        self.past = LatePast()
        self.shop = SiteShop(plan.site_file)
        self.window = Window(self.look, self.past, plan.name, layout, self.shop)
        self.window.apply(Changes(tuple(MachineLive(machine) for machine in plan.machines)))
        self.latency = ScreenLatency(self.window.wall, now_us, self.window)
        self.window.wall.model.dataChanged.connect(self.latency.repaints)
        self.bridge: Bridge | None = None
        self.links: dict[str, LinkStatus] = {}
        self._runtime: Runtime | None = None
        self._onlooker: Onlooker | None = None
        self._figures = Ask(self.past, self.window)
        self._diagnosis = Ask(self.past, self.window)
        self._damage: StoreDamagedError | None = None
        self._mending: asyncio.Task[None] | None = None
        self.window.damage.chosen.connect(self._chosen)
        self._clock = QTimer(self.window)
        self._clock.setInterval(1000)
        self._clock.timeout.connect(self._tick)
        self.window.tick(now_us())

    def show(self) -> None:
        """Show the window and let its clock run."""
        self.window.show()
        self._clock.start()

    async def open(self, worker: ThreadPoolExecutor) -> None:
        """Begin to collect behind the window; what prevents it is said in the window, which stays."""
        self._loop, self._worker = asyncio.get_running_loop(), worker
        try:
            self.attach(await self._loop.run_in_executor(worker, self._plan.open), worker)
        except StoreDamagedError as error:
            self._offer(error)
        except (HistoryError, CannotOpenError) as error:
            _log.error("nothing is collected: %s", error)
            self.window.notice.say(history_words(error))
        except Exception:  # noqa: BLE001 - a defect must not leave a window that looks as if all were well
            _log.exception("nothing is collected")
            self.window.notice.say(history_words(CannotOpenError(fault_words(LinkReason(LinkFault.INTERNAL)))))

    def attach(self, behind: Runtime | Onlooker, worker: ThreadPoolExecutor) -> None:
        """Show what is collected, here or by another process; here machines can be added, on the worker."""
        from hmi.onlooker import Onlooker

        if isinstance(behind, Onlooker):
            self._onlooker = behind
            self.shop.only_look()
        else:
            self._runtime = behind
            self.shop.open(behind, worker)
        self.past.arrive(behind.history)
        self.window.history.arrive(keeping_for(behind, self._plan.site_file))
        self.bridge = Bridge(behind.feed)
        self.bridge.changed.connect(self._apply)
        self._apply(behind.feed.everything())

    async def close(self, worker: ThreadPoolExecutor) -> None:
        """End the crossing, then collecting: whatever has arrived is stored before this returns."""
        self._clock.stop()
        if self._mending is not None:
            await self._mending
        self._detach()
        await asyncio.get_running_loop().run_in_executor(worker, self._plan.close)

    def _detach(self) -> None:
        """Show nothing new of what is collected, and ask nothing more."""
        self._figures.cancel()
        self._diagnosis.cancel()
        self.window.history.arrive(None)
        self.shop.close()
        if self.bridge is not None:
            self.bridge.close()

    # -- a damaged store ---------------------------------------------------------------------------------------------

    def _offer(self, error: StoreDamagedError | None) -> None:
        """Let somebody choose what is to become of a damaged store, once."""
        if error is None or self._damage is not None:
            return
        _log.error("%s", error)
        self._damage = error
        self.window.notice.say(history_words(error))
        self.window.damage.open(error, now_us())

    def _chosen(self, choice: Mending) -> None:
        if choice is Mending.LATER:
            self.window.damage.close_offer()
        elif self._damage is not None:
            backup = self._damage.backup if choice is Mending.PUT_BACK else None
            self._mending = self._loop.create_task(self._mend(Path(self._damage.place), backup))

    async def _mend(self, store: Path, backup: Backup | None) -> None:
        """Carry out the choice, then collect."""
        self._detach()
        self.past.leave()
        runtime, self._runtime = self._runtime, None
        try:
            work = partial(mend, runtime, store, None if backup is None else backup.path)
            await self._loop.run_in_executor(self._worker, work)
        except HistoryError as error:
            _log.error("the damaged history stays as it is: %s", error)
            await self._offer_again(backup_words(error.phrase) if isinstance(error, BackupError) else str(error))
            return
        except Exception:  # noqa: BLE001 - a defect must be told, and somebody may choose again
            _log.exception("the damaged history stays as it is")
            await self._offer_again(fault_words(LinkReason(LinkFault.INTERNAL)))
            return
        self._damage = None
        self.window.damage.close_offer()
        self.window.notice.say("")
        await self.open(self._worker)

    async def _offer_again(self, why: str) -> None:
        if self._damage is not None:
            self._damage = await self._loop.run_in_executor(self._worker, offer_another, self._damage)
            self.window.damage.open(self._damage, now_us(), why)

    # -- what it shows -----------------------------------------------------------------------------------------------

    def _apply(self, changes: Changes) -> None:
        self.links.update((link.source, link) for link in changes.links)
        self.latency.arrived(changes)
        self.window.apply(changes)
        self.latency.applied()

    def _tick(self) -> None:
        self.window.tick(now_us())
        if self._onlooker is not None:
            self.window.notice.say(onlooker_words(self._onlooker.collector, silent=self._onlooker.silent))
        if self._runtime is not None and not self._figures.busy:
            # the size of the store is on the disk, which the GUI thread never asks
            self._figures.ask(self._runtime.figures, self._show_figures)

    def _show_figures(self, figures: Figures) -> None:
        if figures.damaged and self._damage is None and self._runtime is not None and not self._diagnosis.busy:
            self._diagnosis.ask(self._runtime.damage, self._offer)
        in_file = figures.spool is None
        place = str(figures.folder) if in_file else figures.trouble_place
        trouble = "" if figures.trouble is None else trouble_words(figures.trouble, place)
        spooled = spool_words(figures.spool, self._plan.zone, now_us(), away=figures.trouble is not None)
        defect = QCoreApplication.translate("History", str(_DEFECTIVE)) if figures.defective else ""
        self.window.notice.say(" ".join(filter(None, (defect, trouble, spooled))))
        self.window.show_figures(
            CollectingFigures(
                per_second=figures.per_second,
                stored=figures.stored,
                queue_fill=figures.queue_fill,
                waiting_since_us=figures.waiting_since_us,
                trouble=trouble,
                spooled=spooled,
                last_commit_us=figures.last_commit_us,
                to_screen_p50_ms=self.latency.percentile_ms(0.5),
                to_screen_p99_ms=self.latency.percentile_ms(0.99),
                folder=str(figures.folder),
                store_bytes=figures.store_bytes,
                engine=engine_words(figures.database, figures.version),
            )
        )


def run_window(plan: Plan, *, seconds: float | None = None, screenshot: Path | None = None) -> int:
    """Open the window, stay until it is closed or ``seconds`` are over, and return the exit status.

    It is 1 when the screenshot could not be written.
    """
    application = QApplication.instance() or QApplication(sys.argv[:1])
    application.setApplicationName("Shopfloor HMI")
    loop = QEventLoop(application)
    with loop, _signals_close_windows():
        done: bool = loop.run_until_complete(_live(plan, seconds, screenshot))
    return 0 if done else 1


@contextmanager
def _signals_close_windows() -> Iterator[None]:
    """Let Ctrl+C, or the end of the session, close the window as a person would: what has arrived is stored."""

    def close(_number: int, _frame: object) -> None:
        QTimer.singleShot(0, QApplication.closeAllWindows)

    before = {number: signal.signal(number, close) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


async def _live(plan: Plan, seconds: float | None, screenshot: Path | None) -> bool:
    closed = asyncio.Event()
    painted = asyncio.Event()
    desktop = Desktop(plan)
    desktop.window.closing.connect(closed.set)
    desktop.window.painted.connect(painted.set)
    done = True
    desktop.show()
    await painted.wait()
    # threads of our own: the loop's executor is Qt's and would be waited for at exit
    with ThreadPoolExecutor(1, thread_name_prefix="opener") as worker:
        opening = asyncio.ensure_future(desktop.open(worker))
        try:
            await asyncio.wait_for(closed.wait(), seconds)
        except TimeoutError:
            done = screenshot is None or _save(desktop.window, screenshot)
            desktop.window.close()
        await opening
        await desktop.close(worker)
    return done


def _save(window: Window, picture: Path) -> bool:
    try:
        picture.parent.mkdir(parents=True, exist_ok=True)
    except OSError:
        return False
    return window.grab().save(str(picture))
