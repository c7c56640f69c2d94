"""`wuzhi-clerk`: the clerk's chores without a window.

Exit codes: 0 done, 1 the answer is no, 2 wrong usage, 3 not found, 4 network, 5 data damaged.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from presenter.clerk.check import run_check
from presenter.clerk.export import export_meeting
from presenter.clerk.recount import run_recount
from presenter.clerk.stamp import StampOrder, run_stamp
from presenter.clerk.take_in import run_import
from shared.domain.reducer import DamagedRecord
from shared.storage.faults import StorageFailure, StorageFault
from shared.system.clock import SystemClock
from shared.system.command_line import CommandLine, language_of
from shared.system.faults import EnvironmentFault
from shared.system.i18n import LANGUAGES, tr, use_language
from shared.system.paths import RoomPlaces, base_folder

DONE: Final = 0
NO: Final = 1
NOT_FOUND: Final = 3
DAMAGED: Final = 5

_FAULT_CODES: Final = {
    StorageFailure.NOT_REACHABLE: NOT_FOUND,
    StorageFailure.DAMAGED: DAMAGED,
    StorageFailure.FOREIGN: DAMAGED,
    StorageFailure.TOO_NEW: DAMAGED,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one chore; returns the exit code."""
    multiprocessing.freeze_support()
    arguments = list(sys.argv[1:] if argv is None else argv)
    use_language(language_of(arguments))
    options = _parser().parse_args(arguments)
    if options.chore == "check":
        return run_check(tuple(options.files), as_json=bool(options.json))
    if options.chore == "import":
        return run_import(
            options.file, RoomPlaces(base_folder(options.data, os.environ) / "room"), SystemClock()
        )
    if options.chore == "recount":
        return run_recount(options.file)
    if options.chore == "stamp":
        return run_stamp(_stamp_order(options), SystemClock())
    return _export(Path(options.record), Path(options.out), is_flattened=bool(options.flatten))


def _parser() -> argparse.ArgumentParser:
    parser = CommandLine("wuzhi-clerk", tr("The clerk's chores without a window."))
    parser.say("--lang", choices=LANGUAGES, help=tr("language of texts and exports"))
    chores = parser.add_subparsers(title=tr("Chores"), dest="chore", required=True, metavar=tr("CHORE"))
    export = chores.add_parser(
        "export", help=tr("write attendance, results, minutes, the record and the annotated papers")
    )
    export.say("record", type=Path, metavar="RECORD", help=tr("a meeting's folder or record.sqlite"))
    export.say("--out", type=Path, required=True, metavar="DIR", help=tr("the folder to write into"))
    flatten = tr("write the annotated papers also with the ink drawn into the pages")
    export.say("--flatten", action="store_true", help=flatten)
    check = chores.add_parser("check", help=tr("examine papers before the meeting"))
    check.say("files", nargs="+", metavar="FILE", help=tr("PDF files"))
    check.say("--json", action="store_true", help=tr("print a list of objects"))
    stamp = chores.add_parser("stamp", help=tr("write ink into a copy of a paper"))
    stamp.say("paper", type=Path, metavar="PAPER.pdf", help=tr("the paper that the ink was written on"))
    stamp.say("ink", type=Path, metavar="INK.json", help=tr("the ink, as an export wrote it"))
    stamp.say("out", type=Path, metavar="OUT.pdf", help=tr("the copy; it must not exist yet"))
    stamp.say("--flatten", action="store_true", help=tr("draw the ink into the pages, not as annotations"))
    stamp.say("--author", default="", metavar="NAME", help=tr("who wrote the ink, as viewers show it"))
    stamp.say("--password-file", type=Path, metavar="FILE", help=tr("a file with the paper's password"))
    recount = chores.add_parser("recount", help=tr("count a ballot or an election again and print JSON"))
    recount.say(
        "file", type=Path, metavar="FILE", help=tr("results.json of an export, or a ballot written by hand")
    )
    take_in = tr("take in votes that came on a USB stick, while the podium program is closed")
    votes = chores.add_parser("import", help=take_in)
    votes.say("file", type=Path, metavar="FILE", help=tr("the file that a seat exported"))
    votes.say("--data", type=Path, metavar="DIR", help=tr("where the podium keeps everything"))
    return parser


def _stamp_order(options: argparse.Namespace) -> StampOrder:
    return StampOrder(
        paper=options.paper,
        ink=options.ink,
        out=options.out,
        author=options.author,
        password_file=options.password_file,
        is_flattened=options.flatten,
    )


def _export(record: Path, out: Path, *, is_flattened: bool) -> int:
    try:
        exported = export_meeting(record, out, now=SystemClock().now(), is_flattened=is_flattened)
    except StorageFault as fault:
        _complain(str(fault))
        return _FAULT_CODES.get(fault.failure, NO)
    except EnvironmentFault as fault:
        _complain(str(fault))
        return NO
    except DamagedRecord:
        _complain(tr("This record is damaged and was not exported: {path}", path=record))
        return DAMAGED
    for file in exported.files:
        print(file)
    for note in exported.notes:
        _complain(note)
    return NO if exported.notes else DONE


def _complain(sentence: str) -> None:
    print(sentence, file=sys.stderr)
