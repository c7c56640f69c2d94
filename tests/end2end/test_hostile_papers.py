"""A meeting with hostile papers on its agenda: each ends in a sentence or a page, and everybody else goes on reading."""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec
import pytest

from presenter.clerk.pack import Pack
from presenter.ui.pack_opening import open_pack
from shared.domain.agenda import MeetingId
from shared.domain.papers import Sha256
from shared.pdf.process import MEMORY_BYTES
from shared.pdf.trouble import Patience
from staging.actor import Actor, State, wait_until
from staging.seen import shows_a_page
from tests.end2end.hostile_files import make_hostile_files
from tests.end2end.hostile_meeting import (
    BESIEGED,
    CALM,
    FOLLOWER,
    PAGES,
    READER,
    Leader,
    Room,
    delays_ms,
    is_with_leader,
    meeting_about,
)
from tests.end2end.process_family import FamilyWatch, family, is_running, pss_bytes
from tests.unit.pdf import papers

pytestmark = [
    pytest.mark.end2end,
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="it is told by /proc who runs"),
]

CORPUS: Final = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "hostile"
"""Real hostile files, read in place where there are some."""

LATER_MS: Final = 100.0
"""So much later than usual a page may come, at the median; a worker that hangs is ended after eight seconds."""
LATEST_MS: Final = 1500.0
"""So much later at the worst, on a machine that has other things to do."""
ENDS_WITHIN_S: Final = 2 * Patience().kill_after_s
"""A page that hangs is given up after half of that."""
NORMAL_TURNS: Final = 15
TURNS_AFTER: Final = 2
KEPT_BYTES: Final = 300 << 20
"""What the pictures of pages may take that were not drawn when the memory was looked at first."""

COMPLEX: Final = "This page cannot be shown"
DAMAGED: Final = "This paper is damaged; please read it on paper, the clerk can replace it"
TOO_COMPLEX: Final = "This paper is too complex to be shown; please read it on paper"
LOCKED: Final = "This paper asks for a password; the clerk can replace it"
NO_PDF: Final = "This file is not a PDF; the clerk can replace it"
SENTENCES: Final = frozenset({COMPLEX, DAMAGED, TOO_COMPLEX, LOCKED, NO_PDF})
A_PAGE: Final = ""

ENDS: Final = {
    "billion-laughs.pdf": {COMPLEX, TOO_COMPLEX},
    "circle.pdf": {A_PAGE},
    "cut.pdf": {DAMAGED},
    "flate-bomb.pdf": {COMPLEX, TOO_COMPLEX},
    "giant.pdf": {A_PAGE},
    "locked.pdf": {LOCKED},
    "noise.pdf": {DAMAGED},
    "web-page.pdf": {NO_PDF},
}
"""What a seat may say of each of our own files."""

TWINS: Final = {"billion-laughs.pdf": "form-billion-laughs.pdf"}
"""Real files that do the same as ours: each takes a worker until it is ended, so one of both is enough."""

AT_THE_PODIUM: Final = {
    "billion-laughs": {"Page 1 takes too long to show: print the paper to a new PDF."},
    "cut": {"This file is damaged: copy it again, or export it as PDF again."},
    "flate-bomb": {
        "Page 1 needs too much memory: print the paper to a new PDF.",
        "Page 1 takes too long to show: print the paper to a new PDF.",
    },
    "locked": {
        "This paper asks for a password: save a copy without one, or tell those present the password."
    },
    "noise": {"This file is damaged: copy it again, or export it as PDF again."},
    "web-page": {"This is not a PDF, whatever its name says: export it as PDF."},
}
"""What the podium says of those that it does not take."""


class Seen(msgspec.Struct, frozen=True):
    """What came of a siege: how each file ended, and how late pages were, at the seat that follows and at the other."""

    ends: Mapping[str, str]
    normal_ms: list[float]
    follower_ms: list[float]
    reader_ms: list[float]


def test_no_hostile_paper_stops_the_meeting(tmp_path: Path) -> None:
    own = make_hostile_files(tmp_path / "hostile")
    found = sorted(CORPUS.glob("*.pdf"))
    ends_of = {found_twin(name, found) or name: ends for name, ends in ENDS.items()}
    own = [path for path in own if path.name in ends_of]

    async def story() -> Seen:
        async with asyncio.TaskGroup() as both:
            reading = both.create_task(refusals(tmp_path / "hostile"))
            meeting = both.create_task(besieged(tmp_path, [*own, *found]))
        refused, seen = reading.result(), meeting.result()
        assert refused.keys() == AT_THE_PODIUM.keys()
        assert all(refused[name] in AT_THE_PODIUM[name] for name in refused), refused
        return seen

    seen = asyncio.run(story())
    ends = {name: end for name, end in seen.ends.items() if name in ends_of}
    assert ends.keys() == ends_of.keys()
    assert all(end in ends_of[name] for name, end in ends.items()), ends
    assert {seen.ends[path.name] for path in found} <= {A_PAGE, *SENTENCES}, seen.ends
    check_turns(seen)


