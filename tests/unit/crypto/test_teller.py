"""Tellers: what they refuse, that they answer once, and what of a vote is in what they sign."""

from __future__ import annotations

import copy
import pickle
from collections import Counter
from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.crypto import envelopes as envelopes_module
from shared.crypto.envelopes import content_of, open_layer, outer_info, sealed_vote, sha256_of, signed
from shared.crypto.teller import BadTerms, FirstTeller, SecondTeller
from shared.domain.ballot_terms import Choice
from shared.domain.secrecy import (
    AnswersListed,
    EnvelopesListed,
    Grade,
    Inclusion,
    InnersListed,
    SealedVote,
    SecretWiped,
    Signed,
    TellerRole,
    Voter,
    VoterAdded,
    VotesOpened,
)
from shared.domain.secret_answers import read_answers
from shared.domain.secret_lists import (
    ListFault,
    answers_fault,
    answers_of,
    in_order,
    inners_fault,
    opened_fault,
)
from tests.unit.crypto.secret_room import MOTION, Party, SecretRoom, person

Spoil = Callable[[SecretRoom, list[SealedVote]], Signed]


def votes_of(room: SecretRoom, count: int) -> list[SealedVote]:
    return [room.cast(person(n), room.encoded(Choice.YES))[1] for n in range(1, count + 1)]


def spoilt(room: SecretRoom, votes: list[SealedVote]) -> Signed:
    """The hub's word for exactly these votes in exactly this order."""
    content = EnvelopesListed(terms_sha256=sha256_of(room.terms), votes=tuple(votes))
    return signed(content, room.hub.sign)


@pytest.mark.parametrize("grade", Grade)
@pytest.mark.parametrize("choices", [[Choice.YES, Choice.NO, Choice.NO], [Choice.ABSTAIN] * 3])
def test_what_was_sealed_is_counted_and_found(grade: Grade, choices: list[Choice]) -> None:
    room = SecretRoom(3, grade=grade)
    cast = [room.cast(person(n), room.encoded(choice)) for n, choice in enumerate(choices, 1)]
    opened = room.open_all(vote for _, vote in cast)
    answers, unreadable = read_answers(MOTION, answers_of(opened))
    assert (Counter(answers), unreadable) == (Counter(choices), 0)
    assert {held.find_in(opened) for held, _ in cast} == {Inclusion.INCLUDED}


@settings(max_examples=20, deadline=None)
@given(st.permutations(range(1, 6)))
def test_the_order_of_arrival_leaves_no_trace(order: list[int]) -> None:
    room = SecretRoom(5)
    votes = {n: room.cast(person(n), room.encoded(Choice.YES))[1] for n in range(1, 6)}
    in_this_order = room.listed([votes[n] for n in order])
    assert in_this_order == room.listed(votes.values())
    envelopes = [vote.envelope for vote in in_order(votes.values())]
    assert envelopes == sorted(envelopes), "not even the order of persons or terminals"
    inners = room.first.open_outer(in_this_order, announced=5)
    assert isinstance(inners, Signed)
    content = content_of(inners, InnersListed, room.teller_parties[0].public)
    assert content is not None
    assert list(content.inners) == sorted(content.inners)


