"""The look and the speech of Qt itself, the same for both programs: faces, theme, Qt's own words."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from shared.pdf.typeface import chinese_typeface
from shared.system.i18n import current_language
from shared.ui.fonts import Fonts, installed_fonts, lacks_chinese, with_fallback
from shared.ui.scale import Scale
from shared.ui.theme import Theme


async def dressed(application: QApplication, scale: Scale) -> Theme:
    """The theme for a screen of this scale, put on the application.

    Where no installed face has Chinese letters, the one that comes with the page engine is loaded, which takes
    about 0.3 s. Raises EnvironmentFault where that fails.
    """
    theme = Theme(scale, fonts=await _faces())
    theme.dress(application)
    return theme


def speak_qt(application: QApplication) -> QTranslator:
    """Have Qt's own words, in its dialogs for folders, in our language; `application` owns the translator."""
    translator = QTranslator(application)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if translator.load(QLocale(current_language()), "qtbase", "_", folder):
        application.installTranslator(translator)
    return translator


async def _faces() -> Fonts:
    fonts = installed_fonts()
    return with_fallback(fonts, await chinese_typeface()) if lacks_chinese() else fonts
