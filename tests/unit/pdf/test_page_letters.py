"""What pages say and where: words, hits, the outline and links, tried without a process around the engine."""

from itertools import product
from pathlib import Path

import pymupdf
import pytest

from shared.pdf import engine
from shared.pdf.folding import folded_query
from shared.pdf.pages import (
    MAX_ENTRIES,
    MAX_HITS_ON_PAGE,
    MAX_LEVEL,
    MAX_TITLE,
    MAX_WORD,
    Box,
    OutlineEntry,
    PageText,
    Problem,
)
from shared.pdf.wire import MAX_MESSAGE_BYTES, OutlineRead, TextRead, decode_reply, encode
from tests.unit.pdf import papers

CORPUS = Path(__file__).resolve().parents[3].parent / "shared" / "corpus"
SIDE = 700


def opened(path: Path) -> engine.Paper:
    return engine.Paper(bytes(path))


def found(paper: engine.Paper, query: str, page: int = 0) -> tuple[tuple[Box, ...], ...]:
    return paper.find(page, folded_query(query))


def dark_part(paper: engine.Paper, page: int) -> Box:
    """The box around everything that is not white on the page as displayed."""
    pixels = memoryview(bytearray(SIDE * SIDE * 4))
    width, height = paper.draw(page, (SIDE, SIDE), 0, pixels)
    rows = [bytes(pixels[y * width * 4 : (y + 1) * width * 4]) for y in range(height)]
    dark = [(x, y) for y in range(height) for x in range(width) if rows[y][x * 4] < 128]
    across, down = [x for x, _ in dark], [y for _, y in dark]
    return min(across) / width, min(down) / height, (max(across) + 1) / width, (max(down) + 1) / height


@pytest.mark.parametrize(
    ("rotation", "crop", "unit"), list(product((0, 90, 180, 270), (False, True), (1, 3)))
)
def test_a_word_stands_where_the_page_shows_it(tmp_path: Path, rotation: int, crop: bool, unit: int) -> None:
    with pymupdf.open() as document:
        page = document.new_page(width=400, height=600)
        page.insert_text((120, 240), "Hand", fontsize=40)
        if crop:
            page.set_cropbox(pymupdf.Rect(50, 80, 350, 500))
        document.xref_set_key(page.xref, "UserUnit", str(unit))
        page.set_rotation(rotation)
        document.save(tmp_path / "turned.pdf")
    paper = opened(tmp_path / "turned.pdf")
    seen = dark_part(paper, 0)
    (word,) = paper.text(0).words
    ((hit,),) = found(paper, "hand")
    for box in ((word.u0, word.v0, word.u1, word.v1), hit):
        assert all(outer <= inner + 0.01 for outer, inner in zip(box[:2], seen[:2], strict=True))
        assert all(outer >= inner - 0.01 for outer, inner in zip(box[2:], seen[2:], strict=True))
        # A box holds the whole height of the typeface, and nothing like the whole page.
        assert (box[2] - box[0]) * (box[3] - box[1]) < 3 * (seen[2] - seen[0]) * (seen[3] - seen[1])


def test_words_are_divided_by_spaces_and_chinese_into_characters(tmp_path: Path) -> None:
    paper = opened(papers.said(tmp_path / "a.pdf", [[((72, 100), "GDP 增长5.2%"), ((72, 120), "next line")]]))
    words = paper.text(0).words
    assert [word.text for word in words] == ["GDP", "增", "长", "5.2%", "next", "line"]
    assert [word.line for word in words] == [0, 0, 0, 0, 1, 1]


