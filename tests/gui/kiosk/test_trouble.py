"""What the disk refuses is said to the person, and a fault ends by itself."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from typing_extensions import override

from kiosk.session.session import Session
from kiosk.session.view import SessionView
from kiosk.ui.fulfilment import Fulfilment
from kiosk.ui.state import state_of
from shared.crypto.identity import SeatIdentity
from shared.domain.ballot_terms import BallotAnswer, Choice
from shared.domain.ballots import BallotId
from shared.storage.faults import StorageFailure, StorageFault
from shared.storage.seat_store import SeatStore
from shared.ui.task_scope import TaskScope
from tests.fakes.clock import MEETING_MORNING, FakeClock
from tests.fakes.seat_podium import FakePodium
from tests.fakes.story_room import BALLOT, StoryRoom
from tests.gui.conftest import RunInQt
from tests.gui.kiosk.conftest import OpenSeat, voting_room, with_stored_vote


class FullDisk(Session):
    """A session whose disk is full."""

    @override
    async def cast_vote(self, ballot: BallotId, answer: BallotAnswer) -> None:
        raise StorageFault(StorageFailure.DISK_FULL, Path("seat.sqlite"))


def test_a_vote_that_cannot_be_stored_is_said_with_what_to_do(
    tmp_path: Path, run_in_qt: RunInQt[Any]
) -> None:
    said: list[tuple[str, str]] = []

    async def story() -> None:
        store = await SeatStore.open(tmp_path / "seat.sqlite", now=MEETING_MORNING)
        session = FullDisk(
            store=store,
            identity=SeatIdentity.create(),
            podium=FakePodium(),
            clock=FakeClock(),
            chance=bytes,
            view=SessionView(),
        )
        scope = TaskScope("test", lambda name, failure: said.append((name, repr(failure))))
        wishes = Fulfilment(session, scope, lambda sentence, remedy: said.append((sentence, remedy)))
        wishes.cast_vote(BALLOT, Choice.YES)
        await asyncio.sleep(0)
        await scope.close()
        await store.close()

    run_in_qt(story())
    assert said == [("The disk is full: seat.sqlite", "Free some space and try again.")]


def test_a_trouble_stays_above_the_ballot_until_it_was_read(open_seat: OpenSeat) -> None:
    seat = open_seat(voting_room())
    seat.window.show_trouble("The disk is full", "Free some space and try again.")
    assert seat.is_visible("trouble")
    seat.press("trouble_action")
    assert not seat.is_visible("trouble")
    assert seat.window.screen_name == "ballot"


def test_the_drivers_state_never_tells_a_choice() -> None:
    room: StoryRoom = voting_room()
    told = state_of(with_stored_vote(room.view, Choice.NO), "ballot", 0)
    assert told["ballots"] == {BALLOT: {"own": "stored", "receipt": "", "held": False}}
    assert told["pending"] == 1
