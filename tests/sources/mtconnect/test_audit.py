"""When the conditions of a stream can be held against those of the present."""

from __future__ import annotations

from hmi.sources.mtconnect.audit import Auditor
from hmi.sources.mtconnect.streams import Streams
from tests.sources.mtconnect.making import condition, header, read, said, streams


def present(*reports: tuple[str, int], next_: int) -> Streams:
    elements = [condition(said(item, sequence, "text", tag="Fault")) for item, sequence in reports]
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
