"""One order on its way through a process of its own, with bounds on time and room that follow from its size."""

import time

import msgspec

from shared.domain.ink import Mark, Note, Stamp
from shared.pdf.process import WorkerGone
from shared.pdf.segment import Segment
from shared.pdf.sheet import PrintedSheet, printed
from shared.pdf.writing_part import PartFile
from shared.pdf.writing_process import WritingProcess
from shared.pdf.writing_terms import CopyOrder, CopyProblem, CopyRefused
from shared.pdf.writing_wire import (
    Answer,
    Done,
    NoRoom,
    NoSuchPage,
    NotWritten,
    Standing,
    WriteCopy,
    by_page,
    encode,
)
from shared.system.faults import EnvironmentFault
from shared.system.i18n import tr

_BASE_S = 25.0
_ORDER_BYTES_PER_S = 150_000
"""Of ink: a slow terminal draws about 5,000 points in a second."""
_PAPER_BYTES_PER_S = 4 << 20

_MEMORY_PER_ORDER_BYTE = 8
"""Ink takes this much memory while it becomes part of a document."""
_BASE_ROOM = 32 << 20
_ROOM_PER_ORDER_BYTE = 8
_ROOM_PER_LETTER = 2048
"""A Chinese letter's outline is 300 bytes packed; one in two thousand is as long as this."""


def run(order: CopyOrder, part: PartFile, within_s: float | None, memory_bytes: int) -> Done | CopyRefused:
    """Bring the part file from the paper's bytes to the copy's. Raises EnvironmentFault."""
    sheets = tuple(printed(sheet) for sheet in order.sheets)
    work = encode(
        WriteCopy(
            password=order.password,
            pages=by_page(order.inks),
            is_flattened=order.is_flattened,
            watermark=order.watermark,
            sheets=sheets,
            written_at=order.written_at,
            document=order.document,
        )
    )
    letters = sum(_letters(mark) for ink in order.inks for mark in ink.marks)
    letters += len(order.watermark) + sum(_sheet_letters(sheet) for sheet in sheets)
    letters += 0 if order.document is None else order.document.letters
    room = _BASE_ROOM + _ROOM_PER_ORDER_BYTE * len(work) + _ROOM_PER_LETTER * letters + 2 * part.size
    allowed_s = _BASE_S + len(work) / _ORDER_BYTES_PER_S + part.size / _PAPER_BYTES_PER_S
    deadline = time.monotonic() + (allowed_s if within_s is None else within_s)
    try:
        segment = Segment(room)
    except OSError as error:
        raise _cannot_write() from error
    try:
        segment.memory[: len(work)] = work
        memory_bytes += _MEMORY_PER_ORDER_BYTE * len(work)
        answer = _asked(segment, part, len(work), deadline, memory_bytes)
        if isinstance(answer, Done):
            if not 0 <= answer.size <= segment.size:
                return CopyRefused(problem=CopyProblem.CRASHED)
            part.take(segment, answer.size, is_whole=answer.is_whole)
            return answer
        return _refused(answer)
    finally:
        segment.close()


def _asked(
    segment: Segment, part: PartFile, size: int, deadline: float, memory_bytes: int
) -> Answer | CopyRefused:
    with part.opened() as source:
        try:
            process = WritingProcess(segment, source, memory_bytes)
        except OSError as error:
            raise _cannot_write() from error
        try:
            return _conversation(process, size, deadline)
        finally:
            process.bury()


def _conversation(process: WritingProcess, size: int, deadline: float) -> Answer | CopyRefused:
    try:
        hello = process.answer(deadline - time.monotonic())
    except (WorkerGone, TimeoutError, msgspec.DecodeError) as error:
        raise _cannot_write() from error  # it has not seen the file yet
    if not isinstance(hello, Standing):
        raise _cannot_write()
    try:
        process.tell(size)
        return process.answer(deadline - time.monotonic())
    except TimeoutError:
        return CopyRefused(problem=CopyProblem.TOO_SLOW)
    except (WorkerGone, msgspec.DecodeError):
        return CopyRefused(problem=CopyProblem.CRASHED)


def _refused(answer: Standing | NoSuchPage | NotWritten | NoRoom | CopyRefused) -> CopyRefused:
    match answer:
        case CopyRefused():
            return answer
        case NoSuchPage(page, pages):
            return CopyRefused(problem=CopyProblem.NO_SUCH_PAGE, page=page - 1, pages=pages)
        case NotWritten(finding, page):
            return CopyRefused(problem=CopyProblem.NOT_OPENED, finding=finding, page=page)
        case NoRoom():
            return CopyRefused(problem=CopyProblem.TOO_LARGE)
        case Standing():
            return CopyRefused(problem=CopyProblem.CRASHED)


def _letters(mark: Mark) -> int:
    return len(mark.text) if isinstance(mark, Note | Stamp) else 0


def _sheet_letters(sheet: PrintedSheet) -> int:
    """Every heading may stand on every page; a row's words once."""
    rows = sum(len(row.name) + len(row.post) + len(row.opinion) + len(row.remark) + 60 for row in sheet.rows)
    lines = sum(len(line) for line in (sheet.title, *sheet.facts))
    return lines + 100 + 2 * rows


def _cannot_write() -> EnvironmentFault:
    return EnvironmentFault(
        tr("Papers cannot be written: the program that writes pages does not start"),
        tr("Restart the computer; if that does not help, install the program again."),
    )
