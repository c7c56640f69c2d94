"""Eight seats elect in secret at a podium with its window: a tie, a run-off, a terminal replaced, one vote too late."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import msgspec
import pytest

from shared.domain.election import ElectionBallot, ElectionTerms, Mark
from staging.actor import Actor, State, wait_until
from tests.end2end.byte_search import files_with, tellings
from tests.end2end.stick import export_outbox, taken_in
from tests.end2end.votes_room import CANDIDATES, SEATS, VotesRoom, vote

pytestmark = [
    pytest.mark.end2end,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="a second loopback address is needed"),
]
TELLERS: Final = ("01", "02")
WINDOWS: Final = ("01", "02", "03")
"""Where members use the windows of kiosks; the others are sessions without one."""
CUT_OFF, REPLACED = "07", "08"
TERMS: Final = ElectionTerms(seats=2, candidates=CANDIDATES)
WRITTEN: Final = "Zyxomma Quop"
"""Whom somebody writes in: a name that stands nowhere else."""
REASON: Final = "The terminal of seat 07 has no network; its member agrees."
Seats = dict[str, Actor]


def votes(of: int, *favoured: tuple[int, int]) -> dict[str, ElectionBallot]:
    """What the members vote, by seat: for whom of `of` candidates."""
    every = range(of)
    marks = [tuple(Mark.YES if n in one else Mark.ABSTAIN for n in every) for one in favoured]
    return {seat: ElectionBallot(marks=own) for seat, own in zip(SEATS, marks, strict=True)}


FIRST: Final = votes(4, (0, 1), (0, 2), (0, 3), (0, 1), (0, 2), (1, 2), (1, 2), (1, 2)) | {
    "03": ElectionBallot(marks=(Mark.YES, Mark.ABSTAIN, Mark.ABSTAIN, Mark.NO), write_ins=(WRITTEN,))
}
AGAIN: Final = votes(3, (0, 1), (0, 2), (0, 1), (0, 1), (0, 1), (0, 2), (1, 2), (1, 2))


@pytest.fixture
def room(tmp_path: Path) -> Iterator[VotesRoom]:
    room = VotesRoom(tmp_path, is_secret=True)
    yield room
    room.end()


def test_eight_seats_elect_in_secret(room: VotesRoom) -> None:
    room.presenter.start()
    room.presenter.connect(30)
    room.presenter.wait_for(lambda s: bool(s["door"]), "open", 30)
    without = [seat for seat in SEATS[:6] if seat not in WINDOWS]
    seats = {seat: room.kiosk(seat) for seat in WINDOWS} | dict.fromkeys(without, room.members(*without))
    seats[CUT_OFF] = room.members(CUT_OFF, is_cabled=True)
    seats[REPLACED] = room.members(REPLACED)
    for actor in set(seats.values()):
        actor.connect(30)
    room.open()
    room.presenter.press("ballot_2")
    elect(room, seats)
    replace_terminal(room, seats)
    ballot = run_off(room, seats)
    the_late_vote_stays_out(room, ballot)
    check_exports(room, ballot)


def elect(room: VotesRoom, seats: Seats) -> None:
    """Three have five of eight, which is a tie for two seats; whoever looks at a disk learns nothing of it."""
    prepare(room, seats, "election")
    for seat, answer in FIRST.items():
        cast(seats, seat, "election", answer)
    room.presenter.wait_for(lambda s: s["ballots"]["election"]["voted"] == len(SEATS), "has all")
    room.presenter.press("close_ballot")
    assert told(room) == set()
    open_as_tellers(seats, "election")
    for seat in SEATS:
        wait_for_secret(seats, seat, "election", lambda s: s["check"] == "included" and s["recount_agrees"])
    assert {file.name.removesuffix("-wal") for file in told(room)} == {"record.sqlite"}


def replace_terminal(room: VotesRoom, seats: Seats) -> None:
    """One terminal breaks after its member voted and looked; a new one that knows nothing comes in its place."""
    seats[REPLACED].kill()
    room.presenter.press("announce_ballot")
    room.presenter.wait_for(lambda s: not s["seats"][REPLACED]["connected"], "sees that it is gone")
    room.presenter.press(f"seat_{REPLACED}")
    room.presenter.press("release_seat")
    room.presenter.press(f"seat_{REPLACED}")
    seats[REPLACED] = room.members(REPLACED, terminal="b")
    seats[REPLACED].connect(30)
    room.presenter.wait_for(lambda s: s["seats"][REPLACED]["connected"], "has the new one", 20)


def run_off(room: VotesRoom, seats: Seats) -> str:
    """Made by its one button, as secret as before; one seat is away until after the close."""
    presenter = room.presenter
    presenter.press("run_off")
    seen = presenter.wait_for(lambda s: len(s["ballots"]) == 3, "has prepared the run-off")
    (ballot,) = set(seen["ballots"]) - {"motion", "election"}
    prepare(room, seats, ballot)
    seats[CUT_OFF].wait_for(lambda s: ballot in s[CUT_OFF]["may_vote"], "shows the ballot")
    room.cable.cut()
    for seat, answer in AGAIN.items():
        cast(seats, seat, ballot, answer)
    presenter.wait_for(lambda s: s["ballots"][ballot]["voted"] == len(SEATS) - 1, "has all that can come")
    presenter.press("close_ballot")
    presenter.press("confirm_close")
    open_as_tellers(seats, ballot)
    wait_for_secret(seats, "03", ballot, lambda s: s["check"] == "included")
    presenter.press("announce_anyway")
    presenter.write("reason_field", REASON)
    presenter.press("confirm_reason")
    presenter.wait_for(lambda s: s["ballots"][ballot]["phase"] == "announced", "is announced")
    return str(ballot)


def the_late_vote_stays_out(room: VotesRoom, ballot: str) -> None:
    room.presenter.end()
    stick = export_outbox(room.folder / "late.votes", room.folder / "members", CUT_OFF)
    assert taken_in(stick, room.data) == "1 vote was late, not counted\n"
    before = room.ballot(ballot)
    assert taken_in(stick, room.data) == "1 was known before\n"
    assert room.ballot(ballot) == before


def check_exports(room: VotesRoom, ballot: str) -> None:
    """Totals, and apart from them who voted; a recount gives what was announced."""
    _, election, decided = room.exported()
    assert election["result"]["elected"] == []
    assert election["result"]["run_off"] == {"among": list(CANDIDATES[:3]), "seats": 2}
    assert [one["name"] for one in election["result"]["candidates"] if not one["listed"]] == [WRITTEN]
    assert (decided["id"], decided["follows"], decided["following"]) == (ballot, "election", "run_off")
    assert (decided["result"]["elected"], decided["result"]["returned"]) == (list(CANDIDATES[:2]), 7)
    assert (decided["undelivered"], decided["late"], decided["reason"]) == (
        ["Member 07"],
        ["Member 07"],
        REASON,
    )
    in_time = [seat for seat in SEATS if seat != CUT_OFF]
    for secret, voters in ((election, list(SEATS)), (decided, in_time)):
        assert "votes" not in secret
        assert secret["tellers"] == [f"Member {seat}" for seat in TELLERS]
        assert [one["seat"] for one in secret["voted"]] == voters
    assert room.counted_again() == {one["id"]: one["result"] for one in (election, decided)}
    assert not any(file.suffix == ".log" for file in told(room))


def told(room: VotesRoom) -> set[Path]:
    """The files of all programs in which stands what somebody chose in the election."""
    return files_with(room.folder, tellings(TERMS, FIRST.values()))


def prepare(room: VotesRoom, seats: Seats, ballot: str) -> None:
    """The tellers' terminals make their keys; all screens show one check code, and the ballot is opened."""
    room.presenter.press("prepare_envelopes")
    codes = {
        wait_for_secret(seats, seat, ballot, lambda s: s["place"] == "ready")["fingerprint"] for seat in SEATS
    }
    assert len(codes) == 1
    assert "" not in codes
    room.presenter.press("open_ballot")


