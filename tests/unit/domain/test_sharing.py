"""Whose ink reaches whom, as tables."""

from __future__ import annotations

import msgspec
import pytest

from shared.domain import commands as cmd
from shared.domain.ink import PODIUM, InkAudience, Layer, LayerKind
from shared.domain.papers import Sha256
from shared.domain.people import PersonId, Role, SeatId
from shared.domain.presence import Move
from shared.domain.sharing import (
    board_author,
    is_public_layer,
    is_seen_at_the_podium,
    layers_seen_by,
    may_see_layer,
    may_write,
)
from shared.domain.state import MeetingState
from tests.unit.domain.meetings import in_session, meeting, paper, person_id, seat_id

A, B, C, NEW = (paper(mark).sha256 for mark in "abcd")


def state(audience: InkAudience, of: Sha256 = A) -> MeetingState:
    """All signed in but person 5 (a member); person 2 shares their ink on `of`; 6 is an observer, 1 the chair."""
    record = in_session(voters=5, present=4)
    record.sign_in(6)
    record.when(cmd.ShareInk(person=person_id(2), paper=of, audience=audience), seat=seat_id(2))
    return record.known


def layer(kind: LayerKind = LayerKind.OWN, *, of: Sha256 = A, author: int = 2) -> Layer:
    return Layer(author=person_id(author), paper=of, kind=kind)


def viewers(known: MeetingState, seen: Layer) -> set[int]:
    return {n for n in range(1, 8) if may_see_layer(known, seen, person_id(n))}


@pytest.mark.parametrize(
    ("audience", "of", "seeing"),
    [
        (InkAudience.NOBODY, A, {2}),
        (InkAudience.CHAIR, A, {1, 2}),
        (InkAudience.ALL, A, {1, 2, 3, 4, 6}),
        (InkAudience.ALL, B, {1, 2, 3, 4}),
        (InkAudience.CHAIR, B, {1, 2}),
        (InkAudience.ALL, C, {2}),
        (InkAudience.CHAIR, C, {2}),
    ],
)
def test_own_ink_is_seen_by_its_author_and_whom_they_chose_if_these_may_see_the_paper(
    audience: InkAudience, of: Sha256, seeing: set[int]
) -> None:
    assert viewers(state(audience, of), layer(of=of)) == seeing


@pytest.mark.parametrize(("of", "seeing"), [(A, {1, 2, 3, 4, 6}), (B, {1, 2, 3, 4}), (C, {2}), (NEW, set())])
def test_board_ink_is_seen_by_all_who_may_see_the_paper_and_are_signed_in(
    of: Sha256, seeing: set[int]
) -> None:
    assert viewers(state(InkAudience.NOBODY), layer(LayerKind.BOARD, of=of, author=1)) == seeing


@pytest.mark.parametrize("audience", InkAudience)
@pytest.mark.parametrize("of", [A, B, C])
def test_the_layers_of_a_list_that_a_person_sees_are_those_seen_one_by_one(
    audience: InkAudience, of: Sha256
) -> None:
    known = state(audience, of)
    layers = [
        layer(kind, of=sha256, author=author)
        for kind in LayerKind
        for sha256 in (A, B, C, NEW)
        for author in (1, 2, 3, 99)
    ]
    for viewer in (*range(1, 8), 99):
        one_by_one = [seen for seen in layers if may_see_layer(known, seen, person_id(viewer))]
        assert list(layers_seen_by(known, layers, person_id(viewer))) == one_by_one


def test_sharing_one_paper_shares_no_other() -> None:
    assert viewers(state(InkAudience.ALL, A), layer(of=B)) == {2}


def test_the_author_who_left_is_sent_nothing() -> None:
    record = in_session()
    record.when(cmd.RecordPresence(person=person_id(2), move=Move.OUT, reason="called away"))
    assert not may_see_layer(record.known, layer(), person_id(2))


@pytest.mark.parametrize(
    ("kind", "audience", "of", "is_public", "is_at_podium"),
    [
        (LayerKind.OWN, InkAudience.NOBODY, A, False, False),
        (LayerKind.OWN, InkAudience.CHAIR, A, False, True),
        (LayerKind.OWN, InkAudience.ALL, A, True, True),
        (LayerKind.OWN, InkAudience.ALL, B, False, True),
        (LayerKind.BOARD, InkAudience.NOBODY, A, True, True),
        (LayerKind.BOARD, InkAudience.NOBODY, B, False, True),
        (LayerKind.BOARD, InkAudience.NOBODY, NEW, False, True),
    ],
)
def test_a_layer_is_public_only_on_a_paper_for_everybody(
    kind: LayerKind, audience: InkAudience, of: Sha256, is_public: bool, is_at_podium: bool
) -> None:
    known = state(audience, of)
    assert is_public_layer(known, layer(kind, of=of)) == is_public
    assert is_seen_at_the_podium(known, layer(kind, of=of)) == is_at_podium


def test_a_public_layer_is_seen_by_everybody_who_signed_in() -> None:
    known = state(InkAudience.ALL)
    assert is_public_layer(known, layer())
    assert viewers(known, layer()) == {1, 2, 3, 4, 6}


@pytest.mark.parametrize(
    ("author", "of", "seat", "kind", "may"),
    [
        (2, A, seat_id(2), LayerKind.OWN, True),
        (2, C, seat_id(2), LayerKind.OWN, True),
        (2, A, seat_id(3), LayerKind.OWN, False),
        (2, A, SeatId("spare"), LayerKind.OWN, True),
        (3, C, seat_id(3), LayerKind.OWN, False),
        (6, B, seat_id(6), LayerKind.OWN, False),
        (2, NEW, seat_id(2), LayerKind.OWN, False),
        (99, A, seat_id(2), LayerKind.OWN, False),
        (2, A, seat_id(2), LayerKind.BOARD, False),
        (3, A, seat_id(3), LayerKind.BOARD, True),
        (3, C, seat_id(3), LayerKind.BOARD, False),
        (1, A, seat_id(1), LayerKind.BOARD, False),
    ],
)
def test_ink_comes_from_where_its_author_sits_or_sat_and_for_all_only_with_permission(
    author: int, of: Sha256, seat: SeatId, kind: LayerKind, may: bool
) -> None:
    record = in_session()
    record.when(cmd.AllowWriting(person=person_id(3), is_allowed=True))
    record.when(cmd.SeatPerson(person=person_id(2), seat=SeatId("spare")))
    assert may_write(record.known, layer(kind, of=of, author=author), seat) == may


def test_what_the_podium_writes_is_the_chairs() -> None:
    record = in_session()
    assert board_author(record.known) == person_id(1)
    nobody = meeting()
    roster = tuple(msgspec.structs.replace(p, role=Role.MEMBER) for p in nobody.roster)
    leaderless = msgspec.structs.replace(record.known, meeting=msgspec.structs.replace(nobody, roster=roster))
    assert board_author(leaderless) == PODIUM == PersonId("")


def test_ink_on_an_earlier_draft_stays_visible() -> None:
    record = in_session()
    record.when(cmd.ReplacePaper(old=A, paper=paper("d")))
    assert may_see_layer(record.known, layer(LayerKind.BOARD, of=A), person_id(3))
    assert may_write(record.known, layer(of=A), seat_id(2))
    assert is_public_layer(record.known, layer(LayerKind.BOARD, of=A))