@pytest.mark.parametrize(
    ("pieces", "query", "boxes"),
    [
        ([((72, 100), "会议决定由办公室")], "办公室", [1]),
        ([((72, 100), "由办公"), ((72, 120), "室牵头")], "办公室", [2]),
        ([((72, 100), "由办公"), ((72, 130), "室牵头")], "办公室", [2]),
        ([((72, 100), "办 公 室")], "办公室", [1]),
        ([((72, 100), "办"), ((84, 100), "公"), ((96, 100), "室")], "办公室", [1]),
        ([((72, 100), "the inter-"), ((72, 115), "national committee")], "International", [2]),
        ([((72, 100), "annual"), ((72, 115), "report")], "annual report", [2]),
        ([((72, 100), "ＡＢＣ　１２")], "abc 12", [1]),
        ([((72, 100), "abc 12")], "ＡＢＣ　１２", [1]),
        ([((72, 100), "an office, an OFFICE")], "o\ufb03ce", [1, 1]),
        ([((72, 100), "nothing like it")], "办公室", []),
    ],
)
def test_what_a_page_says_is_found_with_one_box_a_line(
    tmp_path: Path, pieces: list[tuple[tuple[float, float], str]], query: str, boxes: list[int]
) -> None:
    paper = opened(papers.said(tmp_path / "a.pdf", [pieces]))
    assert [len(hit) for hit in found(paper, query)] == boxes


def test_ligatures_are_found_by_their_letters_and_letters_by_their_ligature(tmp_path: Path) -> None:
    paper = opened(papers.ligatures(tmp_path / "ligatures.pdf"))
    for query in ("office", "o\ufb03ce", "OFFICE"):
        hits = found(paper, query)
        assert [len(hit) for hit in hits] == [1, 1]
        assert [round(hit[0][3] * 842) > 95 for hit in hits] == [True, True]


def test_what_was_written_invisibly_over_a_scan_is_found(tmp_path: Path) -> None:
    paper = opened(papers.said(tmp_path / "scan.pdf", [[((72, 100), "看不见的字")]], mode=3))
    ((box,),) = found(paper, "看不见")
    assert box == pytest.approx((72 / 595, 90 / 842, 108 / 595, 103 / 842), abs=0.006)


def test_so_many_hits_of_a_page_are_told_and_no_more(tmp_path: Path) -> None:
    lines = [((10.0, 10.0 + 8 * line), "abab " * 16) for line in range(100)]
    assert len(found(opened(papers.said(tmp_path / "many.pdf", [lines])), "ab")) == MAX_HITS_ON_PAGE


def test_a_page_with_more_letters_than_anybody_reads_is_too_complex(tmp_path: Path) -> None:
    content = b"BT /F 1 Tf 0.001 0 0 1 10 100 Tm (" + b"abcd efgh " * 25_000 + b") Tj ET"
    papers.lettered(tmp_path / "endless.pdf", content)
    paper = opened(tmp_path / "endless.pdf")
    for ask in (paper.text, lambda page: found(paper, "abcd", page)):
        with pytest.raises(engine.CannotDraw) as problem:
            ask(0)
        assert problem.value.problem is Problem.TOO_COMPLEX


def test_the_words_of_any_page_that_is_read_fit_into_a_message(tmp_path: Path) -> None:
    content = b"BT /F 1 Tf 0.001 0 0 1 10 100 Tm (" + b"abcd " * 39_000 + b") Tj ET"
    papers.lettered(tmp_path / "full.pdf", content)
    text = opened(tmp_path / "full.pdf").text(0)
    message = encode(TextRead(text))
    assert len(message) < MAX_MESSAGE_BYTES
    assert decode_reply(message) == TextRead(text)


def test_an_endless_word_is_told_in_pieces(tmp_path: Path) -> None:
    papers.lettered(tmp_path / "word.pdf", b"BT /F 1 Tf 1 0 0 1 100 100 Tm (" + b"x" * 250 + b") Tj ET")
    words = opened(tmp_path / "word.pdf").text(0).words
    assert [len(word.text) for word in words] == [MAX_WORD, MAX_WORD, 50]


def test_the_table_of_contents_leads_to_pages(tmp_path: Path) -> None:
    entries = opened(papers.leading(tmp_path / "leading.pdf")).outline()
    assert [(entry.level, entry.title, entry.page) for entry in entries] == [
        (1, "第一章 one", 0),
        (2, "One.One", 1),
        (3, "deep", 2),
        (1, "Two", 7),
    ]


