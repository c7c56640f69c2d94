"""Envelopes of secret ballots: what they hide, what they are bound to, and that no hostile bytes break them."""

from __future__ import annotations

import copy
import pickle

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.crypto.envelopes import (
    HeldVote,
    content_of,
    fingerprint_of,
    is_about,
    is_signed_vote,
    open_layer,
    outer_info,
    seal,
    sha256_of,
    signed,
    teller_keys,
    unfilled,
)
from shared.crypto.teller import FirstTeller
from shared.domain.ballot_terms import Choice
from shared.domain.election import ElectionBallot, ElectionTerms, Mark
from shared.domain.election_names import LONGEST_NAME
from shared.domain.secrecy import (
    CODE_BYTES,
    LAYER_BYTES,
    TELLER_KEY_BYTES,
    Grade,
    Inclusion,
    OpenedVote,
    SecretTerms,
    SecretWiped,
    Signed,
    TellerKeyMade,
    TellerRole,
    Voter,
    VotesOpened,
    envelope_bytes,
)
from tests.unit.crypto.secret_room import Party, SecretRoom, person

ROOM = SecretRoom(3)
CODE = bytes(range(CODE_BYTES))
ELECTION = ElectionTerms(seats=5, candidates=tuple(f"c{n}" for n in range(8)))


@pytest.mark.parametrize("choice", Choice)
def test_an_envelope_has_the_length_of_its_ballot_whatever_was_chosen(choice: Choice) -> None:
    envelope = seal(ROOM.encoded(choice), CODE, ROOM.keys, person(1))
    assert len(envelope) == envelope_bytes(ROOM.content.room) == 2 * LAYER_BYTES + 2 + 64 + CODE_BYTES


def test_a_written_in_name_does_not_show_in_the_length() -> None:
    room = SecretRoom(2, asked=ELECTION)
    blank = ElectionBallot(marks=(Mark.ABSTAIN,) * 8)
    full = ElectionBallot(
        marks=(Mark.NO,) * 8, write_ins=tuple(chr(0x20000 + n) * LONGEST_NAME for n in range(5))
    )
    lengths = {len(seal(room.encoded(ballot), CODE, room.keys, person(1))) for ballot in (blank, full)}
    assert lengths == {envelope_bytes(room.content.room)}


def test_the_same_vote_is_never_sealed_into_the_same_bytes() -> None:
    assert seal(b"x", CODE, ROOM.keys, person(1)) != seal(b"x", CODE, ROOM.keys, person(1))


def test_what_does_not_fit_is_refused_before_it_is_sealed() -> None:
    with pytest.raises(ValueError, match="fit"):
        seal(bytes(ROOM.content.room + 1), CODE, ROOM.keys, person(1))
    with pytest.raises(ValueError, match="fit"):
        seal(b"x", CODE[1:], ROOM.keys, person(1))
    damaged = msgspec.structs.replace(ROOM.keys, publics=(b"short", ROOM.keys.publics[1]))
    with pytest.raises(ValueError, match="key"):
        seal(b"x", CODE, damaged, person(1))


def test_an_envelope_opens_only_for_its_person_and_its_ballot() -> None:
    room, other = SecretRoom(2), SecretRoom(2, question="another")
    assert room.first._key is not None
    envelope = seal(b"x", CODE, room.keys, person(1))
    mine = outer_info(sha256_of(room.terms), person(1))
    assert open_layer(envelope, room.first._key, mine) is not None
    assert open_layer(envelope, room.first._key, outer_info(sha256_of(room.terms), person(2))) is None
    assert open_layer(envelope, room.first._key, outer_info(sha256_of(other.terms), person(1))) is None
    assert room.second._key is not None
    assert open_layer(envelope, room.second._key, mine) is None


@settings(max_examples=50)
@given(st.binary(max_size=3000))
def test_no_bytes_break_the_opening(content: bytes) -> None:
    assert ROOM.first._key is not None
    assert open_layer(content, ROOM.first._key, b"") is None


