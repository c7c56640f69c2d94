"""What the person at this seat was asked to read or sign, and how far that is, as their screen may say it. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from shared.domain.ink_strokes import thinned
from shared.domain.papers import Sha256
from shared.domain.people import PersonId
from shared.domain.sign_off import (
    MAX_SIGNATURE_BYTES,
    PAD_RATIO,
    Opinion,
    SignatureStroke,
    SignOffKind,
    SignOffSeen,
    pack_signature,
)
from shared.domain.verdicts import Reason
from shared.storage.seat_outbox import Granted, Pending, Refusal, SentIntent, SentSignOff

SIGNATURE_RATIO = 1 / PAD_RATIO
"""Height by width of every pad."""

_FINEST = 0.001
_MOST_STROKES = 900
"""Two points of each still fit; a name has some thirty."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What `person` confirms on the draft `paper`; `signature` is packed, empty where none was given."""

    person: PersonId
    paper: Sha256
    opinion: Opinion
    text: str = ""
    signature: bytes = b""


class ToSign(msgspec.Struct, frozen=True, kw_only=True, tag="to_sign"):
    """Nothing is confirmed on the present draft. `earlier` is the draft that bears a signature of this person.

    `refusal` says why the last try did not count.
    """

    earlier: Sha256 | None = None
    refusal: Refusal | None = None


class SignedHere(msgspec.Struct, frozen=True, kw_only=True, tag="signed_here"):
    """Confirmed and stored on this terminal, not recorded yet."""

    opinion: Opinion
    text: str
    confirmed_at: datetime


class SignedOff(msgspec.Struct, frozen=True, kw_only=True, tag="signed_off"):
    """In the record since `at`. `confirmed_at` None: it was confirmed on another terminal."""

    opinion: Opinion
    text: str
    at: datetime
    confirmed_at: datetime | None = None


OwnSignOff = ToSign | SignedHere | SignedOff


class SeenPages(msgspec.Struct, frozen=True, kw_only=True):
    """Which pages of which papers `reader` had on this screen; pages count from 1."""

    reader: PersonId | None = None
    pages: Mapping[Sha256, frozenset[int]] = {}

    def of(self, reader: PersonId | None, paper: Sha256) -> frozenset[int]:
        """The pages of `paper` that `reader` saw here."""
        return self.pages.get(paper, frozenset()) if reader == self.reader else frozenset()


def own_sign_off(asked: SignOffSeen, sent: Iterable[SentIntent]) -> OwnSignOff:
    """What to show of a request, from the person's intents on this terminal (oldest first) and the hub's word."""
    tries = [
        (line, line.about)
        for line in sent
        if isinstance(line.about, SentSignOff) and line.about.sign_off == asked.id
    ]
    confirmed = {about.paper: line.confirmed_at for line, about in tries}
    if asked.own is not None and asked.own.paper == asked.paper:
        own = asked.own
        confirmed_at = confirmed.get(asked.paper)
        return SignedOff(opinion=own.opinion, text=own.text, at=own.at, confirmed_at=confirmed_at)
    earlier = None if asked.own is None else asked.own.paper
    if not tries:
        return ToSign(earlier=earlier)
    line, about = tries[-1]
    if about.paper != asked.paper:
        return ToSign(earlier=about.paper)
    match line.answer:
        case Pending():
            return SignedHere(opinion=about.opinion, text=about.text, confirmed_at=line.confirmed_at)
        case Granted(at=at):
            return SignedOff(opinion=about.opinion, text=about.text, at=at, confirmed_at=line.confirmed_at)
        case Refusal(reason=Reason.ANOTHER_DRAFT):
            # The new draft is on its way: the screen will say so as soon as it is here.
            return ToSign(earlier=earlier or about.paper)
        case Refusal() as refusal:
            return ToSign(earlier=earlier, refusal=refusal)


def opinions(kind: SignOffKind) -> tuple[Opinion, ...]:
    """The opinions that are offered, in their order: whoever only has to read may just say that."""
    given = (Opinion.AGREE, Opinion.DISAGREE, Opinion.OTHER)
    return (Opinion.READ, *given) if kind is SignOffKind.READ else given


def missing(kind: SignOffKind, opinion: Opinion | None, text: str, *, is_signed: bool) -> Reason | None:
    """What still has to be done before it can be confirmed; None: nothing. The law asks for the same."""
    if opinion is None or (opinion is Opinion.OTHER and not text.strip()):
        return Reason.OPINION_NEEDED
    if kind is SignOffKind.SIGN and not is_signed:
        return Reason.SIGNATURE_NEEDED
    return None


def seen_after(seen: SeenPages, reader: PersonId | None, paper: Sha256, page: int) -> SeenPages:
    """After `reader` had a page on the screen; what somebody else saw here before is let go."""
    known = seen.of(reader, paper)
    if page in known:
        return seen
    pages = seen.pages if reader == seen.reader else {}
    return SeenPages(reader=reader, pages={**pages, paper: known | {page}})


def seen_again(reader: PersonId | None, pages: Mapping[Sha256, Iterable[int]]) -> SeenPages:
    """What was on the screen before the program ended."""
    return SeenPages(reader=reader, pages={paper: frozenset(seen) for paper, seen in pages.items()})


def fitted_signature(strokes: Sequence[SignatureStroke]) -> bytes:
    """The strokes packed within `MAX_SIGNATURE_BYTES`, thinned as much as that needs and no more.

    Of more strokes than any name has, the longest are kept.
    """
    drawn = [stroke for stroke in strokes if stroke]
    if len(drawn) > _MOST_STROKES:
        longest = sorted(range(len(drawn)), key=lambda n: len(drawn[n]), reverse=True)[:_MOST_STROKES]
        drawn = [drawn[n] for n in sorted(longest)]
    least = 0.0
    kept: list[SignatureStroke] = drawn
    while _packed_size(kept) > MAX_SIGNATURE_BYTES:
        least = max(_FINEST, least * 1.6)
        kept = [thinned(stroke, least, SIGNATURE_RATIO) for stroke in kept]
    return pack_signature(kept)


def fingerprint(paper: Sha256) -> str:
    """The beginning of a file's digest as people compare it: 3F9A 7C21."""
    return f"{paper[:4]} {paper[4:8]}".upper()


def _packed_size(strokes: Sequence[SignatureStroke]) -> int:
    return sum(2 + 5 * len(stroke) for stroke in strokes)
