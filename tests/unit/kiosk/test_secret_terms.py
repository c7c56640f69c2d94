"""What a seat believes of a secret ballot: nothing that was not signed by whom it must be, for what is shown here."""

from __future__ import annotations

import msgspec
import pytest

from kiosk.session.secret_check import check_list
from kiosk.session.secret_terms import Here, understand
from kiosk.session.secret_view import OwnPlace
from shared.crypto.envelopes import sha256_of, signed
from shared.domain.agenda import MeetingId
from shared.domain.ballot_terms import BallotAnswer, Choice, Figures, MotionTerms, counted
from shared.domain.ballots import BallotId
from shared.domain.majority import Base, Rule, Share
from shared.domain.room_ballots import BallotShown, RoomBallot
from shared.domain.room_sealed import RoomSealed, SealedProgressed, TermsShown
from shared.domain.sealed_ballots import outcome_sha256
from shared.domain.secrecy import Grade, Inclusion, Signed, TellerRole, Voter, VoterAdded
from shared.domain.secret_lists import ListFault
from shared.domain.urn import UrnStage
from tests.unit.crypto.secret_room import Party, SecretRoom, person

BALLOT = BallotId("ballot")
RULE = Rule(name="", quorum=Share(1, 2, True), passing=Share(1, 2, True), base=Base.PRESENT)


def sealed_of(
    room: SecretRoom, *, keys: int = 2, question: str = "?", added: tuple[Signed, ...] = ()
) -> RoomSealed:
    both = {TellerRole.FIRST: room.first.key_made, TellerRole.SECOND: room.second.key_made}
    shown = TermsShown(
        ballot=BALLOT, question=question, asked=room.asked, grade=Grade.TWO_TELLERS, terms=room.terms
    )
    return RoomSealed(
        shown=shown,
        keys=dict(list(both.items())[:keys]),
        added=added,
        progress=SealedProgressed(ballot=BALLOT, stage=UrnStage.OPEN),
    )


def at(room: SecretRoom, number: int, key: bytes | None = None) -> Here:
    own = room.seats[person(number)].public if key is None else key
    return Here(MeetingId("meeting"), person(number), own, room.hub.public)


def test_a_vote_can_be_sealed_where_the_terms_name_person_and_terminal_and_both_keys_are_here() -> None:
    room = SecretRoom(3)
    assert understand(sealed_of(room, keys=1), at(room, 3)).place is OwnPlace.WAITING
    known = understand(sealed_of(room), at(room, 3))
    assert (known.place, known.keys, known.role) == (OwnPlace.READY, room.keys, None)


def test_the_same_person_at_another_terminal_is_not_listed_until_it_was_made_known() -> None:
    room, other = SecretRoom(3), Party(900)
    assert understand(sealed_of(room), at(room, 3, other.public)).place is OwnPlace.NOT_LISTED
    content = VoterAdded(terms_sha256=sha256_of(room.terms), voter=Voter(person(3), other.public))
    forged = understand(sealed_of(room, added=(signed(content, other.sign),)), at(room, 3, other.public))
    assert (forged.place, forged.added) == (OwnPlace.NOT_LISTED, ())
    known = understand(sealed_of(room, added=(signed(content, room.hub.sign),)), at(room, 3, other.public))
    assert (known.place, known.added) == (OwnPlace.READY, (person(3),))


def test_a_teller_knows_it_from_the_terms() -> None:
    room = SecretRoom(3)
    first, second = room.teller_parties
    assert understand(sealed_of(room), at(room, 1, first.public)).role is TellerRole.FIRST
    assert understand(sealed_of(room), at(room, 2, second.public)).role is TellerRole.SECOND
    assert understand(sealed_of(room), at(room, 1)).role is None


def test_terms_for_another_question_meeting_grade_or_hub_are_not_right() -> None:
    room, other = SecretRoom(3), SecretRoom(3)
    sealed, here = sealed_of(room), at(room, 3)
    replace = msgspec.structs.replace
    wrong = (
        (sealed_of(room, question="another"), here),
        (sealed, replace(here, meeting=MeetingId("another"))),
        (sealed, replace(here, hub_key=Party(900).public)),
        (replace(sealed, shown=replace(sealed.shown, grade=Grade.ONE_OPERATOR)), here),
        (replace(sealed, keys={**sealed.keys, TellerRole.SECOND: other.second.key_made}), here),
        (replace(sealed, keys={**sealed.keys, TellerRole.SECOND: room.first.key_made}), here),
    )
    for shown, looking in wrong:
        known = understand(shown, looking)
        assert (known.place, known.keys) == (OwnPlace.NOT_RIGHT, None)


