"""The papers that were sent for signing, as PDF with a sheet behind them: who signed what (签批单)."""

from __future__ import annotations

from presenter.clerk.sign_off_report import AskedPerson, SignOffReport
from presenter.clerk.sign_off_tables import no_legal_signature
from shared.domain.people import Person
from shared.domain.sign_off import PAD_RATIO, SignatureStroke, Signed, unpack_signature
from shared.pdf.sheet import Sheet, SheetRow, StaleRow


def has_answers(sign_off: SignOffReport) -> bool:
    """Whether anybody confirmed anything: then there is a sheet to hand in."""
    return any(person.confirmed is not None for person in sign_off.persons)


def sheet_of(sign_off: SignOffReport) -> Sheet:
    """The sheet of one request. Who confirmed only an earlier draft stands there with what they signed then."""
    return Sheet(
        paper_title=sign_off.paper.title,
        draft=sign_off.paper.draft,
        digest=sign_off.paper.sha256,
        rows=tuple(_row(person.person, person.valid) for person in sign_off.persons if person.stale is None),
        stale=tuple(_stale(person, person.stale) for person in sign_off.persons if person.stale is not None),
        remarks=(no_legal_signature(),),
    )


def _row(person: Person, signed: Signed | None) -> SheetRow:
    if signed is None:
        return SheetRow(name=person.name, post=person.post)
    return SheetRow(
        name=person.name,
        post=person.post,
        opinion=signed.opinion,
        text=signed.text,
        signature=_strokes(signed.signature),
        ratio=PAD_RATIO,
        at=signed.at,
    )


def _stale(person: AskedPerson, signed: Signed) -> StaleRow:
    return StaleRow(row=_row(person.person, signed), draft=person.stale_draft, digest=signed.paper)


def _strokes(packed: bytes) -> tuple[SignatureStroke, ...]:
    try:
        return unpack_signature(packed)
    except ValueError:
        return ()  # a record by another hand; the list tells that there is a confirmation
