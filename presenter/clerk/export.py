"""What the clerk hands in, written from a meeting's record into a folder."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from presenter.clerk.annotated_copies import annotated_copies
from presenter.clerk.ballot_documents import ballot_documents
from presenter.clerk.ballot_tables import ballot_tables
from presenter.clerk.copies import Copied, WriteCopy, signed_copies
from presenter.clerk.minutes import minutes_docx
from presenter.clerk.printed_results import printed_results
from presenter.clerk.record_lines import record_lines
from presenter.clerk.report import MeetingReport, report, unannounced
from presenter.clerk.result_json import results_json
from presenter.clerk.sign_off_tables import papers_table, sign_off_lines, sign_off_table
from presenter.clerk.spreadsheets import csv_bytes, xlsx_bytes
from presenter.clerk.tables import attendance_table
from shared.domain.events import Recorded
from shared.pdf.writing import write_copy_now
from shared.storage.record import read_record
from shared.system.faults import disk_fault
from shared.system.files import write_atomically
from shared.system.i18n import tr

RECORD_FILE = "record.sqlite"


def export_record(record: Path, out: Path) -> tuple[Path, ...]:
    """Write all exports of the record at `record` (the file, or the meeting's folder) into the folder `out`.

    Returns the files, each written whole or not at all; files of an earlier export are replaced. Raises
    `StorageFault` and `DamagedRecord` for the record, `EnvironmentFault` for the folder. Blocks.
    """
    return _write(exports(read_record(_record_file(record))), out)


def export_meeting(
    record: Path,
    out: Path,
    *,
    now: datetime,
    is_flattened: bool = False,
    write: WriteCopy = write_copy_now,
) -> Copied:
    """All of `export_record`, a document of each result, and copies of the papers: with signatures, and with all ink.

    Papers and ink are looked for beside the record. What cannot be copied is a note, the rest goes on. With
    `is_flattened` there are also copies whose ink is part of the page; `write` makes each copy. Raises as
    `export_record`. Blocks.
    """
    path = _record_file(record)
    records = read_record(path)
    figures = report(records)
    copied = Copied(files=_write((*exports(records), *_documents(figures)), out))
    copied += printed_results(figures, out, now=now, write=write)
    copied += signed_copies(figures, path.parent, out, now=now, write=write)
    return copied + annotated_copies(figures, path, out, now=now, is_flattened=is_flattened, write=write)


def exports(records: Sequence[Recorded]) -> tuple[tuple[str, bytes], ...]:
    """File names and contents, in the current language. Raises `DamagedRecord`."""
    figures = report(records)
    attendance = [attendance_table(figures)]
    results = [table for ballot in figures.ballots for table in ballot_tables(ballot)]
    sign_offs = [sign_off_table(sign_off) for sign_off in figures.sign_offs]
    sheets = (
        (tr("attendance"), attendance),
        *(((tr("ballot-results"), results),) if results else ()),
        *(((tr("papers"), [papers_table(figures.papers)]),) if figures.papers else ()),
        *(((tr("sign-off"), sign_offs),) if sign_offs else ()),
    )
    lines = ((tr("sign-off") + ".jsonl", sign_off_lines(figures.sign_offs)),) if sign_offs else ()
    tables = tuple(
        file
        for name, content in sheets
        for file in ((f"{name}.xlsx", xlsx_bytes(content)), (f"{name}.csv", csv_bytes(content)))
    )
    return (
        *tables,
        *lines,
        (tr("results") + ".json", results_json(figures)),
        (tr("minutes-draft") + ".docx", minutes_docx(figures)),
        (tr("record") + ".jsonl", record_lines(records, unannounced(figures))),
    )


def _documents(figures: MeetingReport) -> tuple[tuple[str, bytes], ...]:
    """The results as documents to be signed, in a folder of their own."""
    folder = tr("ballot-results")
    return tuple((f"{folder}/{name}", content) for name, content in ballot_documents(figures))


def _record_file(record: Path) -> Path:
    return record / RECORD_FILE if record.is_dir() else record


def _write(contents: Sequence[tuple[str, bytes]], out: Path) -> tuple[Path, ...]:
    for name, content in contents:
        folder = (out / name).parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise disk_fault(folder, error) from error
        write_atomically(out / name, content)
    return tuple(out / name for name, _ in contents)
