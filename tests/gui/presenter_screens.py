"""Draws every state of the podium: `python -m tests.gui.presenter_screens OUT [NAME…]`.

Both languages, 1366×768, 1920×1080 and 1280×800. The pictures are looked at by people; tests check behaviour.
"""

from __future__ import annotations

import asyncio
import itertools
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import NamedTuple

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["TZ"] = "Asia/Shanghai"

import msgspec
from PySide6.QtWidgets import QApplication, QLineEdit

from presenter.clerk.pack import Pack
from presenter.clerk.pack_draft import PackProblem
from presenter.hub.engine import EngineState
from presenter.ui.main_window import PodiumWindow
from presenter.ui.podium import Podium
from presenter.ui.state import Export, Opening
from shared.domain import ballot_commands as bcmd
from shared.domain import commands as cmd
from shared.domain.agenda import ItemId
from shared.domain.people import PersonId, Role, SeatId
from shared.domain.presence import Move
from shared.pdf.pages import Examination, Finding
from shared.pdf.pool import RenderPool
from shared.pdf.wording import examination_sentence
from shared.system.faults import EnvironmentFault
from shared.system.i18n import LANGUAGES, Language, tr, use_language
from shared.ui.page_images import slot_bytes_for
from shared.ui.scale import Program, scale_for_window
from shared.ui.task_scope import TaskScope
from shared.ui.theme import Theme
from shared.ui.windows import Exit, Net, run_app
from tests.fakes.clock import FakeClock
from tests.fakes.podium_meeting import BALLOT, in_english, lay_out_papers, sample_pack
from tests.fakes.room_hub import FakeRoomHub
from tests.gui.presenter.podium_tools import fake_tools
from tests.gui.presenter_scene import FENG, Scene
from tests.gui.presenter_screens_ballots import BALLOT_STATES
from tests.gui.presenter_screens_papers import PAPER_STATES
from tests.gui.presenter_screens_secret import SECRET_STATES

SIZES = ((1366, 768), (1920, 1080), (1280, 800))
SETTLE_S = 6.0


async def empty(scene: Scene) -> None:
    scene.change()


async def opening(scene: Scene) -> None:
    scene.change(opening=Opening(folder="2026-07-16 常委会", examined=3, papers=6))


async def problems(scene: Scene) -> None:
    line = PackProblem("meeting.toml", 12, tr("Not found: {path}", path="附表.pdf"), tr("Check the path."))
    scene.change(problems=(line, line, line))


async def taken(scene: Scene) -> None:
    fault = EnvironmentFault(
        tr("The disk is full: {path}", path="/srv/wuzhi"), tr("Free some space and try again.")
    )
    scene.change(trouble=fault, is_ready=False)


async def prepared(scene: Scene) -> None:
    await scene.prepared()
    scene.hub.connects(*scene.meeting.seats[:3])
    locked = Examination(Finding.NEEDS_PASSWORD)
    note = PackProblem(
        "meeting.toml",
        88,
        tr("“{title}” cannot be opened and is left out.", title="征求意见采纳情况"),
        tr("{sentence}.", sentence=examination_sentence(locked)),
    )
    scene.change(notes=(note,))


async def preview(scene: Scene) -> None:
    await scene.running()
    scene.podium.select(ItemId("plan"))


async def over_time(scene: Scene) -> None:
    await scene.running()
    scene.hub.clock.advance(11 * 60)
    scene.hub.decides(cmd.CallService(), SeatId("09"))
    scene.podium.tick()


async def no_quorum(scene: Scene) -> None:
    await scene.running()
    for seat in scene.meeting.seats[:6]:
        person = scene.hub.state.seating[seat]
        scene.hub.decides(cmd.RecordPresence(person=person, move=Move.OUT, reason="other business"))


async def engine_gone(scene: Scene) -> None:
    await scene.running()
    scene.hub.shows(engine=EngineState.RESTARTING, is_connected=False)
    await scene.hub.submit(cmd.OpenSignIn())
    scene.podium.say(tr("Another ballot is open: close it first"))


async def held(scene: Scene) -> None:
    await scene.ballot()
    scene.hub.decides(bcmd.HoldBallot(BALLOT))


async def ask_close(scene: Scene) -> None:
    await scene.ballot()
    await asyncio.sleep(0)
    scene.press("close_ballot")


async def ask_reason(scene: Scene) -> None:
    await scene.closed()
    await asyncio.sleep(0)
    scene.press("announce_anyway")
    field = scene.window.findChild(QLineEdit, "reason_field")
    assert field is not None
    field.setText("冯雅琴的终端已断电" if scene.meeting.title[0] > "z" else "Her terminal has no power")


async def announced(scene: Scene) -> None:
    await scene.closed()
    scene.hub.decides(bcmd.AnnounceBallot(ballot=BALLOT))


async def ask_adjourn(scene: Scene) -> None:
    await scene.running()
    await asyncio.sleep(0)
    scene.press("adjourn")


async def exported(scene: Scene) -> None:
    await scene.running()
    scene.hub.decides(cmd.FinishItem(ItemId("target")))
    scene.hub.decides(cmd.AdjournMeeting())
    folder = Path("/home/clerk/2026-07-16")
    files = tuple(folder / name for name in ("attendance.xlsx", "attendance.csv", "minutes-draft.docx"))
    scene.change(export=Export(folder=folder, files=files))