@given(answer=st.binary(max_size=64), code=st.binary(min_size=CODE_BYTES, max_size=CODE_BYTES))
def test_only_what_a_seat_fills_up_is_read_again(answer: bytes, code: bytes) -> None:
    filled = len(answer).to_bytes(2, "big") + answer.ljust(64, b"\0") + code
    assert unfilled(filled, 64) == OpenedVote(answer, code)
    assert unfilled(filled + b"\0", 64) is None
    assert unfilled(filled[1:], 64) is None
    assert unfilled((65).to_bytes(2, "big") + filled[2:], 64) is None
    marked = bytearray(filled)
    marked[2 + 63] = 1
    if len(answer) < 64:
        assert unfilled(bytes(marked), 64) is None


def test_a_cast_vote_is_signed_by_its_seat_for_its_person_and_ballot() -> None:
    _, vote = ROOM.cast(person(1), b"x")
    digest = sha256_of(ROOM.terms)
    assert is_signed_vote(vote, digest)
    assert not is_signed_vote(vote, bytes(32))
    for change in (
        {"person": person(2)},
        {"key": ROOM.seats[person(2)].public},
        {"envelope": bytes(len(vote.envelope))},
        {"signature": bytes(64)},
    ):
        assert not is_signed_vote(msgspec.structs.replace(vote, **change), digest)


def test_what_a_seat_stores_holds_neither_choice_nor_code() -> None:
    held, vote = ROOM.cast(person(1), b"MARKER-OF-THE-CHOICE")
    stored = msgspec.msgpack.encode(vote)
    assert b"MARKER" not in stored
    assert bytes(held._code) not in stored


def test_a_held_vote_shows_itself_nowhere() -> None:
    held = HeldVote(b"MARKER")
    assert "MARKER" not in f"{held!r} {held}"
    assert held._code.hex() not in repr(held)
    for bring_out in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="memory"):
            bring_out(held)


def test_a_wiped_vote_is_forgotten() -> None:
    room = SecretRoom(1 + 1)
    held, vote = room.cast(person(1), b"MARKER")
    opened = room.open_all([vote])
    assert held.find_in(opened) is Inclusion.INCLUDED
    held.wipe()
    held.wipe()
    assert held.find_in(opened) is Inclusion.FORGOTTEN
    assert not any(held._code)
    assert not any(held._answer)
    with pytest.raises(ValueError, match="wiped"):
        held.seal(room.keys, person(1))


def test_every_held_vote_has_its_own_code() -> None:
    assert len({bytes(HeldVote(b"")._code) for _ in range(100)}) == 100


def test_a_signed_message_is_read_only_as_what_it_is_and_from_whom_it_is() -> None:
    wiped = SecretWiped(terms_sha256=bytes(32), role=TellerRole.FIRST)
    party, other = Party(1), Party(2)
    message = signed(wiped, party.sign)
    assert content_of(message, SecretWiped, party.public) == wiped
    assert content_of(message, SecretWiped, other.public) is None
    assert content_of(message, VotesOpened, party.public) is None
    assert content_of(Signed(message.body + b"\0", message.signature), SecretWiped, party.public) is None
    bare = Signed(message.body, party.sign(message.body))
    assert content_of(bare, SecretWiped, party.public) is None, "signed for another purpose"


@given(st.binary(max_size=200))
def test_signed_nonsense_is_no_message(body: bytes) -> None:
    party = Party(1)
    message = Signed(body, party.sign(b"wuzhi-secret-ballot/1 signed\0" + body))
    content = content_of(message, SecretTerms, party.public)
    assert content is None


def test_a_message_in_another_encoding_of_the_same_is_refused() -> None:
    party = Party(1)
    wiped = SecretWiped(terms_sha256=bytes(32), role=TellerRole.FIRST)
    body = signed(wiped, party.sign).body
    longer = body.replace(b"\xc4\x20", b"\xc5\x00\x20", 1)
    assert longer != body
    assert msgspec.msgpack.decode(longer) == msgspec.msgpack.decode(body)
    message = Signed(longer, party.sign(b"wuzhi-secret-ballot/1 signed\0" + longer))
    assert content_of(message, SecretWiped, party.public) is None


