"""Terms and warnings of secret ballots, and what a seat finds in an opened list."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.agenda import MeetingId
from shared.domain.people import PersonId
from shared.domain.secrecy import (
    MOST_ROOM,
    AnswersListed,
    Envelope,
    Grade,
    Inclusion,
    InnersListed,
    OpenedVote,
    SecrecyWarning,
    SecretTerms,
    Teller,
    TermsFault,
    Voter,
    VotesOpened,
    envelope_bytes,
    result_tells,
    terms_fault,
    warnings_before,
)
from shared.domain.secret_lists import ListFault, answers_fault, answers_of, check_inclusion, opened_fault

HUB = b"h" * 32
CODE = b"c" * 16
OPENED = VotesOpened(
    terms_sha256=bytes(32),
    inners_sha256=bytes(32),
    votes=(OpenedVote(b"no", b"b" * 16), OpenedVote(b"yes", b"a" * 16), OpenedVote(b"yes", CODE)),
    unreadable=1,
)
INNER = InnersListed(
    terms_sha256=bytes(32),
    envelopes_sha256=bytes(32),
    inners=(b"", b"1", b"2", b"3"),
    dropped=0,
    unreadable=(),
)


def terms(grade: Grade, first: Teller, second: Teller) -> SecretTerms:
    return SecretTerms(
        meeting=MeetingId("m"),
        ballot="b",
        grade=grade,
        question_sha256=bytes(32),
        options_sha256=bytes(32),
        room=64,
        tellers=(first, second),
        voters=(Voter(PersonId("p1"), b"1" * 32), Voter(PersonId("p2"), b"2" * 32)),
        nonce=bytes(16),
    )


def named(n: int) -> Teller:
    return Teller(PersonId(f"t{n}"), str(n).encode() * 32)


def test_two_tellers_are_two_persons_at_two_terminals() -> None:
    grade = Grade.TWO_TELLERS
    assert terms_fault(terms(grade, named(1), named(2))) is None
    for second in (named(1), Teller(named(1).person, b"x" * 32), Teller(PersonId("x"), named(1).key)):
        assert terms_fault(terms(grade, named(1), second)) is TermsFault.TELLERS_NOT_TWO


def test_one_operator_is_the_podium_twice_and_nobodys_name() -> None:
    grade = Grade.ONE_OPERATOR
    hub = Teller(None, HUB)
    assert terms_fault(terms(grade, hub, hub)) is None
    for first, second in ((named(1), named(1)), (hub, named(1)), (hub, Teller(None, b"x" * 32))):
        assert terms_fault(terms(grade, first, second)) is TermsFault.OPERATOR_NOT_ONE


def test_a_voter_stands_in_the_terms_once() -> None:
    right = terms(Grade.TWO_TELLERS, named(1), named(2))
    twice = msgspec.structs.replace(right, voters=(*right.voters, Voter(PersonId("p1"), HUB)))
    assert terms_fault(twice) is TermsFault.VOTER_TWICE


@pytest.mark.parametrize(
    ("voters", "warnings"),
    [
        (3, (SecrecyWarning.FEW_VOTERS, SecrecyWarning.RESULT_TELLS)),
        (4, (SecrecyWarning.FEW_VOTERS,)),
        (5, ()),
    ],
)
def test_few_voters_are_warned_of(voters: int, warnings: tuple[SecrecyWarning, ...]) -> None:
    assert warnings_before(voters) == warnings


def test_a_result_tells_when_there_are_three_or_all_are_alike() -> None:
    assert result_tells([])
    assert result_tells([b"yes", b"no", b"no"])
    assert not result_tells([b"yes", b"no", b"no", b"no"])
    assert result_tells([b"yes"] * 100)


def test_a_code_is_found_once_with_its_answer_or_something_is_wrong() -> None:
    votes = OPENED.votes
    assert check_inclusion(votes, CODE, b"yes") is Inclusion.INCLUDED
    assert check_inclusion(votes, CODE, b"no") is Inclusion.ALTERED
    assert check_inclusion(votes, b"d" * 16, b"yes") is Inclusion.MISSING
    assert check_inclusion([*votes, OpenedVote(b"yes", CODE)], CODE, b"yes") is Inclusion.ALTERED


def test_the_answers_are_kept_sorted_and_without_codes() -> None:
    assert answers_of(OPENED) == (b"no", b"yes", b"yes")


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({}, None),
        ({"terms_sha256": HUB}, ListFault.ANOTHER_BALLOT),
        ({"inners_sha256": HUB}, ListFault.ANOTHER_LIST),
        ({"votes": tuple(reversed(OPENED.votes))}, ListFault.NOT_SORTED),
        ({"unreadable": 0}, ListFault.FIGURES_DISAGREE),
        ({"votes": OPENED.votes[1:]}, ListFault.FIGURES_DISAGREE),
    ],
)
def test_an_opened_list_follows_from_the_inner_envelopes(
    changes: dict[str, object], fault: ListFault | None
) -> None:
    assert opened_fault(msgspec.structs.replace(OPENED, **changes), INNER, bytes(32)) is fault


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({}, None),
        ({"terms_sha256": HUB}, ListFault.ANOTHER_BALLOT),
        ({"opened_sha256": HUB}, ListFault.ANOTHER_LIST),
        ({"inners_sha256": HUB}, ListFault.ANOTHER_LIST),
        ({"answers": (b"no", b"no", b"yes")}, ListFault.FIGURES_DISAGREE),
        ({"unreadable": 0}, ListFault.FIGURES_DISAGREE),
    ],
)
def test_the_list_for_the_record_says_what_the_seats_saw(
    changes: dict[str, object], fault: ListFault | None
) -> None:
    kept = AnswersListed(
        terms_sha256=bytes(32),
        inners_sha256=bytes(32),
        opened_sha256=bytes(32),
        answers=answers_of(OPENED),
        unreadable=1,
    )
    assert answers_fault(msgspec.structs.replace(kept, **changes), OPENED, bytes(32)) is fault


@given(st.integers(64, MOST_ROOM))
def test_every_envelope_is_within_the_bound_of_the_messages(room: int) -> None:
    content = bytes(envelope_bytes(room))
    assert msgspec.convert(content, Envelope) == content
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(bytes(envelope_bytes(MOST_ROOM) + 1), Envelope)
