"""A folder of PDFs without a meeting.toml: each file is an item, in the order a person would sort them."""

from __future__ import annotations

from pathlib import Path

from presenter.clerk.names import natural_key, title_of
from presenter.clerk.pack_draft import (
    MOST_ITEMS,
    Draft,
    DraftItem,
    DraftPaper,
    PackProblem,
    PackProblems,
    printable_name,
    refuse,
)
from presenter.clerk.pack_papers import UnusableFile, find_file
from shared.domain.agenda import AgendaItem, ItemId, Meeting, MeetingId
from shared.domain.papers import Everybody
from shared.domain.people import Person, PersonId, Role, SeatId
from shared.system.i18n import tr
from shared.system.toml_source import TomlProblem
from shared.system.toml_table import has_unprintable

_MOST_ENTRIES = 10_000
GUEST_SEATS = 60


def read_plain_folder(folder: Path, meeting: MeetingId) -> Draft | PackProblems:
    """The agenda that the file names make. Hidden files, sub-folders and other files are passed over.

    A file that cannot be used is noted and left out. Raises OSError when the folder itself cannot be read.
    """
    names = _pdf_names(folder)
    if names is None or len(names) > MOST_ITEMS:
        message = tr("The folder holds more than {most} PDF files.", most=MOST_ITEMS)
        return refuse(folder.name, [TomlProblem(None, message, tr("Choose the folder of one meeting."))])
    if not names:
        message = tr("There is neither a meeting.toml nor a PDF file in this folder.")
        return refuse(folder.name, [TomlProblem(None, message, tr("Choose the folder of the meeting."))])
    items: list[DraftItem] = []
    notes: list[PackProblem] = []
    for name in names:
        found = _item(folder, name, len(items) + 1)
        if isinstance(found, PackProblem):
            notes.append(found)
        else:
            items.append(found)
    guests = _guests()
    prepared = Meeting(
        id=meeting,
        title=printable_name(folder.resolve().name) or tr("Meeting"),
        roster=guests,
        seats=tuple(guest.seat for guest in guests if guest.seat is not None),
    )
    return Draft(prepared, tuple(items), tuple(notes))


def _guests() -> tuple[Person, ...]:
    """Nobody is named, so each seat has a guest of its own: they read along, and do not vote."""
    seats = [SeatId(f"{number:02}") for number in range(1, GUEST_SEATS + 1)]
    return tuple(
        Person(id=PersonId(f"guest-{seat}"), name=tr("Seat {seat}", seat=seat), role=Role.OBSERVER, seat=seat)
        for seat in seats
    )


def _pdf_names(folder: Path) -> list[str] | None:
    names: list[str] = []
    for count, path in enumerate(folder.iterdir()):
        if count >= _MOST_ENTRIES:
            return None
        if path.suffix.lower() == ".pdf" and not path.name.startswith("."):
            names.append(path.name)
    return sorted(names, key=natural_key)


def _item(folder: Path, name: str, number: int) -> DraftItem | PackProblem:
    if has_unprintable(name):
        message = tr("The name of a file holds an invisible or unreadable character.")
        return PackProblem(printable_name(name), None, message, tr("Rename the file."))
    found = find_file(folder, name)
    if isinstance(found, UnusableFile):
        return PackProblem(name, None, found.message, found.remedy)
    title = title_of(Path(name).stem)
    item = AgendaItem(id=ItemId(f"item-{number}"), number=number, title=title)
    paper = DraftPaper(
        path=found.path,
        file=name,
        line=None,
        title=title,
        sha256=found.sha256,
        size_bytes=found.size_bytes,
        audience=Everybody(),
    )
    return DraftItem(item, (paper,))
