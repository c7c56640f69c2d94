"""Sign-off (送签批, 送阅) as the chair and the clerk see it: who may be asked, who was, and how far each is. Pure."""

from __future__ import annotations

import msgspec

from shared.domain.papers import Paper, Sha256
from shared.domain.people import Person, PersonId, Role
from shared.domain.presence import Standing, standing
from shared.domain.sign_off import Signed, SignOffId, SignOffKind, SignOffState, may_be_asked
from shared.domain.state import MeetingState
from shared.system.i18n import tr
from shared.system.wording_sign_off import opinion_word
from shared.system.wording_time import clock_time
from shared.ui.tokens import Tone

_ASKED_ROLES = (Role.CHAIR, Role.MEMBER, Role.OBSERVER)


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who can be asked; not `may_see`: the paper is not for them. `note` says what speaks against it."""

    person: PersonId
    name: str
    is_observer: bool
    may_see: bool
    is_away: bool = False
    note: str = ""


class AskedShown(msgspec.Struct, frozen=True, kw_only=True):
    """How far one person is, in words; `text` is the opinion as written, `earlier` a signature that is stale."""

    person: PersonId
    name: str
    words: str
    icon: str
    tone: Tone
    text: str = ""
    earlier: str = ""

    @property
    def spoken(self) -> str:
        """All of it for a screen reader."""
        return tr(", ").join(part for part in (self.name, self.words, self.text, self.earlier) if part)


class SignOffShown(msgspec.Struct, frozen=True, kw_only=True):
    """A request that is not withdrawn."""

    id: SignOffId
    kind: SignOffKind
    title: str
    figures: str
    persons: tuple[AskedShown, ...]


def candidates(meeting: MeetingState, paper: Paper) -> tuple[Candidate, ...]:
    """Chair, members and observers in the order of the roster."""
    return tuple(
        _candidate(meeting, paper, person) for person in meeting.meeting.roster if person.role in _ASKED_ROLES
    )


def _candidate(meeting: MeetingState, paper: Paper, person: Person) -> Candidate:
    may_see = may_be_asked(meeting.meeting, paper, person.id)
    is_away = standing(person, meeting.last_entries.get(person.id)) is Standing.LEAVE
    note = tr("Leave") if is_away else ""
    return Candidate(
        person=person.id,
        name=person.name,
        is_observer=person.role is Role.OBSERVER,
        may_see=may_see,
        is_away=is_away,
        note=note if may_see else tr("may not see it"),
    )


def current_sign_off(meeting: MeetingState, paper: Sha256) -> SignOffState | None:
    """The request for this draft of a paper that is not withdrawn."""
    asked = (s for s in meeting.sign_offs.values() if s.paper == paper and not s.is_withdrawn)
    return next(asked, None)


def signing_figures(sign_off: SignOffState) -> str:
    """已签 3 / 11."""
    figures = {"n": sign_off.signed_count, "m": len(sign_off.request.persons)}
    if sign_off.request.kind is SignOffKind.READ:
        return tr("Read {n} / {m}", **figures)
    return tr("Signed {n} / {m}", **figures)


def is_signed_by_all(sign_off: SignOffState) -> bool:
    """Whether nobody is missing."""
    return sign_off.signed_count == len(sign_off.request.persons)


def sign_off_shown(meeting: MeetingState, paper: Sha256) -> SignOffShown | None:
    """The overview of the request for a paper; None where nobody is asked."""
    sign_off = current_sign_off(meeting, paper)
    held = meeting.meeting.paper(paper)
    if sign_off is None or held is None:
        return None
    return SignOffShown(
        id=sign_off.request.id,
        kind=sign_off.request.kind,
        title=held[1].title,
        figures=signing_figures(sign_off),
        persons=tuple(_asked(meeting, sign_off, person) for person in sign_off.request.persons),
    )


def _asked(meeting: MeetingState, sign_off: SignOffState, person: PersonId) -> AskedShown:
    found = meeting.meeting.person(person)
    valid, stale, progress = sign_off.valid(person), sign_off.stale(person), sign_off.of(person)
    text = ""
    if valid is not None:
        words, icon, tone, text = _signed(valid), "check", Tone.GREEN, valid.text
    elif progress.read_at is not None:
        words, icon, tone = (
            tr("Read to the end at {time}", time=clock_time(progress.read_at)),
            "pages",
            Tone.INK2,
        )
    elif progress.opened_at is not None:
        words, icon, tone = tr("Opened at {time}", time=clock_time(progress.opened_at)), "view", Tone.INK2
    else:
        words, icon, tone = tr("Has not opened it"), "dots", Tone.INK2
    return AskedShown(
        person=person,
        name=person if found is None else found.name,
        words=words,
        icon=icon,
        tone=tone,
        text=text,
        earlier="" if stale is None else _stale(meeting, stale),
    )


def _signed(signed: Signed) -> str:
    return tr("{opinion}, {time}", opinion=opinion_word(signed.opinion), time=clock_time(signed.at))


def _stale(meeting: MeetingState, signed: Signed) -> str:
    held = meeting.meeting.paper(signed.paper)
    draft = 1 if held is None else held[1].draft
    return tr("On draft {draft}: {signed}", draft=draft, signed=_signed(signed))
