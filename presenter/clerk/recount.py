"""`wuzhi-clerk recount`: count a ballot again out of a file, without a meeting."""

from __future__ import annotations

import json
import stat
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from presenter.clerk.pack_rules import shipped_presets
from presenter.clerk.recount_entry import Entry, RecountRefused, named
from presenter.clerk.recount_file import MAX_RECOUNT_BYTES, parse_recount
from presenter.clerk.recount_kinds import EmptyCount, recount_ballot
from presenter.clerk.recount_output import Object
from shared.domain.presets import Preset
from shared.system.files import read_bounded
from shared.system.i18n import tr

DONE: Final = 0
NO: Final = 1
USAGE: Final = 2
NOT_FOUND: Final = 3


def run_recount(file: Path) -> int:
    """Print what comes out, as JSON, one object or (for a meeting) a list of them; the exit code.

    A file that cannot be counted gets one sentence and USAGE, and nothing is printed, but for the ballots of a
    meeting that have nobody in the base of their rule: these have an `error` in their place in the list.
    """
    try:
        parsed = parse_recount(_content(file))
    except (FileNotFoundError, NotADirectoryError):
        return _complain(file, tr("There is no such file: check the name"), NOT_FOUND)
    except OSError:
        return _complain(file, tr("This file cannot be read: check that this user may read it"), NO)
    except RecountRefused as refused:
        return _complain(file, refused.sentence, USAGE)
    presets = shipped_presets()
    try:
        if isinstance(parsed, Entry):
            _print(recount_ballot(parsed, presets))
            return DONE
        counted, sentence = _recount_meeting(parsed, presets)
    except RecountRefused as refused:
        return _complain(file, refused.sentence, USAGE)
    _print(counted)
    return _complain(file, sentence, USAGE) if sentence else DONE


def _recount_meeting(ballots: Mapping[int, Entry], presets: Mapping[str, Preset]) -> tuple[list[Object], str]:
    counted: list[Object] = []
    sentence = ""
    for n, ballot in ballots.items():
        head: Object = {"id": ballot.text("id")} if ballot.has("id") else {}
        try:
            counted.append(head | recount_ballot(ballot, presets))
        except EmptyCount as empty:
            counted.append(head | {"error": empty.sentence})
            sentence = sentence or tr("Ballot {n}: {sentence}", n=n, sentence=empty.sentence)
        except RecountRefused as refused:
            raise RecountRefused(tr("Ballot {n}: {sentence}", n=n, sentence=refused.sentence)) from refused
    return counted, sentence


def _content(file: Path) -> bytes:
    """The bytes of the file. Raises OSError and RecountRefused."""
    if not stat.S_ISREG(file.stat().st_mode):
        raise RecountRefused(tr("This is not a file"))
    content = read_bounded(file, MAX_RECOUNT_BYTES)
    if content is None:
        raise RecountRefused(tr("This file is larger than {n} MB", n=MAX_RECOUNT_BYTES >> 20))
    return content


def _complain(file: Path, sentence: str, code: int) -> int:
    sys.stderr.write(tr("{file}: {sentence}", file=named(str(file)), sentence=sentence) + "\n")
    return code


def _print(result: Object | list[Object]) -> None:
    """Readable where the terminal has the characters; what is invisible or turns lines round is escaped."""
    text = json.dumps(result, ensure_ascii=False, indent=2)
    safe = "\n".join(line if line.isprintable() else _escaped(line) for line in text.split("\n"))
    try:
        safe.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        safe = json.dumps(result, indent=2)
    sys.stdout.write(safe + "\n")
    sys.stdout.flush()


def _escaped(line: str) -> str:
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in line)
