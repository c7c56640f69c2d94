"""Reads `meeting.toml`, notes every mistake with its line, and finds the files it names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from presenter.clerk.names import title_of
from presenter.clerk.pack_ballots import missing_surplus, read_ballot
from presenter.clerk.pack_draft import (
    MOST_BALLOTS,
    MOST_ITEMS,
    MOST_PAPERS,
    TOML_BYTES,
    Draft,
    DraftItem,
    DraftPaper,
    PackProblem,
    PackProblems,
    refuse,
)
from presenter.clerk.pack_papers import UnusableFile, find_file
from presenter.clerk.pack_people import Roster, read_audience, read_id, read_roster, read_seats
from shared.domain.agenda import AgendaItem, ItemId, Meeting, MeetingId
from shared.domain.ballots import BallotId, BallotSpec
from shared.domain.papers import Audience, Sha256
from shared.domain.presets import Preset
from shared.system.files import read_bounded
from shared.system.i18n import tr
from shared.system.toml_source import TomlProblem, TomlRefused, read_toml
from shared.system.toml_table import TomlTable

TOML_NAME: Final = "meeting.toml"
_LONGEST_TITLE: Final = 200
_MOST_MINUTES: Final = 24 * 60


def read_meeting_toml(
    folder: Path, meeting: MeetingId, presets: Mapping[str, Preset]
) -> Draft | PackProblems:
    """The pack that `folder/meeting.toml` describes, or all its mistakes. Raises OSError when it cannot be read."""
    content = read_bounded(folder / TOML_NAME, TOML_BYTES)
    if content is None:
        message = tr("The file is larger than {limit} KiB.", limit=TOML_BYTES // 1024)
        return refuse(TOML_NAME, [TomlProblem(None, message, tr("Shorten it."))])
    problems: list[TomlProblem] = []
    try:
        top = TomlTable(read_toml(content), problems)
    except TomlRefused as refused:
        return refuse(TOML_NAME, [refused.problem])
    draft = _MeetingToml(folder, presets, top).read(meeting)
    return refuse(TOML_NAME, problems) if problems else draft


class _MeetingToml:
    """One reading; notes go to the tables, what is used twice is remembered here."""

    def __init__(self, folder: Path, presets: Mapping[str, Preset], top: TomlTable) -> None:
        self._folder = folder
        self._presets = presets
        self._top = top
        self._item_ids: set[str] = set()
        self._ballot_ids: set[str] = set()
        self._notes: list[PackProblem] = []
        self._papers = 0
        self._audiences: dict[Sha256, tuple[Audience, Audience]] = {}

    def read(self, meeting: MeetingId) -> Draft:
        top = self._top
        title = top.text("title", longest=_LONGEST_TITLE, is_required=True)
        body, place = top.text("body"), top.text("place")
        starts_at = top.moment("starts_at")
        has_watermark = top.flag("watermark", default=True)
        roster = read_roster(top)
        seats = read_seats(top, roster)
        tables = top.tables("agenda", most=MOST_ITEMS)
        if not top.has("agenda"):
            top.note(tr("The agenda is missing."), tr("Add an item: {example}", example="[[agenda]]"))
        items = tuple(self._item(table, number, roster) for number, table in enumerate(tables, start=1))
        top.finish()
        return Draft(
            Meeting(
                id=meeting,
                title=title,
                body=body,
                place=place,
                starts_at=starts_at,
                roster=roster.persons,
                seats=seats,
                has_watermark=has_watermark,
            ),
            items,
            notes=tuple(self._notes),
            source=TOML_NAME,
        )

    def _item(self, table: TomlTable, number: int, roster: Roster) -> DraftItem:
        reporter = table.text("reporter", longest=64)
        person = roster.find(table, reporter, "reporter") if reporter else None
        item_id = self._unused(table, self._item_ids, f"item-{number}")
        item = AgendaItem(
            id=ItemId(item_id),
            number=number,
            title=table.text("title", longest=_LONGEST_TITLE, is_required=True),
            reporter=person.name if person else "",
            planned_minutes=table.whole("minutes", least=0, most=_MOST_MINUTES, default=0),
            audience=read_audience(table, roster),
            ballots=self._ballots(table, item_id, roster),
        )
        papers = self._read_papers(table, item.audience, roster)
        table.finish()
        return DraftItem(item, papers)

    def _ballots(self, table: TomlTable, item_id: str, roster: Roster) -> tuple[BallotSpec, ...]:
        ballots: list[BallotSpec] = []
        for place, below in enumerate(table.tables("ballots", most=MOST_BALLOTS), start=1):
            ballot_id = self._unused(below, self._ballot_ids, f"{item_id}-ballot-{place}")
            ballot = read_ballot(below, BallotId(ballot_id), roster, self._presets)
            if ballot is not None:
                ballots.append(ballot)
                self._note(missing_surplus(below, ballot))
        return tuple(ballots)

    def _note(self, problem: TomlProblem | None) -> None:
        """Keep what does not stop the pack from being opened."""
        if problem is not None:
            self._notes.append(PackProblem(TOML_NAME, problem.line, problem.message, problem.remedy))

    def _read_papers(
        self, table: TomlTable, item_audience: Audience, roster: Roster
    ) -> tuple[DraftPaper, ...]:
        papers: list[DraftPaper] = []
        for below in table.tables("papers", most=MOST_PAPERS):
            self._papers += 1
            if self._papers == MOST_PAPERS + 1:
                below.note(tr("There are more than {most} papers.", most=MOST_PAPERS), tr("Remove some."))
            paper = self._paper(below, roster)
            below.finish()
            # Files beyond the limit are not even opened: their number bounds the time of opening a pack.
            if paper is None or self._papers > MOST_PAPERS:
                continue
            if any(paper.sha256 == other.sha256 for other in papers):
                below.note(tr("This item has the same file twice."), tr("Remove one."), "file")
            self._check_audience(below, paper, item_audience)
            papers.append(paper)
        return tuple(papers)

    def _paper(self, table: TomlTable, roster: Roster) -> DraftPaper | None:
        name = table.text("file", longest=255, is_required=True)
        title = table.text("title", longest=_LONGEST_TITLE) or title_of(Path(name).stem)
        audience = read_audience(table, roster)
        if not name or self._papers > MOST_PAPERS:
            return None
        found = find_file(self._folder, name)
        if isinstance(found, UnusableFile):
            table.note(found.message, found.remedy, "file")
            return None
        return DraftPaper(
            path=found.path,
            file=name,
            line=table.line("file"),
            title=title,
            sha256=found.sha256,
            size_bytes=found.size_bytes,
            audience=audience,
        )

    def _check_audience(self, table: TomlTable, paper: DraftPaper, item_audience: Audience) -> None:
        """A file is one paper wherever it stands: were it open in one place, it would be open in all."""
        audiences = (item_audience, paper.audience)
        if self._audiences.setdefault(paper.sha256, audiences) != audiences:
            table.note(
                tr("The same file stands in another place with another audience."),
                tr("Give both the same audience, or use two different files."),
            )

    def _unused(self, table: TomlTable, used: set[str], default: str) -> str:
        chosen = read_id(table, default)
        if chosen in used:
            below = ("id",) if table.has("id") else ()
            table.note(tr("The id “{id}” is used twice.", id=chosen), tr("Choose another one."), *below)
        used.add(chosen)
        return chosen
