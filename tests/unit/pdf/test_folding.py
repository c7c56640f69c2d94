import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.pdf.folding import fold, fold_with_places, folded_query, readings

SAME = [
    ("会议决定", "会议决定"),
    ("会议决定", "会 议\n决　定"),
    ("会 议", "会议"),
    ("GDP增长", "GDP 增长"),
    ("gdp 2024", "ＧＤＰ　２０２４"),
    ("ＧＤＰ", "gdp"),
    ("office", "o\ufb03ce"),
    ("o\ufb03ce", "OFFICE"),
    ("annual report", "Annual\n  Report"),
    ("international", "inter-\nnational"),
    ("international", "inter\u00adnational"),
    ("international", "inter\u00ad\nnational"),
    ("well-known", "well-\nknown"),
    ("wellknown", "well-\nknown"),
    ("strasse", "Straße"),
    ("②级", "2级"),
    ("\u2f00日", "一日"),
    ("2020-2021", "2020-2021"),
    ("カード", "ｶｰﾄﾞ"),
    ("caf\u00e9", "cafe\u0301"),
]
DIFFERENT = [
    ("annual report", "annualreport"),
    ("therapist", "the rapist"),
    ("20202021", "2020-\n2021"),
    ("well-known", "wellknown"),
    ("会议", "会x议"),
]


def found(query: str, text: str) -> list[str]:
    """What of the text is taken for the query."""
    wanted = folded_query(query)
    spans = {span for hyphen in readings(wanted) for span in fold_with_places(text, hyphen).find(wanted)}
    return [text[first : last + 1] for first, last in sorted(spans)]


@pytest.mark.parametrize(("query", "text"), SAME)
def test_what_looks_the_same_to_a_reader_is_found(query: str, text: str) -> None:
    # All of it is found, but for the letter that a mark is set on, which stands before its mark.
    assert [piece.strip("\u0301\uff9e") for piece in found(query, f"- {text} .")] == [
        text.strip("\u0301\uff9e")
    ]


@pytest.mark.parametrize(("query", "text"), DIFFERENT)
def test_what_is_written_differently_is_not_found(query: str, text: str) -> None:
    assert found(query, text) == []


@pytest.mark.parametrize("query", ["", "   ", "\n", "\u200b", "\u00ad"])
def test_nothing_to_look_for_is_nothing(query: str) -> None:
    assert folded_query(query) == ""


def test_every_place_is_found_once() -> None:
    assert found("aa", "aaaaa") == ["aa", "aa"]


texts = st.text(st.sampled_from("aAb-\n \u00ad\u2010会议，ＡＢ\ufb03ß\u3000\u200b12"), max_size=40)


@given(texts, st.sampled_from(["", "-"]))
def test_the_quick_way_finds_what_the_exact_way_finds(text: str, hyphen: str) -> None:
    exact = fold_with_places(text, hyphen)
    assert exact.text == fold(text, hyphen)
    assert len(exact.places) == len(exact.text)
    assert list(exact.places) == sorted(exact.places)
    assert all(0 <= place < len(text) for place in exact.places)


@given(texts)
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold(text, "")
    assert fold(once, "") == once


@given(texts, st.integers(0, 39), st.integers(1, 10))
def test_a_piece_of_a_text_is_found_in_it(text: str, start: int, size: int) -> None:
    piece = text[start : start + size]
    wanted = folded_query(piece.replace("\n", " "))
    if wanted and not set(piece) & set("-\u2010\u00ad"):
        assert wanted in fold(text, "")


@pytest.mark.parametrize("piece", [" ", "\n", " \n", "-\n", "a-\n", "\u00ad", "会 ", "e\u0301", "\u0301"])
def test_an_endless_page_is_folded_in_no_time(piece: str) -> None:
    began = time.monotonic()
    fold_with_places(piece * (200_000 // len(piece)), "")
    assert time.monotonic() - began < 5.0
