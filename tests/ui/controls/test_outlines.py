from __future__ import annotations

from hmi.ui.controls.outlines import key_cap_width
from hmi.ui.look import Look


def test_a_key_cap_is_as_wide_as_its_key(look: Look) -> None:
    assert key_cap_width("") == 0
    assert 0 < key_cap_width("F") < 50 < key_cap_width("Ctrl Enter")
