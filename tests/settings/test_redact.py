"""What must not be read in a log."""

from __future__ import annotations

import logging
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hmi.settings import redact as module
from hmi.settings.redact import RedactingFormatter, redact, register_secret


@pytest.fixture(autouse=True)
def _no_secret_outlives_its_test(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_known", module._KnownSecrets())


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("GET http://user:pa:ss@host:5000/x", "GET http://***@host:5000/x"),
        ("https://token@host https://host/a@b", "https://***@host https://host/a@b"),
        ("http://u:p@ss@host", "http://***@host"),
        ("//DataItem[@type='LOAD'] http://h/sample?path=//A[@id='x']", None),
        ("Authorization: Basic dXNlcjpwYXNz", "Authorization: ***"),
        ("authorization=dXNlcjpwYXNz", "authorization=***"),
        ('Authorization: Digest username="u", response="r"\nHost: h', "Authorization: ***\nHost: h"),
        ("{'authorization': 'Bearer abc', 'host': 'h'}", "{'authorization': '***', 'host': 'h'}"),
        ("[(b'Proxy-Authorization', b'Basic abc'), (b'a', b'b')]", "[(b'Proxy-Authorization', b'***'), (b'a', b'b')]"),
        ('{"Authorization": "Digest x=1"}', '{"Authorization": "***"}'),
        ("sent bearer abc.DEF-1_2~+/==; got 401", "sent bearer ***; got 401"),
        ("authorization is missing", None),
    ],
)
def test_credentials_are_masked_in_every_form_they_take(text: str, redacted: str | None) -> None:
    assert redact(text) == (text if redacted is None else redacted)


@given(
    st.text(st.characters(codec="utf-8", exclude_characters="*"), min_size=1),
    st.text(max_size=20),
    st.text(max_size=20),
)
def test_a_known_secret_is_not_left_in_any_text(secret: str, before: str, after: str) -> None:
    known = module._KnownSecrets()
    known.add(secret)
    masked = known.mask(before + secret + after)
    assert not any(secret in rest for rest in masked.split("***"))


def test_a_secret_that_begins_with_another_leaves_no_tail() -> None:
    register_secret("abc")
    register_secret("abcdef")
    assert redact("abcdef abc") == "*** ***"


@pytest.mark.parametrize("form", ["p%40ss%20w%C3%B6rd%0A", "'p@ss wörd\\n'", "b'p@ss w\\xc3\\xb6rd\\n'", "p@ss wörd\n"])
def test_a_known_secret_is_masked_in_its_other_forms(form: str) -> None:
    register_secret("p@ss wörd\n")
    assert redact(form).strip("b'") == "***"


def test_an_empty_secret_masks_nothing() -> None:
    register_secret("a")
    register_secret("")
    assert redact("xyz") == "xyz"


def test_arguments_exceptions_and_stacks_are_redacted() -> None:
    register_secret("hunter2")
    try:
        raise ValueError("hunter2 at http://u:p@h")
    except ValueError:
        record = logging.LogRecord(
            "hmi", logging.ERROR, __file__, 1, "got %s", ("hunter2",), sys.exc_info(), sinfo="stack hunter2"
        )
    text = RedactingFormatter("%(message)s").format(record)
    assert text.startswith("got ***\nTraceback")
    assert "ValueError: *** at http://***@h" in text
    assert "hunter2" not in text