SPOILT: dict[str, tuple[Spoil, ListFault]] = {
    "another signer": (
        lambda room, votes: signed(
            EnvelopesListed(terms_sha256=sha256_of(room.terms), votes=in_order(votes)), Party(9).sign
        ),
        ListFault.NOT_SIGNED,
    ),
    "another message": (lambda room, _: room.terms, ListFault.NOT_SIGNED),
    "another ballot": (
        lambda room, votes: signed(
            EnvelopesListed(terms_sha256=bytes(32), votes=in_order(votes)), room.hub.sign
        ),
        ListFault.ANOTHER_BALLOT,
    ),
    "one left out": (lambda room, votes: room.listed(votes[1:]), ListFault.TOO_SHORT),
    "one twice": (lambda room, votes: room.listed([*votes, votes[0]]), ListFault.PERSON_TWICE),
    "two of one person": (
        lambda room, votes: room.listed([*votes, room.cast(person(1), b"x")[1]]),
        ListFault.PERSON_TWICE,
    ),
    "not sorted": (
        lambda room, votes: spoilt(room, list(reversed(in_order(votes)))),
        ListFault.NOT_SORTED,
    ),
    "a longer envelope": (
        lambda room, votes: room.listed(
            [*votes[:2], msgspec.structs.replace(votes[2], envelope=votes[2].envelope + b"\0")]
        ),
        ListFault.WRONG_LENGTH,
    ),
    "a stranger": (
        lambda room, votes: room.listed([*votes[:2], msgspec.structs.replace(votes[2], person=person(99))]),
        ListFault.NOT_ENTITLED,
    ),
    "an unknown terminal": (
        lambda room, votes: room.listed([*votes[:2], msgspec.structs.replace(votes[2], key=Party(9).public)]),
        ListFault.NOT_ENTITLED,
    ),
    "an envelope put in by the hub": (
        lambda room, votes: room.listed(
            [*votes[:2], msgspec.structs.replace(votes[2], envelope=room.cast(person(3), b"x")[1].envelope)]
        ),
        ListFault.VOTE_NOT_SIGNED,
    ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_a_wrong_list_is_refused_by_both_tellers_and_the_right_one_still_opens(name: str) -> None:
    spoil, fault = SPOILT[name]
    room = SecretRoom(4)
    votes = votes_of(room, 3)
    wrong, right = spoil(room, votes), room.listed(votes)
    assert room.first.open_outer(wrong, announced=3) is fault
    inners = room.first.open_outer(right, announced=3)
    assert isinstance(inners, Signed)
    assert room.second.open_inner(wrong, inners, announced=3) is fault
    assert not isinstance(room.second.open_inner(right, inners, announced=3), ListFault)


def _inners_again(room: SecretRoom, inners: Signed, /, **changes: object) -> Signed:
    content = content_of(inners, InnersListed, room.teller_parties[0].public)
    assert content is not None
    return signed(msgspec.structs.replace(content, **changes), room.teller_parties[0].sign)


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"terms_sha256": bytes(32)}, ListFault.ANOTHER_BALLOT),
        ({"envelopes_sha256": bytes(32)}, ListFault.ANOTHER_LIST),
        ({"inners": ()}, ListFault.FIGURES_DISAGREE),
        ({"dropped": 1}, ListFault.FIGURES_DISAGREE),
        ({"unreadable": (person(99),)}, ListFault.NOT_ENTITLED),
        ({"unreadable": (person(2), person(1))}, ListFault.NOT_SORTED),
        ({"inners": (bytes(2000),) * 3}, ListFault.WRONG_LENGTH),
    ],
)
def test_teller_2_refuses_what_does_not_follow_from_the_hubs_list(
    changes: dict[str, object], fault: ListFault
) -> None:
    room = SecretRoom(3)
    envelopes = room.listed(votes_of(room, 3))
    inners = room.first.open_outer(envelopes, announced=3)
    assert isinstance(inners, Signed)
    wrong = _inners_again(room, inners, **changes)
    assert room.second.open_inner(envelopes, wrong, announced=3) is fault
    assert not isinstance(room.second.open_inner(envelopes, inners, announced=3), ListFault)


def test_teller_2_refuses_inner_envelopes_out_of_order_or_from_somebody_else() -> None:
    room = SecretRoom(3)
    envelopes = room.listed(votes_of(room, 3))
    inners = room.first.open_outer(envelopes, announced=3)
    assert isinstance(inners, Signed)
    content = content_of(inners, InnersListed, room.teller_parties[0].public)
    assert content is not None
    turned = _inners_again(room, inners, inners=tuple(reversed(content.inners)))
    assert room.second.open_inner(envelopes, turned, announced=3) is ListFault.NOT_SORTED
    forged = signed(content, room.hub.sign)
    assert room.second.open_inner(envelopes, forged, announced=3) is ListFault.NOT_SIGNED


def test_a_teller_answers_once_and_keeps_the_answer_to_send_it_again() -> None:
    room = SecretRoom(3)
    votes = votes_of(room, 3)
    envelopes = room.listed(votes)
    inners = room.first.open_outer(envelopes, announced=3)
    assert isinstance(inners, Signed)
    assert room.first.open_outer(envelopes, announced=3) is ListFault.OPENED_ALREADY
    assert room.first.open_outer(room.listed(votes[:1]), announced=0) is ListFault.OPENED_ALREADY
    assert room.first.answer == inners
    answers = room.second.open_inner(envelopes, inners, announced=3)
    assert room.second.open_inner(envelopes, inners, announced=3) is ListFault.OPENED_ALREADY
    assert room.second.answer == answers


