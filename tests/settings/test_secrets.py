"""Secrets by reference."""

from __future__ import annotations

import copy
import logging
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from hmi.settings.redact import redact
from hmi.settings.secrets import Secret, SecretError, SecretReference


def test_a_variable_is_looked_up_when_it_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    reference = SecretReference(env="HMI_TEST_PASSWORD")
    monkeypatch.setenv("HMI_TEST_PASSWORD", "correct horse")
    assert reference.resolve().reveal() == "correct horse"
    monkeypatch.setenv("HMI_TEST_PASSWORD", "battery staple")
    assert reference.resolve().reveal() == "battery staple"


def test_a_file_is_read_without_the_line_break_at_its_end(tmp_path: Path) -> None:
    file = tmp_path / "secret.txt"
    file.write_bytes(b"\xef\xbb\xbf two words \r\n")
    assert SecretReference(file=file).resolve().reveal() == " two words "


@pytest.mark.parametrize(("value", "said"), [(None, "is not set"), ("", "is empty")])
def test_a_variable_without_a_secret_is_named(monkeypatch: pytest.MonkeyPatch, value: str | None, said: str) -> None:
    monkeypatch.delenv("HMI_TEST_PASSWORD", raising=False)
    if value is not None:
        monkeypatch.setenv("HMI_TEST_PASSWORD", value)
    with pytest.raises(SecretError, match=f"the environment variable HMI_TEST_PASSWORD {said}"):
        SecretReference(env="HMI_TEST_PASSWORD").resolve()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "cannot be read"),
        (b"\n", "is empty"),
        (b"hunter2\xff", "is not UTF-8 text"),
        (b"x" * 70_000, "is too large"),
    ],
)
def test_a_file_without_a_secret_is_named_and_not_shown(tmp_path: Path, content: bytes | None, said: str) -> None:
    file = tmp_path / "secret.txt"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(SecretError, match=said) as raised:
        SecretReference(file=file).resolve()
    assert str(file) in str(raised.value)
    assert "hunter2" not in str(raised.value)
    assert raised.value.__suppress_context__ or raised.value.__context__ is None


def test_a_path_that_no_file_can_have_is_told() -> None:
    with pytest.raises(SecretError, match="the name is not valid"):
        SecretReference(file=Path("a\0b")).resolve()


def test_a_reference_names_one_place() -> None:
    for wrong in ({}, {"env": "A", "file": Path("b")}):
        with pytest.raises(ValueError, match="either an environment variable or a file"):
            SecretReference(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "show",
    [repr, str, lambda secret: f"{secret}", lambda secret: f"{secret:>20}", lambda secret: "%s %r" % (secret, secret)],  # noqa: UP031
)
def test_a_secret_does_not_show_itself(show: Callable[[Secret], str]) -> None:
    assert "hunter2" not in show(Secret("hunter2"))
    assert "hunter2" not in repr([Secret("hunter2")])


def test_a_secret_does_not_reach_a_log(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("hmi").warning("password %s %r", Secret("hunter2"), Secret("hunter2"))
    assert "hunter2" not in caplog.text


@pytest.mark.parametrize("keep", [pickle.dumps, copy.copy, copy.deepcopy])
def test_a_secret_is_not_stored(keep: Callable[[Secret], object]) -> None:
    with pytest.raises(TypeError, match="not copied or stored"):
        keep(Secret("hunter2"))


def test_secrets_compare_by_value() -> None:
    assert Secret("ä\udcff") == Secret("ä\udcff")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a")}) == 1


def test_a_resolved_secret_is_masked_from_then_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HMI_TEST_PASSWORD", "p4ss/wörd '1'")
    SecretReference(env="HMI_TEST_PASSWORD").resolve()
    assert redact("a p4ss/wörd '1' b") == "a *** b"
