"""How each seat stands, and where its tile lies."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presenter.ui.seat_map import around_the_chair, legend, seated, table_place, table_shape
from presenter.ui.seats_shown import SeatShown, SeatState, seats_shown, short_name, state_words
from shared.domain.ballot_terms import Choice
from shared.domain.commands import CallService, RecordPresence
from shared.domain.people import Person, PersonId, Role, SeatId
from shared.domain.presence import Move
from shared.ui.seat_tile import SeatLook
from tests.fakes.small_podium import BALLOT, SEATS
from tests.unit.presenter.ui.podium_states import Story


def states(story: Story) -> list[SeatState]:
    return [seat.state for seat in seats_shown(story.state)]


def test_before_sign_in_everybody_is_waited_for() -> None:
    assert set(states(Story())) == {SeatState.WAITING}


def test_a_present_person_follows_browses_or_is_offline() -> None:
    story = Story()
    story.runs()
    story.hub.connects(*SEATS)
    story.hub.connects(SEATS[1], page=4, is_following=False)
    story.hub.loses(SEATS[2])
    assert states(story)[:3] == [SeatState.FOLLOWING, SeatState.BROWSING, SeatState.OFFLINE]
    browsing = seats_shown(story.state)[1]
    assert state_words(browsing) in ("Browsing", "Browsing, page 4")


def test_who_did_not_come_is_absent_and_who_asked_is_on_leave() -> None:
    story = Story()
    story.runs()
    story.hub.shows(seats={**story.hub.view.seats, SEATS[3]: type(story.hub.view.seats[SEATS[3]])()})
    assert states(story)[3] is SeatState.ABSENT
    chen = story.hub.state.seating[SEATS[3]]
    story.hub.decides(RecordPresence(person=chen, move=Move.LEAVE, reason="ill"))
    assert states(story)[3] is SeatState.LEAVE


def test_during_a_ballot_a_seat_shows_whether_it_voted_and_never_what() -> None:
    story = Story()
    story.takes_votes()
    story.hub.votes(BALLOT, {SEATS[0]: Choice.NO})
    story.hub.loses(SEATS[2], unsent_votes=1)
    assert states(story) == [
        SeatState.VOTED,
        SeatState.NOT_VOTED,
        SeatState.OFFLINE,
        SeatState.WAITING,
        SeatState.OBSERVING,
    ]
    away = seats_shown(story.state)[2]
    assert seated(away, is_small=False).look is SeatLook.OFFLINE_UNSENT
    assert [line.words for line in legend(seats_shown(story.state))] == [
        "Voted 1",
        "Not voted 1",
        "Not signed in 1",
        "Offline 1",
    ]


def test_a_call_is_shown_on_its_seat() -> None:
    story = Story()
    story.runs()
    story.hub.decides(CallService(), SEATS[1])
    assert states(story)[1] is SeatState.CALLING


def test_a_tile_is_spoken_with_seat_name_and_state() -> None:
    story = Story()
    story.runs()
    assert seated(seats_shown(story.state)[1], is_small=False).spoken == "Seat 02 Li, Following"


@pytest.mark.parametrize(
    ("name", "is_small", "shown"),
    [
        ("李建国", False, "李建国"),
        ("李建国", True, "李 05"),
        ("Li Jianguo", False, "Li"),
        ("Li Jianguo", True, "Li 05"),
    ],
)
def test_names_fit_their_tile(name: str, is_small: bool, shown: str) -> None:
    person = Person(id=PersonId("li"), name=name, role=Role.MEMBER)
    seat = SeatShown(seat=SeatId("05"), state=SeatState.FOLLOWING, person=person)
    assert short_name(seat, is_small=is_small) == shown


@given(st.integers(1, 24))
def test_every_seat_has_a_place_of_its_own_at_the_edge_of_the_table(seats: int) -> None:
    columns, rows = shape = table_shape(seats)
    places = [table_place(n, shape) for n in range(seats)]
    assert len(set(places)) == seats
    assert all(0 <= column < columns and 0 <= row <= rows + 1 for column, row in places)
    assert all(column in (0, columns - 1) or row in (0, rows + 1) for column, row in places)


def test_the_chair_sits_in_the_middle_of_the_upper_side() -> None:
    story = Story()
    seats = seats_shown(story.state)
    columns, _rows = table_shape(len(seats))
    turned = around_the_chair(seats, columns)
    chair = next(n for n, seat in enumerate(turned) if seat.seat == SEATS[0])
    assert chair == (columns - 1) // 2
    assert sorted(seat.seat for seat in turned) == sorted(SEATS)
