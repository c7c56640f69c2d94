"""What a paper is made of, before it is set: titles, paragraphs, tables, charts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import msgspec

Align = Literal["left", "center", "right"]


class RedHead(msgspec.Struct, frozen=True):
    """The red letterhead: who issues, and the number of the document over the red line."""

    issuer: str
    number: str


class Title(msgspec.Struct, frozen=True):
    """The title, one element per line, centred."""

    lines: tuple[str, ...]


class Byline(msgspec.Struct, frozen=True):
    """Who and when, centred under the title."""

    text: str


class Heading(msgspec.Struct, frozen=True):
    """一、… (level 1, upright sans) or an annex heading (level 0, not indented)."""

    text: str
    level: int = 1


class Para(msgspec.Struct, frozen=True):
    """A paragraph, indented by two characters unless it addresses somebody."""

    text: str
    is_indented: bool = True


class Signature(msgspec.Struct, frozen=True):
    """Who signs and the date, at the right with four characters free."""

    lines: tuple[str, ...]


class Column(msgspec.Struct, frozen=True):
    """A column: its heading, its share of the width, where its text stands."""

    heading: str
    share: float
    align: Align = "left"


class Table(msgspec.Struct, frozen=True):
    """A three-line table; rows flow over pages and the heading is repeated."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    size: float = 12.0


class Bars(msgspec.Struct, frozen=True):
    """A bar chart with one value per label."""

    caption: str
    labels: tuple[str, ...]
    values: tuple[float, ...]
    unit: str


class Curves(msgspec.Struct, frozen=True):
    """A line chart; each curve has a name and one value per label."""

    caption: str
    labels: tuple[str, ...]
    curves: tuple[tuple[str, tuple[float, ...]], ...]


class NewPage(msgspec.Struct, frozen=True):
    """Goes on on a new page, upright or landscape."""

    is_landscape: bool = False


Block = RedHead | Title | Byline | Heading | Para | Signature | Table | Bars | Curves | NewPage


class PaperText(msgspec.Struct, frozen=True):
    """A whole paper: its file name without `.pdf`, its title for the file's properties, its blocks."""

    file: str
    title: str
    blocks: tuple[Block, ...]


def strings_of(value: object) -> list[str]:
    """Every text below `value`: which characters the faces need."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, msgspec.Struct):
        return strings_of([getattr(value, field) for field in value.__struct_fields__])
    if isinstance(value, Sequence):
        return [text for element in value for text in strings_of(element)]
    return []
