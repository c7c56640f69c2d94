"""The podium's tools for tests: a still clock, no real chance, packs and exports that tests decide about."""

from __future__ import annotations

import itertools
from pathlib import Path

from presenter.clerk.copies import Copied
from presenter.clerk.pack import Pack
from presenter.clerk.pack_draft import PackProblem, PackProblems
from presenter.ui.exporting import ExportMeeting, OnCopy
from presenter.ui.pack_opening import Progress
from presenter.ui.podium import OpenPack, Tools
from shared.domain.agenda import MeetingId
from shared.system.ids import Chance
from shared.system.trace import Trace
from tests.fakes.clock import FakeClock


async def no_pack(folder: Path, _meeting: MeetingId, _progress: Progress) -> Pack | PackProblems:
    return PackProblems((PackProblem(folder.name, None, "nothing there", "choose another folder"),))


async def no_export(_record: Path, folder: Path, _on_copy: OnCopy) -> Copied:
    return Copied(files=(folder / "attendance.xlsx",))


def some_chance() -> Chance:
    """Bytes that differ from call to call, and are the same in every run."""
    numbers = itertools.count(1)
    return lambda size: next(numbers).to_bytes(size, "big")


def fake_tools(clock: FakeClock, open_pack: OpenPack = no_pack, export: ExportMeeting = no_export) -> Tools:
    return Tools(
        clock=clock,
        chance=some_chance(),
        open_pack=open_pack,
        export_meeting=export,
        trace=Trace(None, clock),
    )
