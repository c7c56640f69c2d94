"""A meeting around an ordinary paper and hostile ones: the hub in this process, real kiosks, and who watches them.

The podium would refuse most of these files. Here the meeting is opened with them all the same, as by a podium that
looked less closely, so that the seats have to look after themselves.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

import msgspec

from presenter.hub.hub import Hub
from presenter.hub.settings import HubSettings
from shared.domain import commands as cmd
from shared.domain.agenda import AgendaItem, ItemId, Meeting, MeetingId
from shared.domain.papers import Paper, Sha256
from shared.domain.people import Person, PersonId, Role, SeatId
from shared.domain.verdicts import Accepted
from shared.system.clock import SystemClock
from staging.actor import Actor, State, wait_until
from staging.packs import SAMPLE
from staging.seen import shows_a_page
from staging.stage import Stage

PAGES: Final = 60
CALM, BESIEGED = ItemId("calm"), ItemId("besieged")
READER, FOLLOWER = SeatId("05"), SeatId("06")
"""Who opens every hostile paper, and who follows the leader all the time."""

_TURN_EVERY_S: Final = 0.12
_WITHIN_S: Final = 30.0
_TAIL_BYTES: Final = 2000


class Room(msgspec.Struct, frozen=True):
    """What a test holds in its hands: `calm` and `ordinary` can be read, `hostile` are digests by the file's name."""

    hub: Hub
    reader: Actor
    follower: Actor
    traces: dict[SeatId, Path]
    calm: Sha256
    ordinary: Sha256
    hostile: dict[str, Sha256]

    async def activate(self, item: ItemId) -> None:
        """Go to an item; on return both seats show the leader's page of it, whose papers are all on their disks."""
        await self.hub.submit(cmd.ActivateItem(item))
        paper = self.calm if item == CALM else self.ordinary
        self.hub.turn_page(item=item, paper=paper, page=1)
        for kiosk in (self.reader, self.follower):
            await asyncio.to_thread(
                kiosk.wait_for,
                lambda s: (
                    s["paper"] == paper and is_with_leader(s) and s["papers_ready"] == s["papers_known"]
                ),
                "shows the leader's page",
                _WITHIN_S,
            )


@asynccontextmanager
async def meeting_about(
    folder: Path, ordinary: Sequence[Path], hostile: Sequence[Path]
) -> AsyncIterator[Room]:
    """The meeting has begun, both members are signed in; the leader is on `ordinary[0]`, which is alone in its item.

    The second item is about `ordinary[1]` and all the hostile papers.
    """
    papers = {path: paper_of(path) for path in (*ordinary, *hostile)}
    settings = HubSettings(data_dir=folder / "room", engine_port=0, door_port=0, is_open_room=True)
    hub = Hub(settings, SystemClock())
    await hub.start()
    stage = Stage(folder, SAMPLE, language="en", has_screen=False, has_traces=True)
    # By address, not by zeroconf: another room may be open on this machine.
    way = ("--connect", f"127.0.0.1:{hub.door_port}", "--no-search")
    kiosks = {seat: stage.kiosk(seat, *way) for seat in (READER, FOLLOWER)}
    try:
        agenda = (
            _item(CALM, 1, papers[ordinary[0]]),
            _item(BESIEGED, 2, papers[ordinary[1]], *(papers[path] for path in hostile)),
        )
        files = {paper.sha256: path for path, paper in papers.items()}
        assert isinstance(await hub.open_meeting(_meeting(agenda), files), Accepted)
        await hub.submit(cmd.OpenSignIn())
        for kiosk in kiosks.values():
            kiosk.start()
        for kiosk in kiosks.values():
            await asyncio.to_thread(_sign_in, kiosk)
        await hub.submit(cmd.StartMeeting())
        hub.set_leading(True)
        yield Room(
            hub=hub,
            reader=kiosks[READER],
            follower=kiosks[FOLLOWER],
            traces={seat: stage.trace_of(kiosk.name) for seat, kiosk in kiosks.items()},
            calm=papers[ordinary[0]].sha256,
            ordinary=papers[ordinary[1]].sha256,
            hostile={path.name: papers[path].sha256 for path in hostile},
        )
    finally:
        for kiosk in kiosks.values():
            await asyncio.to_thread(kiosk.end)
        await hub.close()


