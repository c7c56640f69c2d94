"""A member who fills page after page with strokes: the real session, window, ink and disk; podium and pictures are fakes."""

from __future__ import annotations

import asyncio
import secrets
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import msgspec
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication
from typing_extensions import override

from kiosk.session.opening import first_view
from kiosk.session.ports import Papers
from kiosk.session.session import Session
from kiosk.ui.fulfilment import Fulfilment
from kiosk.ui.reading_desk import Means, ReadingDesk
from kiosk.ui.window import KioskWindow
from shared.crypto.identity import SeatIdentity
from shared.domain import commands as cmd
from shared.domain.agenda import Meeting, MeetingId
from shared.domain.decide import Circumstances
from shared.domain.ink import Layer, MarkId
from shared.domain.papers import Sha256
from shared.link.papers import PaperProgress, PaperState
from shared.protocol.ink import InkChanges, InkFetch, InkIndex, InkIndexRequest, InkPush, InkRequest, InkTaken
from shared.protocol.messages import UpReply
from shared.storage.seat_store import SeatStore
from shared.system.clock import SystemClock
from shared.system.ids import new_id
from shared.ui.hands import press
from shared.ui.page_view import PageView
from shared.ui.pens import PenInHand
from shared.ui.task_scope import TaskScope
from shared.ui.theme import Theme
from shared.ui.waiting import outside_tasks
from tests.fakes.clock import MEETING_MORNING
from tests.fakes.seat_podium import PIN, FakePodium
from tests.fakes.small_room import ITEM_1, LI, PLAN, SEAT, SmallRoom, meeting
from tests.gui.kiosk.reading_seat import ReadingPool
from tests.gui.ui.fake_pool import A4

STROKES_A_PAGE: Final = 40
_POINTS_A_STROKE: Final = 2
_STROKES_AT_ONE_GO: Final = 20
_A_FEW_TURNS: Final = 4
_SOON_S: Final = 10.0


class LongPaper(ReadingPool):
    """The plan with as many pages as it takes."""

    def __init__(self, pages: int) -> None:
        super().__init__((PLAN,))
        self._papers = {PLAN: [A4] * pages}


