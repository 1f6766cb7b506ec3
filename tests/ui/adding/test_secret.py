"""Where a password is kept, as somebody names it."""

from __future__ import annotations

from pathlib import Path

import pytest

from hmi.domain.phrase import Phrase
from hmi.settings.secrets import SecretReference
from hmi.settings.site import SourceSettings, SourceType
from hmi.ui.adding import words
from hmi.ui.adding.secret import Keeper, SecretError, SecretPlace, asks_for_secret
from tests.ui.adding.shop import GOOD, PASSWORD, UNREACHABLE, URL

SOURCE = SourceSettings(SourceType.MTCONNECT, URL)


def test_a_user_name_makes_it_a_password_and_none_a_token(tmp_path: Path) -> None:
    known = SecretPlace("hmi", Keeper.VARIABLE, " AGENT_PASSWORD ").on(SOURCE)
    assert (known.username, known.password, known.token) == ("hmi", SecretReference(env="AGENT_PASSWORD"), None)
    file = tmp_path / "token.txt"
    token = SecretPlace("", Keeper.FILE, str(file)).on(SOURCE)
    assert (token.username, token.password, token.token) == ("", None, SecretReference(file=file))
    assert SecretPlace().on(SOURCE) == SOURCE


@pytest.mark.parametrize(
    ("place", "phrase"),
    [
        (SecretPlace("hmi"), words.SECRET_NOWHERE),
        (SecretPlace("hmi", Keeper.VARIABLE, "4 words"), words.SECRET_VARIABLE_INVALID),
        (SecretPlace("hmi", Keeper.FILE, "secrets/agent.txt"), words.SECRET_FILE_RELATIVE),
    ],
)
def test_what_names_no_place_is_told(place: SecretPlace, phrase: Phrase) -> None:
    with pytest.raises(SecretError) as caught:
        place.on(SOURCE)
    assert caught.value.phrase == phrase


def test_only_an_agent_that_wants_to_know_who_asks_is_asked_about() -> None:
    assert asks_for_secret(PASSWORD)
    assert not asks_for_secret(GOOD)
    assert not asks_for_secret(UNREACHABLE)
