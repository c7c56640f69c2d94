"""Draws every screen and state of a seat: `python -m tests.gui.kiosk_screens OUT [PART…]`.

Both languages, 1280×800 and 1920×1080, by day and, where papers are read or votes are cast, dimmed; with PARTs only the pictures whose file
name contains one of them. The pictures are looked at by people; tests check behaviour elsewhere.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import count
from pathlib import Path

import msgspec
from typing_extensions import override

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("TZ", "Asia/Shanghai")

from PySide6.QtWidgets import QApplication

from kiosk.session import reading as r
from kiosk.session import replica
from kiosk.session.catching_up import CaughtUp
from kiosk.session.view import Line, LineView, SessionView
from kiosk.ui.ink_adapter import SeatInk
from kiosk.ui.reading_desk import Means, ReadingDesk, Seated
from kiosk.ui.showing import Touched
from kiosk.ui.window import KioskWindow
from kiosk.ui.wishes import Wishes
from shared.domain import ballot_commands as bcmd
from shared.domain import commands as cmd
from shared.domain.ballot_terms import Choice
from shared.domain.ballots import IntentId
from shared.domain.ink import MarkId
from shared.domain.papers import Sha256
from shared.domain.people import SeatId
from shared.link.faults import Address, Failure
from shared.link.finder import Attempt, Cause, Failed, NobodyFound, OtherRooms, Trying, Way, cause_of
from shared.pdf.pool import RenderPool
from shared.protocol import door
from shared.storage.seat_outbox import Pending, SentIntent
from shared.system.i18n import LANGUAGES, Language, use_language
from shared.system.resources import resource_path
from shared.ui.scale import Program, scale_for_window
from shared.ui.task_scope import TaskScope
from shared.ui.theme import Theme
from shared.ui.windows import Exit, Net, run_app
from tests.fakes.story_room import BALLOT, ITEMS, LI, MEETING, SEAT, StoryRoom
from tests.gui.kiosk.wishes import FakeWishes
from tests.gui.kiosk_acts import in_turn, nothing, press
from tests.gui.kiosk_screens_ballots import ballot_states
from tests.gui.kiosk_screens_display import display_states
from tests.gui.kiosk_screens_papers import paper_states
from tests.gui.kiosk_screens_reading import ink_for, reading_states
from tests.gui.kiosk_screens_secret import secret_states

SIZES = ((1280, 800), (1920, 1080))
SETTLE_S = 6.0
_OF_PAPERS = ("08", "09", "1", "4", "5", "6", "7", "8", "9", "a", "b")
"""The states that are drawn dimmed as well begin with one of these."""
_SLOW = ("thumb", "confirm", "search", "selection", "ink", "write", "hand", "outline", "password")

State = tuple[str, StoryRoom, SessionView, Touched, Callable[[KioskWindow], None]]


def offline(view: SessionView) -> SessionView:
    attempts = (
        Attempt(Way.LAST, Address("10.0.8.2", 7420), Failed(Failure.NO_ANSWER, 0.0)),
        Attempt(Way.SEARCH, None, Trying()),
        Attempt(Way.CONFIGURED, Address("10.0.8.5", 7420), Failed(Failure.NO_ANSWER, 12.0)),
    )
    line = LineView(line=Line.LOST, is_long=True, attempts=attempts, cause=Cause.NO_ANSWER)
    return msgspec.structs.replace(view, line=line, is_live=False)


def stored(room: StoryRoom, view: SessionView) -> SessionView:
    sent = SentIntent(
        id=IntentId("mine"),
        meeting=MEETING,
        kind="cast_vote",
        confirmed_at=room.now,
        person=LI,
        ballot=BALLOT,
        vote=Choice.YES,
        answer=Pending(),
    )
    return msgspec.structs.replace(view, sent=(sent,))


def types(text: str) -> Callable[[KioskWindow], None]:
    def act(window: KioskWindow) -> None:
        for sign in text:
            press(f"address_key_{'dot' if sign == '.' else sign}")(window)

    return act


def states(papers: list[Path], *, english: bool) -> Iterator[State]:
    room = StoryRoom(papers, english=english)
    yield "01-searching", room, _searching(), Touched(), nothing
    yield from _looking(room)
    unassigned = msgspec.structs.replace(room.view, seat=type(SEAT)("21"))
    yield "02-unassigned", room, unassigned, Touched(), nothing
    yield "03-not-open", room, room.view, Touched(), nothing
    room.does(cmd.OpenSignIn())
    tapped = Touched(has_tapped_nameplate=True)
    room.signs_in(but=room.late)
    yield "04-nameplate", room, room.view, Touched(), nothing
    yield "05-sign-in", room, room.view, tapped, nothing
    waiting = SentIntent(id=IntentId("s"), meeting=MEETING, kind="sign_in", confirmed_at=room.now, person=LI)
    yield (
        "06-sign-in-stored",
        room,
        offline(msgspec.structs.replace(room.view, sent=(waiting,))),
        tapped,
        nothing,
    )
    room.does(cmd.SignIn(LI), seat=SEAT)
    yield "07-signed-in", room, room.view, Touched(is_welcoming=True), nothing
    room.signs_in()
    room.does(cmd.StartMeeting())
    room.does(cmd.ActivateItem(ITEMS[1]))
    yield from _reading(room)
    yield from _voting(room)
    yield from ballot_states(papers, english=english)
    yield from secret_states(papers, english=english)
    yield from display_states(papers, english=english)
    yield from paper_states(papers, english=english)
    yield from reading_states(papers, english=english)


def _reading(room: StoryRoom) -> Iterator[State]:
    room.at("10:24:00")
    yield "08-reading-no-leader", room, room.view, Touched(), nothing
    room.leads(3)
    yield "09-following", room, room.view, Touched(), nothing
    yield "10-agenda", room, room.view, Touched(), press("show_agenda")
    yield "11-thumbnails", room, room.view, Touched(), press("show_thumbnails")
    room.leads(9, revision=2)
    browsing = msgspec.structs.replace(
        room.view, reading=r.turned(room.view.reading, -4, replica.readable(room.view))
    )
    yield "12-browsing", room, browsing, Touched(), nothing
    yield "13-offline", room, offline(browsing), Touched(), nothing
    yield "14-offline-reason", room, offline(stored(room, browsing)), Touched(), press("why_offline")
    yield (
        "14-offline-address",
        room,
        offline(browsing),
        Touched(),
        in_turn(press("why_offline"), press("type_address")),
    )
    yield (
        "15-back-again",
        room,
        msgspec.structs.replace(browsing, caught_up=CaughtUp(votes=1)),
        Touched(),
        nothing,
    )
    room.does(cmd.PauseMeeting())
    yield "16-paused", room, room.view, Touched(), nothing
    room.does(cmd.ResumeMeeting())
    without = msgspec.structs.replace(room.view, papers={})
    yield "17-not-here-yet", room, without, Touched(), nothing


def _voting(room: StoryRoom) -> Iterator[State]:
    room.at("10:58:00")
    room.does(cmd.ActivateItem(ITEMS[3]))
    room.does(bcmd.OpenBallot(BALLOT))
    yield "20-vote-choose", room, room.view, Touched(), nothing
    yield "21-vote-confirm", room, room.view, Touched(), press("choose_yes")
    yield "22-vote-folded", room, room.view, Touched(folded=BALLOT), nothing
    room.at("10:59:07")
    mine = stored(room, room.view)
    yield "23-vote-stored", room, mine, Touched(), nothing
    yield "24-vote-stored-offline", room, offline(mine), Touched(), nothing
    room.does(bcmd.HoldBallot(BALLOT))
    yield "25-vote-held", room, room.view, Touched(), nothing
    room.does(bcmd.ContinueBallot(BALLOT))
    barred = msgspec.structs.replace(room.view.private, may_vote=()) if room.view.private else None
    yield "26-vote-not-entitled", room, msgspec.structs.replace(room.view, private=barred), Touched(), nothing
    room.votes()
    sent = stored(room, room.view).sent
    room.at("10:59:08")
    room.does(
        bcmd.CastVote(ballot=BALLOT, person=LI, answer=Choice.YES),
        seat=SEAT,
        intent="mine",
        receipt="K7QM-2P9D",
    )
    counted = msgspec.structs.replace(room.view, sent=sent)
    yield "27-vote-counted", room, counted, Touched(), nothing
    yield "28-vote-change", room, counted, Touched(), press("change_vote")
    room.does(bcmd.CloseBallot(BALLOT))
    yield "29-vote-closed", room, room.view, Touched(), nothing
    room.at("11:02:00")
    room.does(bcmd.AnnounceBallot(ballot=BALLOT))
    yield "30-result", room, room.view, Touched(), nothing
    yield "31-result-bar", room, room.view, Touched(folded=BALLOT), nothing
    room.does(cmd.AdjournMeeting())
    yield "32-adjourned", room, room.view, Touched(), nothing


def _looking(room: StoryRoom) -> Iterator[State]:
    """A terminal that is not in: first sight, each cause, an address typed in."""
    last = Address("10.0.8.2", 7420)
    isolated = _out(Attempt(Way.LAST, last, Failed(Failure.NO_ANSWER, 12.0)), _NOBODY, seat=SEAT)
    yield "01a-searching-long", room, isolated, Touched(), nothing
    yield "01b-first-start", room, _out(_NOBODY), Touched(), nothing
    yield "01c-no-network", room, _out(_NOBODY, has_network=False), Touched(), nothing
    yield "01d-room-not-open", room, _out(refusal=door.ROOM_CLOSED), Touched(), nothing
    other = _out(Attempt(Way.SEARCH, None, OtherRooms()), seat=SEAT)
    yield "01e-other-room", room, other, Touched(), nothing
    everything = _out(
        Attempt(Way.LAST, last, Failed(Failure.RESTARTING, 4.0)),
        Attempt(Way.CONFIGURED, Address("podium.qinglan.local", 7420), Failed(Failure.NOT_A_PODIUM, 2.0)),
        Attempt(Way.TYPED, Address("10.0.8.9", 7420), Failed(Failure.NO_ANSWER, 14.0)),
        _NOBODY,
        seat=SEAT,
    )
    yield "01f-all-ways", room, everything, Touched(), nothing
    yield "01g-address", room, isolated, Touched(), press("type_address")
    yield "01h-address-typed", room, isolated, Touched(), in_turn(press("type_address"), types("10.0.8.9"))
    wrong = in_turn(press("type_address"), types("10.0.8"), press("connect_address"))
    yield "01i-address-wrong", room, isolated, Touched(), wrong
    restarted = msgspec.structs.replace(room.view, line=everything.line, is_live=False)
    yield "01j-known-name", room, restarted, Touched(), nothing


_NOBODY = Attempt(Way.SEARCH, None, NobodyFound())


def _searching() -> SessionView:
    attempts = (
        Attempt(Way.LAST, Address("10.0.8.2", 7420), Trying()),
        Attempt(Way.SEARCH, None, Trying()),
    )
    return SessionView(seat=SEAT, line=LineView(line=Line.STARTING, attempts=attempts))


def _out(
    *attempts: Attempt, seat: SeatId | None = None, refusal: str = "", has_network: bool = True
) -> SessionView:
    """Out for long, with the cause that belongs to these ways."""
    if refusal:
        refused = Failed(Failure.REFUSED, 9.0)
        attempts = (Attempt(Way.SEARCH, Address("10.0.8.2", 7420), refused),)
    cause = cause_of(attempts, has_network=has_network)
    line = LineView(line=Line.STARTING, is_long=True, attempts=attempts, cause=cause, door_refusal=refusal)
    return SessionView(seat=seat, line=line)


def drawn_as(name: str) -> tuple[str, ...]:
    """The pictures of a state: by day, and dimmed where papers are read or votes are cast."""
    return (name, f"{name}-dimmed") if name.startswith(_OF_PAPERS) else (name,)


async def draw(out: Path, language: Language, size: tuple[int, int], parts: Sequence[str]) -> None:
    use_language(language)
    scale = scale_for_window(Program.KIOSK, *size)
    application = QApplication.instance()
    papers = sorted(resource_path("sample").glob("*.pdf"), key=lambda p: p.stat().st_size)
    pool = await RenderPool.start(slot_bytes=4 * size[0] * size[1] * 4)
    try:
        for name, room, view, touched, act in states(papers, english=language == "en"):
            for drawn in drawn_as(name):
                file = out / f"{language}-{size[0]}-{drawn}.png"
                if parts and not any(part in file.name for part in parts):
                    continue
                theme = Theme(scale, resource_path("icons"), night=drawn != name, reduced_motion=True)
                if isinstance(application, QApplication):
                    theme.dress(application)
                await _draw_one(file, theme, pool, (room, view, touched), act, size)
                theme.deleteLater()
    finally:
        await pool.close()


class _Terminal(Seated):
    """The papers that the story has, and some ink."""

    def __init__(self, room: StoryRoom, here: frozenset[Sha256], ink: SeatInk) -> None:
        self._room = room
        self._here = here
        self._ink = ink

    @override
    def paper_path(self, sha256: Sha256) -> Path | None:
        return self._room.papers.get(sha256) if sha256 in self._here else None

    @override
    def thumbnails_path(self, sha256: Sha256) -> Path | None:
        return None

    @property
    @override
    def ink(self) -> SeatInk:
        return self._ink


async def _draw_one(
    file: Path,
    theme: Theme,
    pool: RenderPool,
    state: tuple[StoryRoom, SessionView, Touched],
    act: Callable[[KioskWindow], None],
    size: tuple[int, int],
) -> None:
    room, view, touched = state
    wishes: Wishes = FakeWishes()
    now: datetime = room.now
    window = KioskWindow(theme, wishes, view=view, now=lambda: now)
    window._touched = touched
    window.resize(*size)
    window.show()
    scope = TaskScope("screens", lambda name, failure: sys.exit(f"{name}: {failure!r}"))
    number = file.stem.split("-", 2)[2]
    seat = _Terminal(room, frozenset(view.papers), ink_for(number, room, view))
    counted = count()
    means = Means(lambda: MarkId(f"new{next(counted)}"), asyncio.get_running_loop().time, scope)
    desk = ReadingDesk(theme, window.reading, seat, means)
    desk.use_pool(pool, scope)
    window.errands.use_pool(pool, scope, room.papers.get, desk.display.passwords)
    window.render_state(view)
    desk.render_state(view)
    await _settle(window, view)
    act(window)
    await _settle(window, view)
    await asyncio.sleep(0.5 if any(part in file.name for part in _SLOW) else 0.1)
    window.grab().save(str(file))
    await scope.close()
    window.close()
    window.deleteLater()
    await asyncio.sleep(0)


async def _settle(window: KioskWindow, view: SessionView) -> None:
    """Until the page is on the glass, where there is one."""
    is_signing = window.screen_name == "sign_off"
    page_view = window.errands.sheet.pages.page_view if is_signing else window.reading.page_view
    is_reading = window.screen_name == "reading" and view.reading.place is not None
    deadline = asyncio.get_running_loop().time() + SETTLE_S
    await asyncio.sleep(0.05)
    while (is_reading or is_signing) and view.papers and not page_view.painted_page:
        if asyncio.get_running_loop().time() > deadline:
            break
        await asyncio.sleep(0.02)


def main() -> int:
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    application = QApplication([])

    async def run(_net: Net, _exit: Exit) -> int:
        for language in LANGUAGES:
            for size in SIZES:
                await draw(out, language, size, sys.argv[2:])
        return 0

    return run_app(application, run)


if __name__ == "__main__":
    raise SystemExit(main())
