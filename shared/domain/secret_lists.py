"""What the lists of a secret ballot must be, what a seat finds in them, and what is kept. Pure.

Signatures are checked beside (`shared.crypto.envelopes`); here is everything that can be said without a key.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterable, Sequence
from typing import TypeVar

from shared.domain.people import PersonId
from shared.domain.secrecy import (
    AnswersListed,
    EnvelopesListed,
    Inclusion,
    InnersListed,
    OpenedVote,
    SealedVote,
    SecretTerms,
    Voter,
    VotesOpened,
    envelope_bytes,
    inner_bytes,
)

T = TypeVar("T", bytes, PersonId)


class ListFault(enum.StrEnum):
    """Why a list is not opened, or not believed."""

    NOT_SIGNED = "not_signed"
    """Not a message of this kind, or not signed by whom it must be."""
    ANOTHER_BALLOT = "another_ballot"
    ANOTHER_LIST = "another_list"
    """It does not follow from the list before it."""
    WRONG_LENGTH = "wrong_length"
    NOT_ENTITLED = "not_entitled"
    """A person without a vote, or at a terminal that was not made known before."""
    PERSON_TWICE = "person_twice"
    NOT_SORTED = "not_sorted"
    TOO_SHORT = "too_short"
    """Fewer votes than were announced as cast."""
    FIGURES_DISAGREE = "figures_disagree"
    """What went in is not what came out, dropped and unreadable ones included."""
    VOTE_NOT_SIGNED = "vote_not_signed"
    """An envelope without its seat's signature."""
    OPENED_ALREADY = "opened_already"
    """A teller opens one list, once."""
    NO_KEY = "no_key"
    """The key was wiped."""


def envelopes_fault(
    listed: EnvelopesListed,
    terms: SecretTerms,
    terms_sha256: bytes,
    roll: Collection[Voter],
    *,
    announced: int,
) -> ListFault | None:
    """What is wrong with the hub's list. `roll`: the voters of the terms and those made known since.

    `announced`: how many votes the teller's own screen last showed as cast. The signatures are not looked at.
    """
    if listed.terms_sha256 != terms_sha256:
        return ListFault.ANOTHER_BALLOT
    if len(listed.votes) < announced:
        return ListFault.TOO_SHORT
    if any(len(vote.envelope) != envelope_bytes(terms.room) for vote in listed.votes):
        return ListFault.WRONG_LENGTH
    if len({vote.person for vote in listed.votes}) < len(listed.votes):
        return ListFault.PERSON_TWICE
    if any(Voter(vote.person, vote.key) not in roll for vote in listed.votes):
        return ListFault.NOT_ENTITLED
    return None if listed.votes == in_order(listed.votes) else ListFault.NOT_SORTED


def in_order(votes: Iterable[SealedVote]) -> tuple[SealedVote, ...]:
    """The order of the hub's list, which tells nothing of who came first.

    Two persons may hold the same envelope (a copied one does not open): that must not stop the ballot.
    """
    return tuple(sorted(votes, key=lambda vote: (vote.envelope, vote.person)))


def inners_fault(
    inner: InnersListed, listed: EnvelopesListed, terms: SecretTerms, envelopes_sha256: bytes
) -> ListFault | None:
    """What is wrong with teller 1's answer to the hub's list `listed`, which was found right."""
    if inner.terms_sha256 != listed.terms_sha256:
        return ListFault.ANOTHER_BALLOT
    if inner.envelopes_sha256 != envelopes_sha256:
        return ListFault.ANOTHER_LIST
    if any(len(content) != inner_bytes(terms.room) for content in inner.inners):
        return ListFault.WRONG_LENGTH
    if not (_is_ascending(inner.inners) and _is_ascending(inner.unreadable)):
        return ListFault.NOT_SORTED
    if not {vote.person for vote in listed.votes}.issuperset(inner.unreadable):
        return ListFault.NOT_ENTITLED
    came_out = len(inner.inners) + inner.dropped + len(inner.unreadable)
    return None if came_out == len(listed.votes) else ListFault.FIGURES_DISAGREE


def opened_fault(opened: VotesOpened, inner: InnersListed, inners_sha256: bytes) -> ListFault | None:
    """What is wrong with teller 2's answer to teller 1's list `inner`, which was found right."""
    if opened.terms_sha256 != inner.terms_sha256:
        return ListFault.ANOTHER_BALLOT
    if opened.inners_sha256 != inners_sha256:
        return ListFault.ANOTHER_LIST
    if list(opened.votes) != sorted(opened.votes):
        return ListFault.NOT_SORTED
    came_out = len(opened.votes) + opened.unreadable
    return None if came_out == len(inner.inners) else ListFault.FIGURES_DISAGREE


def answers_fault(answers: AnswersListed, opened: VotesOpened, opened_sha256: bytes) -> ListFault | None:
    """What is wrong with the list for the record, beside teller 2's list `opened`, which was found right."""
    if answers.terms_sha256 != opened.terms_sha256:
        return ListFault.ANOTHER_BALLOT
    if answers.opened_sha256 != opened_sha256 or answers.inners_sha256 != opened.inners_sha256:
        return ListFault.ANOTHER_LIST
    is_same = answers.answers == answers_of(opened) and answers.unreadable == opened.unreadable
    return None if is_same else ListFault.FIGURES_DISAGREE


def check_inclusion(votes: Sequence[OpenedVote], code: bytes, answer: bytes) -> Inclusion:
    """What the seat that drew `code` and chose the encoded `answer` finds in the opened list."""
    beside = [vote.answer for vote in votes if vote.code == code]
    if not beside:
        return Inclusion.MISSING
    return Inclusion.INCLUDED if beside == [answer] else Inclusion.ALTERED


def answers_of(opened: VotesOpened) -> tuple[bytes, ...]:
    """The encoded answers without their codes, sorted: what is counted, announced and kept."""
    return tuple(sorted(vote.answer for vote in opened.votes))


def _is_ascending(items: Sequence[T]) -> bool:
    """Whether `items` are sorted and no two are alike."""
    return list(items) == sorted(set(items))
