"""Ink on the wire: packed points are as fine as said, and hostile frames give only the protocol error."""

from __future__ import annotations

import contextlib

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain import ink
from shared.domain.ink import Change, InkFile, Layer, LayerKind, Mark, MarkId
from shared.domain.papers import Sha256
from shared.domain.people import PersonId
from shared.protocol import ink as wire
from shared.protocol.codec import MAX_INK_BYTES, Codec, ProtocolError, ink_live, ink_requests, up_replies

SHA = Sha256("a" * 64)
LAYER = Layer(author=PersonId("p01"), paper=SHA, kind=LayerKind.BOARD)
FINENESS = 0.5 / 65_535 + 1e-12
PART = st.floats(0, 1)
PLACE = st.tuples(PART, PART)
TOUCHES = st.lists(st.tuples(PART, PART, PART), min_size=1, max_size=30).map(tuple)
COLOURS = st.from_regex(r"#[0-9A-Fa-f]{6}", fullmatch=True)
HEAD = {
    "id": st.text("0123456789ABCDEFGHJKMNPQRSTVWXYZ", min_size=1, max_size=26).map(MarkId),
    "page": st.integers(1, 1_000_000),
}
LINE = {**HEAD, "color": COLOURS, "width": st.floats(1e-6, 0.1)}
SHAPE = {**LINE, "start": PLACE, "end": PLACE}
WORDS = {**HEAD, "at": PLACE, "color": COLOURS, "text": st.text(min_size=1, max_size=50)}
BOXES = st.lists(st.tuples(PART, PART, PART, PART), min_size=1, max_size=4).map(tuple)
MARKS: st.SearchStrategy[Mark] = st.one_of(
    st.builds(ink.Pen, **LINE, points=TOUCHES),
    st.builds(ink.Highlighter, **LINE, points=TOUCHES),
    *(st.builds(shape, **SHAPE) for shape in (ink.Line, ink.Rectangle, ink.Ellipse, ink.Arrow)),
    st.builds(ink.Note, **WORDS),
    st.builds(ink.Stamp, **WORDS),
    st.builds(ink.TextMark, **HEAD, color=COLOURS, boxes=BOXES, text=st.text(max_size=20)),
    st.builds(ink.Bookmark, **HEAD),
)
PEN = ink.Pen(
    id=MarkId("01"), page=1, color="#1A3D8F", width=0.004, points=((0.1, 0.2, 0.5), (0.2, 0.2, 0.7))
)
REQUESTS = [
    wire.InkPush(layer=LAYER, changes=(wire.pack_change(Change(id=PEN.id, revision=1, mark=PEN)),)),
    wire.InkIndexRequest(skip=7),
    wire.InkFetch(layer=LAYER, after=3),
]
LIVE = [
    wire.InkChanges(
        layer=LAYER, before=2, n=3, changes=(wire.pack_change(Change(id=PEN.id, revision=2, mark=None)),)
    ),
    wire.StrokeGrows(
        layer=LAYER, id=PEN.id, page=1, is_pen=True, color="#1A3D8F", width=0.01, skip=4, points=b"abcdef"
    ),
    wire.StrokeDropped(layer=LAYER, id=PEN.id),
    wire.InkNotice(),
]
REPLIES = [
    wire.InkTaken(n=9),
    wire.InkIndex(heads=(wire.LayerHead(layer=LAYER, n=3),), public_n=3, is_more=True),
    LIVE[0],
]
MESSAGES = [
    *((ink_requests, message) for message in REQUESTS),
    *((ink_live, message) for message in LIVE),
    *((up_replies, message) for message in REPLIES),
]


@given(TOUCHES)
def test_a_packed_point_is_off_by_no_more_than_half_a_step(points: ink.Points) -> None:
    packed = wire.pack_points(points)
    back = wire.unpack_points(packed)
    assert len(packed) == 6 * len(points)
    for point, again in zip(points, back, strict=True):
        assert all(abs(a - b) <= FINENESS for a, b in zip(point, again, strict=True))
        assert all(0.0 <= part <= 1.0 for part in again)
    assert wire.pack_points(back) == packed


