"""The pictures of the big screen; drawn by `tests.gui.kiosk_screens`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from kiosk.ui.showing import Touched
from shared.domain import ballot_commands as bcmd
from shared.domain import commands as cmd
from shared.domain.ballot_terms import Choice, MotionTerms
from shared.domain.election import ElectionBallot, ElectionTerms, Mark
from shared.domain.multiple_choice import ChoiceBallot, ChoiceTerms
from tests.fakes.story_room import BALLOT, ITEMS, LI, SEAT, StoryRoom
from tests.gui.kiosk.ballots import announced, everybody_votes, put_ballot
from tests.gui.kiosk.displays import as_display
from tests.gui.kiosk_acts import nothing
from tests.gui.kiosk_screens_ballots import (
    CANDIDATES,
    CHOICE,
    ELECTION,
    MERGED,
    MORE,
    OPTIONS,
    SUBJECTS,
    State,
    meeting_room,
    meeting_rule,
)


def display_states(papers: list[Path], *, english: bool) -> Iterator[State]:
    """Welcome, item, progress, results of every kind, break and cut line."""
    yield from _named(papers, english)
    yield from _others(papers, english)


def _named(papers: list[Path], english: bool) -> Iterator[State]:
    room = StoryRoom(papers, english=english)
    room.does(cmd.OpenSignIn())
    room.does(cmd.SignIn(LI), seat=SEAT)
    room.signs_in()
    yield _state("d1-welcome", room)
    room.does(cmd.StartMeeting())
    room.does(cmd.ActivateItem(ITEMS[3]))
    yield _state("d2-item", room)
    room.at("10:58:00")
    room.does(bcmd.OpenBallot(BALLOT))
    room.votes()
    yield _state("d3-progress", room)
    room.does(
        bcmd.CastVote(ballot=BALLOT, person=LI, answer=Choice.YES), seat=SEAT, intent="mine", receipt="K"
    )
    room.does(bcmd.CloseBallot(BALLOT))
    yield _state("d4-closed", room)
    room.at("11:02:00")
    room.does(bcmd.AnnounceBallot(ballot=BALLOT))
    yield _state("d5-result", room)
    room.does(cmd.PauseMeeting())
    yield _state("d6-break", room)


def _others(papers: list[Path], english: bool) -> Iterator[State]:
    merged = MotionTerms(subjects=SUBJECTS[english])
    motion = put_ballot(
        meeting_room(papers, english),
        merged,
        question=MERGED[english],
        by=meeting_rule(english),
        open_for_s=600,
    )
    motion.at("15:21:18")
    yield _state("d7-timed", motion)
    terms = ElectionTerms(seats=7, candidates=(*CANDIDATES[english], *MORE[english]))
    election = put_ballot(
        meeting_room(papers, english), terms, question=ELECTION[english], by=meeting_rule(english)
    )
    everybody_votes(election, _marks(terms), but=(LI,))
    announced(election)
    yield _state("d8-election", election)
    options = ChoiceTerms(options=OPTIONS[english], least=1, most=3)
    choice = put_ballot(
        meeting_room(papers, english), options, question=CHOICE[english], by=meeting_rule(english)
    )
    everybody_votes(choice, lambda place: ChoiceBallot(chosen=(place % 5,)), but=(LI,))
    announced(choice)
    yield _state("d9-choice", choice)


def _marks(terms: ElectionTerms) -> Callable[[int], ElectionBallot]:
    def marks(place: int) -> ElectionBallot:
        signs = [Mark.YES if (n + place) % 3 else Mark.ABSTAIN for n in range(len(terms.candidates))]
        signs[place % len(signs)] = Mark.NO
        return ElectionBallot(marks=tuple(_at_most(signs, terms.seats)))

    return marks


def _at_most(signs: list[Mark], seats: int) -> Iterator[Mark]:
    left = seats
    for sign in signs:
        yield sign if sign is not Mark.YES or left > 0 else Mark.ABSTAIN
        left -= sign is Mark.YES


def _state(name: str, room: StoryRoom) -> State:
    return name, room, as_display(room.view), Touched(), nothing
