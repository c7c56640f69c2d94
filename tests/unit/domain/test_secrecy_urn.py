"""The ballot box of a secret ballot."""

from __future__ import annotations

import pytest

from shared.domain.agenda import MeetingId
from shared.domain.people import PersonId
from shared.domain.secrecy import (
    Grade,
    SealedVote,
    SecretTerms,
    Teller,
    TellerRole,
    Voter,
    envelope_bytes,
)
from shared.domain.urn import Drop, Urn, UrnStage, add_voter, close, drop_in, key_lost, opened_by

ONE, TWO, STRANGER = PersonId("p1"), PersonId("p2"), PersonId("p3")
KEYS = {ONE: b"1" * 32, TWO: b"2" * 32, STRANGER: b"3" * 32}
EMPTY = Urn(
    terms=SecretTerms(
        meeting=MeetingId("m"),
        ballot="b",
        grade=Grade.TWO_TELLERS,
        question_sha256=bytes(32),
        options_sha256=bytes(32),
        room=64,
        tellers=(Teller(ONE, b"a" * 32), Teller(TWO, b"b" * 32)),
        voters=(Voter(ONE, KEYS[ONE]), Voter(TWO, KEYS[TWO])),
        nonce=bytes(16),
    )
)


def vote(person: PersonId, filled_with: int = 0, length: int = envelope_bytes(64)) -> SealedVote:
    return SealedVote(
        person=person, key=KEYS[person], envelope=bytes([filled_with]) * length, signature=bytes(64)
    )


def test_the_first_vote_of_a_person_is_final_and_may_come_again() -> None:
    urn, drop = drop_in(EMPTY, vote(ONE, 1))
    assert drop is Drop.TAKEN
    assert drop_in(urn, vote(ONE, 1)) == (urn, Drop.TAKEN_BEFORE)
    assert drop_in(urn, vote(ONE, 2)) == (urn, Drop.FINAL)


def test_a_vote_after_the_close_is_noted_and_not_counted() -> None:
    taken, _ = drop_in(EMPTY, vote(ONE))
    urn, drop = drop_in(close(taken), vote(TWO))
    assert (drop, urn.late, set(urn.votes)) == (Drop.LATE, frozenset({TWO}), {ONE})
    assert drop_in(urn, vote(ONE)) == (urn, Drop.TAKEN_BEFORE), "its receipt can still be asked for"


def test_only_who_has_a_vote_casts_one_of_the_right_length() -> None:
    assert drop_in(EMPTY, vote(STRANGER)) == (EMPTY, Drop.NOT_ENTITLED)
    assert drop_in(EMPTY, vote(ONE, length=5000)) == (EMPTY, Drop.WRONG_LENGTH)
    assert drop_in(close(EMPTY), vote(STRANGER)) == (close(EMPTY), Drop.NOT_ENTITLED)


def test_who_comes_late_is_added_until_the_close() -> None:
    late = Voter(STRANGER, KEYS[STRANGER])
    assert drop_in(add_voter(EMPTY, late), vote(STRANGER))[1] is Drop.TAKEN
    assert add_voter(close(EMPTY), late) == close(EMPTY)


def test_another_terminal_keeps_the_person() -> None:
    moved = add_voter(EMPTY, Voter(ONE, KEYS[STRANGER]))
    urn, _ = drop_in(moved, vote(ONE, 1))
    elsewhere = SealedVote(
        person=ONE, key=KEYS[STRANGER], envelope=bytes(envelope_bytes(64)), signature=bytes(64)
    )
    assert drop_in(urn, elsewhere) == (urn, Drop.FINAL)


@pytest.mark.parametrize("role", TellerRole)
def test_a_key_that_is_lost_before_its_list_strands_the_ballot(role: TellerRole) -> None:
    for urn in (EMPTY, close(EMPTY)):
        assert key_lost(urn, role).stage is UrnStage.STRANDED
        assert opened_by(key_lost(urn, role), role).stage is not UrnStage.STRANDED


def test_a_key_that_is_lost_after_its_list_harms_nothing() -> None:
    first = opened_by(close(EMPTY), TellerRole.FIRST)
    assert key_lost(first, TellerRole.FIRST).stage is UrnStage.FIRST_OPENED
    assert key_lost(first, TellerRole.SECOND).stage is UrnStage.STRANDED
    assert key_lost(opened_by(first, TellerRole.SECOND), TellerRole.SECOND).stage is UrnStage.OPENED


def test_the_stages_follow_each_other() -> None:
    closed = close(EMPTY)
    first = opened_by(closed, TellerRole.FIRST)
    stages = [urn.stage for urn in (EMPTY, closed, first, opened_by(first, TellerRole.SECOND))]
    assert stages == [UrnStage.OPEN, UrnStage.CLOSED, UrnStage.FIRST_OPENED, UrnStage.OPENED]
