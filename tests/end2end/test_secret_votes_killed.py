"""Secret ballots with two tellers, all parts real programs that are killed: nothing that was chosen is on any disk."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from shared.domain import ballot_commands as bcmd
from shared.domain.ballots import Announced, BallotId, BallotSpec
from shared.domain.election import ElectionBallot, ElectionResult, ElectionTerms, Mark
from shared.domain.majority import Base, Rule, Share
from shared.domain.people import PersonId
from shared.domain.secrecy import Grade
from staging.actor import State, wait_until
from tests.end2end.byte_search import files_with, tellings
from tests.end2end.podium_process import ITEM
from tests.end2end.stick import taken_in
from tests.end2end.votes_hall import PATIENCE_S, Hall

pytestmark = [
    pytest.mark.end2end,
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="a second loopback address is needed"),
]
ALL: Final = ("01", "02", "03", "04", "05", "06", "07")
FIRST_TELLER, SECOND_TELLER, IN_TIME, TOO_LATE = "01", "02", "06", "07"
VOTED: Final = ALL[:6]
RULE = Rule(name="Half", quorum=Share(1, 2, True), passing=Share(1, 2, True), base=Base.ENTITLED)
TERMS: Final = ElectionTerms(
    seats=2, candidates=("Ashby Una", "Birtwhistle Tom", "Coldwater Eve", "Dray Sam")
)
MARKS: Final = (Mark.YES, Mark.NO, Mark.ABSTAIN, Mark.NO)
WRITTEN: Final = {
    seat: f"Zyxomma {name}"
    for seat, name in zip(ALL, ("Quop", "Wexil", "Vlyst", "Brunq", "Kjarf", "Phlox", "Uxmal"), strict=True)
}
"""Whom the member at a seat writes in: a name that stands nowhere else."""


@pytest.fixture
def hall(tmp_path: Path) -> Iterator[Hall]:
    hall = Hall(tmp_path)
    yield hall
    hall.end()


def answer(seat: str) -> ElectionBallot:
    return ElectionBallot(marks=MARKS, write_ins=(WRITTEN[seat],))


def files_that_tell(hall: Hall) -> set[Path]:
    """All files in which stands what somebody chose."""
    return files_with(hall.folder, tellings(TERMS, map(answer, ALL)))


def test_two_tellers_open_what_nobody_wrote_down_whatever_is_killed(hall: Hall) -> None:
    hall.open((FIRST_TELLER,), (SECOND_TELLER,), ALL[2:5], cabled=(IN_TIME, TOO_LATE))
    a_teller_is_killed_before_opening(hall)
    ballot = BallotId("second")
    assert hall.podium.tell("repeat", ballot="first", new=ballot)["refused"] == ""
    begin(hall, ballot)
    a_seat_is_killed_and_two_are_cut_off(hall, ballot)
    the_hub_is_killed_between_the_tellers(hall, ballot)
    every_seat_looks_for_its_vote(hall, ballot)
    the_totals_are_all_that_is_told(hall, ballot)


def begin(hall: Hall, ballot: BallotId) -> None:
    """Envelopes are prepared for who is here, both tellers make their keys, and the ballot is opened."""
    assert hall.podium.tell("prepare_envelopes", ballot=ballot)["refused"] == ""
    hall.podium.wait_for(lambda s: s["ballots"][ballot]["keys"] == 2, "has both keys", PATIENCE_S)
    assert hall.tell(bcmd.OpenBallot(ballot)) == ""
    hall.wait_until_shown(ballot)


def a_teller_is_killed_before_opening(hall: Hall) -> None:
    """The hub takes envelopes once, however often they come. The teller's key was in the memory of a terminal only."""
    ballot = BallotId("first")
    spec = BallotSpec(
        id=ballot,
        question="Who goes to the congress",
        rule=RULE,
        terms=TERMS,
        grade=Grade.TWO_TELLERS,
        tellers=(PersonId(f"p{FIRST_TELLER}"), PersonId(f"p{SECOND_TELLER}")),
    )
    assert hall.tell(bcmd.PrepareBallot(item=ITEM, spec=spec)) == ""
    begin(hall, ballot)
    hall.cable.lose_answers()
    for seat in ALL:
        hall.vote(seat, ballot, answer(seat))
    wait_until(lambda: len(hall.voted(ballot)) == len(ALL), "the hub has the envelopes", PATIENCE_S)
    assert hall.sight("07", ballot)["own"] == "stored"
    hall.restart(hall.podium)
    hall.cable.mend()
    for seat in ALL:
        hall.wait_for_sight(seat, ballot, "counted")
    hall.restart(hall.at(FIRST_TELLER))
    hall.podium.wait_for(lambda s: s["ballots"][ballot]["stage"] == "stranded", "is stranded", PATIENCE_S)
    assert hall.tell(bcmd.CloseBallot(ballot)) == ""
    assert hall.tell(bcmd.AbortBallot(ballot=ballot, reason="A teller's terminal was started anew.")) == ""
    assert files_that_tell(hall) == set()


