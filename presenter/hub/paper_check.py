"""Examines a file that comes into the meeting, with its password where it asks for one."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from shared.pdf.examiner import examine
from shared.pdf.pages import DocumentFacts, Examination, Finding, PaperRefused
from shared.pdf.pool import RenderPool

_NO_PICTURE_BYTES: Final = 4 * 64 * 64
"""Nothing is drawn there."""


async def check_paper(path: Path, password: str) -> Examination:
    """What the file is found to be. Without its password nobody can tell how many pages it has.

    Raises EnvironmentFault where the system lets no worker start.
    """
    examination = await examine(path)
    if examination.finding is not Finding.NEEDS_PASSWORD or not password:
        return examination
    pool = await RenderPool.start(slot_bytes=_NO_PICTURE_BYTES, slots=1)
    try:
        match await pool.open(path, path.name, password):
            case DocumentFacts(pages=pages, is_repaired=is_repaired):
                return Examination(Finding.REPAIRED if is_repaired else Finding.FINE, len(pages))
            case PaperRefused(finding=finding, page=page):
                return Examination(finding, 0, page)
    finally:
        await pool.close()
