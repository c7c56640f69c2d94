"""Everybody's annotated papers to take home: what they wrote themselves, and what was written for all.

One file for each person and paper that they wrote on, one for each paper with only what was written for all, and
beside each the ink itself as JSON (resources/docs/ink.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from presenter.clerk.copies import (
    Copied,
    WriteCopy,
    folder_in,
    paper_of,
    title_of_draft,
    watermark_of,
    written,
)
from presenter.clerk.ink_file import write_ink_file
from presenter.clerk.names import copy_name, unused_name
from presenter.clerk.report import MeetingReport
from shared.domain.agenda import AgendaItem, Meeting
from shared.domain.ink import Bookmark, Layer, LayerKind, Mark
from shared.domain.papers import Paper, Sha256
from shared.domain.people import PersonId
from shared.pdf.writing import write_copy_now
from shared.pdf.writing_terms import CopyOrder
from shared.pdf.writing_wire import Ink
from shared.storage.ink_file import ink_path, read_ink
from shared.system.i18n import tr

Boards = Mapping[Sha256, tuple[Ink, ...]]
"""What was written for all, by paper; one `Ink` an author."""


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """One copy to be made: of which paper, with whose ink. `own` is what the JSON beside it holds."""

    item: AgendaItem
    paper: Paper
    who: str
    watermark: tuple[str, ...]
    inks: tuple[Ink, ...]
    own: tuple[Mark, ...]


def annotated_copies(
    report: MeetingReport,
    record: Path,
    out: Path,
    *,
    now: datetime,
    is_flattened: bool = False,
    write: WriteCopy = write_copy_now,
) -> Copied:
    """Write the copies of the meeting with this record into a folder of `out`; with `is_flattened` also flat ones.

    Where nobody wrote anything there is nothing. Raises StorageFault for the ink, EnvironmentFault for the folder.
    Blocks.
    """
    ink = ink_path(record)
    if not ink.exists():
        return Copied()
    copied = Copied()
    for taken in taken_home(report, ink):
        copied += _copies(report, taken, record.parent, out, copied, now, is_flattened, write)
    return copied


def taken_home(report: MeetingReport, ink: Path) -> Iterator[Taken]:
    """All copies to be made: first what was written for all, then each person's. Raises StorageFault. Blocks.

    The ink is read twice and one layer at a time: a day of scribbling does not fit into memory at once.
    """
    boards = _boards(report.meeting, read_ink(ink))
    for paper, inks in boards.items():
        marks = tuple(mark for board in inks for mark in board.marks)
        yield from _taken(report, paper, tr("written for all"), (report.meeting.title,), inks, marks)
    for layer, marks in read_ink(ink):
        person = report.meeting.person(layer.author)
        drawn = _drawn(marks)
        if layer.kind is LayerKind.OWN and drawn and person is not None:
            inks = (Ink(person.name, drawn), *boards.get(layer.paper, ()))
            words = (person.name, _seat(report, person.id))
            yield from _taken(report, layer.paper, person.name, words, inks, drawn)


def _taken(
    report: MeetingReport,
    paper: Sha256,
    who: str,
    watermark: tuple[str, ...],
    inks: tuple[Ink, ...],
    own: tuple[Mark, ...],
) -> Iterator[Taken]:
    held = report.meeting.paper(paper)
    if held is not None:
        yield Taken(item=held[0], paper=held[1], who=who, watermark=watermark, inks=inks, own=own)


def _boards(meeting: Meeting, layers: Iterator[tuple[Layer, tuple[Mark, ...]]]) -> Boards:
    boards: dict[Sha256, tuple[Ink, ...]] = {}
    for layer, marks in layers:
        drawn = _drawn(marks)
        if layer.kind is LayerKind.BOARD and drawn:
            ink = Ink(_author(meeting, layer.author), drawn)
            boards[layer.paper] = (*boards.get(layer.paper, ()), ink)
    return boards


def _drawn(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Without bookmarks: they are nobody else's business, and nothing is drawn of them."""
    return tuple(mark for mark in marks if not isinstance(mark, Bookmark))


def _author(meeting: Meeting, author: PersonId) -> str:
    person = meeting.person(author)
    return tr("Podium") if person is None else person.name


def _seat(report: MeetingReport, person: PersonId) -> str:
    return next((line.seat or "" for line in report.attendance if line.person.id == person), "")


def _copies(
    report: MeetingReport,
    taken: Taken,
    meeting_folder: Path,
    out: Path,
    before: Copied,
    now: datetime,
    is_flattened: bool,
    write: WriteCopy,
) -> Copied:
    folder = folder_in(out, tr("annotations"))
    name = copy_name(taken.item.number, title_of_draft(taken.item, taken.paper), taken.who)
    # The JSON counts too: it is there also where the paper cannot be copied.
    used = [file.with_suffix(".pdf").name for file in before.files if file.parent == folder]
    name = unused_name(name, used)
    order = CopyOrder(
        source=paper_of(meeting_folder, taken.paper.sha256),
        target=folder / name,
        written_at=now,
        digest=taken.paper.sha256,
        inks=taken.inks,
        watermark=watermark_of(report, taken.watermark, now),
    )
    source = (folder / name).with_suffix(".json")
    write_ink_file(source, taken.paper.sha256, taken.own)
    copied = written(order, f"{title_of_draft(taken.item, taken.paper)} ({taken.who})", write)
    if is_flattened and copied.files:
        flat = folder_in(out, tr("annotations-flattened")) / name
        copied += written(msgspec.structs.replace(order, target=flat, is_flattened=True), name, write)
    return copied + Copied(files=(source,))
