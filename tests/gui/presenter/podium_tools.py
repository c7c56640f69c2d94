"""The podium's tools for tests: a still clock, no real chance, packs and exports that tests decide about."""

from __future__ import annotations

from pathlib import Path

from presenter.clerk.pack import Pack
from presenter.clerk.pack_draft import PackProblem, PackProblems
from presenter.ui.pack_opening import Progress
from presenter.ui.podium import OpenPack, Tools
from shared.domain.agenda import MeetingId
from shared.system.trace import Trace
from tests.fakes.clock import FakeClock


async def no_pack(folder: Path, _meeting: MeetingId, _progress: Progress) -> Pack | PackProblems:
    return PackProblems((PackProblem(folder.name, None, "nothing there", "choose another folder"),))


async def no_export(_record: Path, folder: Path) -> tuple[Path, ...]:
    return (folder / "attendance.xlsx",)


def fake_tools(clock: FakeClock, open_pack: OpenPack = no_pack) -> Tools:
    return Tools(
        clock=clock,
        chance=bytes,
        open_pack=open_pack,
        export_record=no_export,
        trace=Trace(None, clock),
    )
