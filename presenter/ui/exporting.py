"""Writing the clerk's files without keeping the window waiting; what is written is told line by line."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path
from typing import Any

import msgspec

from presenter.clerk.copies import Copied
from presenter.ui.pages_led import Change
from presenter.ui.state import Export, PodiumState
from shared.domain.reducer import DamagedRecord
from shared.system.faults import EnvironmentFault
from shared.system.i18n import tr

OnCopy = Callable[[Path], None]
"""Told of each copy of a paper that is being written, on the loop's thread."""

ExportMeeting = Callable[[Path, Path, OnCopy], Awaitable[Copied]]
"""Writes all exports of a record (first) into a folder (second). Raises EnvironmentFault, DamagedRecord."""


class Exporting:
    """One export at a time."""

    def __init__(
        self,
        export: ExportMeeting,
        state: Callable[[], PodiumState],
        change: Change,
        begin: Callable[[Coroutine[Any, Any, object]], None],
    ) -> None:
        self._export = export
        self._state = state
        self._change = change
        self._begin = begin

    def write(self, folder: Path) -> None:
        """Write the clerk's files into `folder`; nothing happens while that is being done already."""
        state = self._state()
        is_running = state.export is not None and state.export.is_running
        if state.hub.record_path is not None and not is_running:
            self._begin(self._work(state.hub.record_path, folder))

    async def _work(self, record: Path, folder: Path) -> None:
        self._change(export=Export(folder=folder, is_running=True), notice="")
        try:
            copied = await self._export(record, folder, self._on_copy)
        except EnvironmentFault as fault:
            self._change(export=None, notice=str(fault))
        except DamagedRecord:
            damaged = tr("This record is damaged and was not exported: {path}", path=record)
            self._change(export=None, notice=damaged)
        else:
            self._change(export=Export(folder=folder, files=copied.files, notes=copied.notes))

    def _on_copy(self, file: Path) -> None:
        export = self._state().export
        if export is not None and export.is_running:
            self._change(export=msgspec.structs.replace(export, files=(*export.files, file)))
