"""Whether the program, as installed here, opens a room, draws a page, and takes the vote of a seat."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QWidget

from presenter.hub.engine import EngineState
from presenter.ui.podium import Podium
from presenter.ui.ports import RoomHub
from presenter.ui.state import PodiumState
from shared.domain import ballot_commands as bcmd
from shared.domain import commands as cmd
from shared.domain.ballots import BallotId, Open
from shared.domain.verdicts import Accepted
from shared.pdf.pool import RenderPool
from shared.ui.self_test import PAGE, can_draw, is_painted, tell_checks

_SEAT_WITHIN_S: Final = 30.0
_ANSWER_WITHIN_S: Final = 5.0
_MEETING: Final = """title = "Self-test"

[[roster]]
name = "Seat"
role = "chair"
seat = "01"

[[agenda]]
title = "Vote"

[[agenda.papers]]
file = "page.pdf"

[[agenda.ballots]]
question = "Does everything work?"
rule = { preset = "cwh" }
"""


async def check_program(state: PodiumState, window: QWidget, pool: RenderPool | None) -> bool:
    """Print one line for each check; whether all are well."""
    return tell_checks(
        ("room open", state.is_ready and state.trouble is None and bool(state.hub.addresses)),
        ("engine running", state.hub.engine is EngineState.RUNNING and state.hub.is_connected),
        ("page drawn", pool is not None and await can_draw(pool)),
        ("window painted", is_painted(window)),
    )


async def check_vote(podium: Podium, hub: RoomHub) -> bool:
    """Hold a meeting of one seat, which has 30 s to come to the printed address, sign in and vote; print a line."""
    with tempfile.TemporaryDirectory() as folder:
        pack = Path(folder) / "pack"
        pack.mkdir()
        (pack / "meeting.toml").write_text(_MEETING, "utf-8")
        (pack / "page.pdf").write_bytes(PAGE)
        await podium.open_pack_in(pack)
    return tell_checks(("vote counted", await _take_vote(podium, hub)))


async def _take_vote(podium: Podium, hub: RoomHub) -> bool:
    meeting = podium.feed.state.meeting
    if meeting is None:
        return False
    item = meeting.meeting.agenda[0]
    ballot = item.ballots[0].id
    if not await _submit(hub, cmd.StartMeeting(), cmd.ActivateItem(item.id)):
        return False
    sys.stdout.write(f"door {podium.feed.state.hub.addresses[0]}\n")
    sys.stdout.flush()
    if not await _until(podium, lambda s: s.meeting is not None and s.meeting.headcount().present == 1):
        return False
    if not await _submit(hub, bcmd.OpenBallot(ballot)):
        return False
    if not await _until(podium, lambda s: _voted(s, ballot)):
        return False
    is_announced = await _submit(hub, bcmd.CloseBallot(ballot), bcmd.AnnounceBallot(ballot=ballot))
    # The seat still has to hear that its vote was counted.
    await _until(podium, _is_answered, within_s=_ANSWER_WITHIN_S)
    return is_announced


async def _submit(hub: RoomHub, *commands: cmd.PodiumCommand) -> bool:
    verdicts = [await hub.submit(command) for command in commands]
    return all(isinstance(verdict, Accepted) for verdict in verdicts)


def _voted(state: PodiumState, ballot: BallotId) -> bool:
    phase = None if state.meeting is None else state.meeting.ballots[ballot].phase
    return isinstance(phase, Open) and len(phase.votes) == 1


def _is_answered(state: PodiumState) -> bool:
    n = 0 if state.meeting is None else state.meeting.n
    seats = state.hub.seats.values()
    return all(
        not seat.is_connected or (seat.status is not None and seat.status.unsent == 0 and seat.status.n >= n)
        for seat in seats
    )


async def _until(
    podium: Podium, holds: Callable[[PodiumState], bool], *, within_s: float = _SEAT_WITHIN_S
) -> bool:
    """Wait for what the seat does; False after the time."""
    changed = asyncio.Event()
    stop = podium.feed.connect(lambda _: changed.set())
    try:
        async with asyncio.timeout(within_s):
            while not holds(podium.feed.state):
                changed.clear()
                await changed.wait()
    except TimeoutError:
        return False
    finally:
        stop()
    return True
