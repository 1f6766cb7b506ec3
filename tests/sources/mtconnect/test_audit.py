"""When the conditions of a stream can be held against those of the present."""

from __future__ import annotations

import pytest

from hmi.sources.mtconnect.audit import Auditor
from hmi.sources.mtconnect.streams import Streams
from tests.sources.mtconnect.making import condition, header, read, said, streams

CODE = 'nativeCode="9"'


def present(*reports: tuple[str, int], next_: int, tag: str = "Fault", more: str = CODE) -> Streams:
    elements = [condition(said(item, sequence, "text", tag=tag, more=more)) for item, sequence in reports]
    return read(streams(*elements, head=header(next_=next_)))


def due(auditor: Auditor, position: int) -> list[int] | None:
    found = auditor.due(position)
    return None if found is None else [observation.sequence for observation in found]


def test_nothing_is_compared_before_the_stream_has_come_as_far_as_the_question() -> None:
    auditor = Auditor()
    auditor.propose(present(("system", 40), next_=50))
    assert due(auditor, 49) is None
    assert due(auditor, 50) == [40]


def test_an_answer_is_compared_once() -> None:
    auditor = Auditor()
    auditor.propose(present(("system", 40), next_=50))
    assert due(auditor, 60) == [40]
    assert due(auditor, 70) is None


def test_a_signal_about_which_something_newer_was_heard_is_left_to_the_next_audit() -> None:
    auditor = Auditor()
    auditor.propose(present(("system", 40), ("xloadc", 45), next_=50))
    auditor.hear(present(("system", 55), next_=56).conditions)
    assert due(auditor, 56) == [45]


def test_what_is_heard_again_because_the_history_refused_it_does_not_hide_what_is_newer() -> None:
    auditor = Auditor()
    auditor.propose(present(("system", 40), next_=50))
    auditor.hear(present(("system", 55), next_=56).conditions)
    auditor.hear(present(("system", 40), next_=41).conditions)
    assert due(auditor, 50) == []


def test_what_was_heard_before_the_question_does_not_prevent_the_comparison() -> None:
    auditor = Auditor()
    auditor.hear(present(("system", 40), next_=41).conditions)
    auditor.propose(present(("system", 40), next_=50))
    assert due(auditor, 50) == [40]


def test_a_new_connection_forgets_what_was_asked_on_the_last_one() -> None:
    auditor = Auditor()
    auditor.propose(present(("system", 40), next_=50))
    auditor.forget()
    assert due(auditor, 60) is None


@pytest.mark.parametrize(
    ("tag", "more", "doubtful"),
    [
        ("Fault", CODE, False),
        ("Warning", 'conditionId="c1"', False),
        ("Normal", "", False),
        ("Unavailable", "", False),
        ("Unavailable", CODE, False),
        ("Normal", CODE, True),
        ("Fault", "", True),
    ],
)
def test_only_what_agents_understand_differently_is_in_doubt(tag: str, more: str, doubtful: bool) -> None:
    auditor = Auditor()
    auditor.hear(present(("system", 40), next_=41, tag=tag, more=more).conditions)
    assert auditor.in_doubt is doubtful
