"""What the rule of a motion makes of the sheet: its words, who waits, when it closes, who takes no part."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from shared.domain import ballot_commands as bcmd
from shared.domain.ballot_terms import Choice, MotionTerms
from shared.domain.ballots import Apart
from shared.domain.majority import Wording
from shared.system.wording_time import clock_time
from shared.ui.vote_card import CardState, VoteCard
from tests.fakes.story_room import LI, ZHANG
from tests.gui.kiosk.ballots import (
    OWN,
    announced,
    as_chair,
    election,
    everybody_votes,
    own_vote,
    put_ballot,
    rule,
)
from tests.gui.kiosk.conftest import OpenSeat, Seat, reading_room

NAMES = ("choose_yes", "choose_no", "choose_abstain")


def states(seat: Seat) -> set[CardState]:
    cards = [seat.find(name) for name in NAMES]
    return {card.state for card in cards if isinstance(card, VoteCard)}


@pytest.mark.parametrize(
    ("wording", "words"),
    [
        (Wording.AGREE, ("Agree", "Disagree", "Abstain")),
        (Wording.CADRE, ("Agree", "Disagree", "Put off")),
    ],
)
def test_the_answers_are_worded_by_the_rule_everywhere(
    open_seat: OpenSeat, wording: Wording, words: tuple[str, str, str]
) -> None:
    room = put_ballot(reading_room(), MotionTerms(), by=rule(wording=wording))
    seat = open_seat(room)
    for name, word in zip(NAMES, words, strict=True):
        assert seat.words(name) == f"{word}, not selected"
    seat.key(Qt.Key.Key_3)
    assert words[2] in seat.words("confirm_vote")
    own_vote(room, Choice.ABSTAIN)
    everybody_votes(room, lambda _place: Choice.YES, but=(LI,))
    announced(room)
    seat.shows()
    assert words[2] in seat.words("result_bars")
    assert words[2] in seat.words("own_result")
    assert seat.words("seat_01").endswith(words[0])


def test_merged_matters_stand_under_the_question(open_seat: OpenSeat) -> None:
    terms = MotionTerms(subjects=("The budget", "The plan"))
    seat = open_seat(put_ballot(reading_room(), terms))
    assert seat.words("merged_subjects") == "1. The budget\n2. The plan"


def test_the_chair_waits_for_the_others_and_is_free_as_soon_as_nobody_is_awaited(open_seat: OpenSeat) -> None:
    room = put_ballot(reading_room(), MotionTerms(), by=rule(chair_last=True))
    everybody_votes(room, lambda _place: Choice.YES, but=(LI, ZHANG))
    seat = open_seat(room)
    assert states(seat) == {CardState.IDLE}
    seat.shows(as_chair(room.view))
    assert states(seat) == {CardState.LOCKED}
    assert "1 to go" in seat.words("ballot_hint")
    before = seat.find("choose_yes").geometry()
    seat.key(Qt.Key.Key_1)
    assert states(seat) == {CardState.LOCKED}
    room.does(bcmd.PassVoter(ballot=OWN, person=ZHANG))
    seat.shows(as_chair(room.view))
    assert states(seat) == {CardState.IDLE}
    assert seat.find("choose_yes").geometry() == before


def test_in_a_roll_call_the_cards_wait_for_the_call_and_stay_free_after_it(open_seat: OpenSeat) -> None:
    room = put_ballot(reading_room(), MotionTerms(), is_roll_call=True)
    seat = open_seat(room)
    assert states(seat) == {CardState.LOCKED}
    assert "when you are called" in seat.words("ballot_hint")
    before = [seat.find(name).geometry() for name in NAMES]
    room.does(bcmd.CallVoter(ballot=OWN, person=LI))
    seat.shows()
    assert states(seat) == {CardState.IDLE}
    assert [seat.find(name).geometry() for name in NAMES] == before
    room.does(bcmd.CallVoter(ballot=OWN, person=ZHANG))
    seat.shows()
    assert states(seat) == {CardState.IDLE}


def test_a_locked_election_takes_no_marks(open_seat: OpenSeat) -> None:
    room = put_ballot(reading_room(), election(), is_roll_call=True)
    seat = open_seat(room)
    assert not seat.find("mark_1_yes").isEnabled()
    assert not seat.find("check_ballot").isEnabled()
    assert "Roll call" in seat.words("ballot_notes")
    room.does(bcmd.CallVoter(ballot=OWN, person=LI))
    seat.shows()
    seat.press("mark_1_yes")
    assert seat.words("mark_1_yes").endswith(", selected")


def test_a_timed_ballot_says_when_it_closes_and_counts_the_last_minute_only(open_seat: OpenSeat) -> None:
    room = put_ballot(reading_room(), MotionTerms(), open_for_s=600)
    opened = room.now
    seat = open_seat(room)
    assert closing(seat) == f"Closes at {clock_time(opened + timedelta(seconds=600))}"
    room.now = opened + timedelta(seconds=555)
    seat.shows()
    assert closing(seat) == "Closes in 0:45"


def test_a_ballot_without_a_time_says_nothing_of_closing(open_seat: OpenSeat) -> None:
    seat = open_seat(put_ballot(reading_room(), MotionTerms()))
    assert not seat.is_visible("closes_at")


def test_who_is_recused_sees_one_sentence_and_is_named_with_the_result(open_seat: OpenSeat) -> None:
    room = put_ballot(reading_room(), MotionTerms(), recused=(Apart(person=LI, reason="a relative"),))
    seat = open_seat(room)
    assert not any(seat.is_visible(name) for name in NAMES)
    assert "take no part" in seat.words("ballot_sentence")
    everybody_votes(room, lambda _place: Choice.YES, but=(LI,))
    announced(room)
    seat.shows()
    assert "Recused" in seat.words("result_apart")
    assert seat.words("seat_05").endswith("No vote")


def test_a_correction_is_shown_with_its_reason(open_seat: OpenSeat) -> None:
    room = put_ballot(reading_room(), MotionTerms())
    everybody_votes(room, lambda _place: Choice.YES)
    announced(room)
    seat = open_seat(room)
    assert not seat.is_visible("result_note")
    room.does(bcmd.CorrectBallot(ballot=OWN, reason="A name was misread"))
    seat.shows()
    assert seat.words("result_note") == "Corrected: A name was misread"


def closing(seat: Seat) -> str:
    label = seat.find("closes_at")
    assert isinstance(label, QLabel)
    return label.text()
