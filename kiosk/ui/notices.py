"""What stands in the bar above the papers beside a folded ballot: at most one thing, and it says what to do. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from kiosk.session.drafts import LeftInk
from kiosk.session.secret_view import SeatSecret
from kiosk.session.view import SessionView
from kiosk.ui.secret_words import teller_matter
from shared.domain.ballots import BallotId
from shared.domain.papers import Paper, Sha256
from shared.domain.people import PersonId
from shared.domain.sign_off import SignOffId, SignOffSeen
from shared.domain.urn import UrnStage


class Met(msgspec.Struct, frozen=True, kw_only=True):
    """What `person` saw of papers and requests on this screen, and set aside.

    `asked` are the requests that waited at some time, `postponed` those put off, `understood` the withdrawn ones
    that were acknowledged; `kept` the new drafts for whose sake the old one was not left; `left` the new drafts
    whose note on ink that stayed behind was read; `tellers` the stages of secret ballots in which the person, who is
    their teller, put that part off.
    """

    person: PersonId | None = None
    asked: frozenset[SignOffId] = frozenset()
    postponed: frozenset[SignOffId] = frozenset()
    understood: frozenset[SignOffId] = frozenset()
    kept: frozenset[Sha256] = frozenset()
    left: frozenset[Sha256] = frozenset()
    tellers: frozenset[tuple[BallotId, UrnStage]] = frozenset()


class NewDraft(msgspec.Struct, frozen=True, kw_only=True):
    """The paper that is read was replaced by `paper`."""

    paper: Paper


class ToBeSigned(msgspec.Struct, frozen=True, kw_only=True):
    """Requests wait, in the order of asking; at least one."""

    asked: tuple[SignOffSeen, ...]


class NoLongerAsked(msgspec.Struct, frozen=True, kw_only=True):
    """A request that waited here was withdrawn."""

    asked: SignOffSeen


class InkLeft(msgspec.Struct, frozen=True, kw_only=True):
    """Own ink on earlier drafts of `paper`, which is read, did not come along."""

    paper: Sha256
    rows: tuple[LeftInk, ...]


class AsTeller(msgspec.Struct, frozen=True, kw_only=True):
    """The person here is a teller of a secret ballot."""

    secret: SeatSecret

    @property
    def is_turn(self) -> bool:
        """Whether it is theirs to open now."""
        return self.secret.teller is not None and self.secret.teller.may_open


Notice = NewDraft | ToBeSigned | NoLongerAsked | InkLeft | AsTeller


def met_now(view: SessionView, met: Met) -> Met:
    """After `view` was drawn: what waits was seen; who sits down here anew has met nothing yet."""
    person = None if view.person is None else view.person.id
    if person != met.person:
        met = Met(person=person)
    waiting = frozenset(asked.id for asked in view.to_sign)
    return met if waiting <= met.asked else msgspec.structs.replace(met, asked=met.asked | waiting)


def notice(view: SessionView, met: Met, left: Sequence[LeftInk] = ()) -> Notice | None:
    """What to say, the nearest to what the person is doing first; `left` is what of their ink stayed behind."""
    as_teller = _as_teller(view, met)
    if as_teller is not None and as_teller.is_turn:
        return as_teller
    place = view.reading.place
    newest = None if place is None else view.shelf.newest_of(place.paper)
    is_old = newest is not None and place is not None and newest.sha256 != place.paper
    if newest is not None and is_old and newest.sha256 not in met.kept:
        return NewDraft(paper=newest)
    waiting = tuple(asked for asked in view.to_sign if asked.id not in met.postponed)
    if waiting:
        return ToBeSigned(asked=waiting)
    for asked in view.sign_offs:
        if asked.is_withdrawn and asked.own is None and asked.id in met.asked - met.understood:
            return NoLongerAsked(asked=asked)
    if left and place is not None and not is_old and place.paper not in met.left:
        return InkLeft(paper=place.paper, rows=tuple(left))
    return as_teller


def _as_teller(view: SessionView, met: Met) -> AsTeller | None:
    secret = teller_matter(view)
    if secret is None or (secret.ballot, secret.stage) in met.tellers:
        return None
    return AsTeller(secret=secret)
