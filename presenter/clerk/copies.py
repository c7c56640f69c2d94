"""Copies of papers that the clerk hands in: with a sheet of signatures behind them, or with ink in them.

The papers and the ink lie beside the record. What cannot be written is told in a sentence, the rest goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import msgspec

from presenter.clerk.names import copy_name, unused_name
from presenter.clerk.report import MeetingReport
from presenter.clerk.sign_off_report import SignOffReport
from presenter.clerk.signed_copies import has_answers, sheet_of
from shared.domain.agenda import AgendaItem
from shared.domain.papers import Paper, Sha256
from shared.pdf.writing import write_copy_now
from shared.pdf.writing_terms import CopyOrder, CopyRefused, CopyWritten
from shared.pdf.writing_wording import copy_sentence
from shared.system.faults import disk_fault
from shared.system.i18n import tr
from shared.system.wording_time import clock_time, full_day

WriteCopy = Callable[[CopyOrder], CopyWritten | CopyRefused]


class Copied(msgspec.Struct, frozen=True):
    """The files that were written, and a sentence for each that was not."""

    files: tuple[Path, ...] = ()
    notes: tuple[str, ...] = ()

    def __add__(self, other: Copied) -> Copied:
        """Both together, in this order."""
        return Copied((*self.files, *other.files), (*self.notes, *other.notes))


def paper_of(meeting_folder: Path, sha256: Sha256) -> Path:
    """Where the podium keeps a paper of the meeting whose record lies in `meeting_folder`."""
    return meeting_folder / "papers" / f"{sha256}.pdf"


def signed_copies(
    report: MeetingReport,
    meeting_folder: Path,
    out: Path,
    *,
    now: datetime,
    write: WriteCopy = write_copy_now,
) -> Copied:
    """Every paper that somebody signed, with its sheet, in a folder of `out`. Raises EnvironmentFault. Blocks."""
    signed = [sign_off for sign_off in report.sign_offs if has_answers(sign_off)]
    if not signed:
        return Copied()
    folder = folder_in(out, tr("sign-off"))
    copied = Copied()
    for sign_off in signed:
        title = title_of_draft(sign_off.item, sign_off.paper)
        name = copy_name(sign_off.item.number, title, tr("sign-off sheet"))
        target = folder / unused_name(name, [file.name for file in copied.files])
        copied += _signed_copy(report, sign_off, meeting_folder, target, now, write)
    return copied


def _signed_copy(
    report: MeetingReport,
    sign_off: SignOffReport,
    meeting_folder: Path,
    target: Path,
    now: datetime,
    write: WriteCopy,
) -> Copied:
    order = CopyOrder(
        source=paper_of(meeting_folder, sign_off.paper.sha256),
        target=target,
        written_at=now,
        digest=sign_off.paper.sha256,
        watermark=watermark_of(report, (report.meeting.title,), now),
        sheets=(sheet_of(sign_off),),
    )
    return written(order, sign_off.paper.title, write)


def written(order: CopyOrder, title: str, write: WriteCopy) -> Copied:
    """Write one copy; a paper that is missing or cannot be written on is a note that names its `title`."""
    match write(order):
        case CopyWritten():
            return Copied(files=(order.target,))
        case CopyRefused() as refused:
            note = tr("“{title}” is not among the copies: {why}", title=title, why=copy_sentence(refused))
            return Copied(notes=(note,))


def title_of_draft(item: AgendaItem, paper: Paper) -> str:
    """The title; a paper of which there are several drafts is told apart by its number."""
    has_drafts = paper.draft > 1 or any(paper.sha256 == earlier.sha256 for earlier in item.earlier)
    return tr("{title} (draft {draft})", title=paper.title, draft=paper.draft) if has_drafts else paper.title


def watermark_of(report: MeetingReport, words: tuple[str, ...], now: datetime) -> str:
    """The words over every page: whose copy it is and when it was made; "" where the meeting wants none."""
    if not report.meeting.has_watermark:
        return ""
    return " ".join(word for word in (*words, full_day(now), clock_time(now)) if word)


def folder_in(out: Path, name: str) -> Path:
    """A folder below `out`, made if missing. Raises EnvironmentFault."""
    folder = out / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise disk_fault(folder, error) from error
    return folder
