"""A wall and its words, for tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QTranslator
from PySide6.QtWidgets import QApplication

from tests.ui.scene import NOW_US

_PORTUGUESE = {
    "Running": "Usinando",
    "Setup": "Preparação",
    "Idle": "Ociosa",
    "Stopped": "Parada",
    "Alarm": "Alarme",
    "Off": "Desligada",
    "Offline": "Sem sinal",
    "Unknown": "Indefinido",
    "Parts": "Peças",
    "Load": "Carga",
    "Feed": "Avanço",
    "State": "Estado",
    "Search": "Procurar",
    "Running today": "Usinando hoje",
    "Data links": "Ligações de dados",
    "Full screen": "Tela cheia",
    "worst first": "pior primeiro",
    "data %1 old": "dados de %1 atrás",
    "%1 machines": "%1 máquinas",
    "last 8 h, now": "últimas 8 h, agora",
    "normal band": "faixa normal",
    "feed 100 %": "avanço 100 %",
    "Order": "Ordem",
    "Size": "Tamanho",
    "medium": "médio",
    "coverage %1": "cobertura %1",
    "%1 today": "%1 hoje",
    "of %1": "de %1",
    "%1 since %2": "%1 desde %2",
    "Hide filters": "Ocultar filtros",
}


class Portuguese(QTranslator):
    """Portuguese words for what a tile says, and words a third longer for everything else."""

    def translate(self, _context: str, source: str, _hint: str | None = None, _n: int = -1) -> str:
        return _PORTUGUESE.get(source, source + "ã" * (len(source) // 3))

    def isEmpty(self) -> bool:
        return False


@pytest.fixture
def portuguese(qapp: QApplication) -> Iterator[Portuguese]:
    """The window speaks Portuguese while a test runs."""
    translator = Portuguese()
    qapp.installTranslator(translator)
    yield translator
    qapp.removeTranslator(translator)


class Clock:
    """A clock that stands until a test moves it."""

    def __init__(self) -> None:
        self.now_us = NOW_US

    def __call__(self) -> int:
        return self.now_us


@pytest.fixture
def clock() -> Clock:
    """The scene's moment."""
    return Clock()
