"""The screens of a seat in secret ballots; drawn by `tests.gui.kiosk_screens`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec

from kiosk.session.secret_view import OwnCheck, OwnPlace, TellerPart
from kiosk.session.view import SessionView
from kiosk.ui.showing import Touched
from kiosk.ui.window import KioskWindow
from shared.domain import ballot_commands as bcmd
from shared.domain.ballot_terms import Choice, MotionTerms
from shared.domain.election import ElectionTerms
from shared.domain.secrecy import Grade, Inclusion, TellerRole
from shared.domain.secret_lists import ListFault
from shared.domain.urn import UrnStage
from tests.fakes.story_room import LI, ZHANG, StoryRoom
from tests.gui.kiosk.ballots import OWN, everybody_votes, own_vote, put_ballot
from tests.gui.kiosk.secrets import sealed_here, secret_view
from tests.gui.kiosk_acts import in_turn, nothing, press
from tests.gui.kiosk_screens_ballots import CANDIDATES, ELECTION, MERGED, meeting_room, meeting_rule

State = tuple[str, StoryRoom, SessionView, Touched, Callable[[KioskWindow], None]]


def secret_states(papers: list[Path], *, english: bool) -> Iterator[State]:
    """Cast, wait, find the own vote, open as a teller, see the result."""
    yield from _casting(papers, english)
    yield from _checking(papers, english)
    yield from _teller(papers, english)


def _motion(papers: list[Path], english: bool) -> StoryRoom:
    room = meeting_room(papers, english)
    return put_ballot(room, MotionTerms(), question=MERGED[english], by=meeting_rule(english))


def _casting(papers: list[Path], english: bool) -> Iterator[State]:
    room = _motion(papers, english)
    waiting = secret_view(room, place=OwnPlace.NOT_LISTED, fingerprint="")
    yield "a0-secret-not-listed", room, waiting, Touched(), nothing
    wrong = secret_view(room, place=OwnPlace.NOT_RIGHT, fingerprint="")
    yield "a1-secret-not-right", room, wrong, Touched(), nothing
    yield "a2-secret-motion", room, secret_view(room), Touched(), nothing
    yield "a3-secret-chosen", room, secret_view(room, Grade.ONE_OPERATOR), Touched(), press("choose_yes")
    terms = ElectionTerms(seats=3, candidates=CANDIDATES[english][:5])
    election = put_ballot(
        meeting_room(papers, english), terms, question=ELECTION[english], by=meeting_rule(english)
    )
    marks = in_turn(press("mark_1_yes"), press("mark_2_no"), press("mark_3_yes"))
    yield "a4-secret-election", election, secret_view(election), Touched(), marks
    checking = in_turn(marks, press("check_ballot"))
    yield "a5-secret-review", election, secret_view(election), Touched(), checking
    stored = sealed_here(room, secret_view(room, holds_vote=True), is_in_the_box=False)
    yield "a6-secret-stored", room, stored, Touched(), nothing
    boxed = sealed_here(room, secret_view(room, holds_vote=True), is_in_the_box=True)
    yield "a7-secret-in-the-box", room, boxed, Touched(), nothing


def _checking(papers: list[Path], english: bool) -> Iterator[State]:
    room = _motion(papers, english)
    everybody_votes(room, lambda place: Choice.NO if place % 4 == 0 else Choice.YES, but=(LI, ZHANG))
    own_vote(room, Choice.YES)
    room.does(bcmd.CloseBallot(OWN))
    looking = secret_view(room, stage=UrnStage.FIRST_OPENED, holds_vote=True)
    looking = sealed_here(room, _without_answer(looking), is_in_the_box=True)
    yield "a8-secret-looking", room, looking, Touched(), nothing
    for name, inclusion in (
        ("a9-secret-found", Inclusion.INCLUDED),
        ("aa-secret-missing", Inclusion.MISSING),
        ("ab-secret-forgotten", Inclusion.FORGOTTEN),
    ):
        check = OwnCheck(inclusion, recount_agrees=True)
        checked = _without_answer(secret_view(room, stage=UrnStage.OPENED, check=check))
        yield name, room, sealed_here(room, checked, is_in_the_box=True), Touched(), nothing
    room.does(bcmd.AnnounceBallot(ballot=OWN))
    found = OwnCheck(Inclusion.INCLUDED, recount_agrees=True)
    shown = _announced(_without_answer(secret_view(room, stage=UrnStage.OPENED, check=found)))
    shown = sealed_here(room, shown, is_in_the_box=True)
    yield "ac-secret-result", room, shown, Touched(), nothing
    yield "ad-secret-who-voted", room, shown, Touched(), press("show_list")


def _teller(papers: list[Path], english: bool) -> Iterator[State]:
    room = _motion(papers, english)
    first = TellerPart(role=TellerRole.FIRST, has_key=True)
    folded = Touched(folded=OWN)
    opened = Touched(folded=OWN, teller=OWN)
    yield "b1-teller-waiting", room, secret_view(room, teller=first, added=(ZHANG,)), opened, nothing
    everybody_votes(room, lambda _place: Choice.YES, but=(LI,))
    room.does(bcmd.CloseBallot(OWN))
    turn = msgspec.structs.replace(first, may_open=True)
    closed = UrnStage.CLOSED
    yield "b0-teller-bar", room, secret_view(room, teller=turn, stage=closed), folded, nothing
    yield "b2-teller-turn", room, secret_view(room, teller=turn, stage=closed), Touched(), nothing
    working = msgspec.structs.replace(first, is_working=True)
    yield "b3-teller-working", room, secret_view(room, teller=working, stage=closed), Touched(), nothing
    refused = msgspec.structs.replace(turn, fault=ListFault.TOO_SHORT)
    yield "b4-teller-refused", room, secret_view(room, teller=refused, stage=closed), Touched(), nothing
    second = TellerPart(role=TellerRole.SECOND, is_done=True, is_wiped=True)
    done = secret_view(room, teller=second, stage=UrnStage.OPENED)
    yield "b5-teller-done", room, done, opened, nothing
    lost = TellerPart(role=TellerRole.SECOND, is_lost=True)
    stranded = secret_view(room, teller=lost, stage=UrnStage.STRANDED)
    yield "b6-teller-lost", room, stranded, opened, nothing


def _without_answer(view: SessionView) -> SessionView:
    """The vote by name, by which the story counts, is not there in a secret ballot."""
    if view.private is None:
        return view
    return msgspec.structs.replace(view, private=msgspec.structs.replace(view.private, votes={}))


def _announced(view: SessionView) -> SessionView:
    """Totals, and who voted."""
    assert view.room is not None
    ballot = view.room.ballots[OWN]
    assert ballot.result is not None
    voted = tuple(vote.person for vote in ballot.result.votes if vote.answer is not None)
    result = msgspec.structs.replace(ballot.result, votes=(), voted=voted)
    ballots = {**view.room.ballots, OWN: msgspec.structs.replace(ballot, result=result)}
    return msgspec.structs.replace(view, room=msgspec.structs.replace(view.room, ballots=ballots))
