from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from hmi.domain.link import Adapter, LinkMode, ModelChange, Security
from hmi.settings.site import Language
from hmi.ui.diagnostics.agents import adapter_delivers, adapter_since, change_text, protection, silent_adapters
from hmi.ui.diagnostics.phrases import Phrases
from hmi.ui.look import Look
from tests.ui.diagnostics.samples import CHANGE, FULL, LISTENING, MINUTE, NOW, STREAMING, WELL, ZONE, at

pytestmark = pytest.mark.usefixtures("look")


@pytest.mark.parametrize(
    ("source", "security", "parts"),
    [
        ("http://a:5000", Security(), ("none",)),
        ("HTTPS://a:5000", Security(), ("TLS",)),
        ("https://a", Security(encrypted=True, own_ca=True), ("TLS", "own CA")),
        ("https://a", Security(encrypted=True, credentials="basic"), ("basic", "TLS")),
        ("http://a", Security(credentials="bearer"), ("bearer", "no TLS")),
        ("https://a", FULL.security, ("bearer", "TLS", "own CA", "client certificate")),
        ("file:/a", Security(), ("—",)),
    ],
)
def test_a_connection_is_protected_as_its_settings_and_its_address_say(
    source: str, security: Security, parts: tuple[str, ...]
) -> None:
    assert protection(replace(STREAMING, source=source, security=security)) == parts


@pytest.mark.parametrize("state", ["LISTEN", "LISTENING", "CLOSED", "UNAVAILABLE", ""])
def test_an_adapter_delivers_only_while_its_connection_is_established(state: str) -> None:
    assert adapter_delivers(WELL)
    assert adapter_delivers(Adapter("a", "established", NOW))
    assert not adapter_delivers(Adapter("a", state, NOW))


def test_adapters_of_an_endpoint_that_is_down_are_not_called_silent() -> None:
    assert silent_adapters(FULL) == (LISTENING,)
    assert silent_adapters(replace(FULL, mode=LinkMode.WAITING)) == ()


def test_an_adapter_tells_its_own_word_and_since_when_on_our_clock() -> None:
    known = replace(STREAMING, skew_us=None)
    assert adapter_since(known, LISTENING, ZONE, NOW) == "LISTEN since 13:40"
    assert adapter_since(replace(known, skew_us=10 * MINUTE), LISTENING, ZONE, NOW) == "LISTEN since 13:30"
    assert adapter_since(replace(known, skew_us=1_900_000), LISTENING, ZONE, NOW) == "LISTEN since 13:40"


def test_a_change_names_what_is_new_and_what_is_gone() -> None:
    phrases = Phrases()
    assert change_text(CHANGE, phrases) == "2 signals are new: Spindle load S2, x.load; 1 is gone: Part count"
    only_new = replace(CHANGE, appeared=("line",), vanished=())
    assert change_text(only_new, phrases) == "1 signal is new: Program line"
    only_gone = replace(CHANGE, appeared=(), vanished=("tool", "line"))
    assert change_text(only_gone, phrases) == "2 signals are gone: Tool, Program line"


def test_many_signals_are_told_in_short_and_wholly_where_asked() -> None:
    many = ModelChange("Torno 07", at(13, 20), appeared=tuple(f"x.{n}" for n in range(30)))
    assert change_text(many, Phrases()) == "30 signals are new: x.0, x.1, x.2, x.3 and 26 more"
    whole = change_text(many, Phrases(), whole=True)
    assert whole.endswith("x.28, x.29")
    assert all(f"x.{n}" in whole for n in range(30))


def test_changes_and_adapters_are_told_in_the_language_of_the_window(look: Look, stretch: Callable[[], None]) -> None:
    look.speak(Language.PORTUGUESE)
    stretch()
    assert change_text(CHANGE, Phrases()).startswith("[")
    assert adapter_since(FULL, WELL, ZONE, NOW).startswith("[")
    assert protection(STREAMING)[0].startswith("[")