async def seat_card(scene: Scene) -> None:
    await scene.running()
    scene.hub.decides(cmd.CallService(), SeatId("09"))
    scene.hub.loses(FENG, unsent_votes=1)
    await asyncio.sleep(0)
    scene.press("seat_18")


async def seat_another(scene: Scene) -> None:
    await seat_card(scene)
    scene.press("seat_another")


async def drawer(scene: Scene) -> None:
    await scene.ballot()
    await asyncio.sleep(0.1)
    scene.press("room_drawer")


async def crowded(scene: Scene) -> None:
    seats = tuple(SeatId(f"{n:02}") for n in range(1, 45))
    people = [scene.meeting.roster[n % 20] for n in range(44)]
    roster = tuple(
        msgspec.structs.replace(
            person,
            id=PersonId(f"p{n}"),
            seat=seats[n],
            role=Role.MEMBER if n else Role.CHAIR,
            leave_reason=None,
        )
        for n, person in enumerate(people)
    )
    scene.meeting = msgspec.structs.replace(scene.meeting, seats=seats, roster=roster)
    scene.hub.opens(scene.meeting)
    scene.hub.decides(cmd.OpenSignIn())
    scene.hub.connects(*seats)
    scene.hub.signs_in(*seats[:40])
    scene.hub.decides(cmd.StartMeeting())
    scene.hub.set_leading(True)
    scene.hub.decides(cmd.ActivateItem(ItemId("target")))
    scene.podium.pages.lead_to_item(ItemId("target"))
    scene.hub.connects(*seats)
    scene.hub.loses(seats[20])


STATES: dict[str, Callable[[Scene], Awaitable[None]]] = {
    "01-empty": empty,
    "02-opening": opening,
    "03-problems": problems,
    "04-taken": taken,
    "05-prepared": prepared,
    "06-signing-in": Scene.signing_in,
    "07-running": Scene.running,
    "08-preview": preview,
    "09-over-time": over_time,
    "10-no-quorum": no_quorum,
    "11-engine-gone": engine_gone,
    "12-ballot-open": Scene.ballot,
    "13-held": held,
    "14-ask-close": ask_close,
    "15-closed": Scene.closed,
    "16-ask-reason": ask_reason,
    "17-announced": announced,
    "18-ask-adjourn": ask_adjourn,
    "19-exported": exported,
    "20-seat-card": seat_card,
    "20-seat-another": seat_another,
    "21-drawer": drawer,
    "22-crowded": crowded,
    **PAPER_STATES,
    **BALLOT_STATES,
    **SECRET_STATES,
}


class Studio(NamedTuple):
    pack: Pack
    papers: Path
    pool: RenderPool
    net: Net


async def draw(out: Path, wanted: set[str], pack: Pack, papers: Path, net: Net) -> None:
    pool = await RenderPool.start(slot_bytes=slot_bytes_for(1920, 1080))
    studio = Studio(pack, papers, pool, net)
    try:
        for size, language in itertools.product(SIZES, LANGUAGES):
            use_language(language)
            # A theme is of one language: its faces follow it.
            theme = Theme(scale_for_window(Program.PRESENTER, *size), reduced_motion=True)
            application = QApplication.instance()
            assert isinstance(application, QApplication)
            theme.dress(application)
            for name, act in STATES.items():
                if wanted and not any(part in name for part in wanted):
                    continue
                if "drawer" in name and size[0] != 1280:
                    continue
                target = out / f"{name}-{size[0]}-{language}.png"
                await draw_one(target, theme, size, language, act, studio)
    finally:
        await pool.close()


async def draw_one(
    target: Path,
    theme: Theme,
    size: tuple[int, int],
    language: Language,
    act: Callable[[Scene], Awaitable[None]],
    studio: Studio,
) -> None:
    net = studio.net
    async with AsyncExitStack() as stack:
        clock = FakeClock()
        hub = FakeRoomHub(clock)
        scope, pages = TaskScope("podium", net.report), TaskScope("pages", net.report)
        stack.push_async_callback(scope.close)
        stack.push_async_callback(pages.close)
        podium = Podium(hub, fake_tools(clock), scope)
        await podium.open_room()
        meeting = studio.pack.meeting if language == "zh_CN" else in_english(studio.pack.meeting)
        window = PodiumWindow(theme, podium, lambda _meeting: studio.papers)
        window.attach(studio.pool, pages)
        window.resize(*size)
        window.show()
        painted = asyncio.Event()
        window.stage.page_painted.connect(painted.set)
        await act(Scene(meeting, podium, hub, window, studio.papers))
        if podium.feed.state.meeting is not None and not podium.feed.state.opening:
            await asyncio.wait_for(painted.wait(), SETTLE_S)
        for _ in range(40):
            await asyncio.sleep(0.01)
        if (window.width(), window.height()) != size:
            sys.stdout.write(f"{target.name}: {window.width()}x{window.height()}\n")
        window.grab().save(str(target))
        window.detach()
        window.close()
        window.deleteLater()


def main() -> int:
    out = Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    time.tzset()
    application = QApplication(sys.argv[:1])
    application.setQuitOnLastWindowClosed(False)
    pack = sample_pack()
    with tempfile.TemporaryDirectory() as folder:
        papers = lay_out_papers(pack, Path(folder))

        async def program(net: Net, _way_out: Exit) -> int:
            await draw(out, set(sys.argv[2:]), pack, papers, net)
            return 1 if net.faults else 0

        return run_app(application, program)


if __name__ == "__main__":
    sys.exit(main())