def cast(seats: Seats, seat: str, ballot: str, answer: ElectionBallot) -> None:
    """Fill in and confirm, by buttons and keys where there is a window."""
    if seat not in WINDOWS:
        vote(seats[seat], seat, ballot, msgspec.to_builtins(answer))
        return
    kiosk = seats[seat]
    kiosk.wait_for(lambda s: s["screen"] == "ballot", "shows the ballot")
    for number, mark in enumerate(answer.marks, 1):
        if mark is not Mark.ABSTAIN:
            kiosk.press(f"mark_{number}_{mark}")
    for number, name in enumerate(answer.write_ins, 1):
        kiosk.write(f"write_in_{number}", name)
    kiosk.press("check_ballot")
    kiosk.press("confirm_ballot")


def open_as_tellers(seats: Seats, ballot: str) -> None:
    """Each presses the one button, one after the other."""
    for seat in TELLERS:
        wait_for_secret(seats, seat, ballot, lambda s: s["teller"]["may_open"])
        if seat in WINDOWS:
            seats[seat].press("open_envelopes")
        else:
            seats[seat].tell("open_as_teller", seat=seat, ballot=ballot)


def wait_for_secret(seats: Seats, seat: str, ballot: str, holds: Callable[[State], bool]) -> State:
    """Wait until what a seat may know of a secret ballot is so."""

    def known() -> State:
        state = seats[seat].state()
        return dict((state if seat in WINDOWS else state[seat])["secrets"].get(ballot, {}))

    wait_until(lambda: bool(known()) and holds(known()), f"seat {seat} knows it", 20, lambda: str(known()))
    return known()
