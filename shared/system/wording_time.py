"""Days, times and durations as both languages write them; moments are aware and shown in local time.

`zone` is for tests and for exports; None is the zone of this machine.
"""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Final

from shared.system.i18n import mark, tr

_WEEKDAYS: Final = (
    mark("Monday"),
    mark("Tuesday"),
    mark("Wednesday"),
    mark("Thursday"),
    mark("Friday"),
    mark("Saturday"),
    mark("Sunday"),
)
_MONTHS: Final = (
    mark("January"),
    mark("February"),
    mark("March"),
    mark("April"),
    mark("May"),
    mark("June"),
    mark("July"),
    mark("August"),
    mark("September"),
    mark("October"),
    mark("November"),
    mark("December"),
)


def clock_time(at: datetime, zone: tzinfo | None = None) -> str:
    """`10:58`; the hour has no leading zero."""
    local = at.astimezone(zone)
    return f"{local.hour}:{local.minute:02}"


def clock_time_s(at: datetime, zone: tzinfo | None = None) -> str:
    """`10:59:07`."""
    local = at.astimezone(zone)
    return f"{local.hour}:{local.minute:02}:{local.second:02}"


def day(at: datetime, zone: tzinfo | None = None) -> str:
    """`7月16日`, `16 July`."""
    local = at.astimezone(zone)
    return tr("{day} {month}", day=local.day, month=tr(_MONTHS[local.month - 1]))


def full_day(at: datetime, zone: tzinfo | None = None) -> str:
    """`2026年7月16日`, `16 July 2026`: for formal sheets and exports."""
    local = at.astimezone(zone)
    return tr("{day} {month} {year}", day=local.day, month=tr(_MONTHS[local.month - 1]), year=local.year)


def weekday(at: datetime, zone: tzinfo | None = None) -> str:
    """`星期四`, `Thursday`."""
    return tr(_WEEKDAYS[at.astimezone(zone).weekday()])


def day_and_time(at: datetime, zone: tzinfo | None = None) -> str:
    """`7月16日　星期四　9:30`, `Thursday, 16 July, 9:30`."""
    return tr(
        "{weekday}, {day}, {time}", weekday=weekday(at, zone), day=day(at, zone), time=clock_time(at, zone)
    )


def duration(seconds: float) -> str:
    """`1 小时 28 分`, `1 h 28 min`; whole minutes, rounded down; below an hour `28 分`."""
    hours, minutes = divmod(max(0, int(seconds)) // 60, 60)
    if hours:
        return tr("{hours} h {minutes} min", hours=hours, minutes=minutes)
    return tr("{minutes} min", minutes=minutes)


def stopwatch(seconds: float) -> str:
    """`6:12`, above an hour `1:06:12`: time used, in figures that do not shift."""
    minutes, rest = divmod(max(0, int(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def planned(minutes: int) -> str:
    """`20 分钟`, `20 min`: the time planned for an item."""
    return tr("{minutes} minutes", minutes=minutes)
