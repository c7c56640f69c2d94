"""Colours, type steps, spaces and lines of the design; plain values, no Qt.

Every contrast quoted in the design was measured with exactly these values, so a colour is changed here or
nowhere.
"""

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from types import MappingProxyType


class Tone(StrEnum):
    """The role of a colour. Each role has one value by day and one by night."""

    DESK = "desk"
    SHEET = "sheet"
    RAISED = "raised"
    PAPER = "paper"
    INK = "ink"
    INK2 = "ink2"
    INK3 = "ink3"
    EDGE = "edge"
    LINE = "line"
    FILL = "fill"
    ON_FILL = "on_fill"
    GREEN = "green"
    RED = "red"
    OCHRE = "ochre"
    SLATE = "slate"
    SOFT_GREEN = "soft_green"
    SOFT_RED = "soft_red"
    SOFT_OCHRE = "soft_ochre"
    SOFT_SLATE = "soft_slate"


DAY: Mapping[Tone, str] = MappingProxyType(
    {
        Tone.DESK: "#E5E2DA",
        Tone.SHEET: "#F4F2EC",
        Tone.RAISED: "#FBFAF7",
        Tone.PAPER: "#FFFFFF",
        Tone.INK: "#17211E",
        Tone.INK2: "#434D49",
        Tone.INK3: "#5C6560",
        Tone.EDGE: "#777E78",
        Tone.LINE: "#D0CCC1",
        Tone.FILL: "#1C2B27",
        Tone.ON_FILL: "#FFFFFF",
        Tone.GREEN: "#1E6450",
        Tone.RED: "#A12D1C",
        Tone.OCHRE: "#76500F",
        Tone.SLATE: "#525D66",
        Tone.SOFT_GREEN: "#DBE8E1",
        Tone.SOFT_RED: "#F5E2DC",
        Tone.SOFT_OCHRE: "#F2E6CC",
        Tone.SOFT_SLATE: "#E2E4E4",
    }
)

NIGHT: Mapping[Tone, str] = MappingProxyType(
    {
        Tone.DESK: "#101514",
        Tone.SHEET: "#19201E",
        Tone.RAISED: "#222A28",
        Tone.PAPER: "#C9C4B8",
        Tone.INK: "#E8E5DC",
        Tone.INK2: "#B4BAB4",
        Tone.INK3: "#929A94",
        Tone.EDGE: "#6F7A75",
        Tone.LINE: "#333D3A",
        Tone.FILL: "#D9D5C9",
        Tone.ON_FILL: "#141B19",
        Tone.GREEN: "#7CC3A6",
        Tone.RED: "#EB9280",
        Tone.OCHRE: "#DDB36A",
        Tone.SLATE: "#A9B4BC",
        Tone.SOFT_GREEN: "#1D352D",
        Tone.SOFT_RED: "#40231D",
        Tone.SOFT_OCHRE: "#3A2E18",
        Tone.SOFT_SLATE: "#2A3135",
    }
)

DARK_PAPER = "#9A958A"
"""The page in a dark room: print on it still has 7.0 : 1."""


class Step(IntEnum):
    """Type sizes; the value is the height in pixels at 96 dpi read from 55 cm."""

    CAPTION = 11
    BODY = 13
    LEAD = 15
    TITLE = 18
    QUESTION = 22
    LARGE = 28
    HUGE = 40
    NAME = 60
    NAMEPLATE = 123

    def one_smaller(self) -> "Step":
        """The next smaller step; the smallest has none and stays."""
        steps = list(Step)
        return steps[max(0, steps.index(self) - 1)]


LINE_HEIGHT_BODY = 1.5
LINE_HEIGHT_TITLE = 1.35

SPACES = (4, 8, 12, 16, 24, 32, 48, 72)
"""The distances in use, in design pixels; all on a grid of 4."""

RADIUS_CONTROL = 8
RADIUS_CARD = 12
RADIUS_SMALL = 6

LINE_HAIR = 1.0
LINE_CONTROL = 1.5
LINE_SELECTED = 3.0
LINE_CHOSEN = 4.0

TARGET_VOTE_MM = 12.0
TARGET_TOUCH_MM = 9.0
TARGET_GAP_MM = 1.5
TARGET_LAPTOP_PX = 34

FOCUS_WIDTH_PX = 3
FOCUS_GAP_PX = 2

FADE_POPOVER_MS = 120
FADE_VOTE_SHEET_MS = 160
CONFIRM_INERT_MS = 400
"""How long a confirming row stays dead after it appeared, so that a second tap does not confirm."""

PAGE_COMPLEX_AFTER_MS = 3000

NAMEPLATE_WIDTH_SHARE = 0.88
EDGE_TURN_SHARE = 0.12
"""Width of the strips left and right of the page view on which a tap turns the page."""
