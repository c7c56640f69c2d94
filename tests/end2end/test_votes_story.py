"""Eight seats vote, all as real programs: what everybody was told is in the exports, and counts again to the same."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from staging.actor import Actor, State
from tests.end2end.stick import export_outbox, taken_in
from tests.end2end.votes_room import CANDIDATES, SEATS, VotesRoom, own, vote

pytestmark = [
    pytest.mark.end2end,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="a second loopback address is needed"),
]
REASON = "The terminal of seat 03 has no network; its member agrees."


@pytest.fixture
def room(tmp_path: Path) -> Iterator[VotesRoom]:
    room = VotesRoom(tmp_path)
    yield room
    room.end()


def test_eight_seats_vote_by_name_through_a_cut_a_replacement_and_a_run_off(room: VotesRoom) -> None:
    room.presenter.start()
    room.presenter.connect(30)
    room.presenter.wait_for(lambda s: bool(s["door"]), "open", 30)
    kiosks = {seat: room.kiosk(seat, is_cabled=seat == "03") for seat in SEATS[:3]}
    members = room.members(*SEATS[3:])
    screen = room.big_screen()
    for actor in (*kiosks.values(), members, screen):
        actor.connect(30)
    room.open()
    screen.wait_for(shows("item"), "is the big screen and on the item")
    vote_on_the_motion(room, kiosks, members)
    screen.wait_for(shows("result"), "shows the announced motion", 30)
    told = elect(room, kiosks, members, screen)
    told |= run_off(room, kiosks, members)
    check_exports(room, told, members)


def vote_on_the_motion(room: VotesRoom, kiosks: dict[str, Actor], members: Actor) -> None:
    """Seat 03 is cut off, and its vote comes on a stick while the podium is not running.

    Then the terminal of seat 02 breaks as well, and is replaced before the next ballot.
    """
    presenter, third = room.presenter, kiosks["03"]
    presenter.press("open_ballot")
    third.wait_for(lambda s: s["screen"] == "ballot", "shows the ballot")
    room.cable.cut()
    for seat, choice in zip(kiosks, ("yes", "no", "yes"), strict=True):
        kiosks[seat].press(f"choose_{choice}")
        kiosks[seat].press("confirm_vote")
    third.wait_for(own("motion", "stored"), "has stored the vote")
    for seat, choice in zip(SEATS[3:], ("yes", "yes", "no", "abstain", "yes"), strict=True):
        vote(members, seat, "motion", choice)
    presenter.wait_for(lambda s: s["ballots"]["motion"]["voted"] == 7, "has seven votes")
    stick = export_outbox(room.folder / "motion.votes", room.folder / "seat-03")
    seen = kiosks["02"].wait_for(own("motion", "counted"), "is counted")["ballots"]
    presenter.end()
    kiosks["02"].kill()
    assert taken_in(stick, room.data) == "1 vote counted\n"
    assert taken_in(stick, room.data) == "1 was known before\n"
    presenter.start()
    presenter.connect(30)
    presenter.wait_for(
        lambda s: s["session"] == "in_session" and s["ballots"]["motion"]["voted"] == 8, "has all", 30
    )
    presenter.press("close_ballot")
    presenter.press("announce_ballot")
    room.cable.mend()
    third.wait_for(own("motion", "counted"), "hears that the vote from the stick counts", 30)
    third.wait_for(lambda s: not s["pending"], "has nothing to send any more")
    presenter.press("seat_02")
    presenter.press("release_seat")
    presenter.press("seat_02")  # which puts its card away
    kiosks["02"] = room.kiosk("02", terminal="b")
    kiosks["02"].connect(30)
    # A terminal that knows nothing, in the place of the one that is gone for good.
    assert kiosks["02"].wait_for(own("motion", "counted"), "knows the vote", 30)["ballots"] == seen


def elect(
    room: VotesRoom, kiosks: dict[str, Actor], members: Actor, screen: Actor
) -> dict[tuple[str, str], str]:
    """Six for the first, and a tie of five for the second seat. Returns the receipts by ballot and seat."""
    presenter = room.presenter
    presenter.press("ballot_2")
    presenter.press("open_ballot")
    told = {}
    for seat, favoured in zip(kiosks, ((0, 1), (0, 2), (0, 1)), strict=True):
        told["election", seat] = mark(kiosks[seat], "election", *favoured)
    for seat, favoured in zip(SEATS[3:], ((0, 1), (0, 2), (0, 2), (1, 2), (1, 2)), strict=True):
        vote(members, seat, "election", marks(*favoured))
    presenter.wait_for(lambda s: s["ballots"]["election"]["voted"] == 8, "has all")
    screen.wait_for(shows("progress"), "shows how many have voted")
    presenter.press("close_ballot")
    presenter.wait_for(lambda s: s["ballots"]["election"]["phase"] == "closed", "has closed the ballot")
    assert screen.state()["display"] == "progress"
    presenter.press("announce_ballot")
    screen.wait_for(shows("result"), "shows the announced election")
    kiosks["03"].wait_for(lambda s: s["screen"] == "result", "shows the result")
    return told


def run_off(room: VotesRoom, kiosks: dict[str, Actor], members: Actor) -> dict[tuple[str, str], str]:
    """Made by its one button; seat 03 is away until after the close, and its vote comes late on a stick."""
    presenter, third = room.presenter, kiosks["03"]
    presenter.press("run_off")
    seen = presenter.wait_for(lambda s: len(s["ballots"]) == 3, "has prepared the run-off")
    (ballot,) = set(seen["ballots"]) - {"motion", "election"}
    presenter.press("open_ballot")
    third.wait_for(lambda s: s["screen"] == "ballot", "shows the ballot")
    room.cable.cut()
    fill_in(third, 1)
    third.wait_for(own(ballot, "stored"), "has stored the vote")
    told = {(ballot, "01"): mark(kiosks["01"], ballot, 0), (ballot, "02"): mark(kiosks["02"], ballot, 1)}
    for seat, favoured in zip(SEATS[3:], (0, 0, 1, 0, 0), strict=True):
        vote(members, seat, ballot, marks(favoured, of=2))
    presenter.wait_for(lambda s: s["ballots"][ballot]["voted"] == 7, "has seven votes")
    stick = export_outbox(room.folder / "run-off.votes", room.folder / "seat-03")
    presenter.press("close_ballot")
    presenter.press("confirm_close")
    presenter.press("announce_anyway")
    presenter.write("reason_field", REASON)
    presenter.press("confirm_reason")
    kiosks["02"].wait_for(lambda s: s["screen"] == "result", "shows the result")
    presenter.end()
    assert taken_in(stick, room.data) == "1 vote was late, not counted\n"
    before = room.ballot(ballot)
    assert taken_in(stick, room.data) == "1 was known before\n"
    assert room.ballot(ballot) == before
    return told


def shows(picture: str) -> Callable[[State], bool]:
    """What the big screen shows."""
    return lambda state: state["display"] == picture


def check_exports(room: VotesRoom, told: dict[tuple[str, str], str], members: Actor) -> None:
    """Each receipt that anybody saw stands beside its seat; a recount gives what was announced."""
    motion, election, decided = room.exported()
    assert (motion["counts"], motion["result"]["passed"]) == ({"yes": 5, "no": 2, "abstain": 1}, True)
    assert election["result"]["elected"] == [CANDIDATES[0]]
    assert election["result"]["run_off"] == {"among": list(CANDIDATES[1:3]), "seats": 1}
    assert (decided["follows"], decided["following"]) == ("election", "run_off")
    assert (decided["result"]["elected"], decided["result"]["returned"]) == ([CANDIDATES[1]], 7)
    assert (decided["undelivered"], decided["late"], decided["reason"]) == (
        ["Member 03"],
        ["Member 03"],
        REASON,
    )
    again = room.counted_again()
    assert again == {one["id"]: one["result"] for one in (motion, election, decided)}

    told |= {(ballot, seat): receipt for seat, ballot, receipt in room.seen_counted(members)}
    listed = {
        (one["id"], vote["seat"]): vote["receipt"]
        for one in (motion, election, decided)
        for vote in one["votes"]
    }
    assert len(told) == 3 * len(SEATS[3:]) + 3 + 2
    assert {key: listed[key] for key in told} == told
    assert listed[decided["id"], "03"] == ""


def marks(*favoured: int, of: int = len(CANDIDATES)) -> dict[str, Any]:
    """An election ballot as the order to a seat without a window wants it."""
    return {"type": "election", "marks": ["yes" if n in favoured else "abstain" for n in range(of)]}


def fill_in(kiosk: Actor, *favoured: int) -> None:
    """Fill in an election at a kiosk by its buttons, and confirm."""
    kiosk.wait_for(lambda s: s["screen"] == "ballot", "shows the ballot")
    for n in favoured:
        kiosk.press(f"mark_{n + 1}_yes")
    kiosk.press("check_ballot")
    kiosk.press("confirm_ballot")


def mark(kiosk: Actor, ballot: str, *favoured: int) -> str:
    """Fill in an election until it is counted. Returns the receipt."""
    fill_in(kiosk, *favoured)
    seen = kiosk.wait_for(own(ballot, "counted"), "is counted")
    return str(seen["ballots"][ballot]["receipt"])
