"""Papers and sign-off as tables, ready for XLSX and CSV alike, and as JSON lines. Pure but for the language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from presenter.clerk.sign_off_report import AskedPerson, HeldPaper, SignOffReport
from presenter.clerk.tables import Row, Table
from shared.domain.sign_off import SignOffKind
from shared.system.i18n import tr
from shared.system.wording_sign_off import opinion_word
from shared.system.wording_time import clock_time_s, full_day


def papers_table(papers: Sequence[HeldPaper]) -> Table:
    """材料清单: every paper with its drafts, by digest."""
    return Table(
        title=tr("Papers"),
        header=(
            tr("Item"),
            tr("Title"),
            tr("Draft"),
            tr("Pages"),
            tr("Came in the meeting"),
            tr("Status"),
            tr("SHA-256"),
        ),
        rows=tuple(
            (
                held.item.number,
                held.paper.title,
                held.paper.draft,
                held.paper.page_count,
                _moment(held.came_at),
                _paper_status(held),
                held.paper.sha256,
            )
            for held in papers
        ),
    )


def sign_off_table(sign_off: SignOffReport) -> Table:
    """签批情况 of one paper: who was asked, how far each is, and what each confirmed."""
    signed = sum(person.valid is not None for person in sign_off.persons)
    withdrawn: tuple[Row, ...] = ((tr("Status"), tr("Withdrawn")),) if sign_off.is_withdrawn else ()
    return Table(
        title=tr("Sign-off"),
        above=(
            (tr("Item"), tr("{number}. {title}", number=sign_off.item.number, title=sign_off.item.title)),
            (tr("Paper"), sign_off.paper.title),
            (tr("Draft"), sign_off.paper.draft),
            (tr("SHA-256"), sign_off.paper.sha256),
            (tr("Asked for"), _kind(sign_off.kind)),
            (tr("Asked at"), _moment(sign_off.asked_at)),
            *withdrawn,
        ),
        header=(
            tr("No."),
            tr("Name"),
            tr("Unit"),
            tr("Post"),
            tr("Opened at"),
            tr("Read at"),
            tr("Opinion"),
            tr("In words"),
            tr("Signed at"),
            tr("Pages seen"),
            tr("SHA-256 of the file that was signed"),
            tr("Note"),
        ),
        rows=tuple(_row(number, person) for number, person in enumerate(sign_off.persons, start=1)),
        below=((tr("Asked"), len(sign_off.persons)), (tr("Confirmed"), signed), (no_legal_signature(),)),
    )


def sign_off_lines(sign_offs: Sequence[SignOffReport]) -> bytes:
    """One JSON object for each asked person, UTF-8; times are ISO 8601 in UTC. Signatures are only in the PDF."""
    return b"".join(msgspec.json.encode(line) + b"\n" for line in _lines(sign_offs))


def no_legal_signature() -> str:
    """What every sheet and list with signatures says below."""
    return tr(
        "Signatures drawn on a terminal, kept with person, time and the digest of the file. "
        "This is not an electronic signature in the sense of the law."
    )


def stale_words(person: AskedPerson) -> str:
    """That a confirmation does not belong to the present draft; "" where there is nothing to say."""
    if person.stale is None:
        return ""
    return tr("The file was changed: belongs to draft {draft}", draft=person.stale_draft)


def _note(person: AskedPerson) -> str:
    late = ""
    if person.late_at is not None:
        late = tr("Arrived after the meeting at {time}, not counted", time=_moment(person.late_at))
    return tr(", ").join(words for words in (stale_words(person), late) if words)


def _lines(sign_offs: Sequence[SignOffReport]) -> Iterator[dict[str, object]]:
    for sign_off in sign_offs:
        for asked in sign_off.persons:
            yield _line(sign_off, asked)


def _line(sign_off: SignOffReport, asked: AskedPerson) -> dict[str, object]:
    head: dict[str, object] = {
        "sign_off": sign_off.id,
        "kind": sign_off.kind,
        "item": sign_off.item.number,
        "title": sign_off.paper.title,
        "paper": sign_off.paper.sha256,
        "draft": sign_off.paper.draft,
        "asked_at": sign_off.asked_at,
        "is_withdrawn": sign_off.is_withdrawn,
        "person": asked.person.id,
        "name": asked.person.name,
        "opened_at": asked.opened_at,
        "read_at": asked.read_at,
        "arrived_late_at": asked.late_at,
    }
    confirmed = asked.confirmed
    if confirmed is None:
        return head
    return head | {
        "opinion": confirmed.opinion,
        "text": confirmed.text,
        "has_signature": bool(confirmed.signature),
        "seen_pages": confirmed.seen_pages,
        "signed_at": confirmed.at,
        "signed_paper": confirmed.paper,
        "signed_draft": sign_off.paper.draft if asked.valid is not None else asked.stale_draft,
        "is_valid": asked.valid is not None,
    }


def _row(number: int, asked: AskedPerson) -> Row:
    confirmed = asked.confirmed
    head = (
        number,
        asked.person.name,
        asked.person.unit,
        asked.person.post,
        _moment(asked.opened_at),
        _moment(asked.read_at),
    )
    if confirmed is None:
        return (*head, "", "", "", "", "", _note(asked))
    return (
        *head,
        opinion_word(confirmed.opinion),
        confirmed.text,
        _moment(confirmed.at),
        confirmed.seen_pages,
        confirmed.paper,
        _note(asked),
    )


def _kind(kind: SignOffKind) -> str:
    match kind:
        case SignOffKind.READ:
            return tr("Reading")
        case SignOffKind.SIGN:
            return tr("Signing")


def _paper_status(held: HeldPaper) -> str:
    if held.paper.is_whiteboard:
        return tr("Whiteboard")
    return tr("Replaced") if held.is_earlier else ""


def _moment(at: datetime | None) -> str:
    return "" if at is None else f"{full_day(at)} {clock_time_s(at)}"
