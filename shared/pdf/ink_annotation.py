"""What a mark is to a PDF viewer: an annotation (ISO 32000-1, 12.5), written as text of the file. Pure."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final, assert_never

import msgspec

from shared.domain.ink import (
    Arrow,
    Bookmark,
    Ellipse,
    Highlighter,
    Line,
    Mark,
    MarkId,
    Note,
    Pen,
    Place,
    Rectangle,
    Stamp,
    TextMark,
)
from shared.pdf.ink_appearance import MULTIPLY, Drawing, colour_parts
from shared.pdf.ink_frame import PageFrame, Spot

BLEND_STATES: Final = b"/ExtGState<</%s<</Type/ExtGState/BM/Multiply>>>>" % MULTIPLY
"""The entry of the resources that a multiplied drawing asks for."""

_CROCKFORD: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_ULID: Final = re.compile(rf"[0-7][{_CROCKFORD}]{{25}}\Z")
_LAST_SECOND: Final = 253402300799
"""Of the year 9999."""


class Signature(msgspec.Struct, frozen=True):
    """Who wrote a mark and when the copy was made, as every annotation states it."""

    author: str
    written_at: datetime


def annotation(mark: Mark, drawn: Drawing, frame: PageFrame, signature: Signature) -> bytes:
    """The entries of the mark's annotation, without its page and its appearance, which are objects of the file."""
    when = b"/M%s" % date(signature.written_at)
    created = created_at(mark.id)
    if created is not None:
        when += b"/CreationDate%s" % date(created)
    name = (
        b"/NM%s/T%s" % (string(mark.id), string(signature.author))
        if signature.author
        else b"/NM%s" % string(mark.id)
    )
    return b"/Type/Annot%s/F 4/Rect%s%s%s" % (
        _own_entries(mark, drawn, frame),
        rectangle(drawn.box, frame),
        name,
        when,
    )


def form(box: Spot, frame: PageFrame, *, is_multiplied: bool) -> bytes:
    """The entries of a form that holds drawings within `box`."""
    resources = BLEND_STATES if is_multiplied else b""
    head = b"/Type/XObject/Subtype/Form/FormType 1"
    return b"%s/BBox%s/Resources<<%s>>" % (head, rectangle(box, frame), resources)


def content_of(drawn: Drawing) -> bytes:
    """The content of a form that holds this drawing alone."""
    return (b"/%s gs\n" % MULTIPLY if drawn.is_multiplied else b"") + drawn.content


def string(text: str) -> bytes:
    """A text string: UTF-16 with its mark, as hexadecimal. Lone surrogates become replacement characters."""
    return b"<FEFF%s>" % text.encode("utf-16-be", "replace").hex().upper().encode()


def date(moment: datetime) -> bytes:
    """A date, in UTC."""
    return moment.astimezone(UTC).strftime("(D:%Y%m%d%H%M%SZ)").encode()


def rectangle(spot: Spot, frame: PageFrame) -> bytes:
    """An array of four numbers."""
    return _numbers((spot.x0, spot.y0, spot.x1, spot.y1), frame)


def created_at(mark: MarkId) -> datetime | None:
    """When the mark was made, if its id is a ULID."""
    if not _ULID.match(mark.upper()):
        return None
    milliseconds = 0
    for character in mark.upper()[:10]:
        milliseconds = milliseconds * 32 + _CROCKFORD.index(character)
    if milliseconds > _LAST_SECOND * 1000:
        return None
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def _own_entries(mark: Mark, drawn: Drawing, frame: PageFrame) -> bytes:
    """What makes the kind of annotation."""
    match mark:
        case Pen() | Highlighter():
            line = [number for place in drawn.line for number in place]
            return b"/Subtype/Ink/InkList[%s]%s%s" % (
                _numbers(line, frame),
                _border(mark.width, frame),
                _colour(mark.color),
            )
        case Line() | Arrow():
            ends = b"/LE[/None/OpenArrow]" if isinstance(mark, Arrow) else b""
            line = [*frame.place(*mark.start), *frame.place(*mark.end)]
            kind = b"/Subtype/Line/L%s%s" % (_numbers(line, frame), ends)
            return kind + _border(mark.width, frame) + _colour(mark.color)
        case Rectangle() | Ellipse():
            kind = b"/Subtype/Square" if isinstance(mark, Rectangle) else b"/Subtype/Circle"
            return kind + _border(mark.width, frame) + _colour(mark.color)
        case Note():
            # /C would be the colour behind the words. The font counts only for a viewer that writes them anew.
            look = b"/DA(%.3f %.3f %.3f rg /Helv %.2f Tf)" % (
                *colour_parts(mark.color),
                mark.size * frame.width,
            )
            return b"/Subtype/FreeText/IT/FreeTextTypeWriter/BS<</W 0>>/Contents%s%s" % (
                string(mark.text),
                look,
            )
        case Stamp():
            return b"/Subtype/Stamp/Name/Wuzhi/Contents%s%s" % (string(mark.text), _colour(mark.color))
        case TextMark():
            corners = [n for box in mark.boxes for place in _corners(box) for n in frame.place(*place)]
            words = b"/Contents%s" % string(mark.text) if mark.text else b""
            return b"/Subtype/Highlight/QuadPoints%s%s%s" % (
                _numbers(corners, frame),
                words,
                _colour(mark.color),
            )
        case Bookmark():
            raise ValueError("a bookmark is not drawn")
    assert_never(mark)


def _corners(box: tuple[float, float, float, float]) -> tuple[Place, Place, Place, Place]:
    """Top left, top right, bottom left, bottom right: the order that viewers expect, whatever the standard says."""
    u0, v0, u1, v1 = box
    return ((u0, v0), (u1, v0), (u0, v1), (u1, v1))


def _border(width: float, frame: PageFrame) -> bytes:
    return f"/BS<</W {width * frame.width:.{frame.decimals}f}>>".encode()


def _colour(colour: str) -> bytes:
    return b"/C[%.3f %.3f %.3f]/CA 1" % colour_parts(colour)


def _numbers(numbers: Sequence[float], frame: PageFrame) -> bytes:
    form = f"%.{frame.decimals}f"
    return ("[" + " ".join([form % number for number in numbers]) + "]").encode()