class Scribbler:
    """Sits at the window and writes. Made by `a_scribbler`."""

    def __init__(self, session: Session, desk: ReadingDesk, page_view: PageView) -> None:
        self.session = session
        self.desk = desk
        self.view = page_view
        self.painted = Paints(page_view)
        self._pen = PenInHand()
        self._drawn = 0

    @property
    def page(self) -> int:
        """Where they are."""
        place = self.session.view.reading.place
        return 0 if place is None else place.page

    async def scribble(self, strokes: int) -> None:
        """Write so many strokes more, each by events of a pen, and turn the page when it is full."""
        for _ in range(strokes // _STROKES_AT_ONE_GO):
            if self._drawn and self._drawn % STROKES_A_PAGE == 0:
                await self.turn(1)
            await outside_tasks(self._write_some)
        await self.rest()

    async def turn(self, by: int) -> None:
        """Press for the next page (1) or the one before (-1); on return its picture is painted."""
        page = self.page + by
        await outside_tasks(lambda: press("next_page" if by > 0 else "previous_page"))
        await self.see(page)

    async def see(self, page: int) -> None:
        """Until the picture of this page is painted."""
        async with asyncio.timeout(_SOON_S):
            while self.page != page or self.view.painted_page != page:
                await self._a_moment()

    async def rest(self) -> None:
        """Until everything written is on the disk and at the podium, and all ink is drawn."""
        async with asyncio.timeout(30):
            ink = self.session.ink
            while ink.unstored or ink.unsent or self.desk.writing.ink.layer.pictures.is_busy:
                await self._a_moment()

    async def stored(self) -> int:
        """How many strokes are on the disk."""
        return len(await self.session.ink.of_kinds(PLAN, ["pen"]))

    async def _a_moment(self) -> None:
        for _ in range(_A_FEW_TURNS):
            await asyncio.sleep(0)
        await outside_tasks(QApplication.processEvents)

    def _write_some(self) -> None:
        placed = next(placed for placed in self.view.placed_pages() if placed.page == self.page)
        for _ in range(_STROKES_AT_ONE_GO):
            line = self._drawn % STROKES_A_PAGE
            v = 0.03 + 0.01 * line
            way = [
                placed.to_view(0.2 + 0.2 * step, v + 0.005 * (step % 2)) for step in range(_POINTS_A_STROKE)
            ]
            self._pen.draw(self.view, [(point.x(), point.y(), 0.6) for point in way])
            self._drawn += 1


class Paints(QObject):
    """How often a view was painted."""

    def __init__(self, view: PageView) -> None:
        super().__init__(view)
        self.count = 0
        view.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False


class _Podium(FakePodium):
    """Takes all ink, and numbers it as the real one does."""

    def __init__(self, room: SmallRoom) -> None:
        super().__init__(room)
        self._taken: Counter[Layer] = Counter()
        self._are_wanted = asyncio.Event()
        self._on_progress: Callable[[PaperProgress], None]
        self.ink_answer = self._answer

    @override
    def papers(self, meeting: MeetingId, on_progress: Callable[[PaperProgress], None]) -> Papers:
        self._on_progress = on_progress
        self._are_wanted.set()
        return super().papers(meeting, on_progress)

    async def give_out(self, paper: Sha256, path: Path) -> None:
        """The paper came to the seat."""
        await self._are_wanted.wait()
        self.fake_papers.ready[paper] = path
        self._on_progress(PaperProgress(sha256=paper, state=PaperState.READY, chunks=1, chunks_in_all=1))

    def _answer(self, request: InkRequest) -> UpReply:
        match request:
            case InkIndexRequest():
                return InkIndex(heads=(), public_n=0)
            case InkFetch(layer=layer, after=after):
                return InkChanges(layer=layer, before=after, n=after, changes=())
            case InkPush(layer=layer, changes=changes):
                self._taken[layer] += len(changes)
                return InkTaken(n=self._taken[layer])


@asynccontextmanager
async def a_scribbler(folder: Path, theme: Theme, pages: int) -> AsyncIterator[Scribbler]:
    """A member who is signed in and reads the first page of a paper of so many pages."""
    store = await SeatStore.open(folder / "seat.sqlite", now=MEETING_MORNING)
    await store.keep_pin(PIN)
    podium = _Podium(_room(pages))
    session = Session(
        store=store,
        identity=SeatIdentity.create(),
        podium=podium,
        clock=SystemClock(),
        chance=secrets.token_bytes,
        view=await first_view(store),
    )
    failures: list[BaseException] = []
    scope = TaskScope("scribbling", lambda _name, failure: failures.append(failure))
    window = KioskWindow(
        theme, Fulfilment(session, scope, lambda *_: None), view=session.view, now=session.now
    )
    # Else Qt ends the loop with the window.
    window.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
    window.resize(1280, 800)
    window.show()
    means = Means(
        lambda: MarkId(new_id(session.now(), secrets.token_bytes)), SystemClock().monotonic_s, scope
    )
    desk = ReadingDesk(theme, window.reading, session, means)
    desk.use_pool(LongPaper(pages), scope)
    session.subscribe(window.render_state)
    session.subscribe(desk.render_state)
    scope.launch(session.run(), name="session")
    try:
        await podium.is_running.wait()
        await podium.let_in()
        scribbler = Scribbler(session, desk, window.reading.page_view)
        await podium.give_out(PLAN, folder / "plan.pdf")
        await scribbler.see(1)
        yield scribbler
    finally:
        desk.finish()
        window.close()
        window.reading.page_view.clear()
        await scope.close()
        await store.close()
        window.deleteLater()
    assert failures == []


def _room(pages: int) -> SmallRoom:
    room = SmallRoom()
    room.does(cmd.PrepareMeeting(_with_pages(meeting(), pages)))
    room.does(cmd.OpenSignIn())
    room.does(cmd.SignIn(LI), Circumstances(seat=SEAT))
    room.does(cmd.StartMeeting())
    room.does(cmd.ActivateItem(ITEM_1))
    return room


def _with_pages(plan: Meeting, pages: int) -> Meeting:
    first, *others = plan.agenda
    paper = msgspec.structs.replace(first.papers[0], page_count=pages)
    first = msgspec.structs.replace(first, papers=(paper, *first.papers[1:]))
    return msgspec.structs.replace(plan, agenda=(first, *others))
