"""Whether what tellers hand in belongs to a secret ballot: signed by whom it must be, and following from before. Pure."""

from __future__ import annotations

from collections.abc import Callable

from shared.crypto.envelopes import content_of, is_signed_vote, sha256_of, signed, teller_keys
from shared.domain.ballot_commands import CastSealed
from shared.domain.sealed_ballots import SealedBallot
from shared.domain.secrecy import (
    AnswersListed,
    EnvelopesListed,
    InnersListed,
    Signed,
    TellerRole,
    VotesOpened,
)
from shared.domain.secret_lists import ListFault, answers_fault, in_order, inners_fault, opened_fault


def is_sealed_by_its_seat(command: CastSealed) -> bool:
    """Whether the key in the vote signed this envelope for this person under these terms (about 0.1 ms)."""
    return command.vote.person == command.person and is_signed_vote(command.vote, command.terms_sha256)


def check_code(sealed: SealedBallot, hub_key: bytes) -> str:
    """What all screens show for these terms and keys, to be compared; empty while a key is missing."""
    if not sealed.has_keys:
        return ""
    first, second = sealed.keys[TellerRole.FIRST], sealed.keys[TellerRole.SECOND]
    keys = teller_keys(sealed.terms, first, second, hub_key)
    return "" if keys is None else keys.fingerprint


def envelopes_of(sealed: SealedBallot, sign: Callable[[bytes], bytes]) -> Signed:
    """The hub's list at the close: the same bytes however often it is made."""
    listed = EnvelopesListed(terms_sha256=sha256_of(sealed.terms), votes=in_order(sealed.urn.votes.values()))
    return signed(listed, sign)


def inners_hindrance(
    inners: Signed, sealed: SealedBallot, envelopes: Signed, hub_key: bytes
) -> ListFault | None:
    """What is wrong with teller 1's answer to the hub's list `envelopes`."""
    terms = sealed.urn.terms
    content = content_of(inners, InnersListed, terms.tellers[0].key)
    listed = content_of(envelopes, EnvelopesListed, hub_key)
    if content is None or listed is None:
        return ListFault.NOT_SIGNED
    return inners_fault(content, listed, terms, sha256_of(envelopes))


def opened_hindrance(opened: Signed, sealed: SealedBallot) -> ListFault | None:
    """What is wrong with teller 2's list for the seats' memory."""
    first, second = sealed.urn.terms.tellers
    if sealed.inners is None:
        return ListFault.ANOTHER_LIST
    content = content_of(opened, VotesOpened, second.key)
    inner = content_of(sealed.inners, InnersListed, first.key)
    if content is None or inner is None:
        return ListFault.NOT_SIGNED
    return opened_fault(content, inner, sha256_of(sealed.inners))


def answers_hindrance(answers: Signed, opened: Signed, sealed: SealedBallot) -> ListFault | None:
    """What is wrong with teller 2's list for the record, beside the list `opened`, which was found right."""
    key = sealed.urn.terms.tellers[1].key
    content = content_of(answers, AnswersListed, key)
    beside = content_of(opened, VotesOpened, key)
    if content is None or beside is None:
        return ListFault.NOT_SIGNED
    return answers_fault(content, beside, sha256_of(opened))
