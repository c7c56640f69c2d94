"""Where a person was is theirs: it survives a restart and another person at the terminal."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from kiosk.session import replica
from kiosk.session.history import MOST_STEPS, History
from kiosk.session.own_places import OwnPlaces, kept_places, own_places
from kiosk.session.places import Place
from kiosk.session.reading import Reading, jumped_to, paper_opened, turned, with_person, with_shelf
from kiosk.session.shelf import EMPTY, Shelf, ShelfPaper
from kiosk.session.tabs import Tabs
from shared.domain import commands as cmd
from shared.domain.papers import Sha256
from shared.domain.people import PersonId
from shared.storage.seat_store import KeptPlaces, Remembered
from tests.fakes.small_room import ITEM_1, ITEM_2, PLAN, TABLES, meeting, paper
from tests.fakes.story_room import ITEMS, LI, SEAT, StoryRoom

ONE, TWO = meeting().agenda
SHELF = Shelf((ShelfPaper(ONE, paper(PLAN, 18)), ShelfPaper(TWO, paper(TABLES, 6))))
WANG = PersonId("wang")


def lis_reading() -> Reading:
    """Li opened the tables and turned to page 4 there."""
    reading = with_shelf(with_person(Reading(), LI), SHELF, ITEM_1)
    return turned(paper_opened(turned(reading, 6, SHELF), TABLES, SHELF), 3, SHELF)


def test_another_person_at_the_terminal_begins_with_nothing() -> None:
    wangs = with_shelf(with_person(lis_reading(), WANG), SHELF, ITEM_1)
    assert wangs.place == Place(PLAN, 1)
    assert wangs.own == OwnPlaces(last=PLAN, pages={PLAN: 1})


def test_the_person_who_comes_back_finds_pages_tabs_and_the_way_back() -> None:
    reading = lis_reading()
    again = with_person(with_person(reading, WANG), LI)
    assert again.own == reading.own
    assert with_shelf(again, SHELF, ITEM_1).place == Place(PLAN, 7)


def test_who_left_off_in_a_paper_of_the_item_goes_on_there_after_signing_in_again() -> None:
    reading = with_shelf(with_shelf(lis_reading(), SHELF, ITEM_2), EMPTY, ITEM_2)
    assert reading.place is None
    assert with_shelf(reading, SHELF, ITEM_2).place == Place(TABLES, 4)


def test_the_same_person_seated_again_changes_nothing() -> None:
    reading = lis_reading()
    assert with_person(reading, LI) is reading


def test_a_restart_remembers_the_places_of_everybody_who_sat_here() -> None:
    room = StoryRoom()
    room.does(cmd.OpenSignIn())
    room.does(cmd.SignIn(LI), seat=SEAT)
    room.signs_in()
    room.does(cmd.StartMeeting())
    room.does(cmd.ActivateItem(ITEMS[0]))
    wangs = OwnPlaces(last=PLAN, pages={PLAN: 3})
    lis = OwnPlaces(last=TABLES, pages={TABLES: 2}, tabs=Tabs(papers=(TABLES,), recent=(TABLES,)))
    reading = msgspec.structs.replace(room.view.reading, own=lis, others={WANG: wangs})
    remembered = replica.remembered_of(msgspec.structs.replace(room.view, reading=reading), room.now)
    assert remembered is not None
    stored = msgspec.msgpack.decode(msgspec.msgpack.encode(remembered), type=Remembered)
    woken = replica.after_remembering(msgspec.structs.replace(room.view, reading=Reading()), stored, ())
    assert woken.reading.person == LI
    assert woken.reading.own == lis
    assert woken.reading.others == {WANG: wangs}


PAPERS = st.sampled_from([PLAN, TABLES, Sha256("c" * 64)])
PLACES = st.builds(Place, PAPERS, st.integers(1, 500))


@given(
    st.dictionaries(PAPERS, st.integers(1, 500)),
    st.lists(PAPERS, unique=True).map(tuple),
    st.lists(PLACES, max_size=MOST_STEPS).map(tuple),
    st.lists(PLACES, max_size=MOST_STEPS).map(tuple),
)
def test_places_survive_being_stored(
    pages: dict[Sha256, int],
    row: tuple[Sha256, ...],
    back: tuple[Place, ...],
    forward: tuple[Place, ...],
) -> None:
    own = OwnPlaces(
        pages=pages, tabs=Tabs(papers=row, recent=row), history=History(back=back, forward=forward)
    )
    assert own_places(kept_places(own)) == own


def test_more_than_can_be_open_is_not_taken_from_the_disk() -> None:
    many = tuple(Sha256(f"{n:064x}") for n in range(30))
    kept = KeptPlaces(tabs=(*many, many[0]), back=tuple((PLAN, n) for n in range(1, 200)))
    own = own_places(kept)
    assert len(own.tabs.papers) == 8
    assert len(own.history.back) == MOST_STEPS
    assert own.history.back[-1] == Place(PLAN, 199)


def test_the_pages_of_papers_that_are_gone_are_forgotten() -> None:
    reading = jumped_to(lis_reading(), Place(TABLES, 6), Shelf(SHELF.papers[1:]))
    assert reading.own.pages == {TABLES: 6}