def test_a_wiped_key_opens_nothing_and_the_wiping_is_signed() -> None:
    room = SecretRoom(2)
    envelopes = room.listed(votes_of(room, 2))
    for teller, role in ((room.first, TellerRole.FIRST), (room.second, TellerRole.SECOND)):
        message = teller.wipe()
        expected = SecretWiped(terms_sha256=sha256_of(room.terms), role=role)
        assert content_of(message, SecretWiped, room.teller_parties[role - 1].public) == expected
    assert room.first.open_outer(envelopes, announced=2) is ListFault.NO_KEY
    assert room.second.open_inner(envelopes, envelopes, announced=2) is ListFault.NO_KEY


def test_a_terminal_started_anew_cannot_open_what_was_sealed_for_it_before() -> None:
    room = SecretRoom(3)
    envelopes = room.listed(votes_of(room, 3))
    at = room.teller_parties[0]
    anew = FirstTeller(room.terms, hub_key=room.hub.public, own_key=at.public, sign=at.sign)
    inners = anew.open_outer(envelopes, announced=3)
    assert isinstance(inners, Signed)
    content = content_of(inners, InnersListed, at.public)
    assert content is not None
    assert content.unreadable == (person(1), person(2), person(3))


def test_an_envelope_that_does_not_open_is_counted_as_unreadable_by_teller_1() -> None:
    room = SecretRoom(3)
    seat = room.seats[person(3)]
    copied = votes_of(room, 1)[0].envelope
    votes = [
        *votes_of(room, 2),
        sealed_vote(copied, room.keys, person(3), seat.public, seat.sign),
    ]
    inners = room.first.open_outer(room.listed(votes), announced=3)
    assert isinstance(inners, Signed)
    content = content_of(inners, InnersListed, room.teller_parties[0].public)
    assert content is not None
    assert (content.unreadable, len(content.inners), content.dropped) == ((person(3),), 2, 0)


def test_one_envelope_under_two_names_does_not_stop_the_ballot() -> None:
    room = SecretRoom(2)
    mine = votes_of(room, 1)[0]
    seat = room.seats[person(2)]
    copied = sealed_vote(mine.envelope, room.keys, person(2), seat.public, seat.sign)
    assert len(room.open_all([mine, copied]).votes) == 1


def _sealed_by_hand(room: SecretRoom, inner: bytes, name: str) -> SealedVote:
    """An envelope by a hostile seat that puts any `inner` of the right length into the outer one."""
    from_room = room.seats[person(int(name[1:]))]
    first = envelopes_module.public_key(room.keys.publics[0])
    assert first is not None
    outer = envelopes_module._SUITE.encrypt(
        inner, first, info=outer_info(sha256_of(room.terms), person(int(name[1:])))
    )
    return sealed_vote(outer, room.keys, person(int(name[1:])), from_room.public, from_room.sign)


def test_exact_copies_of_an_inner_envelope_count_once() -> None:
    room = SecretRoom(3)
    honest = votes_of(room, 1)[0]
    assert room.first._key is not None
    inner = open_layer(honest.envelope, room.first._key, outer_info(sha256_of(room.terms), person(1)))
    assert inner is not None
    votes = [honest, _sealed_by_hand(room, inner, "p2"), _sealed_by_hand(room, inner, "p3")]
    envelopes = room.listed(votes)
    inners = room.first.open_outer(envelopes, announced=3)
    assert isinstance(inners, Signed)
    content = content_of(inners, InnersListed, room.teller_parties[0].public)
    assert content is not None
    assert (len(content.inners), content.dropped) == (1, 2)
    assert not isinstance(room.second.open_inner(envelopes, inners, announced=3), ListFault)


def test_an_inner_envelope_that_does_not_open_or_is_not_filled_up_is_unreadable() -> None:
    room = SecretRoom(3)
    second = envelopes_module.public_key(room.keys.publics[1])
    assert second is not None
    length = 2 + room.content.room + 16
    unfilled = envelopes_module._SUITE.encrypt(
        b"\xff" * length, second, info=envelopes_module.inner_info(sha256_of(room.terms))
    )
    votes = [
        *votes_of(room, 1),
        _sealed_by_hand(room, bytes(len(unfilled)), "p2"),
        _sealed_by_hand(room, unfilled, "p3"),
    ]
    opened = room.open_all(votes)
    assert (len(opened.votes), opened.unreadable) == (1, 2)