# The opened list -----------------------------------------------------------------------------------------


class Opened:
    """Three votes, opened by both tellers, and what the podium says of them."""

    def __init__(self) -> None:
        self.room = SecretRoom(3)
        answers: tuple[BallotAnswer, ...] = (Choice.YES, Choice.YES, Choice.NO)
        cast = [self.room.cast(person(n), self.room.encoded(answer)) for n, answer in enumerate(answers, 1)]
        self.held = [held for held, _ in cast]
        envelopes = self.room.listed(vote for _, vote in cast)
        inners = self.room.first.open_outer(envelopes, announced=3)
        assert not isinstance(inners, ListFault)
        lists = self.room.second.open_inner(envelopes, inners, announced=3)
        assert not isinstance(lists, ListFault)
        self.opened = lists[0]
        outcome = counted(RULE, MotionTerms(), Figures(entitled=3, present=3, issued=3), answers, 0)
        progress = SealedProgressed(
            ballot=BALLOT,
            stage=UrnStage.OPENED,
            opened_sha256=sha256_of(self.opened),
            outcome_sha256=outcome_sha256(outcome),
        )
        self.sealed = msgspec.structs.replace(sealed_of(self.room), progress=progress)
        shown = BallotShown(
            ballot=BALLOT,
            item=None,
            question="?",
            rule=RULE,
            entitled_count=3,
            needed=2,
            voters_count=3,
            grade=Grade.TWO_TELLERS,
        )
        self.ballot = RoomBallot(shown=shown, voters_count=3, voted=3)

    def says(self, **changes: object) -> RoomSealed:
        progress = msgspec.structs.replace(self.sealed.progress, **changes)
        return msgspec.structs.replace(self.sealed, progress=progress)


@pytest.fixture(scope="module")
def box() -> Opened:
    return Opened()


def test_a_seat_finds_its_vote_and_counts_as_the_podium_does(box: Opened) -> None:
    for held in box.held:
        found = check_list(box.opened, box.sealed, box.ballot, held)
        assert found is not None
        assert (found.inclusion, found.recount_agrees, found.is_failed) == (Inclusion.INCLUDED, True, False)


def test_a_vote_that_is_not_in_the_list_is_missed(box: Opened) -> None:
    stranger, _ = SecretRoom(3).cast(person(1), box.room.encoded(Choice.YES))
    found = check_list(box.opened, box.sealed, box.ballot, stranger)
    assert found is not None
    assert (found.inclusion, found.is_failed) == (Inclusion.MISSING, True)


def test_who_forgot_the_code_still_counts_again(box: Opened) -> None:
    found = check_list(box.opened, box.sealed, box.ballot, None)
    assert found is not None
    assert (found.inclusion, found.recount_agrees) == (Inclusion.FORGOTTEN, True)
    wrong = check_list(box.opened, box.says(outcome_sha256=bytes(32)), box.ballot, None)
    assert wrong is not None
    assert (wrong.recount_agrees, wrong.is_failed) == (False, True)


@pytest.mark.parametrize("entitled", [4, 2])
def test_a_room_of_another_size_than_this_seat_was_shown_gives_another_result(
    box: Opened, entitled: int
) -> None:
    shown = msgspec.structs.replace(box.ballot.shown, entitled_count=entitled)
    other = msgspec.structs.replace(box.ballot, voters_count=entitled, shown=shown)
    found = check_list(box.opened, box.sealed, other, box.held[0])
    assert found is not None
    assert not found.recount_agrees


def test_another_list_than_the_one_for_all_seats_is_not_looked_at(box: Opened) -> None:
    assert check_list(box.opened, box.says(opened_sha256=bytes(32)), box.ballot, box.held[0]) is None
    forged = signed(box.room.content, box.room.hub.sign)
    assert check_list(forged, box.says(opened_sha256=sha256_of(forged)), box.ballot, box.held[0]) is None
