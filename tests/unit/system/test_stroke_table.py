"""The table of strokes: complete, readable, and with its licence beside it."""

from __future__ import annotations

from shared.domain.strokes import ballot_order
from shared.system.resources import resource_path
from shared.system.stroke_table import strokes_of


def test_strokes_are_those_of_the_mainland() -> None:
    name = (
        "\u4e00\u4e01\u5f20\u9a6c\u6b27\u9633\u8303\u9aa8"  # the last two are written differently elsewhere
    )
    assert [strokes_of([name])[character] for character in name] == [1, 2, 7, 3, 8, 6, 8, 9]


def test_only_what_was_asked_for_is_kept() -> None:
    assert set(strokes_of(["\u5f20\u4e09", "Ann"])) == set("\u5f20\u4e09")


def test_every_character_of_the_basic_block_has_strokes() -> None:
    block = "".join(map(chr, range(0x4E00, 0x9FFD)))
    strokes = strokes_of([block])
    assert set(strokes) == set(block)
    assert min(strokes.values()) == 1
    assert max(strokes.values()) < 50


def test_the_table_orders_a_real_list() -> None:
    names = [
        "\u6d2a\u5c11\u4e1c",
        "\u9ad8\u5927\u5bcc",
        "\u6b27\u9633\u5c11\u4e1c",
        "\u738b\u5c0f\u5b81",
        "\u9ad8\u5bcc",
    ]
    in_order = (
        "\u738b\u5c0f\u5b81",
        "\u6b27\u9633\u5c11\u4e1c",
        "\u6d2a\u5c11\u4e1c",
        "\u9ad8\u5bcc",
        "\u9ad8\u5927\u5bcc",
    )
    assert ballot_order(names, strokes_of(names)) == in_order


def test_the_licence_of_the_data_stands_beside_it() -> None:
    assert "Permission is hereby granted" in resource_path("strokes", "LICENSE.txt").read_text(
        encoding="utf-8"
    )