@given(st.lists(st.tuples(*[st.floats(allow_nan=False)] * 3), min_size=1, max_size=5).map(tuple))
def test_what_lies_off_the_page_is_held_at_its_edge(points: ink.Points) -> None:
    for point, again in zip(points, wire.unpack_points(wire.pack_points(points)), strict=True):
        held = (min(1.0, max(0.0, part)) for part in point)
        assert all(abs(a - b) <= FINENESS for a, b in zip(held, again, strict=True))


@given(MARKS)
def test_every_mark_comes_back_from_the_wire(mark: Mark) -> None:
    change = Change(id=mark.id, revision=5, mark=mark)
    push = wire.InkPush(layer=LAYER, changes=(wire.pack_change(change),))
    heard = ink_requests.decode(ink_requests.encode(push))
    assert heard == push
    assert isinstance(heard, wire.InkPush)
    back = wire.unpack_change(heard.changes[0])
    assert wire.pack_change(back) == heard.changes[0]
    assert type(back.mark) is type(mark)
    if not isinstance(mark, ink.Pen | ink.Highlighter):
        assert back == change


@given(st.lists(MARKS, max_size=4).map(tuple))
def test_an_ink_file_comes_back_as_it_was(marks: tuple[Mark, ...]) -> None:
    file = InkFile(format="wuzhi-ink", version=1, paper=SHA, marks=marks)
    assert msgspec.json.decode(msgspec.json.encode(file), type=InkFile) == file


@pytest.mark.parametrize(("kind", "message"), MESSAGES)
def test_every_message_survives_its_encoding(kind: Codec[object], message: object) -> None:
    assert kind.decode(kind.encode(message)) == message


@pytest.mark.parametrize("kind", [ink_requests, ink_live, up_replies])
@given(data=st.binary(max_size=300))
def test_arbitrary_bytes_give_only_the_protocol_error(kind: Codec[object], data: bytes) -> None:
    with contextlib.suppress(ProtocolError):
        kind.decode(data)


@given(st.sampled_from(MESSAGES), st.data())
def test_a_changed_byte_is_another_valid_message_or_the_protocol_error(
    known: tuple[Codec[object], object], data: st.DataObject
) -> None:
    kind, message = known
    frame = bytearray(kind.encode(message))
    frame[data.draw(st.integers(0, len(frame) - 1))] ^= data.draw(st.integers(1, 255))
    with contextlib.suppress(ProtocolError):
        heard = kind.decode(bytes(frame))
        for change in getattr(heard, "changes", ()):
            with contextlib.suppress(ValueError):
                wire.unpack_change(change)


def raw_push(**changes: object) -> bytes:
    """A push whose one mark was altered by hand, past the checks of whoever makes marks."""
    mark = msgspec.to_builtins(wire.pack(PEN), builtin_types=(bytes,)) | changes
    push = {
        "type": "ink_push",
        "layer": msgspec.to_builtins(LAYER),
        "changes": [{"id": PEN.id, "revision": 1, "mark": mark}],
    }
    return msgspec.msgpack.encode(push)


def test_a_mark_made_by_hand_is_understood() -> None:
    assert ink_requests.decode(raw_push()) == REQUESTS[0]


@pytest.mark.parametrize(
    "changes",
    [
        {"page": 0},
        {"page": -1},
        {"page": 10**9},
        {"width": 0.0},
        {"width": 0.1001},
        {"width": float("nan")},
        {"width": float("inf")},
        {"color": "red"},
        {"color": "#1A3D8F;"},
        {"points": b""},
        {"points": b"abc"},
        {"points": b"x" * (6 * ink.MAX_POINTS + 6)},
        {"id": ""},
        {"id": "x" * 65},
        {"kind": "erase"},
        {"kind": "line"},
        {"author": "p02"},
    ],
)
def test_a_mark_out_of_bounds_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ProtocolError):
        ink_requests.decode(raw_push(**changes))


