"""The one form of an endpoint's URL."""

from __future__ import annotations

import contextlib
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hmi.settings.url import UrlError, normalise_url, typed_url


@pytest.mark.parametrize(
    ("written", "normalised"),
    [
        ("http://10.0.0.1:5000", "http://10.0.0.1:5000"),
        ("HTTP://Agent.Floor.Example:5000///", "http://agent.floor.example:5000"),
        ("https://agent.example:443/Floor/A/", "https://agent.example/Floor/A"),
        ("http://agent:443", "http://agent:443"),
        ("http://[FD00:0::10]:5000/", "http://[fd00::10]:5000"),
        ("http://agent_1:", "http://agent_1"),
        ("http://máquina.example", "http://máquina.example"),
        ("http://localhost.:1", "http://localhost.:1"),
    ],
)
def test_equal_endpoints_get_equal_urls(written: str, normalised: str) -> None:
    assert normalise_url(written) == normalised


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://a:5000", "another protocol"),
        ("://a", "begin with http"),
        ("a:5000", "begin with http"),
        ("http:/a", "begin with http"),
        ("http://", "names no computer"),
        ("http://:5000", "names no computer"),
        ("http://a:0", "1 to 65535"),
        ("http://a:65536", "1 to 65535"),
        ("http://a:5OOO", "1 to 65535"),
        ("http://a:-1", "1 to 65535"),
        ("http://a b:5000", "spaces"),
        ("http://a:5000\n", "spaces"),
        ("http://a\t:5000", "spaces"),
        ("http:\\\\a", "backslashes"),
        ("http://u:p@a", "user name or password"),
        ("http://u@a", "user name or password"),
        ("http://a?device=x", r"before any \? or #"),
        ("http://a?", r"before any \? or #"),
        ("http://a#x", r"before any \? or #"),
        ("http://a:5000/current", "leave out the /current"),
        ("http://a:5000/VMC/probe/", "leave out the /probe"),
        ("http://192.168.0.300", "four numbers"),
        ("http://192.168.0", "four numbers"),
        ("http://-a", "computer name"),
        ("http://a..b", "computer name"),
        ("http://a,b", "computer name"),
        (f"http://{'a' * 64}", "computer name"),
        (f"http://{'a.' * 127}", "computer name"),
        ("http://[::1", "cannot be read as a URL"),
        ("http://[v1.x]:1", "not IPv6"),
    ],
)
def test_what_is_no_endpoint_is_refused(url: str, said: str) -> None:
    with pytest.raises(UrlError, match=said):
        normalise_url(url)


URLS = st.one_of(
    st.text(max_size=40),
    st.from_regex(r"https?://[\w.:\[\]-]{0,20}(:[0-9]{1,6})?(/[\w.]{0,5}){0,3}", fullmatch=True),
)


@given(URLS)
@example("http://\u2100")
@example("http://İ")
def test_a_normalised_url_stays_as_it_is(url: str) -> None:
    with contextlib.suppress(UrlError):
        normalised = normalise_url(url)
        assert normalise_url(normalised) == normalised


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("10.20.4.63", "http://10.20.4.63:5000"),
        ("Agent-7", "http://agent-7:5000"),
        ("agent:7878", "http://agent:7878"),
        (" agent:5000/ ", "http://agent:5000"),
        ("agent/VMC-1/probe", "http://agent:5000/VMC-1"),
        ("fd00::10", "http://[fd00::10]:5000"),
        ("[FD00::10]", "http://[fd00::10]:5000"),
        ("[fd00::10]:7878", "http://[fd00::10]:7878"),
        ("HTTP://AGENT:5000/CURRENT", "http://agent:5000"),
        ("http://agent:5000/probe/", "http://agent:5000"),
        ("http://agent:5000/sample?interval=1000&path=//Path", "http://agent:5000"),
        ("http://agent", "http://agent"),
        ("https://agent.example.com/a/current", "https://agent.example.com/a"),
        ("probe", "http://probe:5000"),
        ("http://probe", "http://probe"),
    ],
)
def test_what_is_typed_is_understood(typed: str, meant: str) -> None:
    assert typed_url(typed) == meant


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "names no computer"),
        ("http://", "names no computer"),
        ("ftp://agent", "another protocol"),
        ("agent:99999", "1 to 65535"),
        ("300.1.1.1", "four numbers"),
        ("hmi:secret@agent", "user name or password"),
        ("http://agent:5000/?a=b", "before any ?"),
        ("my agent", "spaces"),
    ],
)
def test_what_cannot_be_meant_is_told(typed: str, said: str) -> None:
    with pytest.raises(UrlError, match=re.escape(said)) as raised:
        typed_url(typed)
    assert "secret@" not in str(raised.value)


@given(st.text())
def test_whatever_is_typed_is_a_url_or_told(typed: str) -> None:
    with contextlib.suppress(UrlError):
        assert normalise_url(typed_url(typed)) == typed_url(typed)
