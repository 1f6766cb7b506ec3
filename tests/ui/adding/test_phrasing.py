"""Phrases in the language of the window."""

from __future__ import annotations

import pytest

from hmi.domain.link import LinkFault, LinkReason
from hmi.domain.phrase import NOTHING, Argument, Count, Phrase, Rate, Roles, Span
from hmi.domain.signal import Role
from hmi.domain.state import MachineState, Reason, Verdict
from hmi.settings.site import Language
from hmi.ui.adding import words
from hmi.ui.adding.phrasing import phrase_words, span_words
from hmi.ui.look import Look

VERDICT = Verdict(MachineState.RUNNING, "5", Reason.CUTTING, "Execution ACTIVE")


@pytest.mark.parametrize(
    ("argument", "english", "portuguese"),
    [
        ("VMC-3Axis", "VMC-3Axis", "VMC-3Axis"),
        (Count(16_384), "16,384", "16.384"),
        (Span(1_300_000), "1.3 s", "1,3 s"),
        (Rate(71.4), "71", "71"),
        (Rate(0.31), "0.3", "0,3"),
        (Roles((Role.EXECUTION, Role.SPINDLE_LOAD)), "Execution, spindle load", "Execução, carga do fuso"),
        (VERDICT, "Running, rule 5", "Usinando, regra 5"),
        (
            LinkReason(LinkFault.REFUSED, "errno 111"),
            "No agent answers at this address: errno 111",
            "Nenhum agente responde neste endereço: errno 111",
        ),
    ],
)
def test_each_argument_is_written_as_the_language_writes_it(
    look: Look, argument: Argument, english: str, portuguese: str
) -> None:
    phrase = Phrase("%1", (argument,))
    assert phrase_words(phrase) == english
    look.speak(Language.PORTUGUESE)
    assert phrase_words(phrase) == portuguese


def test_a_sentence_is_translated_and_an_agents_own_words_are_not_taken_for_a_place(look: Look) -> None:
    phrase = Phrase(words.NAME_TAKEN, ("%1 100 %2",))
    assert phrase_words(phrase) == "There is a machine “%1 100 %2” already: give this one another name."
    look.speak(Language.PORTUGUESE)
    assert phrase_words(phrase) == "Já existe uma máquina “%1 100 %2”: dê outro nome a esta."
    assert phrase_words(NOTHING) == ""


@pytest.mark.parametrize(
    ("us", "told"),
    [(18_400, "18 ms"), (300_000, "0.3 s"), (3_000_000, "3 s"), (38_900_000, "38 s"), (240_000_000, "4 min")],
)
def test_a_span_is_as_fine_as_its_size_deserves(look: Look, us: int, told: str) -> None:
    assert span_words(us) == told
