"""Choice of typefaces and the fonts built from them."""

from collections.abc import Collection, Sequence
from enum import StrEnum

import msgspec
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo

from shared.system.i18n import current_language
from shared.ui.scale import Scale
from shared.ui.tokens import Step

UI_FACES = ("Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "Microsoft YaHei", "PingFang SC")
FORMAL_FACES = ("Noto Serif CJK SC", "Source Han Serif SC", "Noto Serif SC", "SimSun", "Songti SC")

_HAN_SAMPLE = "\u8868\u51b3"
"""Two common characters, escaped: nobody reads them."""


class Face(StrEnum):
    """UI is the upright sans of controls and sentences; FORMAL the serif of names, questions and results."""

    UI = "ui"
    FORMAL = "formal"


class Fonts(msgspec.Struct, frozen=True):
    """The faces found on this machine."""

    ui: tuple[str, ...]
    formal: tuple[str, ...]

    def font(
        self,
        scale: Scale,
        step: Step,
        *,
        bold: bool = False,
        face: Face = Face.UI,
        spacing_em: float = 0.0,
    ) -> QFont:
        """A font of one type step. Weights are 400 and 700; figures are tabular.

        `spacing_em` is extra distance after each letter, for names and the words on vote cards; never for
        Latin text.
        """
        return self.font_px(scale.type_px(step), bold=bold, face=face, spacing_em=spacing_em)

    def font_px(
        self, size_px: int, *, bold: bool = False, face: Face = Face.UI, spacing_em: float = 0.0
    ) -> QFont:
        """As `font`, for a size that is fitted to a place instead of taken from the steps."""
        font = QFont()
        font.setFamilies(list(self.formal if face is Face.FORMAL else self.ui))
        font.setPixelSize(max(1, size_px))
        font.setWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
        font.setFeature(QFont.Tag("tnum"), 1)
        if current_language() != "zh_CN":
            # Quotation marks and apostrophes of a Chinese face are as wide as a Han character otherwise.
            font.setFeature(QFont.Tag("pwid"), 1)
        if spacing_em:
            font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, size_px * spacing_em)
        return font


def choose_faces(wanted: Sequence[str], installed: Collection[str], system: str) -> tuple[str, ...]:
    """The wanted families that are installed, in order, and the system's own family last."""
    found = tuple(name for name in wanted if name in installed)
    return found if system in found else (*found, system)


def installed_fonts() -> Fonts:
    """The faces of this machine; needs a running QGuiApplication."""
    installed = frozenset(QFontDatabase.families())
    sans = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    serif_hint = QFont()
    serif_hint.setStyleHint(QFont.StyleHint.Serif)
    ui = choose_faces(UI_FACES, installed, sans)
    formal = choose_faces(FORMAL_FACES, installed, QFontInfo(serif_hint).family())
    return Fonts(ui, formal)


def lacks_chinese() -> bool:
    """Whether no installed face has Chinese letters, so that a fallback face must be loaded."""
    return not QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese)


def with_fallback(fonts: Fonts, face_file: bytes) -> Fonts:
    """Load a face from the bytes of a font file and put it behind the installed ones.

    Raises ValueError where the bytes are not a font.
    """
    number = QFontDatabase.addApplicationFontFromData(face_file)
    families = tuple(QFontDatabase.applicationFontFamilies(number)) if number >= 0 else ()
    if not families:
        raise ValueError("the fallback face is not a font file")
    return Fonts((*fonts.ui, *families), (*fonts.formal, *families))
