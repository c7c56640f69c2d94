"""Which seats an event concerns: never fewer than those whose private view it changes."""

from __future__ import annotations

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from presenter.hub.private_views import touched
from presenter.hub.recorder import Step
from shared.domain import commands as cmd
from shared.domain.decide import Circumstances, decide
from shared.domain.events import Recorded
from shared.domain.people import SeatId
from shared.domain.private_view import PrivateView, private_view
from shared.domain.reducer import reduce
from shared.domain.room import Nothing
from shared.domain.state import MeetingState
from shared.domain.verdicts import Accepted
from shared.protocol.messages import Intent
from tests.fakes.clock import MEETING_MORNING
from tests.unit.presenter.hub.wishes import MEETING, SEATS, intents, podium_commands

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
