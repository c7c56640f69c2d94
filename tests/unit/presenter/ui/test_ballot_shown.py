"""What the ballot panel says in each phase."""

from presenter.ui.ballot_phases import ballot_shown
from presenter.ui.ballot_results import result_sentence
from presenter.ui.ballot_shown import BallotPhase, Line, close_question
from presenter.ui.checks import checks
from presenter.ui.driver_state import driver_state
from presenter.ui.state import shown_ballot
from shared.domain.ballot_commands import AbortBallot, AnnounceBallot, CastVote, CloseBallot, HoldBallot
from shared.domain.ballot_terms import Choice
from tests.fakes.small_podium import BALLOT, FIRST, SEATS
from tests.unit.presenter.ui.podium_states import Story


def test_a_prepared_ballot_says_whether_it_may_be_opened() -> None:
    story = Story()
    story.runs()
    shown = ballot_shown(story.state)
    assert shown is not None
    assert shown.phase is BallotPhase.PREPARED
    assert shown.quorum == "3 present, quorum is 3: may be opened"
    assert shown.obstacle == ""


def test_before_the_session_the_obstacle_is_named() -> None:
    shown = ballot_shown(Story().state)
    assert shown is not None
    assert shown.obstacle == "The meeting is not running: start or resume it first"


def test_an_open_ballot_counts_persons_and_names_who_is_missing() -> None:
    story = Story()
    story.takes_votes()
    story.hub.votes(BALLOT, {SEATS[0]: Choice.NO})
    story.hub.held = (story.hub.state.seating[SEATS[2]],)
    story.clock.advance(84)
    shown = ballot_shown(story.state)
    assert shown is not None
    assert (shown.voted, shown.uncertain, shown.missing, shown.voters) == (1, 1, 1, 3)
    assert shown.chip == "Open 1:24"
    assert shown.result is None
    assert shown.lines == (
        Line("Still to vote", "Li"),
        Line("Offline", "Wang: votes may be on their way", is_note=True),
    )
    assert close_question(shown) == "2 have not voted. Close all the same?"


def test_a_held_ballot_says_so() -> None:
    story = Story()
    story.takes_votes()
    story.hub.decides(HoldBallot(BALLOT))
    shown = ballot_shown(story.state)
    assert shown is not None
    assert (shown.is_held, shown.chip) == (True, "Paused")


def test_the_open_ballot_is_shown_whatever_item_is_selected() -> None:
    story = Story()
    story.takes_votes()
    story.changes["selected"] = FIRST
    ballot = shown_ballot(story.state)
    assert ballot is not None
    assert ballot.spec.id == BALLOT


def test_an_item_without_a_ballot_shows_none() -> None:
    story = Story()
    story.runs()
    story.changes["selected"] = FIRST
    assert ballot_shown(story.state) is None


def test_a_closed_ballot_tells_its_numbers_what_came_late_and_what_may_still_come() -> None:
    story = Story()
    story.takes_votes()
    story.hub.votes(BALLOT, {SEATS[0]: Choice.YES, SEATS[1]: Choice.NO})
    story.hub.decides(CloseBallot(BALLOT))
    story.hub.held = (story.hub.state.seating[SEATS[2]],)
    shown = ballot_shown(story.state)
    assert shown is not None
    assert shown.result is not None
    assert shown.is_waiting
    assert result_sentence(shown.result) == "Not carried: needed 3, got 1, 2 short"
    assert shown.lines == (
        Line("Not voted", "Wang"),
        Line("Waiting", "Wang may have votes that were not delivered.", is_note=True),
    )
    late = CastVote(ballot=BALLOT, person=story.hub.state.seating[SEATS[2]], answer=Choice.YES)
    story.hub.decides(late, SEATS[2], intent="late")
    assert ballot_shown(story.state) is not None


def test_an_announced_ballot_tells_why_nobody_was_waited_for() -> None:
    story = Story()
    story.takes_votes()
    story.hub.decides(CloseBallot(BALLOT))
    wang = story.hub.state.seating[SEATS[2]]
    story.hub.decides(AnnounceBallot(ballot=BALLOT, undelivered=(wang,), reason="no power"))
    shown = ballot_shown(story.state)
    assert shown is not None
    assert shown.phase is BallotPhase.ANNOUNCED
    assert shown.lines[-1] == Line("Not waited for", "Wang: no power", is_note=True)


def test_an_aborted_ballot_shows_its_reason() -> None:
    story = Story()
    story.takes_votes()
    story.hub.decides(AbortBallot(ballot=BALLOT, reason="wrong question"))
    shown = ballot_shown(story.state)
    assert shown is not None
    assert shown.lines == (Line("Reason", "wrong question"),)


def test_the_driver_hears_of_ballots_without_a_choice() -> None:
    story = Story()
    story.takes_votes()
    story.hub.votes(BALLOT, {SEATS[0]: Choice.NO})
    told = driver_state(story.state, engine_pid=7, engine_port=8, painted_page=1, board_marks=0)
    assert told["ballots"][BALLOT] == {
        "phase": "open",
        "is_held": False,
        "voted": 1,
        "voters": 3,
        "not_voted_seats": ["02", "03"],
    }
    assert told["seats"]["01"]["signed_in"]
    assert not told["seats"]["04"]["signed_in"]
    assert (told["session"], told["active_item"]) == ("in_session", "item2")


def test_the_checks_name_who_has_no_seat_and_how_far_the_papers_are() -> None:
    story = Story()
    story.hub.connects(*SEATS[:2])
    told = {check.title: check for check in checks(story.state)}
    assert told["Roster and seats"].detail == "5 on the roster, 5 have a seat"
    assert told["Terminals"].is_pending
    assert told["Papers to the seats"].detail == "All papers sent out; 2 seats have all of theirs"
