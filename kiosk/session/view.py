"""What the screens of a seat draw: one frozen picture of everything the session knows."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import datetime

import msgspec

from kiosk.session.catching_up import CaughtUp, sign_offs_in, votes_in
from kiosk.session.own_ballot import OwnBallot, own_ballot
from kiosk.session.reading import Reading
from kiosk.session.secret_view import SeatSecret
from kiosk.session.sharing import OwnSharing, own_sharing
from kiosk.session.shelf import EMPTY, Shelf
from kiosk.session.sign_off import OwnSignOff, SeenPages, ToSign, own_sign_off
from shared.domain.agenda import Meeting
from shared.domain.ballots import BallotId
from shared.domain.papers import Sha256
from shared.domain.people import Person, SeatId
from shared.domain.private_view import PrivateView
from shared.domain.room import RoomView
from shared.domain.room_ballots import RoomBallot
from shared.domain.sign_off import SignOffId, SignOffSeen
from shared.domain.state import Session as MeetingSession
from shared.link.finder import Attempt, Cause
from shared.link.papers import PaperProgress
from shared.storage.seat_outbox import Refusal, SentIntent


class Line(enum.StrEnum):
    """How this terminal stands with the podium.

    `STARTING` until it was in for the first time since the start; `LOST` after that, whenever it is out.
    """

    STARTING = "starting"
    IN = "in"
    LOST = "lost"


class LineView(msgspec.Struct, frozen=True, kw_only=True):
    """The connection as a screen can tell of it.

    `is_long` says that it is out for more than three seconds; `attempts` are the ways that are tried, `cause` the
    one sentence about them; `door_refusal` is the door's own reason (`shared.protocol.door`), "" for none.
    """

    line: Line = Line.STARTING
    attempts: tuple[Attempt, ...] = ()
    cause: Cause = Cause.SEARCHING
    is_long: bool = False
    lost_at: datetime | None = None
    door_refusal: str = ""


class SignIn(enum.StrEnum):
    """Where the person at this seat stands with signing in."""

    NOT_OPEN = "not_open"
    OPEN = "open"
    STORED = "stored"
    SIGNED_IN = "signed_in"
    LATE = "late"
    """Adjourned before the person signed in."""


class SessionView(msgspec.Struct, frozen=True, kw_only=True):
    """Everything a screen may show.

    `is_live` False: it is old, kept from `seen_at`; a cut of less than three seconds does not count.
    `now_offset_s` added to this machine's clock gives the room's time. `sent` are this meeting's intents, oldest
    first. `thumbnails` are the papers whose small pictures are here. `caught_up` is what went out on the last
    return of the connection, for four seconds.
    `seen` are the pages that were on this screen.
    """

    seat: SeatId | None = None
    is_open_room: bool = False
    line: LineView = LineView()
    is_live: bool = False
    room: RoomView | None = None
    private: PrivateView | None = None
    reading: Reading = Reading()
    shelf: Shelf = EMPTY
    sent: tuple[SentIntent, ...] = ()
    papers: Mapping[Sha256, PaperProgress] = {}
    thumbnails: frozenset[Sha256] = frozenset()
    now_offset_s: float = 0.0
    seen_at: datetime | None = None
    caught_up: CaughtUp | None = None
    seen: SeenPages = SeenPages()
    secrets: Mapping[BallotId, SeatSecret] = {}
    """The secret ballots whose terms are fixed, as this seat stands to them."""

    @property
    def meeting(self) -> Meeting | None:
        """The meeting that runs, or ran when this seat last heard of it."""
        return None if self.room is None else self.room.meeting

    @property
    def is_offline(self) -> bool:
        """Out of the room long enough to say so; until then a short cut is not shown."""
        return self.line.line is not Line.IN and self.line.is_long

    @property
    def person(self) -> Person | None:
        """Who sits here, as far as this seat knows."""
        if self.room is None or self.seat is None:
            return None
        known = self.room.seating.get(self.seat)
        return None if known is None else self.room.meeting.person(known)

    @property
    def own_private(self) -> PrivateView | None:
        """The private side of who sits here; None while the newest one is still that of the person before."""
        person = None if self.person is None else self.person.id
        return self.private if self.private is not None and self.private.person == person else None

    @property
    def own_sent(self) -> tuple[SentIntent, ...]:
        """What the person here confirmed on this terminal, oldest first; nothing of who sat here before."""
        person = self.person
        return () if person is None else tuple(s for s in self.sent if s.person == person.id)

    @property
    def sign_in(self) -> SignIn:
        """What the sign-in screen may offer."""
        if self.own_private is not None and self.own_private.is_signed_in:
            return SignIn.SIGNED_IN
        session = None if self.room is None else self.room.session
        if session is MeetingSession.ADJOURNED:
            return SignIn.LATE
        if any(s.kind == "sign_in" and s.is_pending for s in self.own_sent):
            return SignIn.STORED
        return SignIn.NOT_OPEN if session in (None, MeetingSession.PREPARING) else SignIn.OPEN

    @property
    def pending(self) -> tuple[SentIntent, ...]:
        """What is stored here and not answered yet."""
        return tuple(s for s in self.sent if s.is_pending)

    @property
    def pending_votes(self) -> tuple[SentIntent, ...]:
        """The votes among them."""
        return votes_in(self.pending)

    @property
    def pending_sign_offs(self) -> tuple[SentIntent, ...]:
        """The answers to papers among them."""
        return sign_offs_in(self.pending)

    @property
    def ballot(self) -> RoomBallot | None:
        """The ballot opened last, open or ended."""
        if self.room is None or self.room.latest_ballot is None:
            return None
        return self.room.ballots.get(self.room.latest_ballot)

    def own(self, ballot: BallotId) -> OwnBallot:
        """What the person here did about a ballot."""
        private = self.own_private
        known = None if private is None else private.votes.get(ballot) or private.in_the_box.get(ballot)
        return own_ballot(ballot, self.own_sent, known)

    def secret(self, ballot: BallotId) -> SeatSecret | None:
        """A secret ballot as this seat stands to it; None for one by name, or without terms."""
        return self.secrets.get(ballot)

    def votes_on_paper(self, ballot: BallotId) -> bool:
        """Whether the person here was given a ballot on paper."""
        return self.own_private is not None and ballot in self.own_private.on_paper

    def is_secret(self, ballot: BallotId) -> bool:
        """Whether a ballot that was shown here is not by name."""
        known = None if self.room is None else self.room.ballots.get(ballot)
        return known is not None and known.shown.grade is not None

    def may_vote(self, ballot: BallotId) -> bool:
        """Whether the person stands in the list of voters."""
        return self.own_private is not None and ballot in self.own_private.may_vote

    def sign_in_refusal(self) -> Refusal | None:
        """Why the last try to sign in was refused; None where it was not."""
        tries = [s for s in self.own_sent if s.kind == "sign_in"]
        answer = tries[-1].answer if tries else None
        return answer if isinstance(answer, Refusal) else None

    @property
    def sign_offs(self) -> tuple[SignOffSeen, ...]:
        """What the person here was asked to read or sign, the withdrawn too; none before they signed in."""
        return () if self.own_private is None else self.own_private.sign_offs

    def sign_off(self, sign_off: SignOffId | None) -> SignOffSeen | None:
        """One of them."""
        return next((asked for asked in self.sign_offs if asked.id == sign_off), None)

    def own_sign_off(self, asked: SignOffSeen) -> OwnSignOff:
        """How far the person here is with it."""
        return own_sign_off(asked, self.own_sent)

    @property
    def to_sign(self) -> tuple[SignOffSeen, ...]:
        """What still waits for the person here, in the order of asking."""
        return tuple(
            asked
            for asked in self.sign_offs
            if not asked.is_withdrawn and isinstance(self.own_sign_off(asked), ToSign)
        )

    def seen_pages(self, paper: Sha256) -> frozenset[int]:
        """The pages of a paper that the person here had on this screen."""
        return self.seen.of(None if self.person is None else self.person.id, paper)

    def sharing(self, paper: Sha256) -> OwnSharing:
        """With whom the person here shares their ink on a paper."""
        known = () if self.own_private is None else self.own_private.sharing
        return own_sharing(paper, known, self.own_sent)