def found_twin(name: str, found: list[Path]) -> str:
    """The real file that does what ours of this name does; "" where there is none."""
    twin = TWINS.get(name, "")
    return twin if any(path.name == twin for path in found) else ""


def check_turns(seen: Seen) -> None:
    """Everybody else saw the leader's pages as ever."""
    normal, latest = statistics.median(seen.normal_ms), max(seen.normal_ms)
    for delays in (seen.follower_ms, seen.reader_ms):
        assert statistics.median(delays) <= normal + LATER_MS, (normal, sorted(delays))
        assert max(delays) <= latest + LATEST_MS, (latest, sorted(delays))


async def refusals(folder: Path) -> dict[str, str]:
    """What opening the folder at the podium says of the files that it leaves out, by their titles."""
    opened = await open_pack(folder, MeetingId("pack"), lambda _done, _of: None)
    assert isinstance(opened, Pack)
    return {note.message.split("\u201c")[1].split("\u201d")[0]: note.remedy for note in opened.notes}


async def besieged(folder: Path, hostile: list[Path]) -> Seen:
    """Open each file at one seat while the leader turns pages; memory and processes are looked at here."""
    ordinary = [papers.ordinary(folder / f"{name}.pdf", pages=PAGES) for name in ("calm", "turned")]
    async with meeting_about(folder, ordinary, hostile) as room:
        normal = await calm_turns(room)
        before = pss_bytes(room.reader.pid)
        watch = FamilyWatch(room.reader.pid)
        workers = len(family(room.reader.pid))
        watching = asyncio.create_task(watch.run())
        ends, follower, reader = await siege(room)
        watching.cancel()
        await asyncio.to_thread(
            wait_until, lambda: len(family(room.reader.pid)) == workers, "as many workers as before", 10
        )
        watch.look()
        assert watch.peak_bytes <= before + 2 * MEMORY_BYTES + KEPT_BYTES
        assert pss_bytes(room.reader.pid) <= before + KEPT_BYTES
        followers = family(room.follower.pid)
    everybody = watch.seen | followers
    # Python's own helper of multiprocessing ends when it sees that its program did.
    await asyncio.to_thread(wait_until, lambda: not any(map(is_running, everybody)), "nobody is left", 5)
    return Seen(ends, normal, follower, reader)


async def calm_turns(room: Room) -> list[float]:
    """How late pages are while nothing hostile is near, in ms."""
    await room.activate(CALM)
    leader = Leader(room, CALM, room.calm)
    await leader.turn(NORMAL_TURNS)
    return [delay for seat in (READER, FOLLOWER) for delay in delays_ms(room.traces[seat], leader.turned)]


async def siege(room: Room) -> tuple[dict[str, str], list[float], list[float]]:
    """How each file ended, and how late the pages were at the follower and, between the files, at the reader."""
    await room.activate(BESIEGED)
    leader = Leader(room, BESIEGED, room.ordinary)
    turning = asyncio.create_task(leader.turn_until_stopped())
    ends: dict[str, str] = {}
    with_leader: dict[int, int] = {}
    # Workers draw ahead from the first on: from the last on, half of them are met before that.
    for name, sha256 in reversed(room.hostile.items()):
        ends[name] = await asyncio.to_thread(open_and_wait, room.reader, sha256)
        await asyncio.to_thread(go_back, room.reader)
        with_leader |= await leader.next_turns(TURNS_AFTER, seen_at=READER)
    leader.stop()
    await turning
    return ends, delays_ms(room.traces[FOLLOWER], leader.turned), delays_ms(room.traces[READER], with_leader)


def open_and_wait(kiosk: Actor, paper: Sha256) -> str:
    """Open a paper as a person does; what is said in its place at last, "" for its page."""
    kiosk.press("show_agenda")
    kiosk.press(f"open_paper_{paper[:8]}")
    began = time.monotonic()
    ended = kiosk.wait_for(
        lambda s: s["paper"] == paper and (shows_a_page(s) or is_final(s)), "a page or a sentence", 60
    )
    assert time.monotonic() - began <= ENDS_WITHIN_S
    return str(ended["said"])


def is_final(state: State) -> bool:
    """Whether what is said is not only that it takes long."""
    return str(state["said"]) in SENTENCES


def go_back(kiosk: Actor) -> None:
    """Go on with the leader."""
    kiosk.press("back_to_leader")
    kiosk.wait_for(is_with_leader, "is with the leader again")
