"""Which seats an event concerns: never fewer than those whose private view it changes."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presenter.hub.private_views import PrivateViews, touched
from presenter.hub.recorder import Step
from presenter.hub.sealing import Seal
from shared.domain import commands as cmd
from shared.domain.decide import Circumstances, decide
from shared.domain.events import Recorded
from shared.domain.people import SeatId
from shared.domain.private_view import PrivateView, private_view
from shared.domain.reducer import reduce
from shared.domain.room import Nothing
from shared.domain.state import MeetingState
from shared.domain.verdicts import Accepted
from shared.protocol.codec import FrameTooLarge
from shared.protocol.messages import Intent
from shared.protocol.subjects import private_to
from tests.fakes.clock import MEETING_MORNING, FakeClock
from tests.unit.presenter.hub.wishes import MEETING, SEATS, intents, podium_commands
from tests.watch.log_lines import LogWatch

wishes = st.lists(st.one_of(podium_commands, intents), max_size=60)


def shown(state: MeetingState, seat: SeatId) -> PrivateView:
    """The view without its number, which grows with every event."""
    return msgspec.structs.replace(private_view(state, seat), n=0)


@settings(max_examples=300, deadline=None)
@given(wishes)
def test_every_seat_whose_view_changes_is_touched(
    story: list[cmd.PodiumCommand | tuple[SeatId, Intent]],
) -> None:
    state: MeetingState | None = None
    for wish in (cmd.PrepareMeeting(MEETING), cmd.StartMeeting(), *story):
        if isinstance(wish, tuple):
            seat, intent = wish
            verdict = decide(state, intent.command, Circumstances(seat=seat, intent=intent.id, receipt="R"))
        else:
            verdict = decide(state, wish, Circumstances())
        for event in verdict.events if isinstance(verdict, Accepted) else verdict.notes:
            recorded = Recorded(n=1 if state is None else state.n + 1, at=MEETING_MORNING, event=event)
            after = reduce(state, recorded)
            if state is not None:
                changed = {seat for seat in SEATS if shown(state, seat) != shown(after, seat)}
                assert changed <= touched(Step(state, recorded, after, Nothing()))
            state = after


class FakeLink:
    """Keeps what was published."""

    def __init__(self) -> None:
        self.heard: dict[str, bytes] = {}
        self.bell = asyncio.Event()

    async def publish_live(self, subject: str, payload: bytes) -> bool:
        self.heard[subject] = payload
        self.bell.set()
        return True


def test_a_view_that_fits_no_message_is_said_and_keeps_no_other_seat_waiting(
    monkeypatch: pytest.MonkeyPatch, log_watch: LogWatch
) -> None:
    log_watch.expect("^what only seat .+ may see does not fit one message$")
    verdict = decide(None, cmd.PrepareMeeting(MEETING), Circumstances())
    assert isinstance(verdict, Accepted)
    state = reduce(None, Recorded(n=1, at=MEETING_MORNING, event=verdict.events[0]))
    first, *others = dict.fromkeys((*state.meeting.seats, *state.seating))
    sealed = PrivateViews._sealed

    def too_large(self: PrivateViews, view: PrivateView) -> bytes:
        if view.seat == first:
            raise FrameTooLarge
        return sealed(self, view)

    monkeypatch.setattr(PrivateViews, "_sealed", too_large)

    async def story() -> None:
        link: Any = FakeLink()
        seal = Seal(state.meeting.id, lambda _: bytes(64))
        views = PrivateViews(link, seal, clock=FakeClock(), state=lambda: state)
        views.start()
        views.send_all(state)
        async with asyncio.timeout(5.0):
            while len(link.heard) < len(others):
                link.bell.clear()
                await link.bell.wait()
        await views.close()
        assert private_to(state.meeting.id, first) not in link.heard

    asyncio.run(story())
