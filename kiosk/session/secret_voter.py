"""The voter's side: sealing a vote, and looking for it when the box was opened."""

from __future__ import annotations

import contextlib

from kiosk.session.secret_check import UNKNOWN, check_list
from kiosk.session.secret_lists import Ask, NotForThisTerminal, NotNow, fetch, say
from kiosk.session.secret_part import SecretPart
from shared.crypto.envelopes import HeldVote, TellerKeys, sealed_vote, signed
from shared.crypto.identity import SeatIdentity
from shared.domain.ballot_commands import CastSealed
from shared.domain.ballot_terms import BallotAnswer
from shared.domain.room_ballots import RoomBallot
from shared.domain.room_sealed import RoomSealed
from shared.domain.secrecy import InclusionChecked, SecretWiped
from shared.domain.secret_answers import encode_answer
from shared.domain.urn import UrnStage
from shared.protocol.secret import SayChecked, SecretList


def sealed_for(
    part: SecretPart, sealed: RoomSealed, keys: TellerKeys, answer: BallotAnswer, identity: SeatIdentity
) -> CastSealed | None:
    """The vote in its envelopes; answer and code stay in `part`. None for an answer that the ballot does not take."""
    encoded = encode_answer(sealed.shown.asked, answer)
    if encoded is None:
        return None
    part.drop_vote()
    part.held = HeldVote(encoded)
    envelope = part.held.seal(keys, part.person)
    vote = sealed_vote(envelope, keys, part.person, identity.signing_public, identity.sign)
    return CastSealed(
        ballot=sealed.shown.ballot, person=part.person, terms_sha256=keys.terms_sha256, vote=vote
    )


async def look_for_vote(
    part: SecretPart, sealed: RoomSealed, ballot: RoomBallot, ask: Ask, identity: SeatIdentity
) -> None:
    """Find the own vote in the opened list, drop code and answer, and tell the podium. Again does nothing.

    Raises NotNow, LinkFault, ProtocolError: call it again then.
    """
    opened_sha256 = sealed.progress.opened_sha256
    if sealed.progress.stage is not UrnStage.OPENED or opened_sha256 is None:
        return
    if part.check is None:
        try:
            opened = await fetch(ask, sealed.shown.ballot, SecretList.OPENED)
        except NotForThisTerminal:
            part.check = UNKNOWN
        else:
            part.check = check_list(opened, sealed, ballot, part.held)
        if part.check is None:
            raise NotNow
        part.drop_vote()
    if part.is_check_said:
        return
    checked = InclusionChecked(
        terms_sha256=part.terms_sha256,
        opened_sha256=opened_sha256,
        person=part.person,
        inclusion=part.check.inclusion,
        recount_agrees=part.check.recount_agrees,
    )
    wiped = SecretWiped(terms_sha256=part.terms_sha256, person=part.person)
    said = SayChecked(
        ballot=sealed.shown.ballot,
        checked=signed(checked, identity.sign),
        wiped=signed(wiped, identity.sign),
    )
    with contextlib.suppress(NotForThisTerminal):  # the person was moved meanwhile, or the ballot was voided
        await say(ask, said)
    part.is_check_said = True
