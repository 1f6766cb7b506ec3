"""What is told about an agent itself: how it is protected, its adapters, what changed in what it has."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from PySide6.QtCore import QCoreApplication

from hmi.domain.link import Adapter, LinkStatus, ModelChange
from hmi.ui.diagnostics.phrases import Phrases
from hmi.ui.diagnostics.skew import skew_matters
from hmi.ui.figures import MISSING, clock, count
from hmi.ui.words import key_name

translate = QCoreApplication.translate

_ESTABLISHED = "ESTABLISHED"
_SIGNALS_SHOWN = 4


def protection(status: LinkStatus) -> tuple[str, ...]:
    """Return how a connection is protected, part by part: credentials, encryption, whose certificates.

    The address decides whether there is encryption where nothing else says so.
    """
    security = status.security
    scheme = status.source.partition("://")[0].lower()
    encrypted = security.encrypted or scheme == "https"
    parts = [security.credentials] if security.credentials else []
    if encrypted:
        parts.append(translate("Connections", "TLS"))
    elif parts:
        parts.append(translate("Connections", "no TLS"))
    if security.own_ca:
        parts.append(translate("Connections", "own CA"))
    if security.client_certificate:
        parts.append(translate("Connections", "client certificate"))
    if not parts:
        parts.append(translate("Connections", "none") if scheme == "http" else MISSING)
    return tuple(parts)


def adapter_delivers(adapter: Adapter) -> bool:
    """Return whether an agent has a connection to one of its adapters."""
    return adapter.state.upper() == _ESTABLISHED


def silent_adapters(status: LinkStatus) -> tuple[Adapter, ...]:
    """Return the adapters without a connection, of an endpoint that is connected itself: else nobody knows."""
    if not status.connected:
        return ()
    return tuple(adapter for adapter in status.adapters if not adapter_delivers(adapter))


def adapter_since(status: LinkStatus, adapter: Adapter, zone: ZoneInfo, now_us: int) -> str:
    """Return an adapter's state in the agent's own word, and since when on our clock: ``LISTEN since 13:40``."""
    skew_us = (status.skew_us or 0) if skew_matters(status.skew_us) else 0
    since = clock(adapter.since_us - skew_us, zone, now_us)
    words = translate("Connections", "%1 since %2", "state of an adapter")
    return words.replace("%2", since).replace("%1", adapter.state)


def change_text(change: ModelChange, phrases: Phrases, *, whole: bool = False) -> str:
    """Return what another probe found: ``2 signals are new: Line, x.load; 1 is gone: Tool``.

    Not every name of many, unless the whole is asked for.
    """
    new, gone = len(change.appeared), len(change.vanished)
    parts = []
    if new:
        parts.append(f"{phrases.signals_new(new)}: {_names(change.appeared, whole=whole)}")
    if gone:
        words = phrases.gone(gone) if new else phrases.signals_gone(gone)
        parts.append(f"{words}: {_names(change.vanished, whole=whole)}")
    return "; ".join(parts)


def _names(keys: Sequence[str], *, whole: bool) -> str:
    """Return signals by name: all, or the first few and how many more there are."""
    names = [key_name(key) for key in keys]
    more = len(names) - _SIGNALS_SHOWN
    if whole or more <= 0:
        return ", ".join(names)
    shown = ", ".join(names[:_SIGNALS_SHOWN])
    return translate("Connections", "%1 and %2 more").replace("%2", count(more)).replace("%1", shown)
