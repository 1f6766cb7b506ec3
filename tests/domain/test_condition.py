"""Which conditions are active after a series of reports."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from hmi.domain.condition import NONE, Active, applied
from hmi.domain.observation import Condition, ConditionLevel


def fault(code: str = "", text: str = "") -> Condition:
    return Condition(ConditionLevel.FAULT, "SYSTEM", code, text)


def normal(code: str = "") -> Condition:
    return Condition(ConditionLevel.NORMAL, "SYSTEM", code)


def after(*reports: Condition) -> Active:
    active = NONE
    for time_us, report in enumerate(reports):
        active = applied(active, report, time_us)
    return active


def test_two_codes_of_one_signal_are_both_active() -> None:
    assert len(after(fault("1"), fault("2"))) == 2


def test_a_normal_with_a_code_clears_that_one() -> None:
    assert [a.condition.code for a in after(fault("1"), fault("2"), normal("1")).values()] == ["2"]


def test_a_normal_without_a_code_clears_all() -> None:
    assert after(fault("1"), fault("2"), normal()) == NONE


def test_unavailable_means_that_nothing_is_known() -> None:
    assert after(fault("1"), Condition(ConditionLevel.UNAVAILABLE, "SYSTEM")) == NONE


def test_a_fault_that_is_repeated_keeps_its_beginning() -> None:
    assert next(iter(after(fault("1"), fault("1")).values())).since_us == 0


def test_a_warning_that_becomes_a_fault_begins_anew() -> None:
    warning = Condition(ConditionLevel.WARNING, "SYSTEM", "1")
    assert next(iter(after(warning, fault("1")).values())).since_us == 1


def test_faults_without_codes_are_told_apart_by_their_text() -> None:
    assert len(after(fault(text="door"), fault(text="oil"))) == 2


def test_an_id_of_the_source_tells_more_than_the_code() -> None:
    one = fault("1")._replace(condition_id="a")
    two = fault("1")._replace(condition_id="b")
    assert len(after(one, two)) == 2


levels = st.sampled_from(list(ConditionLevel))
reports = st.lists(st.builds(Condition, levels, st.just("SYSTEM"), st.sampled_from(["", "1", "2"])), max_size=30)


@given(reports)
def test_only_warnings_and_faults_are_ever_active(series: list[Condition]) -> None:
    active = after(*series)
    assert all(a.condition.level in (ConditionLevel.WARNING, ConditionLevel.FAULT) for a in active.values())


@given(reports)
def test_a_plain_normal_always_ends_everything(series: list[Condition]) -> None:
    assert after(*series, normal()) == NONE
