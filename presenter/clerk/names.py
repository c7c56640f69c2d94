"""What a file name says: its number, by which people sort, and the title that remains."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import Final

# Chinese is written as code points here: it is matched, never shown.
_DIGITS: Final = {
    **{
        character: value
        for value, character in enumerate("\u96f6\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d")
    },  # 零一二三四五六七八九
    "\u3007": 0,  # 〇
    "\u4e24": 2,  # 两
}
_UNITS: Final = {"\u5341": 10, "\u767e": 100}  # 十, 百
_HAN: Final = "".join((*_DIGITS, *_UNITS))
_HAN_NUMBER: Final = rf"[{_HAN}]{{1,7}}"
_ORDINAL: Final = "\u7b2c"  # 第
_ITEM: Final = "\u8bae\u9898"  # 议题
_ANNEX: Final = "\u9644\u4ef6"  # 附件
_COUNTER: Final = r"(?:[\u9879\u53f7]|\u4e2a?\u8bae\u9898)?"  # 项, 号, 个议题
_COMMA: Final = "\u3001"  # 、
_OPENING: Final = "[(\uff08]"
_CLOSING: Final = "[)\uff09]"
_COUNTED: Final = re.compile(
    # A Chinese numeral counts where it numbers something: 第三, 议题三, （三）, 三、 but not in 三年行动.
    rf"(?<={_ORDINAL})({_HAN_NUMBER})|(?<={_ITEM})({_HAN_NUMBER})|(?<={_ANNEX})({_HAN_NUMBER})"
    rf"|(?<={_OPENING})({_HAN_NUMBER})(?={_CLOSING})"
    rf"|^\s*({_HAN_NUMBER})(?=\s*[{_COMMA}.\uff0e:\uff1a_\u2014-])|([0-9]+)"
)
_NUMBER: Final = rf"(?:[0-9]{{1,3}}|{_HAN_NUMBER})"
_PREFIX: Final = re.compile(
    rf"\s*(?:"
    rf"(?:{_ITEM}|{_ANNEX}|{_ORDINAL})?\s*{_NUMBER}\s*{_COUNTER}\s*"
    rf"(?:[{_COMMA}\uff1a_\u2014)\uff09]|[.\uff0e:-](?![0-9{_HAN}]))"
    rf"|{_OPENING}\s*{_NUMBER}\s*{_CLOSING}"
    rf"|(?:{_ITEM}|{_ANNEX})\s*{_NUMBER}(?=\s)"
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


_UNUSABLE: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]')
"""What some file system does not take (Windows most), and what turns or hides writing."""
_TITLE_BYTES: Final = 120
_WHO_BYTES: Final = 60


def copy_name(number: int, title: str, who: str) -> str:
    """`议题序号-文件名-姓名.pdf`: the name of a copy to take home, fit for every file system."""
    return f"{number:02}-{_part(title, _TITLE_BYTES)}-{_part(who, _WHO_BYTES)}.pdf"


def document_name(number: int, title: str, ending: str) -> str:
    """`议题序号-标题.ending`: the name of a document about something of an item, fit for every file system."""
    return f"{number:02}-{_part(title, _TITLE_BYTES)}.{ending}"


def unused_name(name: str, used: Collection[str]) -> str:
    """`name`, or with a number before its ending where a file system would take it for one in `used`."""
    taken = {unicodedata.normalize("NFC", other).casefold() for other in used}
    stem, dot, ending = name.rpartition(".")
    number = 1
    while unicodedata.normalize("NFC", name).casefold() in taken:
        number += 1
        name = f"{stem} ({number}){dot}{ending}"
    return name


def _part(text: str, most_bytes: int) -> str:
    clean = _UNUSABLE.sub("_", unicodedata.normalize("NFC", text)).strip(" .")
    cut = clean.encode("utf-8", "replace")[:most_bytes].decode("utf-8", "ignore").strip(" .")
    return cut or "_"