def test_keys_are_taken_only_from_the_tellers_in_the_terms_and_for_these_terms() -> None:
    room, other = SecretRoom(3), SecretRoom(3, question="another")
    first, second = room.first.key_made, room.second.key_made
    assert teller_keys(room.terms, first, second, room.hub.public) == room.keys
    assert teller_keys(room.terms, first, second, Party(9).public) is None, "not this hub"
    assert teller_keys(room.terms, second, first, room.hub.public) is None, "swapped"
    assert teller_keys(room.terms, first, first, room.hub.public) is None, "twice the same"
    assert teller_keys(room.terms, other.first.key_made, second, room.hub.public) is None, "another ballot's"
    forged = FirstTeller(
        room.terms,
        hub_key=room.hub.public,
        own_key=room.teller_parties[0].public,
        sign=Party(9).sign,
    )
    assert teller_keys(room.terms, forged.key_made, second, room.hub.public) is None, (
        "not signed by the teller"
    )


def test_one_operators_two_keys_cannot_change_places() -> None:
    room = SecretRoom(2, grade=Grade.ONE_OPERATOR)
    assert teller_keys(room.terms, room.second.key_made, room.first.key_made, room.hub.public) is None


def test_a_signed_key_that_is_none_is_refused() -> None:
    made = TellerKeyMade(
        terms_sha256=sha256_of(ROOM.terms), role=TellerRole.FIRST, public=b"\xff" * TELLER_KEY_BYTES
    )
    message = signed(made, ROOM.teller_parties[0].sign)
    assert teller_keys(ROOM.terms, message, ROOM.second.key_made, ROOM.hub.public) is None


def test_terms_that_do_not_hold_together_give_no_keys() -> None:
    twice = msgspec.structs.replace(ROOM.content, voters=(*ROOM.content.voters, Voter(person(1), bytes(32))))
    terms = signed(twice, ROOM.hub.sign)
    assert teller_keys(terms, ROOM.first.key_made, ROOM.second.key_made, ROOM.hub.public) is None


def test_terms_are_about_one_question_its_options_and_one_ballot() -> None:
    terms, election = ROOM.content, SecretRoom(3, asked=ELECTION).content
    assert is_about(terms, "ballot", ROOM.question, ROOM.asked)
    assert not is_about(terms, "another", ROOM.question, ROOM.asked)
    assert not is_about(terms, "ballot", "another", ROOM.asked)
    assert not is_about(terms, "ballot", ROOM.question, ELECTION)
    assert not is_about(election, "ballot", ROOM.question, ElectionTerms(seats=1, candidates=("c0", "c1")))
    roomier = msgspec.structs.replace(terms, room=terms.room + 64)
    assert not is_about(roomier, "ballot", ROOM.question, ROOM.asked)


def test_a_repeated_ballot_has_other_terms_and_takes_no_signature_of_the_first() -> None:
    first, again = SecretRoom(3), SecretRoom(3)
    _, vote = first.cast(person(1), b"x")
    assert sha256_of(first.terms) != sha256_of(again.terms)
    assert not is_signed_vote(vote, sha256_of(again.terms))


def test_an_opened_list_shows_no_code_and_no_answer_in_a_traceback() -> None:
    opened = VotesOpened(
        terms_sha256=bytes(32), inners_sha256=bytes(32), votes=(OpenedVote(b"MARKER", CODE),), unreadable=0
    )
    shown = f"{opened!r} {signed(opened, Party(1).sign)!r}"
    assert "MARKER" not in shown
    assert repr(CODE)[2:-1] not in shown


def test_the_fingerprint_is_another_one_for_other_terms_or_keys() -> None:
    rooms = [SecretRoom(3), SecretRoom(3), SecretRoom(3, grade=Grade.ONE_OPERATOR), SecretRoom(2)]
    prints = {room.keys.fingerprint for room in rooms}
    assert len(prints) == 4
    assert all(len(text) == 14 and text.count("-") == 2 for text in prints)


def test_a_fingerprint_is_the_first_60_bits_in_base_32() -> None:
    assert fingerprint_of(bytes(32)) == "0000-0000-0000"
    assert fingerprint_of(b"\xff" * 32) == "ZZZZ-ZZZZ-ZZZZ"
    assert fingerprint_of(bytes.fromhex("0044 3214 c742 54b0") + bytes(24)) == "0123-4567-89AB"
