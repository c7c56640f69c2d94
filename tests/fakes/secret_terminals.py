"""Terminals of a room without an engine that seal votes, and open them where their persons are tellers: real keys."""

from __future__ import annotations

from collections.abc import Iterable

from shared.crypto.envelopes import HeldVote, sealed_vote, sha256_of, signed, teller_keys
from shared.crypto.identity import SeatIdentity
from shared.crypto.teller import FirstTeller, SecondTeller
from shared.domain import ballot_commands as bcmd
from shared.domain.ballot_terms import BallotAnswer
from shared.domain.ballots import BallotId
from shared.domain.people import PersonId, SeatId
from shared.domain.sealed_ballots import SealedBallot
from shared.domain.secrecy import (
    EnvelopesListed,
    Inclusion,
    InclusionChecked,
    SecretWiped,
    Signed,
    TellerRole,
)
from shared.domain.secret_answers import encode_answer
from shared.domain.secret_lists import ListFault, in_order
from shared.domain.verdicts import Accepted
from tests.fakes.room_hub import PODIUM, FakeRoomHub


class SecretTerminals:
    """The terminals at `seats` in one secret ballot at a time."""

    def __init__(self, hub: FakeRoomHub, seats: Iterable[SeatId]) -> None:
        self._hub = hub
        hub.terminals.update({seat: SeatIdentity.create() for seat in seats})
        self.first: FirstTeller | None = None
        self.second: SecondTeller | None = None

    def sealed(self, ballot: BallotId) -> SealedBallot:
        sealed = self._hub.state.ballots[ballot].sealed
        assert sealed is not None
        return sealed

    def seat_of(self, person: PersonId) -> SeatId:
        return next(seat for seat, sitting in self._hub.state.seating.items() if sitting == person)

    def makes_key(self, ballot: BallotId, role: TellerRole) -> None:
        """The terminal of a named teller makes its key."""
        sealed = self.sealed(ballot)
        person = sealed.urn.terms.tellers[role - 1].person
        assert person is not None
        own = self._hub.terminals[self.seat_of(person)]
        kind = FirstTeller if role is TellerRole.FIRST else SecondTeller
        teller = kind(sealed.terms, hub_key=PODIUM.signing_public, own_key=own.signing_public, sign=own.sign)
        if isinstance(teller, FirstTeller):
            self.first = teller
        else:
            self.second = teller
        self._does(bcmd.TakeTellerKey(ballot=ballot, key=teller.key_made))

    def casts(self, ballot: BallotId, seat: SeatId, answer: BallotAnswer) -> None:
        """The person at this seat seals a vote."""
        sealed, own = self.sealed(ballot), self._hub.terminals[seat]
        person = self._hub.state.seating[seat]
        first, second = sealed.keys[TellerRole.FIRST], sealed.keys[TellerRole.SECOND]
        keys = teller_keys(sealed.terms, first, second, PODIUM.signing_public)
        encoded = encode_answer(self._hub.state.ballots[ballot].spec.terms, answer)
        assert keys is not None
        assert encoded is not None
        vote = sealed_vote(HeldVote(encoded).seal(keys, person), keys, person, own.signing_public, own.sign)
        cast = bcmd.CastSealed(ballot=ballot, person=person, terms_sha256=keys.terms_sha256, vote=vote)
        verdict = self._hub.decides(cast, seat, intent=f"{ballot}-{seat}", receipt="AAAA-0000")
        assert isinstance(verdict, Accepted), verdict

    def takes_off(self, ballot: BallotId) -> None:
        """Teller 1 takes off the outer envelopes."""
        assert self.first is not None
        inners = self.first.open_outer(self._envelopes(ballot), announced=0)
        assert not isinstance(inners, ListFault), inners
        self._does(bcmd.TakeInners(ballot=ballot, inners=inners))

    def opens(self, ballot: BallotId) -> None:
        """Teller 2 opens the votes."""
        inners = self.sealed(ballot).inners
        assert self.second is not None
        assert inners is not None
        lists = self.second.open_inner(self._envelopes(ballot), inners, announced=0)
        assert not isinstance(lists, ListFault), lists
        assert self._hub.secrets.keep_opened(ballot, lists[0])
        self._does(bcmd.TakeAnswers(ballot=ballot, answers=lists[1]))

    def checks(self, ballot: BallotId, seat: SeatId, inclusion: Inclusion) -> None:
        """The seat says what it found of its vote."""
        sealed, own = self.sealed(ballot), self._hub.terminals[seat]
        person, terms_sha256 = self._hub.state.seating[seat], sha256_of(sealed.terms)
        assert sealed.opened_sha256 is not None
        checked = InclusionChecked(
            terms_sha256=terms_sha256,
            opened_sha256=sealed.opened_sha256,
            person=person,
            inclusion=inclusion,
            recount_agrees=True,
        )
        wiped = SecretWiped(terms_sha256=terms_sha256, person=person)
        self._does(
            bcmd.NoteInclusion(
                ballot=ballot, checked=signed(checked, own.sign), wiped=signed(wiped, own.sign)
            )
        )

    def _envelopes(self, ballot: BallotId) -> Signed:
        sealed = self.sealed(ballot)
        listed = EnvelopesListed(
            terms_sha256=sha256_of(sealed.terms), votes=in_order(sealed.urn.votes.values())
        )
        return signed(listed, PODIUM.sign)

    def _does(self, command: bcmd.SecretCommand) -> None:
        verdict = self._hub.decides(command)
        assert isinstance(verdict, Accepted), (command, verdict)
