"""Which seat a terminal gets in an open room. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from shared.domain.people import SeatId

_MOST_UNPLANNED: Final = 999


def choose_seat(
    *, wanted: SeatId | None, own: SeatId | None, plan: Sequence[SeatId], taken: Mapping[SeatId, bytes]
) -> SeatId | None:
    """The seat for a terminal: the one it wants, else the one it has, else the next free one; None: no seat is free.

    `own` is the seat that this terminal (by its key) has already. `plan` holds the meeting's seats in order; it is
    empty before a meeting is opened, then any seat may be had. `taken` tells which terminal has a seat.
    """
    is_free = [seat for seat in (wanted, own) if seat is not None and (seat == own or seat not in taken)]
    for seat in is_free:
        if not plan or seat in plan:
            return seat
    candidates = plan or [SeatId(f"{number:02d}") for number in range(1, _MOST_UNPLANNED + 1)]
    return next((seat for seat in candidates if seat not in taken), None)