def test_who_comes_late_or_changes_the_terminal_is_admitted_by_the_hubs_word() -> None:
    room = SecretRoom(2)
    late, other = Party(301), Party(302)
    added = [Voter(person(7), late.public), Voter(person(1), other.public)]
    held, late_vote = None, []
    for voter, seat in zip(added, (late, other), strict=True):
        room.seats[voter.person] = seat
        held, vote = room.cast(voter.person, room.encoded(Choice.NO))
        late_vote.append(vote)
    envelopes = room.listed(late_vote)
    digest = sha256_of(room.terms)
    assert room.first.open_outer(envelopes, announced=2) is ListFault.NOT_ENTITLED
    for voter in added:
        content = VoterAdded(terms_sha256=digest, voter=voter)
        assert not room.first.admit(signed(content, Party(9).sign))
        assert not room.first.admit(
            signed(msgspec.structs.replace(content, terms_sha256=bytes(32)), room.hub.sign)
        )
        assert room.first.admit(signed(content, room.hub.sign))
        assert room.second.admit(signed(content, room.hub.sign))
    opened = room.open_all(late_vote)
    assert held is not None
    assert held.find_in(opened) is Inclusion.INCLUDED


def test_a_teller_makes_a_key_only_for_terms_of_the_hub_that_name_it() -> None:
    room = SecretRoom(2)
    first, second = room.teller_parties
    with pytest.raises(BadTerms):
        FirstTeller(room.terms, hub_key=Party(9).public, own_key=first.public, sign=first.sign)
    with pytest.raises(BadTerms):
        FirstTeller(room.terms, hub_key=room.hub.public, own_key=second.public, sign=second.sign)
    with pytest.raises(BadTerms):
        SecondTeller(room.first.key_made, hub_key=room.hub.public, own_key=second.public, sign=second.sign)
    alone = msgspec.structs.replace(room.content, grade=Grade.ONE_OPERATOR)
    with pytest.raises(BadTerms):
        FirstTeller(
            signed(alone, room.hub.sign), hub_key=room.hub.public, own_key=first.public, sign=first.sign
        )


def test_a_key_is_shown_and_copied_nowhere() -> None:
    room = SecretRoom(2)
    for teller in (room.first, room.second):
        assert "ballot" in repr(teller)
        assert "0x" not in repr(teller)
        for bring_out in (pickle.dumps, copy.copy, copy.deepcopy):
            with pytest.raises(TypeError, match="memory"):
                bring_out(teller)


def test_every_key_is_another_one() -> None:
    assert SecretRoom(2).keys.publics != SecretRoom(2).keys.publics


def test_choice_and_code_are_in_no_message_but_teller_2s() -> None:
    room = SecretRoom(3)
    marker = b"MARKER-OF-THE-CHOICE"
    held, vote = room.cast(person(1), marker)
    votes = [vote, *votes_of(room, 3)[1:]]
    envelopes = room.listed(votes)
    inners = room.first.open_outer(envelopes, announced=3)
    assert isinstance(inners, Signed)
    answers = room.second.open_inner(envelopes, inners, announced=3)
    assert not isinstance(answers, ListFault)
    before = [room.terms, room.first.key_made, room.second.key_made, envelopes, inners]
    written = b"".join(msgspec.msgpack.encode(message) for message in before)
    code = bytes(held._code)
    assert marker not in written
    assert code not in written
    with_codes, for_the_record = answers
    assert marker in with_codes.body
    assert code in with_codes.body
    assert marker in for_the_record.body
    assert code not in for_the_record.body


def test_hub_and_seats_find_the_lists_of_honest_tellers_right() -> None:
    room = SecretRoom(3)
    envelopes = room.listed(votes_of(room, 3))
    inners = room.first.open_outer(envelopes, announced=3)
    assert isinstance(inners, Signed)
    answers = room.second.open_inner(envelopes, inners, announced=3)
    assert not isinstance(answers, ListFault)
    at = [party.public for party in room.teller_parties]
    listed = content_of(envelopes, EnvelopesListed, room.hub.public)
    inner = content_of(inners, InnersListed, at[0])
    opened = content_of(answers[0], VotesOpened, at[1])
    kept = content_of(answers[1], AnswersListed, at[1])
    assert listed is not None
    assert inner is not None
    assert opened is not None
    assert kept is not None
    assert inners_fault(inner, listed, room.content, sha256_of(envelopes)) is None
    assert opened_fault(opened, inner, sha256_of(inners)) is None
    assert answers_fault(kept, opened, sha256_of(answers[0])) is None
