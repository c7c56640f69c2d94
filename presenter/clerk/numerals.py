"""Chinese numerals as official documents number their headings (一、二、…)."""

from __future__ import annotations

from typing import Final

# Escaped because these are figures, not texts that a translator should see.
_DIGITS: Final = "\u3007\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d"
_TEN: Final = "\u5341"
_HUNDRED: Final = "\u767e"


def chinese_numeral(number: int) -> str:
    """`number` from 1 to 999 in Chinese, otherwise in figures."""
    if not 0 < number < 1000:
        return str(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}{_HUNDRED}" if hundreds else ""
    if tens:
        text += _TEN if tens == 1 and not hundreds else f"{_DIGITS[tens]}{_TEN}"
    elif hundreds and ones:
        text += _DIGITS[0]
    return text + (_DIGITS[ones] if ones else "")
