"""What a file name says: its number, by which people sort, and the title that remains."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_DIGITS: Final = {character: value for value, character in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
}
_UNITS: Final = {"十": 10, "百": 100}
_HAN_NUMBER: Final = r"[零〇一二两三四五六七八九十百]{1,7}"
_NUMERAL: Final = "[0-9零〇一二两三四五六七八九十百]"
_COUNTED: Final = re.compile(
    # A Chinese numeral counts where it numbers something: 第三, 议题三, （三）, 三、 but not in 三年行动.
    rf"(?<=第)({_HAN_NUMBER})|(?<=议题)({_HAN_NUMBER})|(?<=附件)({_HAN_NUMBER})|(?<=[（(])({_HAN_NUMBER})(?=[)）])"
    rf"|^\s*({_HAN_NUMBER})(?=\s*[、.．:：_—-])|([0-9]+)"
)
_PREFIX: Final = re.compile(
    rf"\s*(?:"
    rf"(?:议题|附件|第)?\s*(?:[0-9]{{1,3}}|{_HAN_NUMBER})\s*(?:[项号]|个?议题)?\s*(?:[、：_—)）]|[.．:-](?!{_NUMERAL}))"
    rf"|[（(]\s*(?:[0-9]{{1,3}}|{_HAN_NUMBER})\s*[)）]"
    rf"|(?:议题|附件)\s*(?:[0-9]{{1,3}}|{_HAN_NUMBER})(?=\s)"
    rf"|0[0-9]{{1,2}}(?=\s)"
    rf")\s*"
)

NaturalKey = tuple[tuple[int, int, str], ...]


def natural_key(name: str) -> NaturalKey:
    """A key that sorts 2 before 10 and 第二 before 第十; equal numbers by what follows."""
    text = unicodedata.normalize("NFKC", name).casefold()
    parts: list[tuple[int, int, str]] = []
    end = 0
    for match in _COUNTED.finditer(text):
        if match.start() > end:
            parts.append((1, 0, text[end : match.start()]))
        parts.append((0, number_value(match[0]), ""))
        end = match.end()
    return (*parts, (1, 0, text[end:]), (2, 0, name))


def number_value(text: str) -> int:
    """The value of a number in figures or in Chinese (up to 999): 十二 is 12, 二十 is 20, 一〇五 is 105."""
    text = text.strip()
    if text.isdecimal():
        return int(text[:18])
    if not any(character in _UNITS for character in text):
        return int("".join(str(_DIGITS[character]) for character in text))
    total, digit = 0, 0
    for character in text:
        if character in _UNITS:
            total += (digit or 1) * _UNITS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit


def title_of(stem: str) -> str:
    """The title in a file name: without a leading number such as `01-`, `1. `, `一、`, `（二）`, `议题3：`."""
    text = unicodedata.normalize("NFC", stem).strip()
    match = _PREFIX.match(text)
    return (text[match.end() :] if match else text).strip(" _-—") or text
