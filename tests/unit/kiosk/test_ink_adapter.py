"""Which layer a mark goes to, and which marks the person may change."""

from __future__ import annotations

from kiosk.ui.ink_adapter import GrowingLook, PaperInk
from shared.domain.ink import Bookmark, Layer, LayerKind, MarkId
from shared.domain.papers import Sha256
from shared.domain.people import PersonId
from shared.protocol.ink import StrokeDropped, StrokeGrows, unpack_points
from tests.fakes.seat_ink import FakeSeatInk

LI, ZHANG = PersonId("li"), PersonId("zhang")
PAPER, OTHER = Sha256("a" * 64), Sha256("b" * 64)


def mark(name: str, page: int = 1) -> Bookmark:
    return Bookmark(id=MarkId(name), page=page)


def of(desk: FakeSeatInk, kind: LayerKind) -> list[str]:
    return [one.id for one in desk.all_of(PAPER, kind)]


def test_new_marks_go_where_the_person_writes_at_that_moment() -> None:
    desk = FakeSeatInk(LI)
    ink = PaperInk(desk, PAPER)
    ink.add(mark("a"))
    ink.writes = LayerKind.BOARD
    ink.add(mark("b"))
    assert (of(desk, LayerKind.OWN), of(desk, LayerKind.BOARD)) == (["a"], ["b"])


def test_what_is_changed_erased_or_put_back_stays_in_its_layer() -> None:
    desk = FakeSeatInk(LI)
    ink = PaperInk(desk, PAPER)
    ink.writes = LayerKind.BOARD
    ink.add(mark("b"))
    ink.writes = LayerKind.OWN
    ink.add(mark("a"))
    ink.replace((mark("b", 2), mark("a", 2)))
    assert (of(desk, LayerKind.OWN), of(desk, LayerKind.BOARD)) == (["a"], ["b"])
    assert {one.page for one in desk.all_of(PAPER, LayerKind.BOARD)} == {2}
    ink.erase((MarkId("b"), MarkId("a")))
    assert (of(desk, LayerKind.OWN), of(desk, LayerKind.BOARD)) == ([], [])
    ink.add(mark("b"))
    assert of(desk, LayerKind.BOARD) == ["b"]


def test_a_mark_that_came_from_the_disk_is_erased_in_its_own_layer() -> None:
    desk = FakeSeatInk(LI)
    desk.comes(Layer(author=LI, paper=PAPER, kind=LayerKind.BOARD), mark("b"))
    ink = PaperInk(desk, PAPER)
    ink.may_write_for_all = True
    assert [shown.is_own for shown in ink.marks(1)] == [True]
    ink.erase((MarkId("b"),))
    assert of(desk, LayerKind.BOARD) == []


def test_what_was_written_for_all_can_be_changed_only_while_that_is_allowed() -> None:
    desk = FakeSeatInk(LI)
    desk.comes(Layer(author=LI, paper=PAPER, kind=LayerKind.BOARD), mark("b"))
    ink = PaperInk(desk, PAPER)
    assert [shown.is_own for shown in ink.marks(1)] == [False]


def test_the_ink_of_others_is_never_the_persons_to_change() -> None:
    desk = FakeSeatInk(LI)
    for kind in LayerKind:
        desk.comes(Layer(author=ZHANG, paper=PAPER, kind=kind), mark(kind.value))
    ink = PaperInk(desk, PAPER)
    ink.may_write_for_all = True
    assert [shown.is_own for shown in ink.marks(1)] == [False, False]
    assert ink.count(1) == {LayerKind.OWN: 1, LayerKind.BOARD: 1}


def test_only_changes_of_this_paper_are_told() -> None:
    desk = FakeSeatInk(LI)
    told: list[frozenset[int]] = []
    stop = PaperInk(desk, PAPER).subscribe(told.append)
    desk.comes(Layer(author=LI, paper=OTHER), mark("x"))
    desk.comes(Layer(author=LI, paper=PAPER), mark("y", 3))
    stop()
    desk.comes(Layer(author=LI, paper=PAPER), mark("z", 4))
    assert told == [frozenset({3})]


def test_only_what_is_drawn_for_all_is_told_while_it_is_drawn_and_in_steps() -> None:
    desk = FakeSeatInk(LI)
    look = GrowingLook(id=MarkId("a"), page=2, is_pen=True, color="#1A3D8F", width=0.01, skip=7)
    points = tuple((n / 200, 0.5, 0.5) for n in range(200))
    ink = PaperInk(desk, PAPER, LI)
    ink.grow(look, points)
    ink.drop(MarkId("a"))
    PaperInk(desk, PAPER).grow(look, points)
    assert desk.told == []
    ink.writes = LayerKind.BOARD
    ink.grow(look, points)
    ink.drop(MarkId("a"))
    layer = Layer(author=LI, paper=PAPER, kind=LayerKind.BOARD)
    first, second, dropped = desk.told
    assert isinstance(first, StrokeGrows)
    assert isinstance(second, StrokeGrows)
    assert (first.layer, first.page, first.skip, len(unpack_points(first.points))) == (layer, 2, 7, 128)
    assert (second.skip, len(unpack_points(second.points))) == (135, 72)
    assert dropped == StrokeDropped(layer=layer, id=MarkId("a"))
