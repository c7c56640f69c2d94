"""Command lines in the user's language."""

from __future__ import annotations

import argparse

import pytest

from shared.system.command_line import CommandLine, language_of, window_size
from shared.system.i18n import tr, use_language


@pytest.mark.parametrize(
    ("arguments", "language"),
    [
        (("--lang", "zh_CN"), "zh_CN"),
        (("--lang=en",), "en"),
        (("--windowed", "--lang", "en", "--what"), "en"),
        ((), None),
        (("--lang",), None),
        (("--lang", "fr"), None),
        (("--la", "en"), None),
    ],
)
def test_the_language_is_known_before_the_other_words_are_understood(
    arguments: tuple[str, ...], language: str | None
) -> None:
    assert language_of(arguments) == language


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_the_help_is_in_the_current_language(language: str) -> None:
    use_language("zh_CN" if language == "zh_CN" else "en")
    line = CommandLine("wuzhi-clerk", "What it is.")
    line.say("--out", metavar="DIR", help="where to")
    told = line.format_help()
    assert told.startswith(tr("Usage: ") + "wuzhi-clerk")
    assert tr("show this and end") in told
    assert told.count(tr("What can be said")) == 1


def test_a_chore_has_a_help_of_its_own() -> None:
    use_language("en")
    line = CommandLine("wuzhi-clerk", "What it is.")
    chore = line.add_subparsers(dest="chore").add_parser("check")
    assert chore.format_help().startswith("Usage: wuzhi-clerk check [-h]")


def test_a_word_is_never_guessed(capsys: pytest.CaptureFixture[str]) -> None:
    line = CommandLine("wuzhi-kiosk")
    line.say("--profile")
    with pytest.raises(SystemExit) as end:
        line.parse_args(["--prof", "two"])
    assert end.value.code == 2
    assert "--prof" in capsys.readouterr().err


def test_the_size_of_a_window_is_two_numbers() -> None:
    assert window_size("1280x800") == (1280, 800)


@pytest.mark.parametrize("text", ["", "1280", "1280x", "x800", "99x99", "-100x100", "1280×800", "123456x800"])
def test_another_size_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        window_size(text)