def paper_of(path: Path) -> Paper:
    """An entry of the agenda for a file. The pages of a hostile one are what its maker says; nobody trusts that."""
    content = path.read_bytes()
    digest = Sha256(hashlib.sha256(content).hexdigest())
    return Paper(sha256=digest, title=path.stem, size_bytes=len(content), page_count=PAGES)


def _item(id_: ItemId, number: int, *papers: Paper) -> AgendaItem:
    return AgendaItem(id=id_, number=number, title=id_, papers=papers)


def _meeting(agenda: tuple[AgendaItem, ...]) -> Meeting:
    seats = (SeatId("01"), READER, FOLLOWER)
    roles = (Role.CHAIR, Role.MEMBER, Role.MEMBER)
    roster = tuple(
        Person(id=PersonId(f"p{seat}"), name=f"P{seat}", role=role, seat=seat)
        for seat, role in zip(seats, roles, strict=True)
    )
    return Meeting(id=MeetingId("hostilemeeting"), title="hostile", roster=roster, seats=seats, agenda=agenda)


def _sign_in(kiosk: Actor) -> None:
    kiosk.connect(_WITHIN_S)
    kiosk.wait_for(lambda s: s["session"] == "signing_in", "hears that sign-in is open", _WITHIN_S)
    kiosk.press("nameplate")
    kiosk.press("sign_in")
    kiosk.wait_for(lambda s: bool(s["signed_in"]), "signed in", _WITHIN_S)


def is_with_leader(state: State) -> bool:
    """Whether the leader's page is painted on the glass."""
    return bool(state["screen"] == "reading" and state["following"]) and shows_a_page(state)


class Leader:
    """Turns pages of one paper to and fro, and waits for the follower each time, as a speaker does."""

    def __init__(self, room: Room, item: ItemId, paper: Sha256) -> None:
        self._room = room
        self._item = item
        self._paper = paper
        self._page = 1
        self._stop = asyncio.Event()
        self._done = 0
        self._one_done = asyncio.Event()
        self.turned: dict[int, int] = {}
        """When each revision of the stage was made, in ns of the machine's clock."""

    async def turn(self, times: int) -> None:
        """Turn so often."""
        for _ in range(times):
            await self._turn()

    async def turn_until_stopped(self) -> None:
        """Turn a page about every eighth of a second."""
        while not self._stop.is_set():
            await self._turn()

    def stop(self) -> None:
        """Let the last turn come to its end and turn no more."""
        self._stop.set()

    async def next_turns(self, times: int, *, seen_at: SeatId) -> dict[int, int]:
        """The next so many turns, as in `turned`, when they are painted at that seat, too."""
        first = self._done + 1
        while self._done < first + times:
            self._one_done.clear()
            await self._one_done.wait()
        turns = dict(sorted(self.turned.items())[first : first + times])
        await self._painted_at(seen_at, max(turns))
        return turns

    async def _turn(self) -> None:
        hub = self._room.hub
        self._page = self._page % PAGES + 1
        now = time.monotonic_ns()
        hub.turn_page(item=self._item, paper=self._paper, page=self._page)
        stage = hub.view.stage
        assert stage is not None
        self.turned[stage.revision] = now
        await self._painted_at(FOLLOWER, stage.revision)
        self._done += 1
        self._one_done.set()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_TURN_EVERY_S):
                await self._stop.wait()

    async def _painted_at(self, seat: SeatId, revision: int) -> None:
        trace = self._room.traces[seat]
        what = f"seat {seat} paints revision {revision}"
        await asyncio.to_thread(wait_until, lambda: _newest_painted(trace) >= revision, what, _WITHIN_S)


def delays_ms(trace: Path, turned: dict[int, int]) -> list[float]:
    """How long after each of these turns its page, or that of a later turn, was painted; in milliseconds."""
    painted = [(int(line["revision"]), int(line["ns"])) for line in _painted(trace.read_text("utf-8"))]
    delays = []
    for revision, at_ns in turned.items():
        later = [ns for shown, ns in painted if shown >= revision]
        assert later, f"revision {revision} was never painted"
        delays.append((min(later) - at_ns) / 1e6)
    return delays


def _painted(text: str) -> list[dict[str, int]]:
    lines = [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]
    return [line for line in lines if line["event"] == "painted"]


def _newest_painted(trace: Path) -> int:
    """The revision painted last."""
    with trace.open("rb") as file:
        file.seek(max(0, file.seek(0, 2) - _TAIL_BYTES))
        tail = file.read().decode().split("\n", 1)[-1]
    return max((int(line["revision"]) for line in _painted(tail)), default=0)
