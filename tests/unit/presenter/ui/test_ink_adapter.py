"""The ink of one paper on the podium's page: what is shown of it, where it goes, how it is told while it grows."""

from presenter.ui.ink_adapter import MOST_POINTS, BoardInk
from presenter.ui.shared_ink import sharers, still_shared
from shared.domain.commands import ShareInk
from shared.domain.ink import InkAudience, Layer, LayerKind, MarkId, Pen, Touch
from shared.domain.people import PersonId
from shared.protocol.ink import StrokeGrows, unpack_points
from tests.fakes.small_podium import ANNEX, DECISION, SEATS
from tests.unit.presenter.ui.podium_states import Story

LI = PersonId("li")


def pen(name: str, page: int = 1) -> Pen:
    return Pen(
        id=MarkId(name), page=page, color="#1A3D8F", width=0.003, points=((0.1, 0.1, 0.5), (0.2, 0.1, 0.5))
    )


def board(story: Story) -> BoardInk:
    return BoardInk(story.hub.board, DECISION)


def shares(story: Story, audience: InkAudience) -> None:
    story.hub.decides(ShareInk(person=LI, paper=DECISION, audience=audience), SEATS[1])


def shown(ink: BoardInk, page: int = 1) -> list[str]:
    return [one.mark.id for one in ink.marks(page)]


def test_what_is_written_is_own_board_ink_of_its_page() -> None:
    story = Story()
    story.runs()
    ink = board(story)
    ink.add(pen("a"))
    ink.add(pen("b", page=2))
    (mark,) = ink.marks(1)
    assert (mark.mark.id, mark.layer.kind, mark.is_own) == ("a", LayerKind.BOARD, True)
    assert (ink.count(1), ink.count(2), ink.count(3)) == (1, 1, 0)
    ink.erase([MarkId("a")])
    assert shown(ink) == []


def test_shared_ink_needs_to_be_shared_and_asked_for() -> None:
    story = Story()
    story.runs()
    ink = board(story)
    story.hub.board.comes(Layer(author=LI, paper=DECISION), pen("l"))
    ink.show_shared(frozenset({LI}))
    assert shown(ink) == []
    shares(story, InkAudience.CHAIR)
    assert shown(ink) == ["l"]
    ink.show_shared(frozenset())
    assert shown(ink) == []


def test_watchers_hear_of_their_paper_and_of_what_is_shown_now() -> None:
    story = Story()
    story.runs()
    shares(story, InkAudience.ALL)
    ink = board(story)
    told: list[frozenset[int]] = []
    end = ink.subscribe(told.append)
    story.hub.board.comes(Layer(author=LI, paper=ANNEX), pen("other"))
    assert told == []
    story.hub.board.comes(Layer(author=LI, paper=DECISION), pen("l", page=3))
    ink.marks(3)
    ink.show_shared(frozenset({LI}))
    assert told == [frozenset({3}), frozenset({3})]
    end()
    ink.show_shared(frozenset())
    assert len(told) == 2


def test_a_long_step_of_a_stroke_is_told_in_messages_that_follow_each_other() -> None:
    story = Story()
    story.runs()
    ink = board(story)
    points: list[Touch] = [(n / 1000, 0.5, 0.5) for n in range(2 * MOST_POINTS + 3)]
    stroke = StrokeGrows(
        layer=story.hub.board.board_layer(DECISION),
        id=MarkId("s"),
        page=1,
        is_pen=True,
        color="#1A3D8F",
        width=0.003,
        skip=10,
        points=b"",
    )
    ink.grow(stroke, points)
    grown = story.hub.board.grown
    assert [one.skip for one in grown] == [10, 10 + MOST_POINTS, 10 + 2 * MOST_POINTS]
    assert sum(len(unpack_points(one.points)) for one in grown) == len(points)


def test_sharers_are_listed_in_the_order_of_the_roster_with_whom_they_share() -> None:
    story = Story()
    story.runs()
    story.hub.turn_page(item=story.state.meeting.meeting.agenda[1].id, paper=DECISION, page=1)  # type: ignore[union-attr]
    wang = ShareInk(person=PersonId("wang"), paper=DECISION, audience=InkAudience.CHAIR)
    story.hub.decides(wang, SEATS[2])
    shares(story, InkAudience.ALL)
    story.changes["ink_shown"] = frozenset({(DECISION, LI)})
    listed = [(s.person, s.is_with_all, s.is_shown) for s in sharers(story.state)]
    assert listed == [("li", True, True), ("wang", False, False)]


def test_what_is_not_shared_any_more_is_not_kept_as_shown() -> None:
    story = Story()
    story.runs()
    shares(story, InkAudience.ALL)
    pairs = frozenset({(DECISION, LI), (ANNEX, LI)})
    assert still_shared(pairs, story.hub.state) == frozenset({(DECISION, LI)})
    assert still_shared(pairs, None) == frozenset()
