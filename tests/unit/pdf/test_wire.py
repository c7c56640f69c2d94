import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.pdf.pages import (
    Clip,
    DocumentFacts,
    Examination,
    Finding,
    OutlineEntry,
    PageHits,
    PageLink,
    PageRequest,
    PageSize,
    PageText,
    PaperRefused,
    Problem,
    Word,
)
from shared.pdf.thumbnail_file import StoredThumbnail
from shared.pdf.wire import (
    MAX_MESSAGE_BYTES,
    Drawn,
    DrawPage,
    Examined,
    ExaminePaper,
    LinksRead,
    Looking,
    NotDrawn,
    NotOpened,
    Opened,
    OpenPaper,
    Order,
    OutlineRead,
    Placed,
    PlaceTypeface,
    ReadLinks,
    ReadOutline,
    ReadText,
    Ready,
    Reply,
    Searched,
    SearchPages,
    Surveyed,
    SurveyPage,
    TextRead,
    decode_order,
    decode_reply,
    encode,
)

PAPER = OpenPaper("d" * 64, b"/secret title\xff.pdf", "secret password")
ORDERS: list[Order] = [
    PAPER,
    DrawPage(PAPER, 3, 1920, 1080, 90, 4096, 8192),
    DrawPage(PAPER, 3, 6000, 8000, 90, 4096, 8192, Clip(100, 200, 1920, 1080)),
    DrawPage(PAPER, 3, 144, 432, 0, 4096, 8192, thumbnails=b"/secret thumbnails"),
    SurveyPage(PAPER, 3, 12_000),
    ReadOutline(PAPER),
    ReadText(PAPER, 3),
    ReadLinks(PAPER, 3),
    SearchPages(PAPER, "a", 3, 997, 0.04),
    ExaminePaper(b"/x", 2.0),
    PlaceTypeface(),
]
REPLIES: list[Reply] = [
    Ready(("network",)),
    Opened(DocumentFacts("d", (PageSize(595.0, 842.0),), is_repaired=True)),
    NotOpened(PaperRefused("d", Finding.WRONG_PASSWORD)),
    Drawn(764, 1080),
    NotDrawn(Problem.DAMAGED),
    OutlineRead((OutlineEntry(1, "a", -1), OutlineEntry(2, "b", 3, 0.5))),
    TextRead(PageText((Word(0.0, 0.1, 0.2, 0.3, "a", 4, 5),))),
    LinksRead((PageLink(0.0, 0.1, 0.2, 0.3, 4, 0.5),)),
    Searched(3, (PageHits(1, (((0.0, 0.1, 0.2, 0.3),),)),)),
    Surveyed("0" * 64, StoredThumbnail(144, 204, b"jpeg")),
    Surveyed("f" * 64, None),
    Looking(4, 3),
    Examined(Examination(Finding.SLOW_PAGE, 4, 3)),
    Placed(3_500_000),
]


def repr_start(reply: Reply) -> str:
    return repr(reply)[:30]


@pytest.mark.parametrize("order", ORDERS)
def test_an_order_arrives_as_it_was_sent(order: Order) -> None:
    assert decode_order(encode(order)) == order


@pytest.mark.parametrize("reply", REPLIES)
def test_a_reply_arrives_as_it_was_sent(reply: Reply) -> None:
    assert decode_reply(encode(reply)) == reply


@given(st.binary(max_size=200))
def test_a_reply_of_arbitrary_bytes_is_a_reply_or_a_decode_error(data: bytes) -> None:
    try:
        reply = decode_reply(data)
    except msgspec.DecodeError:
        return
    assert isinstance(reply, Reply)


def test_facts_of_the_longest_paper_fit_into_a_message() -> None:
    facts = DocumentFacts("d" * 64, (PageSize(595.276, 841.89),) * 20_000)
    assert len(encode(Opened(facts))) < MAX_MESSAGE_BYTES


@pytest.mark.parametrize("order", ORDERS)
def test_neither_path_nor_password_is_in_a_representation(order: Order) -> None:
    assert "secret" not in repr(order)


@pytest.mark.parametrize(
    "fields",
    [(-1, 10, 10, 0), (0, 0, 10, 0), (0, 10, -5, 0), (0, 10, 10, 45), (2**31, 10, 10, 0), (0, 10, 2**31, 0)],
)
def test_a_request_that_no_page_can_answer_is_refused(fields: tuple[int, int, int, int]) -> None:
    page, width, height, rotation = fields
    with pytest.raises(ValueError, match="a page counts"):
        PageRequest("d", page, width, height, rotation)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "clip",
    [
        Clip(-1, 0, 5, 5),
        Clip(0, -1, 5, 5),
        Clip(0, 0, 0, 5),
        Clip(0, 0, 5, 0),
        Clip(6, 0, 5, 5),
        Clip(0, 6, 5, 5),
    ],
)
def test_a_clip_that_is_no_part_of_the_page_is_refused(clip: Clip) -> None:
    with pytest.raises(ValueError, match="part of the page"):
        PageRequest("d", 0, 10, 10, clip=clip)


@pytest.mark.parametrize(
    "reply",
    [
        OutlineRead((OutlineEntry(1, "x" * 201, 0),)),
        OutlineRead((OutlineEntry(0, "x", 0),)),
        OutlineRead((OutlineEntry(1, "x", 0, float("nan")),)),
        OutlineRead((OutlineEntry(1, "x", 0),) * 5_001),
        LinksRead((PageLink(0.0, 0.0, 1.0, float("inf"), 0),)),
        LinksRead((PageLink(0.0, 0.0, 1.0, 1.0, -1),)),
        LinksRead((PageLink(0.0, 0.0, 1.0, 1.0, 0),) * 2_001),
        TextRead(PageText((Word(0.0, 0.0, 1.0, 1.5, "x", 0, 0),))),
        TextRead(PageText((Word(0.0, 0.0, 1.0, 1.0, "", 0, 0),))),
        TextRead(PageText((Word(0.0, 0.0, 1.0, 1.0, "x" * 101, 0, 0),))),
        TextRead(PageText((Word(0.0, 0.0, 1.0, 1.0, "x", 0, 0),) * 20_001)),
        Surveyed("f" * 63, None),
        Surveyed("f" * 64, StoredThumbnail(144, 513, b"jpeg")),
        Searched(1, (PageHits(0, ()),)),
        Searched(1, (PageHits(0, (((0.0, 0.0, 1.0, 1.0),),) * 201),)),
        Searched(1, (PageHits(0, (((0.0, 0.0, 1.0, -1.0),),)),)),
    ],
    ids=repr_start,
)
def test_a_reply_outside_of_its_bounds_is_not_read(reply: Reply) -> None:
    with pytest.raises(msgspec.ValidationError):
        decode_reply(encode(reply))
