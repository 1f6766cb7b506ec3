from __future__ import annotations

import pytest

from hmi.ui.controls.hairline import Hairline
from hmi.ui.look import Look
from tests.ui.controls.seeing import DARK, LIGHT, Show, colours


@pytest.mark.parametrize("vertical", [True, False])
def test_a_hairline_is_one_pixel_of_the_theme(vertical: bool, look: Look, show: Show) -> None:
    line = Hairline(LIGHT, vertical=vertical)
    show(line)
    line.setMinimumSize(*((1, 20) if vertical else (20, 1)))
    assert (line.width() if vertical else line.height()) == 1
    assert colours(line) == {LIGHT.hairline.name()}
    line.restyle(DARK)
    assert colours(line) == {DARK.hairline.name()}
