"""What people type or paste as an address."""

from __future__ import annotations

import pytest

from hmi.domain.phrase import Phrase
from hmi.ui.adding import words
from hmi.ui.adding.address import AddressError, read_address


@pytest.mark.parametrize(
    ("typed", "url"),
    [
        ("10.20.4.63", "http://10.20.4.63:5000"),
        ("  10.20.4.63:5001 ", "http://10.20.4.63:5001"),
        ("Torno15.Fabrica.local:5000", "http://torno15.fabrica.local:5000"),
        ("http://10.20.4.63", "http://10.20.4.63"),
        ("HTTPS://Agent:443/", "https://agent"),
        ("http://10.20.4.63:5000/probe", "http://10.20.4.63:5000"),
        ("http://10.20.4.63:5000/Current?path=//Axes", "http://10.20.4.63:5000"),
        ("10.20.4.63:5000/sample?from=1&count=100#top", "http://10.20.4.63:5000"),
        ("http://gateway/agents/3/asset/M1.2", "http://gateway/agents/3"),
        ("gateway/agents/3/", "http://gateway:5000/agents/3"),
        ("fd00::10", "http://[fd00::10]:5000"),
        ("[fd00::10]:5001", "http://[fd00::10]:5001"),
    ],
)
def test_an_address_is_taken_as_people_write_it(typed: str, url: str) -> None:
    assert read_address(typed) == url


@pytest.mark.parametrize(
    ("typed", "phrase"),
    [
        ("", words.ADDRESS_EMPTY),
        (" \t", words.ADDRESS_EMPTY),
        ("http://operator:secret@10.20.4.63:5000", words.ADDRESS_WITH_SECRET),
        ("opc.tcp://10.20.4.88:4840", words.ADDRESS_OF_ANOTHER_KIND),
        ("10.20.4.63:99999", words.ADDRESS_WITH_BAD_PORT),
        ("10.20.4.63:", words.ADDRESS_WITH_BAD_PORT),
        ("10.20.4.63:five", words.ADDRESS_WITH_BAD_PORT),
        ("10.20.4.463", words.ADDRESS_INVALID),
        ("Torno 15", words.ADDRESS_INVALID),
        ("http://", words.ADDRESS_INVALID),
        ("http://[fd00", words.ADDRESS_INVALID),
    ],
)
def test_what_is_no_address_is_told_by_what_to_write_instead(typed: str, phrase: Phrase) -> None:
    with pytest.raises(AddressError) as caught:
        read_address(typed)
    assert caught.value.phrase == phrase
    assert "secret" not in str(caught.value)
