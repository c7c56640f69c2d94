import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.pdf.pages import MAX_PAGES
from shared.pdf.thumbnail_file import (
    MAX_FILE_BYTES,
    MAX_THUMBNAIL_BYTES,
    NOT_DRAWN,
    StoredThumbnail,
    ThumbnailsDamaged,
    read_thumbnails,
    room_for_each,
    write_thumbnails,
)

PAGES = (StoredThumbnail(144, 204, b"jpeg"), None, NOT_DRAWN)


def test_a_file_is_read_as_it_was_written() -> None:
    assert read_thumbnails(write_thumbnails(PAGES)) == PAGES
    assert [page is not None and page.is_empty for page in PAGES] == [False, False, True]


def test_the_file_is_what_its_description_says() -> None:
    assert msgspec.msgpack.decode(write_thumbnails(PAGES)) == [
        "wuzhi-thumbnails",
        1,
        3,
        [[144, 204, b"jpeg"], None, [0, 0, b""]],
    ]


@pytest.mark.parametrize(
    "content",
    [
        ["wuzhi-thumbnails", 2, 0, []],
        ["other", 1, 0, []],
        ["wuzhi-thumbnails", 1, 2, [None]],
        ["wuzhi-thumbnails", 1, -1, []],
        ["wuzhi-thumbnails", 1, MAX_PAGES + 1, [None] * (MAX_PAGES + 1)],
        ["wuzhi-thumbnails", 1, 1, [[513, 1, b""]]],
        ["wuzhi-thumbnails", 1, 1, [[-1, 1, b""]]],
        ["wuzhi-thumbnails", 1, 1, [[1, 1, b"x" * (MAX_THUMBNAIL_BYTES + 1)]]],
        ["wuzhi-thumbnails", 1, 1, [["1", 1, b""]]],
        ["wuzhi-thumbnails", 1, 0, [], "more"],
        [],
        7,
    ],
    ids=lambda content: repr(content)[:40],
)
def test_a_file_outside_of_its_bounds_is_not_read(content: object) -> None:
    with pytest.raises(ThumbnailsDamaged):
        read_thumbnails(msgspec.msgpack.encode(content))


@given(st.binary(max_size=300))
def test_arbitrary_bytes_are_a_file_or_not(data: bytes) -> None:
    try:
        pages = read_thumbnails(data)
    except ThumbnailsDamaged:
        return
    assert len(pages) <= MAX_PAGES


def test_a_file_that_is_too_large_is_neither_written_nor_read() -> None:
    full = StoredThumbnail(1, 1, b"x" * MAX_THUMBNAIL_BYTES)
    with pytest.raises(ValueError, match="too large"):
        write_thumbnails([full] * 400)
    with pytest.raises(ThumbnailsDamaged):
        read_thumbnails(b"\x00" * (MAX_FILE_BYTES + 1))


@pytest.mark.parametrize("pages", [1, 100, 400, 3_000, MAX_PAGES])
def test_thumbnails_that_keep_to_their_room_fit_into_the_file(pages: int) -> None:
    full = StoredThumbnail(512, 512, b"x" * room_for_each(pages))
    assert len(write_thumbnails([full] * pages)) <= MAX_FILE_BYTES
