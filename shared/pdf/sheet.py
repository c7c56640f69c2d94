"""Pages that a copy gets at its end: who signed what (签批单). Values only; `sheet_pages` draws them."""

from datetime import datetime

import msgspec

from shared.domain.papers import Sha256
from shared.domain.sign_off import Opinion, SignatureStroke
from shared.system.i18n import tr
from shared.system.wording_sign_off import opinion_word
from shared.system.wording_time import clock_time, full_day

_DIGEST_GROUP = 8


class SheetRow(msgspec.Struct, frozen=True, kw_only=True):
    """One person's confirmation. `signature` are strokes on a pad `ratio` times as wide as it is high.

    Who was asked and has not confirmed yet has neither opinion nor time.
    """

    name: str
    post: str = ""
    opinion: Opinion | None = None
    text: str = ""
    signature: tuple[SignatureStroke, ...] = ()
    ratio: float = 3.0
    at: datetime | None = None


class StaleRow(msgspec.Struct, frozen=True, kw_only=True):
    """A confirmation that does not belong to this file but to its draft number `draft`, with this digest."""

    row: SheetRow
    draft: int
    digest: Sha256


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """A sign-off sheet on the paper with this title and digest, its draft number `draft`.

    `remarks` are sentences that stand above the table.
    """

    paper_title: str
    draft: int
    digest: Sha256
    rows: tuple[SheetRow, ...] = ()
    stale: tuple[StaleRow, ...] = ()
    remarks: tuple[str, ...] = ()


class PrintedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row in words. `remark` says what is the matter with it; then its signature is struck through."""

    name: str
    post: str
    opinion: str
    signature: tuple[SignatureStroke, ...]
    ratio: float
    time: str
    remark: str = ""


class PrintedSheet(msgspec.Struct, frozen=True, kw_only=True):
    """A sheet in words of the user's language, as it goes to the process that draws it.

    `facts` are the lines between title and table; `page_form` has `{page}` and `{pages}` in it.
    """

    title: str
    facts: tuple[str, ...]
    headings: tuple[str, str, str, str]
    rows: tuple[PrintedRow, ...]
    page_form: str


def printed(sheet: Sheet) -> PrintedSheet:
    """The sheet in the current language, times in this machine's zone."""
    facts = (
        tr("Paper: {title}", title=sheet.paper_title),
        tr("Draft {draft}", draft=sheet.draft),
        tr("SHA-256: {digest}", digest=grouped(sheet.digest)),
        *sheet.remarks,
    )
    rows = [_printed_row(row) for row in sheet.rows]
    rows += [_stale_row(row) for row in sheet.stale]
    return PrintedSheet(
        title=tr("Sign-off sheet"),
        facts=facts,
        headings=(tr("Name"), tr("Opinion"), tr("Signature"), tr("Time")),
        rows=tuple(rows),
        page_form=tr("Page {page} of {pages}"),
    )


def grouped(digest: str) -> str:
    """A digest in groups that can be compared by eye."""
    return " ".join(digest[at : at + _DIGEST_GROUP] for at in range(0, len(digest), _DIGEST_GROUP))


def opinion_words(opinion: Opinion | None, text: str) -> str:
    """What a person thinks: the word for it, then their own."""
    match opinion:
        case None:
            return tr("not confirmed yet")
        case Opinion.OTHER:
            words: tuple[str, ...] = (text,)
        case _:
            words = (opinion_word(opinion), text)
    return "\n".join(word for word in words if word.strip())


def _printed_row(row: SheetRow) -> PrintedRow:
    return PrintedRow(
        name=row.name,
        post=row.post,
        opinion=opinion_words(row.opinion, row.text),
        signature=row.signature,
        ratio=row.ratio,
        time="" if row.at is None else f"{full_day(row.at)}\n{clock_time(row.at)}",
    )


def _stale_row(stale: StaleRow) -> PrintedRow:
    remark = tr(
        "The file was changed: this signature belongs to draft {draft} ({digest}…)",
        draft=stale.draft,
        digest=stale.digest[:_DIGEST_GROUP],
    )
    return msgspec.structs.replace(_printed_row(stale.row), remark=remark)
