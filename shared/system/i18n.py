"""Every text a person reads: English in the source, translated by the gettext catalogue of the chosen language.

`tr` and `tr_n` are called when the text is shown, not when a module is imported, so that `use_language` works at
any time. A text that has to stand in a constant is wrapped in `mark`, which only makes it known to the extractor,
and translated with `tr(constant)` when shown.
"""

from __future__ import annotations

import ctypes
import gettext
import locale
import os
import sys
from collections.abc import Mapping
from typing import Final, Literal

from shared.system.resources import resource_path

Language = Literal["zh_CN", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("zh_CN", "en")
DOMAIN: Final = "wuzhi"


class _Catalogue:
    """The one thing that `use_language` changes: gettext is process-wide by its nature."""

    language: Language = "en"
    texts: gettext.NullTranslations = gettext.NullTranslations()


def tr(msgid: str, /, **params: object) -> str:
    """`msgid` in the current language, with `{name}` replaced by the parameter `name`.

    Without parameters the text is taken as it is, braces included. A parameter that `msgid` names and the caller
    does not give is a bug and raises KeyError; a translation that names another one is passed over for `msgid`.
    """
    return _fill(_Catalogue.texts.gettext(msgid), msgid, params)


def tr_n(singular: str, plural: str, n: int, /, **params: object) -> str:
    """Like `tr` for a text that depends on a number; `{n}` is the number."""
    source = singular if n == 1 else plural
    return _fill(_Catalogue.texts.ngettext(singular, plural, n), source, {"n": n, **params})


def mark(msgid: str, /) -> str:
    """Make a constant text known to the extractor; show it with `tr(constant)`."""
    return msgid


def use_language(language: Language | None) -> Language:
    """Speak `language` from now on, or with None the system's; returns the one that was chosen.

    A language without a catalogue shows the English texts.
    """
    chosen = language or system_language(os.environ)
    _Catalogue.texts = gettext.translation(
        DOMAIN, localedir=resource_path("translations"), languages=[chosen], fallback=True
    )
    _Catalogue.language = chosen
    return chosen


def current_language() -> Language:
    """The language of the texts now."""
    return _Catalogue.language


def system_language(environ: Mapping[str, str]) -> Language:
    """The language of this system: Chinese of any kind is zh_CN, all others are English."""
    return "zh_CN" if _system_locale(environ).lower().startswith("zh") else "en"


if sys.platform == "win32":

    def _system_locale(_environ: Mapping[str, str]) -> str:
        return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")

else:

    def _system_locale(environ: Mapping[str, str]) -> str:
        # GNU's LANGUAGE list counts only where a locale other than C is set.
        for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
            value = environ.get(name, "")
            if value:
                no_language = value.split(".")[0] in ("C", "POSIX")
                return value if no_language else environ.get("LANGUAGE", "").split(":")[0] or value
        return ""


def _fill(text: str, source: str, params: Mapping[str, object]) -> str:
    if not params:
        return text
    try:
        return text.format(**params)
    except (KeyError, IndexError, ValueError, AttributeError):
        # A broken translation must not take a screen down; the check of the catalogues reports it.
        return source.format(**params)
