"""A paper to be signed that asks for its password: asked on the sheet too, and once for both views."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from shared.domain import commands as cmd
from shared.domain.sign_off import SignOff, SignOffId, SignOffKind
from shared.ui.theme import Theme
from tests.fakes.story_room import LI
from tests.gui.conftest import RunInQt
from tests.gui.kiosk.reading_seat import Act, ReadingSeat, room_with
from tests.gui.ui.fake_pool import SECRET

LOCKED = 2
Play = Callable[[Act, int], None]


@pytest.fixture
def play(theme: Theme, tmp_path: Path, run_in_qt: RunInQt[Any]) -> Play:
    """Li Jianguo is to sign the third paper, which is locked; the leader is on one of the papers."""

    def run(act: Act, read: int) -> None:
        room = room_with(tmp_path)
        locked = tuple(room.papers)[LOCKED]
        room.leads(1, paper=read, revision=2)
        room.does(
            cmd.RequestSignOff(
                SignOff(id=SignOffId("s1"), paper=locked, kind=SignOffKind.SIGN, persons=(LI,))
            )
        )
        run_in_qt(ReadingSeat(theme, room, locked=(locked,)).play(act))

    return run


def signed_page(seat: ReadingSeat) -> int:
    """The page of the paper to be signed that is on the glass, 0 for none."""
    return seat.window.errands.sheet.pages.page_view.painted_page


def opened_with(seat: ReadingSeat) -> list[str | None]:
    """With what the locked paper was tried."""
    return [password for paper, password in seat.pool.opened if paper == seat.papers[LOCKED]]


def test_the_sheet_asks_for_the_password_and_a_wrong_one_is_said(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        await seat.press("notice_act")
        assert seat.words("password_paper") == "tables"
        await seat.type_into("password_field", "wrong")
        assert "does not open" in seat.words("password_hint")
        assert signed_page(seat) == 0
        await seat.type_into("password_field", SECRET)
        assert not seat.is_visible("password_card")
        assert signed_page(seat) == 1

    play(act, 1)


def test_who_put_the_question_away_is_asked_again_when_they_come_back(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        await seat.press("notice_act", "password_no")
        assert not seat.is_visible("password_card")
        await seat.press("sign_off_later", "notice_act")
        assert seat.is_visible("password_card")

    play(act, 1)


def test_what_was_entered_while_reading_holds_for_the_sheet(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        await seat.type_into("password_field", SECRET)
        assert seat.page.painted_page == 1
        await seat.press("notice_act")
        assert not seat.is_visible("password_card")
        assert signed_page(seat) == 1
        assert opened_with(seat)[-1] == SECRET

    play(act, LOCKED)


def test_what_was_entered_on_the_sheet_opens_the_paper_that_is_read(play: Play) -> None:
    async def act(seat: ReadingSeat) -> None:
        await seat.press("password_no", "notice_act")
        await seat.type_into("password_field", SECRET)
        assert signed_page(seat) == 1
        await seat.press("sign_off_later")
        assert not seat.is_visible("password_card")
        assert seat.page.painted_page == 1

    play(act, LOCKED)