def test_only_links_inside_the_paper_are_told(tmp_path: Path) -> None:
    links = opened(papers.leading(tmp_path / "leading.pdf")).links(0)
    assert [link.page for link in links] == [4, 5, 7]
    first = links[0]
    assert (first.u0, first.v0, first.u1, first.v1) == pytest.approx((0.1, 0.1, 0.35, 0.2))
    assert first.v == pytest.approx(0.25)
    # 450 from below on a page 600 high that is turned by 90 degrees: its x is what is seen from above.
    assert links[1].v == pytest.approx(100 / 400)


def test_a_table_of_contents_without_end_is_told_to_its_bounds(tmp_path: Path) -> None:
    with pymupdf.open() as document:
        document.new_page()
        deep = [[1, "x" * 1000, 1], *([min(2 + n, 60), f"deep {n}", 1] for n in range(100))]
        document.set_toc(deep + [[1, "y" * 150, 1]] * 6000)
        document.save(tmp_path / "endless.pdf")
    entries = opened(tmp_path / "endless.pdf").outline()
    assert 1000 < len(entries) <= MAX_ENTRIES
    assert max(entry.level for entry in entries) == MAX_LEVEL
    assert max(len(entry.title) for entry in entries) == MAX_TITLE
    message = encode(OutlineRead(entries))
    assert len(message) < MAX_MESSAGE_BYTES
    assert decode_reply(message) == OutlineRead(entries)


@pytest.mark.parametrize(
    "outline",
    [
        b"<</First 5 0 R/Last 5 0 R>>",  # its child is its own child and next
        b"<</First 4 0 R/Last 4 0 R>>",  # it is its own child
        b"<</First 99 0 R>>",
        b"[1 2 3]",
    ],
)
def test_a_table_of_contents_in_a_circle_comes_to_an_end(tmp_path: Path, outline: bytes) -> None:
    papers.with_outline(
        tmp_path / "circle.pdf", outline, b"<</Title(a)/First 5 0 R/Next 5 0 R/Dest[3 0 R/Fit]>>"
    )
    try:
        entries = opened(tmp_path / "circle.pdf").outline()
    except engine.CannotDraw:
        return
    assert len(entries) <= MAX_ENTRIES


def test_a_target_that_does_not_exist_leads_nowhere(tmp_path: Path) -> None:
    papers.with_outline(
        tmp_path / "nowhere.pdf", b"<</First 5 0 R/Last 5 0 R>>", b"<</Title(a)/Parent 4 0 R/Dest[77/Fit]>>"
    )
    assert opened(tmp_path / "nowhere.pdf").outline() == (OutlineEntry(1, "a", -1),)


corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="the collection of real files is not here")


@corpus
@pytest.mark.parametrize("name", ["HL1396.pdf", "boxes.pdf", "issue16278.pdf"])
def test_words_of_real_layouts_stand_on_ink(name: str) -> None:
    paper = opened(CORPUS / "layout" / name)
    for page in range(min(paper.page_count, 4)):
        words = paper.text(page).words
        if words:
            assert share_on_ink(paper, page, PageText(words[:300])) > 0.95


def share_on_ink(paper: engine.Paper, page: int, text: PageText) -> float:
    """How many of the words stand where something is drawn."""
    pixels = memoryview(bytearray(1600 * 1600 * 4))
    width, height = paper.draw(page, (1600, 1600), 0, pixels)
    on_ink = 0
    for word in text.words:
        left, right = int(word.u0 * width), max(int(word.u0 * width) + 1, int(word.u1 * width))
        rows = range(int(word.v0 * height), max(int(word.v0 * height) + 1, int(word.v1 * height)))
        shades = {bytes(pixels[(y * width + x) * 4 :][:3]) for y in rows for x in range(left, right)}
        on_ink += len(shades) > 1
    return on_ink / len(text.words)