@pytest.mark.parametrize("size", [0.0, 0.0049, 0.2001, float("nan")])
@pytest.mark.parametrize("kind", ["note", "stamp"])
def test_letters_that_nobody_could_read_or_that_fill_the_page_are_refused(kind: str, size: float) -> None:
    mark = {"kind": kind, "id": "01", "page": 1, "color": "#000000", "at": (0.5, 0.5), "text": "x"}
    assert msgspec.convert({**mark, "size": 0.005}, wire.PackedMark)
    change = {"id": "01", "revision": 1, "mark": {**mark, "size": size}}
    push = {"type": "ink_push", "layer": msgspec.to_builtins(LAYER), "changes": [change]}
    with pytest.raises(ProtocolError):
        ink_requests.decode(msgspec.msgpack.encode(push))


def test_a_stroke_that_grows_is_no_broader_than_one_that_is_stored() -> None:
    growing = wire.StrokeGrows(
        layer=LAYER, id=PEN.id, page=1, is_pen=True, color="#1A3D8F", width=0.11, skip=0, points=b""
    )
    with pytest.raises(ProtocolError):
        ink_live.decode(msgspec.msgpack.encode(growing))


def test_a_colour_with_a_line_feed_is_refused() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({**msgspec.to_builtins(PEN), "color": "#1A3D8F\n"}, Mark)


@pytest.mark.parametrize("revision", [0, -1, 2**53 + 1, 1.5, "1"])
def test_a_revision_counts_from_one(revision: object) -> None:
    push = {"type": "ink_push", "layer": msgspec.to_builtins(LAYER)}
    frame = msgspec.msgpack.encode({**push, "changes": [{"id": "01", "revision": revision, "mark": None}]})
    with pytest.raises(ProtocolError):
        ink_requests.decode(frame)


def test_a_push_has_at_least_one_change_and_no_more_than_its_bound() -> None:
    one = wire.pack_change(Change(id=PEN.id, revision=1, mark=None))
    for count in (0, wire.MAX_CHANGES + 1):
        with pytest.raises(ProtocolError):
            ink_requests.decode(msgspec.msgpack.encode(wire.InkPush(layer=LAYER, changes=(one,) * count)))


def test_a_frame_beyond_its_bound_is_not_parsed() -> None:
    with pytest.raises(ProtocolError, match="exceed"):
        ink_requests.decode(b"\x00" * (MAX_INK_BYTES + 1))


def test_the_longest_stroke_fits_a_frame() -> None:
    points = tuple((0.5, 0.5, 0.5) for _ in range(ink.MAX_POINTS))
    longest = msgspec.structs.replace(PEN, points=points)
    push = wire.InkPush(layer=LAYER, changes=(wire.pack_change(Change(id=PEN.id, revision=1, mark=longest)),))
    assert ink_requests.decode(ink_requests.encode(push)) == push


def test_a_change_must_hold_the_mark_that_it_names_and_whole_points() -> None:
    other = wire.PackedChange(id=MarkId("02"), revision=1, mark=wire.pack(PEN))
    half = wire.PackedPen(id=PEN.id, page=1, color="#1A3D8F", width=0.004, points=b"1234567")
    for packed in (other, wire.PackedChange(id=PEN.id, revision=1, mark=half)):
        with pytest.raises(ValueError, match=r"another mark|in the middle"):
            wire.unpack_change(packed)


@pytest.mark.parametrize("place", [(float("nan"), 0.5), (0.5, float("inf")), (-0.1, 0.5), (0.5, 1.1), (0.5,)])
def test_a_place_off_the_page_is_refused(place: tuple[float, ...]) -> None:
    head = {"id": "01", "page": 1, "color": "#000000"}
    marks: list[dict[str, object]] = [
        *({**head, "kind": k, "start": place, "end": (0.5, 0.5), "width": 0.01} for k in ("line", "ellipse")),
        *({**head, "kind": k, "at": place, "text": "x"} for k in ("note", "stamp")),
    ]
    for mark in marks:
        change = {"id": "01", "revision": 1, "mark": mark}
        push = {"type": "ink_push", "layer": msgspec.to_builtins(LAYER), "changes": [change]}
        with pytest.raises(ProtocolError):
            ink_requests.decode(msgspec.msgpack.encode(push))
