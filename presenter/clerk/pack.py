"""Opens a meeting pack: a folder with `meeting.toml` and PDFs, or only PDFs. Format: resources/docs/pack.md.

Reading (disk), examining (PDF worker) and completing (pure) are three steps, so that a window can do the first in
a thread and the second through its pool; `load_pack` does all three.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import msgspec

from presenter.clerk.pack_draft import Draft, DraftItem, DraftPaper, PackProblem, PackProblems, refuse
from presenter.clerk.pack_folder import read_plain_folder
from presenter.clerk.pack_toml import TOML_NAME, read_meeting_toml
from shared.domain.agenda import AgendaItem, Meeting, MeetingId
from shared.domain.papers import Paper, Sha256
from shared.domain.presets import Preset
from shared.pdf.pages import Examination, PaperStatus
from shared.pdf.wording import examination_sentence
from shared.system.i18n import tr
from shared.system.toml_source import TomlProblem

Examine = Callable[[Path], Examination]


class Pack(msgspec.Struct, frozen=True):
    """A pack that can be held.

    `papers` are the files by digest: exactly those of the meeting. `notes` name the files that cannot be shown and
    were left out, and what a clerk should look at although it is no mistake.
    """

    meeting: Meeting
    papers: Mapping[Sha256, Path]
    notes: tuple[PackProblem, ...] = ()


def load_pack(
    folder: Path, *, meeting: MeetingId, presets: Mapping[str, Preset], examine: Examine
) -> Pack | PackProblems:
    """Open the pack in `folder` as the meeting `meeting`.

    `examine` is asked once per file and may take seconds (`shared.pdf.examiner.examine_now`); what it raises is
    passed on. Nothing that the folder holds raises; all mistakes come back together. For a worker thread.
    """
    draft = read_pack(folder, meeting=meeting, presets=presets)
    if isinstance(draft, PackProblems):
        return draft
    return complete(draft, {path: examine(path) for path in papers_to_examine(draft)})


def read_pack(folder: Path, *, meeting: MeetingId, presets: Mapping[str, Preset]) -> Draft | PackProblems:
    """Read and check everything but the inside of the PDFs. `folder` may also be the path of a meeting.toml."""
    try:
        if folder.name == TOML_NAME and folder.is_file():
            folder = folder.parent
        if not folder.is_dir():
            return refuse(
                folder.name,
                [TomlProblem(None, tr("There is no such folder."), tr("Choose the folder of the meeting."))],
            )
        if (folder / TOML_NAME).is_file():
            return read_meeting_toml(folder, meeting, presets)
        return read_plain_folder(folder, meeting)
    except OSError as error:
        message = tr("The folder cannot be read ({reason}).", reason=error.strerror or "")
        return refuse(folder.name, [TomlProblem(None, message, tr("Check the rights to this folder."))])


def papers_to_examine(draft: Draft) -> tuple[Path, ...]:
    """The files to examine: one per digest, in the order of the agenda."""
    by_digest: dict[Sha256, Path] = {}
    for item in draft.items:
        for paper in item.papers:
            by_digest.setdefault(paper.sha256, paper.path)
    return tuple(by_digest.values())


def complete(draft: Draft, examined: Mapping[Path, Examination]) -> Pack:
    """The pack with the examined papers; what cannot be shown is left out and noted."""
    by_digest = {
        paper.sha256: examined[paper.path]
        for item in draft.items
        for paper in item.papers
        if paper.path in examined
    }
    agenda = tuple(_item(item, by_digest) for item in draft.items)
    usable = {paper.sha256 for item in agenda for paper in item.papers}
    papers = {p.sha256: p.path for item in draft.items for p in item.papers if p.sha256 in usable}
    unusable = (
        _note(draft, paper, by_digest[paper.sha256])
        for item in draft.items
        for paper in item.papers
        if paper.sha256 not in usable
    )
    meeting = msgspec.structs.replace(draft.meeting, agenda=agenda)
    return Pack(meeting, papers, (*unusable, *draft.notes))


def _item(item: DraftItem, examined: Mapping[Sha256, Examination]) -> AgendaItem:
    papers = tuple(
        Paper(
            sha256=paper.sha256,
            title=paper.title,
            size_bytes=paper.size_bytes,
            page_count=examined[paper.sha256].pages,
            audience=paper.audience,
        )
        for paper in item.papers
        if examined[paper.sha256].status is PaperStatus.OK
    )
    return msgspec.structs.replace(item.item, papers=papers)


def _note(draft: Draft, paper: DraftPaper, examination: Examination) -> PackProblem:
    message = tr("“{title}” cannot be opened and is left out.", title=paper.title)
    return PackProblem(
        draft.source or paper.file,
        paper.line,
        message,
        tr("{sentence}.", sentence=examination_sentence(examination)),
    )
