"""What a person writes with: the tool, its colour, its width. One frozen value, and the tray that holds it."""

import enum

import msgspec
from PySide6.QtCore import QObject, Signal

from shared.system.i18n import mark


class Tool(enum.StrEnum):
    """What the pen does on a page."""

    PEN = "pen"
    HIGHLIGHTER = "highlighter"
    ERASER = "eraser"
    LINE = "line"
    RECTANGLE = "rectangle"
    ELLIPSE = "ellipse"
    ARROW = "arrow"
    NOTE = "note"
    STAMP = "stamp"
    LASSO = "lasso"


WRITING = frozenset({Tool.PEN, Tool.HIGHLIGHTER})
SHAPES = (Tool.LINE, Tool.ARROW, Tool.RECTANGLE, Tool.ELLIPSE)


class Thickness(enum.IntEnum):
    """The three widths of every tool."""

    THIN = 0
    MEDIUM = 1
    THICK = 2


class NamedColour(msgspec.Struct, frozen=True):
    """A colour and its English name, which is translated when shown."""

    value: str
    name: str


INKS = (
    NamedColour("#1A3D8F", mark("Blue")),
    NamedColour("#A12D1C", mark("Red")),
    NamedColour("#1E6450", mark("Green")),
    NamedColour("#17211E", mark("Black")),
)
"""What is written with; the first is the ink of a fountain pen, which tells from print."""

HIGHLIGHTS = (
    NamedColour("#F4DF9B", mark("Yellow")),
    NamedColour("#C5E3C9", mark("Green")),
    NamedColour("#F3C9CE", mark("Pink")),
)
"""Light enough that print below stays above 10 : 1."""

_PEN_WIDTHS = (0.002, 0.0035, 0.006)
_HIGHLIGHTER_WIDTHS = (0.016, 0.026, 0.038)
_ERASER_WIDTHS = (0.012, 0.024, 0.048)
_NOTE_SIZES = (0.018, 0.022, 0.03)
_STAMP_SIZES = (0.03, 0.04, 0.055)

_TABLES: dict[Tool, tuple[float, float, float]] = {
    Tool.HIGHLIGHTER: _HIGHLIGHTER_WIDTHS,
    Tool.ERASER: _ERASER_WIDTHS,
    Tool.NOTE: _NOTE_SIZES,
    Tool.STAMP: _STAMP_SIZES,
}

STAMP_WORDS = (mark("Seen"), mark("Agreed"))
"""Offered beside a person's own words."""

MAX_STAMP_LETTERS = 16


class InkTools(msgspec.Struct, frozen=True):
    """The state of the pen bar. No tool: fingers and mouse read."""

    tool: Tool | None = None
    writing: Tool = Tool.PEN
    """What a pen writes with when no tool is chosen: the last of pen and highlighter."""
    shape: Tool = Tool.LINE
    """The shape that the one button for shapes stands for."""
    ink: str = INKS[0].value
    highlight: str = HIGHLIGHTS[0].value
    stamp_ink: str = INKS[1].value
    pen_thickness: Thickness = Thickness.MEDIUM
    highlighter_thickness: Thickness = Thickness.MEDIUM
    eraser_thickness: Thickness = Thickness.MEDIUM
    words_thickness: Thickness = Thickness.MEDIUM
    erases_parts: bool = False
    """The eraser takes what it covers; otherwise all of a stroke that it touches."""
    stamp_words: str = ""
    """What a stamp says; empty for the first of `STAMP_WORDS` in the language of the screen."""
    custom_stamp: str = ""
    """A person's own words, kept while another stamp is chosen."""
    pen_writes_at_once: bool = True
    """A pen writes although no tool is chosen."""

    def colour(self, tool: Tool) -> str:
        """What a tool draws in."""
        match tool:
            case Tool.HIGHLIGHTER:
                return self.highlight
            case Tool.STAMP:
                return self.stamp_ink
            case _:
                return self.ink

    def thickness(self, tool: Tool) -> Thickness:
        """Which of the three widths a tool has."""
        match tool:
            case Tool.HIGHLIGHTER:
                return self.highlighter_thickness
            case Tool.ERASER:
                return self.eraser_thickness
            case Tool.NOTE | Tool.STAMP:
                return self.words_thickness
            case _:
                return self.pen_thickness

    def width(self, tool: Tool) -> float:
        """Of lines the width, of words the height of a letter, of the eraser its breadth; in page widths."""
        return _TABLES.get(tool, _PEN_WIDTHS)[self.thickness(tool)]


def chosen(tools: InkTools, tool: Tool | None) -> InkTools:
    """The tools after one was taken up, or all laid down."""
    tools = msgspec.structs.replace(tools, tool=tool)
    if tool in WRITING:
        return msgspec.structs.replace(tools, writing=tool)
    if tool in SHAPES:
        return msgspec.structs.replace(tools, shape=tool)
    return tools


def coloured(tools: InkTools, tool: Tool, colour: str) -> InkTools:
    """The tools after a tool was given another colour."""
    match tool:
        case Tool.HIGHLIGHTER:
            return msgspec.structs.replace(tools, highlight=colour)
        case Tool.STAMP:
            return msgspec.structs.replace(tools, stamp_ink=colour)
        case _:
            return msgspec.structs.replace(tools, ink=colour)


def thickened(tools: InkTools, tool: Tool, thickness: Thickness) -> InkTools:
    """The tools after a tool was given another width."""
    match tool:
        case Tool.HIGHLIGHTER:
            return msgspec.structs.replace(tools, highlighter_thickness=thickness)
        case Tool.ERASER:
            return msgspec.structs.replace(tools, eraser_thickness=thickness)
        case Tool.NOTE | Tool.STAMP:
            return msgspec.structs.replace(tools, words_thickness=thickness)
        case _:
            return msgspec.structs.replace(tools, pen_thickness=thickness)


class InkTray(QObject):
    """Holds the tools of one person; the pen bar lays them out, keys and the page take them."""

    changed = Signal()
    """Another tool, colour or width."""

    def __init__(self, parent: QObject | None = None, tools: InkTools | None = None) -> None:
        super().__init__(parent)
        self._tools = tools or InkTools()

    @property
    def tools(self) -> InkTools:
        """What is chosen now."""
        return self._tools

    def set_tools(self, tools: InkTools) -> None:
        """Choose; nothing happens where it is so already."""
        if tools != self._tools:
            self._tools = tools
            self.changed.emit()

    def take(self, tool: Tool | None) -> None:
        """Take up a tool, or lay all down."""
        self.set_tools(chosen(self._tools, tool))
