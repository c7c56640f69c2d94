"""Which wish follows from what a person does on the reading screen."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.session.places import Place
from kiosk.ui.screens.reading import ReadingScreen
from kiosk.ui.wishes import Wishes
from shared.domain.papers import Sha256


def join_reading(reading: ReadingScreen, wishes: Wishes, here: Callable[[], Place | None]) -> None:
    """Connect the screen's signals; `here` is where the person reads now."""

    def with_page(act: Callable[[Place], None], page: int) -> None:
        place = here()
        if place is not None:
            act(Place(place.paper, page))

    reading.turn_requested.connect(wishes.turn)
    reading.page_requested.connect(lambda page: with_page(wishes.go_to, page))
    reading.jump_requested.connect(lambda page, _v: with_page(wishes.jump_to, page))
    reading.step_requested.connect(wishes.step)
    reading.paper_requested.connect(lambda paper: wishes.open_paper(Sha256(paper)))
    reading.tab_requested.connect(lambda paper: wishes.choose_tab(Sha256(paper)))
    reading.tab_close_requested.connect(lambda paper: wishes.close_tab(Sha256(paper)))
    reading.tab_move_requested.connect(lambda paper, to: wishes.move_tab(Sha256(paper), to))
    reading.back_requested.connect(wishes.back_to_leader)
    reading.service_requested.connect(wishes.call_service)
