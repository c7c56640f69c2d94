"""Names stand on a ballot by the strokes of their first character, as in the lists of congresses."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.strokes import ballot_order

STROKES = {"\u4e01": 2, "\u4e00": 1, "\u5927": 3, "\u738b": 4, "\u674e": 7, "\u9e23": 8, "\u6b27": 8}
STROKES |= {"\u9633": 6, "\u6d2a": 9, "\u5c11": 4, "\u4e1c": 5, "\u9ad8": 10, "\u5bcc": 12}
DING, WANG = "\u4e01\u9e23", "\u738b\u9e23"
LI, LI_YI, LI_DA = "\u674e\u9e23", "\u674e\u4e00\u9e23", "\u674e\u5927\u9e23"
OUYANG, HONG = "\u6b27\u9633\u5c11\u4e1c", "\u6d2a\u5c11\u4e1c"
GAO, GAO_DA = "\u9ad8\u5bcc", "\u9ad8\u5927\u5bcc"


def test_fewer_strokes_of_the_surname_come_first() -> None:
    assert ballot_order([LI_YI, WANG, DING], STROKES) == (DING, WANG, LI_YI)


def test_after_an_equal_surname_the_next_character_decides() -> None:
    assert ballot_order([LI_DA, LI_YI], STROKES) == (LI_YI, LI_DA)


def test_a_name_of_two_characters_comes_before_those_of_three() -> None:
    assert ballot_order([GAO_DA, GAO, LI_YI, LI], STROKES) == (LI, LI_YI, GAO, GAO_DA)


def test_a_compound_surname_counts_by_its_first_character() -> None:
    assert ballot_order([HONG, OUYANG], STROKES) == (OUYANG, HONG)


def test_equal_surnames_stay_together_where_others_have_as_many_strokes() -> None:
    strokes = STROKES | {"\u6bdb": 4}
    mao = "\u6bdb\u5927"
    assert ballot_order(["\u738b\u5bcc", mao, "\u738b\u4e00"], strokes) == (
        mao,
        "\u738b\u4e00",
        "\u738b\u5bcc",
    )


def test_a_blank_inside_a_name_makes_no_difference() -> None:
    assert ballot_order([LI_YI, "\u674e\u3000\u9e23"], STROKES) == ("\u674e\u3000\u9e23", LI_YI)


def test_what_the_table_does_not_know_comes_after_it_and_other_scripts_last() -> None:
    unknown = "\U00020000\u4e00"
    assert ballot_order(["Bob", unknown, "Ann", GAO], STROKES) == (GAO, unknown, "Ann", "Bob")


@given(st.permutations([DING, WANG, LI, LI_YI, LI_DA, OUYANG, HONG, GAO, "Ann"]))
def test_the_order_does_not_depend_on_how_the_names_came(names: list[str]) -> None:
    assert ballot_order(names, STROKES) == ballot_order(sorted(names), STROKES)
