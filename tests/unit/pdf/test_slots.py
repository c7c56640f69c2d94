import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.pdf.pages import PageRequest
from shared.pdf.slots import Slots


def request(page: int) -> PageRequest:
    return PageRequest("d", page, 10, 10)


def put(slots: Slots, page: int) -> int:
    slot = slots.take()
    slots.fill(slot, request(page), 10, 10)
    return slot


def test_the_least_recently_used_picture_makes_room() -> None:
    slots = Slots(2)
    put(slots, 1)
    put(slots, 2)
    slots.find(request(1))
    put(slots, 3)
    assert [slots.has(request(page)) for page in (1, 2, 3)] == [True, False, True]


def test_a_picture_that_is_looked_at_stays() -> None:
    slots = Slots(2)
    put(slots, 1)
    put(slots, 2)
    looked_at = slots.find(request(1))
    assert looked_at is not None
    looked_at.pins = 1
    slots.find(request(2))
    put(slots, 3)
    assert slots.has(request(1))
    assert not slots.has(request(2))


def test_there_is_no_room_while_everything_is_looked_at_or_drawn() -> None:
    slots = Slots(2)
    put(slots, 1)
    filled = slots.find(request(1))
    assert filled is not None
    filled.pins = 1
    drawn_into = slots.take()
    assert not slots.has_room()
    with pytest.raises(LookupError):
        slots.take()
    slots.give_back(drawn_into)
    assert slots.take() == drawn_into


def test_the_next_slot_is_the_one_that_is_taken_next() -> None:
    slots = Slots(2)
    for page in range(4):
        expected = slots.next_slot()
        assert slots.take() == expected
        assert expected is not None
        slots.fill(expected, request(page), 10, 10)


def test_dropping_a_paper_keeps_what_is_looked_at() -> None:
    slots = Slots(3)
    put(slots, 1)
    put(slots, 2)
    filled = slots.find(request(1))
    assert filled is not None
    filled.pins = 1
    slots.drop_paper("d")
    assert slots.has(request(1))
    assert not slots.has(request(2))


steps = st.lists(
    st.tuples(st.sampled_from(["draw", "fail", "look", "leave", "drop"]), st.integers(0, 6)), max_size=60
)


def apply(slots: Slots, pinned: list[tuple[int, int]], step: str, page: int) -> None:
    found = slots.find(request(page))
    match step:
        case "draw" if found is None and slots.has_room():
            slots.fill(slots.take(), request(page), 1, 1)
        case "fail" if slots.has_room():
            slots.give_back(slots.take())
        case "look" if found is not None:
            found.pins += 1
            pinned.append((page, found.slot))
        case "leave" if pinned:
            left = slots.find(request(pinned.pop()[0]))
            assert left is not None
            left.pins -= 1
        case "drop":
            slots.drop(request(page))
        case _:
            pass  # nobody to look at, or nobody who looks


@given(steps)
def test_no_two_pictures_ever_share_a_slot_and_none_is_lost(steps: list[tuple[str, int]]) -> None:
    slots = Slots(3)
    pinned: list[tuple[int, int]] = []
    for step, page in steps:
        apply(slots, pinned, step, page)
        for page_looked_at, slot_looked_at in pinned:
            still = slots.find(request(page_looked_at))
            assert still is not None
            assert still.slot == slot_looked_at
        held = [found.slot for page in range(7) if (found := slots.find(request(page))) is not None]
        assert len(set(held)) == len(held)
    room = []
    while slots.has_room():
        room.append(slots.take())
    assert sorted(room + list({slot for _, slot in pinned})) == [0, 1, 2]
