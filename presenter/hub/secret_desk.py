"""What terminals say in a secret ballot (`up.<seat>.secret`): from whom it must be, found right, and only then taken."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import msgspec

from presenter.hub.recorder import Step
from presenter.hub.secret_ballots import SecretBallots
from presenter.hub.secret_statements import (
    answers_hindrance,
    envelopes_of,
    inners_hindrance,
    opened_hindrance,
)
from shared.crypto.envelopes import content_of, public_key, sha256_of
from shared.domain import ballot_commands as bcmd
from shared.domain.ballots import BallotId, Closed
from shared.domain.commands import PodiumCommand
from shared.domain.people import SeatId
from shared.domain.sealed_ballots import SealedBallot
from shared.domain.secrecy import (
    MOST_LIST_BYTES,
    InclusionChecked,
    SecretWiped,
    Signed,
    TellerKeyMade,
    TellerRole,
    Voter,
)
from shared.domain.secret_lists import ListFault
from shared.domain.state import MeetingState, Session
from shared.domain.verdicts import Refused, Verdict
from shared.protocol.secret import (
    AskPiece,
    GivePiece,
    OfferKey,
    Piece,
    SayChecked,
    SayKeyLost,
    SayWiped,
    SecretList,
    SecretNotNow,
    SecretRefused,
    SecretReply,
    SecretRequest,
    SecretTaken,
    pieces_of,
)
from shared.protocol.signing import Sign
from shared.storage.faults import StorageFault

_SIGNED = msgspec.msgpack.Decoder(Signed)
_GIVEN_BY = {
    SecretList.INNERS: TellerRole.FIRST,
    SecretList.OPENED: TellerRole.SECOND,
    SecretList.ANSWERS: TellerRole.SECOND,
}


class _Pile(msgspec.Struct):
    """The pieces of a list that are here. Only named tellers bring any, one pile for each list."""

    terms_sha256: bytes
    count: int
    pieces: dict[int, bytes] = {}

    @property
    def size_bytes(self) -> int:
        return sum(map(len, self.pieces.values()))


class SecretDesk:
    """Answers one meeting's seats. Nothing of it is stored but what the recorder takes."""

    def __init__(
        self,
        submit: Callable[[PodiumCommand], Awaitable[Verdict]],
        secrets: SecretBallots,
        *,
        state: Callable[[], MeetingState],
        own_key: bytes,
        sign: Sign,
    ) -> None:
        self._submit = submit
        self._secrets = secrets
        self._state = state
        self._own_key = own_key
        self._sign = sign
        self._piles: dict[tuple[BallotId, SecretList], _Pile] = {}
        self._sent: dict[tuple[BallotId, SecretList], tuple[Signed, tuple[bytes, ...]]] = {}
        self._envelopes: dict[BallotId, tuple[SealedBallot, Signed]] = {}

    def recorded(self, steps: tuple[Step, ...]) -> None:
        """A ballot that is over leaves no list in memory: one of them holds codes."""
        if not steps:
            return
        state = steps[-1].after
        over = {
            ballot
            for ballot, known in state.ballots.items()
            if not isinstance(known.phase, Closed) or state.session is Session.ADJOURNED
        }
        self._piles = {place: pile for place, pile in self._piles.items() if place[0] not in over}
        self._sent = {place: sent for place, sent in self._sent.items() if place[0] not in over}
        self._envelopes = {ballot: made for ballot, made in self._envelopes.items() if ballot not in over}

    async def answer(self, seat: SeatId, key: bytes, request: SecretRequest) -> SecretReply:
        """The answer to the terminal at `seat`, whose identity key is `key`."""
        ballot = self._state().ballots.get(request.ballot)
        if ballot is None or ballot.sealed is None:
            return SecretNotNow()
        try:
            return await self._look_at(ballot.sealed, seat, key, request)
        except StorageFault:
            return SecretNotNow()  # the recorder has said so; the seat asks again

    async def _look_at(
        self, sealed: SealedBallot, seat: SeatId, key: bytes, request: SecretRequest
    ) -> SecretReply:
        match request:
            case OfferKey():
                made = content_of(request.key, TellerKeyMade, key)
                is_key = made is not None and public_key(made.public) is not None
                if made is None or not is_key or not _is_teller(sealed, made.role, key):
                    return SecretRefused()
                return await self._take(bcmd.TakeTellerKey(ballot=request.ballot, key=request.key))
            case SayKeyLost():
                if not _is_teller(sealed, request.role, key):
                    return SecretRefused()
                return await self._take(bcmd.NoteTellerLost(ballot=request.ballot, role=request.role))
            case SayWiped():
                wiped = content_of(request.wiped, SecretWiped, key)
                if wiped is None or wiped.role is None or not _is_teller(sealed, wiped.role, key):
                    return SecretRefused()
                return await self._take(bcmd.NoteTellerWiped(ballot=request.ballot, wiped=request.wiped))
            case SayChecked():
                return await self._check(sealed, seat, key, request)
            case AskPiece():
                return self._piece(sealed, seat, key, request)
            case GivePiece():
                return await self._given(sealed, key, request)

    async def _check(
        self, sealed: SealedBallot, seat: SeatId, key: bytes, request: SayChecked
    ) -> SecretReply:
        checked = content_of(request.checked, InclusionChecked, key)
        wiped = content_of(request.wiped, SecretWiped, key)
        person = self._state().seating.get(seat)
        if checked is None or wiped is None or checked.person != person:
            return SecretRefused()
        command = bcmd.NoteInclusion(ballot=request.ballot, checked=request.checked, wiped=request.wiped)
        return await self._take(command) if self._is_voter(sealed, seat, key) else SecretRefused()

    async def _take(self, command: PodiumCommand) -> SecretReply:
        verdict = await self._submit(command)
        return SecretRefused() if isinstance(verdict, Refused) else SecretTaken()

    # -- lists that go out ----------------------------------------------------------------------------------------

    def _piece(self, sealed: SealedBallot, seat: SeatId, key: bytes, request: AskPiece) -> SecretReply:
        if not self._may_have(sealed, seat, key, request.what):
            return SecretRefused()
        listed = self._list(sealed, request.ballot, request.what)
        if listed is None:
            is_lost = request.what is SecretList.OPENED and self._secrets.is_list_lost(request.ballot)
            return SecretRefused() if is_lost else SecretNotNow()
        place = (request.ballot, request.what)
        known = self._sent.get(place)
        if known is None or known[0] is not listed:
            known = self._sent[place] = (listed, pieces_of(listed))
        pieces = known[1]
        if request.index >= len(pieces):
            return SecretRefused()
        return Piece(what=request.what, index=request.index, count=len(pieces), data=pieces[request.index])

    def _may_have(self, sealed: SealedBallot, seat: SeatId, key: bytes, what: SecretList) -> bool:
        match what:
            case SecretList.ENVELOPES:
                return any(_is_teller(sealed, role, key) for role in TellerRole)
            case SecretList.INNERS:
                return _is_teller(sealed, TellerRole.SECOND, key)
            case SecretList.OPENED:
                return self._is_voter(sealed, seat, key)
            case SecretList.ANSWERS:
                return False

    def _list(self, sealed: SealedBallot, ballot: BallotId, what: SecretList) -> Signed | None:
        if not isinstance(self._state().ballots[ballot].phase, Closed):
            return None
        match what:
            case SecretList.ENVELOPES:
                return self._envelopes_of(sealed, ballot)
            case SecretList.INNERS:
                return sealed.inners
            case _:
                # Not before the answers beside it are recorded: only then does everybody know its digest.
                return None if sealed.answers is None else self._secrets.opened(ballot)

    def _envelopes_of(self, sealed: SealedBallot, ballot: BallotId) -> Signed:
        known = self._envelopes.get(ballot)
        if known is None or known[0].urn.votes is not sealed.urn.votes:
            known = self._envelopes[ballot] = (sealed, envelopes_of(sealed, self._sign))
        return known[1]

    def _is_voter(self, sealed: SealedBallot, seat: SeatId, key: bytes) -> bool:
        person = self._state().seating.get(seat)
        voter = None if person is None else Voter(person, key)
        return voter in sealed.urn.terms.voters or voter in sealed.urn.added

    # -- lists that come in ---------------------------------------------------------------------------------------

    async def _given(self, sealed: SealedBallot, key: bytes, request: GivePiece) -> SecretReply:
        role = _GIVEN_BY.get(request.what)
        if role is None or not _is_teller(sealed, role, key) or request.index >= request.count:
            return SecretRefused()
        place, terms_sha256 = (request.ballot, request.what), sha256_of(sealed.terms)
        pile = self._piles.get(place)
        if pile is None or (pile.terms_sha256, pile.count) != (terms_sha256, request.count):
            pile = self._piles[place] = _Pile(terms_sha256, request.count)
        pile.pieces[request.index] = request.data
        if pile.size_bytes > MOST_LIST_BYTES:
            del self._piles[place]
            return SecretRefused(fault=ListFault.WRONG_LENGTH)
        if len(pile.pieces) < pile.count:
            return SecretTaken()
        del self._piles[place]
        try:
            listed = _SIGNED.decode(b"".join(pile.pieces[index] for index in range(pile.count)))
        except (msgspec.MsgspecError, RecursionError, ValueError):
            return SecretRefused(fault=ListFault.NOT_SIGNED)
        return await self._take_list(sealed, request.ballot, request.what, listed)

    async def _take_list(
        self, sealed: SealedBallot, ballot: BallotId, what: SecretList, listed: Signed
    ) -> SecretReply:
        if not isinstance(self._state().ballots[ballot].phase, Closed):
            return SecretNotNow()
        fault: ListFault | None
        if what is SecretList.INNERS:
            envelopes = self._envelopes_of(sealed, ballot)
            fault = inners_hindrance(listed, sealed, envelopes, self._own_key)
            command: PodiumCommand = bcmd.TakeInners(ballot=ballot, inners=listed)
        elif what is SecretList.OPENED:
            fault = opened_hindrance(listed, sealed)
            if fault is None and self._secrets.keep_opened(ballot, listed):
                return SecretTaken()
            return SecretRefused(fault=fault or ListFault.ANOTHER_LIST)
        else:
            if listed == sealed.answers:
                return SecretTaken()
            opened = self._secrets.opened(ballot)
            if opened is None:
                return SecretNotNow()
            fault = answers_hindrance(listed, opened, sealed)
            command = bcmd.TakeAnswers(ballot=ballot, answers=listed)
        return SecretRefused(fault=fault) if fault is not None else await self._take(command)


def _is_teller(sealed: SealedBallot, role: TellerRole, key: bytes) -> bool:
    return sealed.urn.terms.tellers[role - 1].key == key
