"""The look that the user chose: theme and language, switchable while the window is open."""

from __future__ import annotations

import logging
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTranslator, Signal
from PySide6.QtWidgets import QApplication

from hmi.settings.site import Language
from hmi.ui.resources import resource
from hmi.ui.theme import Shade, Theme

_log = logging.getLogger(__name__)

_LOCALES = {Language.ENGLISH: "en_GB", Language.PORTUGUESE: "pt_BR"}


class Look(QObject):
    """Theme, language and time zone of every page.

    A new language reaches widgets as Qt's LanguageChange event, a new theme as ``restyled``; ``zone`` is the plant's.
    """

    restyled = Signal()

    def __init__(self, zone: ZoneInfo, *, shade: Shade = Shade.LIGHT, language: Language | None = None) -> None:
        super().__init__()
        self.zone = zone
        self.language = Language.ENGLISH
        self.theme = Theme.load(shade)
        self._translators: list[QTranslator] = []
        self.speak(language or _language_of_computer())
        self.dress(shade)

    def dress(self, shade: Shade) -> None:
        """Change the theme."""
        self.theme = Theme.load(shade)
        _application().setPalette(self.theme.palette())
        self.restyled.emit()

    def speak(self, language: Language) -> None:
        """Change the language, number and date formats included."""
        application = _application()
        for translator in self._translators:
            application.removeTranslator(translator)
        self._translators = []
        self.language = language
        locale = QLocale(_LOCALES[language])
        QLocale.setDefault(locale)
        if language is Language.ENGLISH:
            return
        for name, folder in (
            ("qtbase", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)),
            ("hmi", str(resource("i18n"))),
        ):
            translator = QTranslator(self)
            if translator.load(locale, name, "_", folder):
                application.installTranslator(translator)
                self._translators.append(translator)
            else:
                _log.warning("no %s translation for %s in %s", name, language.value, folder)


def _application() -> QApplication:
    application = QApplication.instance()
    assert isinstance(application, QApplication)  # noqa: S101 - a look without an application is a defect of ours
    return application


def _language_of_computer() -> Language:
    return Language.PORTUGUESE if QLocale.system().language() == QLocale.Language.Portuguese else Language.ENGLISH
