"""Numbers and titles in file names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from presenter.clerk.names import natural_key, number_value, title_of


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("18", 18),
        ("三", 3),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零五", 105),
        ("一〇五", 105),
    ],
)
def test_chinese_numbers_have_their_value(text: str, value: int) -> None:
    assert number_value(text) == value


@pytest.mark.parametrize(
    "names",
    [
        ["1.pdf", "2.pdf", "10.pdf"],
        ["议题1-报告.pdf", "议题2-方案.pdf", "议题11-决定.pdf"],
        ["一、传达.pdf", "二、计划.pdf", "三、方案.pdf", "十、其他.pdf", "十一、散会.pdf"],
        ["第一项 a.pdf", "第二项 a.pdf", "第十二项 a.pdf"],
        ["（一）.pdf", "（二）.pdf", "（十）.pdf"],
        ["附件九.pdf", "附件十.pdf"],
        ["02 b.pdf", "３ c.pdf", "04 d.pdf"],
        ["议题2-a.pdf", "议题2-b.pdf"],
    ],
)
def test_files_sort_as_a_person_sorts_them(names: list[str]) -> None:
    shuffled = names[::-1]

    assert sorted(shuffled, key=natural_key) == names


@given(st.lists(st.text(alphabet="一二十百第（）、. 0129aA三年-_", max_size=8), max_size=6))
def test_any_names_can_be_sorted_and_the_order_does_not_depend_on_the_input(names: list[str]) -> None:
    backwards = names[::-1]

    assert sorted(names, key=natural_key) == sorted(backwards, key=natural_key)


@pytest.mark.parametrize(
    ("stem", "title"),
    [
        ("1. 传达学习", "传达学习"),
        ("01-传达学习", "传达学习"),
        ("01 传达学习", "传达学习"),
        ("3、行动方案", "行动方案"),
        ("一、传达学习", "传达学习"),
        ("（二）计划执行情况", "计划执行情况"),
        ("(2) Plan", "Plan"),
        ("议题3：行动方案", "行动方案"),
        ("议题3 行动方案", "行动方案"),
        ("附件1-主要指标", "主要指标"),
        ("第四项、决定", "决定"),
        ("2026年上半年情况", "2026年上半年情况"),
        ("三年行动方案", "三年行动方案"),
        ("3.5版方案", "3.5版方案"),
        ("7-16会议", "7-16会议"),
        ("三-五年规划", "三-五年规划"),
        ("12:30会议", "12:30会议"),
        ("18 pages", "18 pages"),
        ("1.", "1."),
        ("第一", "第一"),
    ],
)
def test_a_title_loses_its_number_but_nothing_else(stem: str, title: str) -> None:
    assert title_of(stem) == title


@given(st.text(max_size=40))
def test_a_title_is_never_lost(stem: str) -> None:
    assert title_of(stem) or not stem.strip()
