"""Sign-off sheets behind a paper, and blank papers for boards."""

import math
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
import pymupdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.domain.papers import Sha256
from shared.domain.sign_off import Opinion, SignatureStroke
from shared.pdf.ink_text import Glyph
from shared.pdf.sheet import Sheet, SheetRow, StaleRow, grouped, opinion_words, printed
from shared.pdf.sheet_blank import A4_PT, WIDE_PT, blank_paper
from shared.pdf.sheet_pages import sheet_contents
from shared.pdf.writing import write_copy_now
from shared.pdf.writing_terms import CopyOrder, CopyWritten
from tests.unit.pdf.ink_pictures import ENGINES, Picture, is_near, pictures

NOW = datetime(2026, 7, 16, 1, 30, tzinfo=UTC)
DIGEST = Sha256("0123456789abcdef" * 4)
SCRAWL: tuple[SignatureStroke, ...] = (((0.0, 0.0, 0.5), (1.0, 1.0, 0.5)), ((0.0, 1.0, 0.5), (1.0, 0.0, 0.5)))


def row(name: str = "\u5f20\u4e09", **others: Any) -> SheetRow:  # noqa: ANN401  # the fields of a row
    fields = {"post": "\u533a\u957f", "opinion": Opinion.AGREE, "signature": SCRAWL, "at": NOW, **others}
    return SheetRow(name=name, **fields)


def sheet(*rows: SheetRow, stale: tuple[StaleRow, ...] = ()) -> Sheet:
    return Sheet(paper_title="\u62a5\u544a", draft=2, digest=DIGEST, rows=rows, stale=stale)


class SquareTypeface:
    """Every letter is a full square that says which letter it is."""

    def glyph(self, character: str) -> Glyph:
        return Glyph(b"%% %d\n" % ord(character), 1000)


def shown(contents: list[bytes]) -> str:
    lines = b"".join(contents).split(b"\n")
    return "".join(chr(int(line[2:])) for line in lines if line.startswith(b"% "))


def test_a_sheet_shows_the_paper_its_digest_and_every_person_in_order() -> None:
    words = shown(sheet_contents(printed(sheet(row("\u5f20\u4e09"), row("\u674e\u56db"))), SquareTypeface()))
    parts = ["\u62a5\u544a", "2", grouped(DIGEST), "\u5f20\u4e09", "Agree", "\u674e\u56db", "Agree", "1"]
    place = 0
    for part in parts:
        place = words.replace(" ", "").index(part.replace(" ", ""), place) + 1


def test_a_signature_of_another_draft_is_said_not_to_belong_to_the_file_and_struck_through() -> None:
    stale = StaleRow(row=row(), draft=1, digest=Sha256("f" * 64))
    with_it = sheet_contents(printed(sheet(stale=(stale,))), SquareTypeface())
    assert "thissignaturebelongstodraft1(ffffffff\u2026)" in shown(with_it).replace(" ", "")
    valid = sheet_contents(printed(sheet(row())), SquareTypeface())
    assert b"".join(with_it).count(b" l S\n") == b"".join(valid).count(b" l S\n") + 1


def test_remarks_stand_above_the_table() -> None:
    full = msgspec.structs.replace(sheet(row()), remarks=("\u5907\u6ce8" * 60,))
    words = shown(sheet_contents(printed(full), SquareTypeface()))
    assert words.count("\u5907") == 60
    assert words.index("0123") < words.index("\u5907") < words.index("\u5f20\u4e09")


def test_who_has_not_confirmed_yet_is_listed_as_such() -> None:
    waiting = SheetRow(name="\u738b\u4e94")
    assert "not confirmed yet" in shown(sheet_contents(printed(sheet(waiting)), SquareTypeface()))


@pytest.mark.parametrize(
    ("opinion", "text", "words"),
    [
        (Opinion.AGREE, "", "Agree"),
        (Opinion.DISAGREE, "too dear", "Disagree\ntoo dear"),
        (Opinion.OTHER, "wait", "wait"),
        (Opinion.READ, " ", "Read"),
    ],
)
def test_an_opinion_is_its_word_and_what_the_person_wrote(opinion: Opinion, text: str, words: str) -> None:
    assert opinion_words(opinion, text) == words


@settings(deadline=None)  # the machine may be busy
@given(st.lists(st.integers(0, 600), max_size=4))
def test_no_word_of_an_opinion_is_lost_however_many_pages_it_takes(lengths: list[int]) -> None:
    rows = [row(opinion=Opinion.OTHER, text="\u610f" * length) for length in lengths]
    contents = sheet_contents(printed(sheet(*rows)), SquareTypeface())
    assert shown(contents).count("\u610f") == sum(lengths)
    height = 30 + sum(max(54, math.ceil(length / 18) * 14.7) for length in lengths)
    assert len(contents) <= 2 + height / 400 + len(lengths)


def test_hostile_words_end_in_pages_too() -> None:
    long_name = row(
        "\u540d" * 5_000, post="p" * 5_000, opinion=Opinion.OTHER, text="\n" * 300, ratio=math.inf
    )
    assert 1 <= len(sheet_contents(printed(sheet(long_name)), SquareTypeface())) < 20


def test_sheets_are_appended_and_look_the_same_in_three_engines(pile: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.pdf"
    rows = tuple(row(text="\u8bf7\u529e\u516c\u5ba4\u8ddf\u8fdb" * number) for number in range(12))
    source = pile / "ordinary.pdf"
    order = CopyOrder(source=source, target=copy, written_at=NOW, sheets=(sheet(*rows),))
    told = write_copy_now(order)
    assert isinstance(told, CopyWritten)
    assert told.pages > 4
    assert copy.read_bytes().startswith(source.read_bytes())
    seen = {engine: pictures(copy, engine, tmp_path / engine) for engine in ENGINES}
    for page in range(3, told.pages):
        reference = seen["mupdf"][page]
        for engine, pages in seen.items():
            assert is_near(_ink_box(pages[page]), _ink_box(reference), 1.0), engine
            assert abs(pages[page].darkness() - reference.darkness()) < 0.08 * reference.darkness(), engine


def _ink_box(picture: Picture) -> tuple[int, int, int, int]:
    return picture.of_colour("#000000").box()


@pytest.mark.parametrize("size", [WIDE_PT, A4_PT])
def test_a_blank_paper_has_blank_pages_of_its_size(size: tuple[float, float]) -> None:
    document: Any = pymupdf.open(stream=blank_paper(3, *size, name="\u767d\u677f 1"), filetype="pdf")
    with document:
        assert not document.is_repaired
        assert [
            tuple(round(side, 2) for side in (page.rect.width, page.rect.height)) for page in document
        ] == [size] * 3
        assert document.metadata["title"] == "\u767d\u677f 1"
        assert not document[0].get_pixmap(alpha=False).samples.strip(b"\xff")


def test_a_blank_paper_is_one_of_a_kind_by_its_name_alone() -> None:
    assert blank_paper(1, *WIDE_PT, name="a") == blank_paper(1, *WIDE_PT, name="a")
    assert blank_paper(1, *WIDE_PT, name="a") != blank_paper(1, *WIDE_PT, name="b")
    assert len(blank_paper(1, *WIDE_PT, name="a")) < 1_000


@pytest.mark.parametrize("arguments", [(0, 960, 600), (201, 960, 600), (1, 1, 600), (1, 960, 1e9)])
def test_a_board_that_cannot_be_is_refused(arguments: tuple[int, float, float]) -> None:
    with pytest.raises(ValueError, match="a board has"):
        blank_paper(*arguments, name="x")
