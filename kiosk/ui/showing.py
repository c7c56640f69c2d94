"""Which screen a seat shows. Pure: the view and a few things that only the screen knows lead to one answer."""

from __future__ import annotations

import enum

import msgspec

from kiosk.session.own_ballot import NotVoted
from kiosk.session.view import SessionView, SignIn
from kiosk.ui.display_showing import is_display
from shared.domain.ballots import BallotId
from shared.domain.room_ballots import RoomBallot
from shared.domain.sign_off import SignOffId
from shared.domain.state import Session as MeetingSession


class Screen(enum.StrEnum):
    """The full-size screens."""

    NAMEPLATE = "nameplate"
    SIGN_IN = "sign_in"
    READING = "reading"
    DISPLAY = "display"


class Sheet(enum.StrEnum):
    """What lies over the papers."""

    NONE = "none"
    BALLOT = "ballot"
    RESULT = "result"
    SIGN_OFF = "sign_off"
    TELLER = "teller"


class Bar(enum.StrEnum):
    """What stands in the 72 px bar above the papers instead of a sheet."""

    NONE = "none"
    VOTE = "vote"
    VOTED = "voted"
    WATCH = "watch"
    RESULT = "result"


class Touched(msgspec.Struct, frozen=True, kw_only=True):
    """What the person did with the screens themselves.

    `folded` is the ballot that was folded away (or, once announced, closed); `seen_result` the result that was
    closed; `sign_off` the request to sign that is open; `teller` the secret ballot whose teller's part is.
    """

    has_tapped_nameplate: bool = False
    is_welcoming: bool = False
    folded: BallotId | None = None
    seen_result: BallotId | None = None
    sign_off: SignOffId | None = None
    teller: BallotId | None = None


class Showing(msgspec.Struct, frozen=True, kw_only=True):
    """What is on the glass. `sign_off` is open, and seen where nothing else comes over it."""

    screen: Screen
    sheet: Sheet = Sheet.NONE
    bar: Bar = Bar.NONE
    ballot: RoomBallot | None = None
    sign_off: SignOffId | None = None
    teller: BallotId | None = None


def showing(view: SessionView, touched: Touched) -> Showing:
    """What to show. A ballot and its result come over a paper that is being signed."""
    screen = _screen(view, touched)
    if screen is not Screen.READING:
        return Showing(screen=screen)
    shown = _with_teller(view, touched, _with_vote(view, touched))
    if view.sign_off(touched.sign_off) is None:
        return shown
    sheet = Sheet.SIGN_OFF if shown.sheet is Sheet.NONE else shown.sheet
    return msgspec.structs.replace(shown, sheet=sheet, sign_off=touched.sign_off)


def _with_teller(view: SessionView, touched: Touched, shown: Showing) -> Showing:
    """A teller's part that was opened; after the close it also comes over the sheet of its own ballot."""
    wanted = touched.teller
    ballot = shown.ballot
    if shown.sheet is Sheet.BALLOT and ballot is not None and ballot.is_ended and not ballot.is_aborted:
        wanted = ballot.shown.ballot if _has_to_open(view, ballot.shown.ballot) else None
    elif shown.sheet is not Sheet.NONE:
        return shown
    secret = None if wanted is None else view.secret(wanted)
    if secret is None or secret.teller is None:
        return shown
    return msgspec.structs.replace(shown, sheet=Sheet.TELLER, teller=wanted)


def _has_to_open(view: SessionView, ballot: BallotId) -> bool:
    secret = view.secret(ballot)
    part = None if secret is None else secret.teller
    return part is not None and not part.is_done and (part.has_key or part.is_working)


def _with_vote(view: SessionView, touched: Touched) -> Showing:
    ballot = view.ballot
    if ballot is None or (view.room is not None and view.room.session is MeetingSession.ADJOURNED):
        return Showing(screen=Screen.READING)
    if ballot.result is not None:
        return _with_result(ballot, touched)
    return _with_ballot(view, ballot, touched)


def _screen(view: SessionView, touched: Touched) -> Screen:
    room = view.room
    if room is not None and is_display(view):
        return Screen.DISPLAY
    if room is None or view.person is None or room.session is MeetingSession.ADJOURNED:
        return Screen.NAMEPLATE
    if view.sign_in is SignIn.SIGNED_IN:
        return Screen.SIGN_IN if touched.is_welcoming else Screen.READING
    if view.sign_in is SignIn.STORED:
        return Screen.SIGN_IN
    is_asked = touched.has_tapped_nameplate and view.sign_in is SignIn.OPEN
    return Screen.SIGN_IN if is_asked else Screen.NAMEPLATE


def _with_result(ballot: RoomBallot, touched: Touched) -> Showing:
    """The result comes over the ballot's own sheet, never over papers: there, a bar offers it."""
    this = ballot.shown.ballot
    if touched.seen_result == this:
        return Showing(screen=Screen.READING, ballot=ballot)
    if touched.folded == this:
        return Showing(screen=Screen.READING, bar=Bar.RESULT, ballot=ballot)
    return Showing(screen=Screen.READING, sheet=Sheet.RESULT, ballot=ballot)


def _with_ballot(view: SessionView, ballot: RoomBallot, touched: Touched) -> Showing:
    this = ballot.shown.ballot
    if touched.folded != this:
        return Showing(screen=Screen.READING, sheet=Sheet.BALLOT, ballot=ballot)
    if ballot.is_ended:
        return Showing(screen=Screen.READING, ballot=ballot)
    if not view.may_vote(this):
        return Showing(screen=Screen.READING, bar=Bar.WATCH, ballot=ballot)
    has_voted = not isinstance(view.own(this), NotVoted)
    return Showing(screen=Screen.READING, bar=Bar.VOTED if has_voted else Bar.VOTE, ballot=ballot)
