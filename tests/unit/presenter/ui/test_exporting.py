"""The export: told while it runs, ended between two copies, and never silent about what failed."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec

from presenter.clerk.copies import Copied
from presenter.ui.export_work import exporter_on
from presenter.ui.exporting import Exporting, ExportMeeting, OnCopy
from presenter.ui.state import PodiumState
from shared.domain import commands as cmd
from shared.domain.reducer import DamagedRecord
from shared.domain.sign_off import Opinion, SignOff, SignOffId, SignOffKind
from shared.domain.verdicts import Accepted
from shared.pdf.writing_terms import CopyOrder, CopyRefused, CopyWritten
from shared.storage.record import Record as RecordFile
from shared.system.faults import EnvironmentFault
from tests.fakes.clock import MEETING_MORNING, FakeClock
from tests.unit.domain.meetings import Record, meeting, paper, person_id, seat_id
from tests.unit.presenter.ui.podium_states import Story


class Desk:
    """A state that an export changes."""

    def __init__(self, export: ExportMeeting, record: Path) -> None:
        story = Story()
        story.hub.record_path = record
        story.hub.shows(record_path=record)
        self.state: PodiumState = story.state
        self.seen: list[PodiumState] = []
        self.work: Coroutine[Any, Any, object] | None = None
        self.exporting = Exporting(export, lambda: self.state, self._change, self._begin)

    def _change(self, **changes: object) -> None:
        self.state = msgspec.structs.replace(self.state, **changes)
        self.seen.append(self.state)

    def _begin(self, work: Coroutine[Any, Any, object]) -> None:
        assert self.work is None
        self.work = work

    async def write(self, folder: Path) -> None:
        self.exporting.write(folder)
        assert self.work is not None
        work, self.work = self.work, None
        await work


def run(export: ExportMeeting, folder: Path) -> Desk:
    desk = Desk(export, folder / "record.sqlite")
    asyncio.run(desk.write(folder / "out"))
    return desk


async def kept(folder: Path) -> Path:
    """A meeting in which two papers were signed."""
    story = Record(meeting())
    story.when(cmd.StartMeeting())
    story.sign_in(1, 2, 3)
    for mark in "ab":
        asked = SignOffId(f"s{mark}")
        story.when(
            cmd.RequestSignOff(
                SignOff(id=asked, paper=paper(mark).sha256, kind=SignOffKind.READ, persons=(person_id(2),))
            )
        )
        signed = cmd.SignOffPaper(
            sign_off=asked, person=person_id(2), paper=paper(mark).sha256, opinion=Opinion.READ
        )
        assert isinstance(story.when(signed, seat=seat_id(2)), Accepted)
    record = await RecordFile.open(folder / "record.sqlite", now=MEETING_MORNING)
    await record.append(0, story.records)
    await record.close()
    return folder / "record.sqlite"


def written(order: CopyOrder) -> CopyWritten | CopyRefused:
    assert order.digest is not None
    return CopyWritten(pages=1, marks=0, size_bytes=1, digest=order.digest, was_repaired=False)


def test_what_is_written_is_listed_while_the_export_runs(tmp_path: Path) -> None:
    async def export(_record: Path, folder: Path, on_copy: OnCopy) -> Copied:
        on_copy(folder / "a.pdf")
        return Copied(files=(folder / "list.csv", folder / "a.pdf"), notes=("one failed",))

    desk = run(export, tmp_path)
    steps = [(s.export.is_running, len(s.export.files)) for s in desk.seen if s.export is not None]
    assert steps == [(True, 0), (True, 1), (False, 2)]
    assert desk.state.export is not None
    assert desk.state.export.notes == ("one failed",)


def test_a_fault_or_a_damaged_record_is_a_sentence(tmp_path: Path) -> None:
    for failure, part in (
        (EnvironmentFault("The disk is full.", "Free some space."), "The disk is full."),
        (DamagedRecord("3"), "This record is damaged"),
    ):

        async def export(_record: Path, _folder: Path, _on_copy: OnCopy, why: Exception = failure) -> Copied:
            raise why

        desk = run(export, tmp_path)
        assert desk.state.export is None
        assert part in desk.state.notice


def test_only_one_export_runs_at_a_time(tmp_path: Path) -> None:
    async def scene() -> None:
        async def export(_record: Path, _folder: Path, _on_copy: OnCopy) -> Copied:
            desk.exporting.write(tmp_path)
            return Copied()

        desk = Desk(export, tmp_path / "record.sqlite")
        await desk.write(tmp_path)
        assert desk.work is None

    asyncio.run(scene())


def test_each_copy_is_told_on_the_loop_that_asked(tmp_path: Path) -> None:
    async def scene() -> None:
        told: list[tuple[str, bool]] = []
        here = threading.get_ident()
        with ThreadPoolExecutor(1) as threads:
            export = exporter_on(threads, FakeClock(), write=written)
            copied = await export(
                await kept(tmp_path),
                tmp_path / "out",
                lambda file: told.append((file.suffix, threading.get_ident() == here)),
            )
        assert told == [(".pdf", True), (".pdf", True)]
        assert copied.notes == ()

    asyncio.run(scene())


def test_an_export_that_nobody_waits_for_ends_before_its_next_copy(tmp_path: Path) -> None:
    async def scene() -> None:
        orders: list[CopyOrder] = []
        began, may_go_on = asyncio.Event(), threading.Event()
        loop = asyncio.get_running_loop()

        def slow(order: CopyOrder) -> CopyWritten | CopyRefused:
            orders.append(order)
            loop.call_soon_threadsafe(began.set)
            assert may_go_on.wait(10)
            return written(order)

        with ThreadPoolExecutor(1) as threads:
            export = exporter_on(threads, FakeClock(), write=slow)
            record = await kept(tmp_path)

            async def begin() -> Copied:
                return await export(record, tmp_path / "out", lambda _: None)

            work = asyncio.create_task(begin())
            await began.wait()
            work.cancel()
            await asyncio.wait([work])
            may_go_on.set()
        assert len(orders) == 1

    asyncio.run(scene())
