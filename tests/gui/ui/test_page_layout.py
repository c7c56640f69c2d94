"""Where pages lie: arithmetic, tried on many shapes of pages and views."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF

from shared.pdf.pages import MAX_SIDE_PX, PageSize, Rotation
from shared.ui.page_fit import Fit, Layout, Look, Room, quarter_turn
from shared.ui.page_layout import Arrangement, first_look
from shared.ui.page_places import PlacedPage, turned, turned_back
from shared.ui.page_stand import PageStand
from shared.ui.page_wishes import FIRST_SHARE, first_wish, is_sharp_for, part_rect, part_wish, whole_wish
from tests.gui.ui.page_room import A3_ACROSS, A4

KIOSK = Room(1196, 684, 128, 20, 16)
ROTATIONS: tuple[Rotation, ...] = (0, 90, 180, 270)

rooms = st.builds(
    Room,
    width=st.integers(100, 4000),
    height=st.integers(100, 3000),
    side=st.integers(0, 140),
    top=st.integers(0, 30),
    gap=st.integers(0, 24),
)
page_sizes = st.lists(
    st.builds(PageSize, width_pt=st.floats(1e-3, 1e7), height_pt=st.floats(1e-3, 1e7)),
    min_size=1,
    max_size=12,
)
looks = st.builds(
    Look,
    layout=st.sampled_from(Layout),
    fit=st.sampled_from(Fit),
    zoom=st.floats(0.25, 8.0),
    rotation=st.sampled_from(ROTATIONS),
)


def box(
    sizes: Sequence[PageSize], look: Look, page: int = 1, room: Room = KIOSK
) -> tuple[int, int, int, int]:
    found = Arrangement(sizes, room, look).box_of(page)
    return found.left, found.top, found.width, found.height


def test_on_the_10_inch_kiosk_the_page_is_940_wide_below_a_margin_of_20() -> None:
    assert box([A4], Look()) == (128, 20, 940, 1330)


def test_a_whole_page_is_all_in_sight() -> None:
    arranged = Arrangement([A4], KIOSK, Look(fit=Fit.WHOLE))
    assert arranged.box_of(1).height <= 644
    assert arranged.range_of(1) == (0, 0)


def test_a_page_lower_than_the_view_stands_in_its_middle() -> None:
    assert box([PageSize(1000, 500)], Look())[1] == (684 - 470) // 2


def test_two_pages_stand_side_by_side_in_one_scale() -> None:
    sizes = [A4, A3_ACROSS, A4]
    left, right = box(sizes, Look(Layout.TWO), 1), box(sizes, Look(Layout.TWO), 2)
    assert right[0] == left[0] + left[2] + 16
    assert right[2] / left[2] == pytest.approx(1191 / 595, rel=0.01)
    assert left[2] + 16 + right[2] == pytest.approx(940, abs=1)
    assert box(sizes, Look(Layout.TWO), 3)[2] == (940 - 16) / 2


def test_the_text_fills_the_width_and_stands_in_the_middle() -> None:
    look = Look(fit=Fit.TEXT)
    arranged = Arrangement([A4], KIOSK, look, (0.2, 0.7))
    place = arranged.box_of(1)
    assert place.width == 1880
    left_of_text = place.left + 0.2 * place.width - arranged.home_x(1)
    assert left_of_text == pytest.approx(128, abs=1)


def test_in_a_scroll_every_page_has_its_own_height_and_a_gap() -> None:
    sizes = [A4, A3_ACROSS, A4]
    first, second, third = (box(sizes, Look(Layout.SCROLL), page) for page in (1, 2, 3))
    assert second[1] == pytest.approx(first[1] + first[3] + 16, abs=1)
    assert third[1] == pytest.approx(second[1] + second[3] + 16, abs=1)
    assert second[2] == first[2] == 940


@given(sizes=page_sizes, room=rooms, look=looks)
def test_every_page_has_pixels_and_keeps_its_shape(sizes: list[PageSize], room: Room, look: Look) -> None:
    arranged = Arrangement(sizes, room, look)
    for page in range(1, len(sizes) + 1):
        wide, tall = arranged.size_of(page)
        assert wide >= 1
        assert tall >= 1
        wish = whole_wish(page, (wide, tall), look.rotation, 2.0)
        assert max(wish.width_px, wish.height_px) <= MAX_SIDE_PX
        across, down = arranged.range_of(page)
        assert across >= 0
        assert down >= 0


@given(sizes=page_sizes, room=rooms, look=looks, page=st.integers(1, 12))
def test_what_one_comes_to_is_in_sight(sizes: list[PageSize], room: Room, look: Look, page: int) -> None:
    stand = PageStand(room, look)
    stand.open(sizes, look)
    stand.go_to(page)
    assert stand.page == min(page, len(sizes))
    assert stand.page in [placed.page for placed in stand.placed]


@given(
    sizes=page_sizes,
    room=rooms,
    look=looks,
    x=st.floats(0, 1),
    y=st.floats(0, 1),
    zoom=st.floats(0.25, 8.0),
)
def test_a_zoom_keeps_the_place_under_the_fingers_as_far_as_it_can(
    sizes: list[PageSize], room: Room, look: Look, x: float, y: float, zoom: float
) -> None:
    stand = PageStand(room, look)
    stand.open(sizes, look)
    stand.go_to(1)
    at = QPointF(x * room.width, y * room.height)
    before = next((placed for placed in stand.placed if placed.rect.contains(at)), None)
    stand.set_look(Look(look.layout, look.fit, zoom, look.rotation), at)
    across, down = (stand.arrangement or Arrangement(sizes, room, look)).range_of(stand.page)
    if before is None or not (0 < stand._x < across and 0 < stand._y < down):
        return
    after = stand.place_of(before.page)
    assert after is not None
    there = after.to_view(*before.to_page(at))
    assert (there - at).manhattanLength() <= 4.0


@given(u=st.floats(0, 1), v=st.floats(0, 1), rotation=st.sampled_from(ROTATIONS))
def test_turning_there_and_back_is_the_same_place(u: float, v: float, rotation: Rotation) -> None:
    assert turned_back(*turned(u, v, rotation), rotation) == pytest.approx((u, v))


def test_turned_clockwise_the_top_left_comes_to_the_top_right() -> None:
    corners = [turned(0.0, 0.0, rotation) for rotation in ROTATIONS]
    assert corners == [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)]
    assert quarter_turn(270, 1) == 0
    assert quarter_turn(0, -1) == 270


@given(
    sizes=page_sizes,
    look=looks,
    room=rooms,
    dense=st.sampled_from((1.0, 1.25, 1.5, 2.0)),
    down=st.floats(0, 5000),
    most=st.sampled_from((10_000, 1_000_000, 100_000_000)),
)
def test_a_sharp_part_lies_on_the_page_and_covers_what_is_seen(
    sizes: list[PageSize], look: Look, room: Room, dense: float, down: float, most: int
) -> None:
    stand = PageStand(room, look)
    stand.open(sizes, look)
    stand.go_to(1)
    stand.scroll_by(0.0, down)
    view = QRectF(0, 0, room.width, room.height)
    for placed in stand.placed:
        wish = part_wish(placed, view, dense, most)
        assert wish is not None
        assert wish.clip is not None
        assert wish.clip.is_within(wish.width_px, wish.height_px)
        if max(placed.rect.width(), placed.rect.height()) * dense <= MAX_SIDE_PX:
            assert is_sharp_for(wish, placed, view, dense)
        assert part_rect(wish, placed).adjusted(-2, -2, 2, 2).contains(placed.rect.intersected(view))


@given(sizes=page_sizes, look=looks, room=rooms, dense=st.sampled_from((1.0, 1.5, 2.0)), at_end=st.booleans())
def test_what_is_seen_first_is_all_that_is_seen_and_no_large_part_of_the_page(
    sizes: list[PageSize], look: Look, room: Room, dense: float, at_end: bool
) -> None:
    stand = PageStand(room, look)
    stand.open(sizes, look)
    stand.go_to(1)
    view = QRectF(0, 0, room.width, room.height)
    for placed in stand.placed_at(len(sizes), at_end=at_end):
        size = (round(placed.rect.width()), round(placed.rect.height()))
        whole = whole_wish(placed.page, size, look.rotation, dense)
        first = first_wish(whole, placed, view, dense)
        if first is not None:
            assert first.clip is not None
            assert first.clip.is_within(whole.width_px, whole.height_px)
            assert part_rect(first, placed).adjusted(-2, -2, 2, 2).contains(placed.rect.intersected(view))
            seen = first.clip.width_px * first.clip.height_px
            assert seen <= FIRST_SHARE * whole.width_px * whole.height_px
    assert stand.page == 1


def test_small_glass_gets_the_width_and_large_glass_the_whole_page() -> None:
    assert first_look([A4], KIOSK, 149).fit is Fit.WIDTH
    assert first_look([A4], Room(1828, 960, 128, 20), 100).fit is Fit.WHOLE


def test_where_the_width_is_too_small_the_text_is_as_wide_as_the_view() -> None:
    narrow = Room(700, 684, 20, 20)
    assert first_look([A4], narrow, 149).fit is Fit.WIDTH
    assert first_look([A4], narrow, 149, (0.15, 0.85)).fit is Fit.TEXT
    assert first_look([A3_ACROSS], KIOSK, 149).fit is Fit.WIDTH


def test_letters_of_another_size_are_judged_as_such() -> None:
    assert first_look([A4], KIOSK, 149, letter_pt=40).fit is Fit.WHOLE


def test_a_thousand_pages_are_zoomed_without_being_laid_out_anew() -> None:
    arranged = Arrangement([A4] * 20_000, KIOSK, Look(Layout.SCROLL))
    assert arranged.box_of(20_000).top > 0
    larger = arranged.zoomed(2.0)
    assert larger._tops is arranged._tops
    assert larger.page_at(larger.box_of(15_000).top) == 15_000


def test_a_place_beside_the_page_is_told_beyond_its_edge() -> None:
    placed = PlacedPage(1, QRectF(100, 100, 200, 400))
    assert placed.to_page(QPointF(50, 600)) == (-0.25, 1.25)


@pytest.mark.parametrize("rotation", ROTATIONS)
@pytest.mark.parametrize("zoom", [1.0, 2.0, 4.0])
@pytest.mark.parametrize("v", [0.02, 0.3, 0.6, 0.95])
def test_a_place_that_is_gone_to_is_in_sight_however_the_page_is_turned(
    rotation: Rotation, zoom: float, v: float
) -> None:
    stand = PageStand(KIOSK, Look(rotation=rotation, zoom=zoom))
    stand.open((A4, A4), Look(rotation=rotation, zoom=zoom))
    stand.go_to(2, v)
    placed = stand.place_of(2)
    assert placed is not None
    line = QRectF(placed.to_view(0.0, v), placed.to_view(0.0, v + 0.01)).normalized()
    down = line.top() >= -1 and line.bottom() <= KIOSK.height + 1
    across = line.left() >= -1 and line.right() <= KIOSK.width + 1
    assert down if rotation in (0, 180) else across
