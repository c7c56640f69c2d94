"""The announced results as PDF, one file a ballot, written by the process that writes papers."""

from __future__ import annotations

import tempfile
from datetime import datetime
from pathlib import Path

from presenter.clerk.ballot_documents import printed_ballots
from presenter.clerk.copies import Copied, WriteCopy, folder_in, written
from presenter.clerk.report import MeetingReport
from shared.pdf.sheet_blank import A4_PT, blank_paper
from shared.pdf.writing import write_copy_now
from shared.pdf.writing_terms import CopyOrder
from shared.system.i18n import tr


def printed_results(
    report: MeetingReport, out: Path, *, now: datetime, write: WriteCopy = write_copy_now
) -> Copied:
    """Every announced result in a folder of `out`; one that cannot be written is a note. Raises EnvironmentFault. Blocks."""
    documents = printed_ballots(report)
    if not documents:
        return Copied()
    folder = folder_in(out, tr("ballot-results"))
    copied = Copied()
    with tempfile.TemporaryDirectory(prefix="wuzhi-results-") as desk:
        for name, document in documents:
            blank = Path(desk) / "blank.pdf"
            blank.write_bytes(blank_paper(1, *A4_PT, document.title))
            order = CopyOrder(source=blank, target=folder / name, written_at=now, document=document)
            copied += written(order, document.title, write)
    return copied