def a_seat_is_killed_and_two_are_cut_off(hall: Hall, ballot: BallotId) -> None:
    """Envelopes are stored first and delivered until they are answered; one comes on a stick, one has to wait."""
    with hall.with_engine_stopped():
        for seat in ALL[2:5]:
            hall.vote(seat, ballot, answer(seat))
        hall.at("03").kill()
    hall.switch_on(hall.at("03"))
    hall.cable.cut()
    for seat in (FIRST_TELLER, SECOND_TELLER, IN_TIME, TOO_LATE):
        hall.vote(seat, ballot, answer(seat))
    for seat in ALL[:5]:
        hall.wait_for_sight(seat, ballot, "counted")
    hall.podium.kill()
    assert taken_in(hall.stick(IN_TIME), hall.folder) == "1 vote counted\n"
    hall.switch_on(hall.podium)
    assert files_that_tell(hall) == set()


def the_hub_is_killed_between_the_tellers(hall: Hall, ballot: BallotId) -> None:
    """What comes on a stick after the close is late, also while nobody has opened anything to the end."""
    assert hall.tell(bcmd.CloseBallot(ballot)) == ""
    press_as_teller(hall, FIRST_TELLER, ballot)
    hall.podium.wait_for(lambda s: s["ballots"][ballot]["stage"] == "first_opened", "has list 1", PATIENCE_S)
    hall.podium.kill()
    assert taken_in(hall.stick(TOO_LATE), hall.folder) == "1 vote was late, not counted\n"
    hall.switch_on(hall.podium)
    assert files_that_tell(hall) == set()
    hall.cable.mend()
    hall.wait_for_sight(IN_TIME, ballot, "counted")
    assert hall.wait_for_sight(TOO_LATE, ballot, "refused")["reason"] == "ballot_closed"
    press_as_teller(hall, SECOND_TELLER, ballot)
    hall.podium.wait_for(lambda s: s["ballots"][ballot]["stage"] == "opened", "has list 2", PATIENCE_S)


def press_as_teller(hall: Hall, seat: str, ballot: BallotId) -> None:
    def is_due(state: State) -> bool:
        return bool(state[seat]["secrets"][ballot]["teller"]["may_open"])

    hall.at(seat).wait_for(is_due, "may open", PATIENCE_S)
    hall.at(seat).tell("open_as_teller", seat=seat, ballot=ballot)


def every_seat_looks_for_its_vote(hall: Hall, ballot: BallotId) -> None:
    """The hub forgets the opened list with every end, and gets it from teller 2 again.

    Terminals that were started anew after the vote cannot look any more, and accuse nobody.
    """
    hall.restart(hall.podium)
    stand = hall.podium.wait_for(
        lambda s: len(s["ballots"][ballot]["checks"]) == len(VOTED), "all seats have looked", PATIENCE_S
    )
    forgetful = {f"p{seat}": "forgotten" for seat in ALL[2:5]}
    assert stand["ballots"][ballot]["checks"] == {f"p{seat}": "included" for seat in VOTED} | forgetful


def the_totals_are_all_that_is_told(hall: Hall, ballot: BallotId) -> None:
    """Before the announcement the podium's record alone has the result; then all have the figures, and no log."""
    assert {file.name.removesuffix("-wal") for file in files_that_tell(hall)} == {"record.sqlite"}
    wait_until(
        lambda: hall.podium.tell("announce", ballot=ballot)["refused"] == "", "can announce", PATIENCE_S
    )
    phase = hall.ballot(ballot).phase
    assert isinstance(phase, Announced)
    assert isinstance(phase.closed.result, ElectionResult)
    figures = {one.name: one.yes for one in phase.closed.result.candidates if one.yes}
    assert figures == {"Ashby Una": len(VOTED)} | {WRITTEN[seat]: 1 for seat in VOTED}
    assert set(phase.closed.late) == {f"p{TOO_LATE}"}
    assert {vote.answer for vote in phase.closed.votes.values()} == {None}
    assert {file.suffix for file in files_that_tell(hall)} <= {".sqlite", ".sqlite-wal", ".blk"}
