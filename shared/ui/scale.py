"""How large the design is drawn on one screen; arithmetic only, no Qt.

A step of the type scale becomes ``step × dpi/96 × distance/55 cm`` pixels. Four screens were set by eye
instead, and for these the sizes of the design's table hold exactly (`REFERENCES`).
"""

from enum import StrEnum

import msgspec

from shared.ui.tokens import TARGET_LAPTOP_PX, TARGET_TOUCH_MM, TARGET_VOTE_MM, Step

MM_PER_INCH = 25.4
KIOSK_DPI_WITHOUT_EDID = 149.0
OTHER_DPI_WITHOUT_EDID = 96.0
FACTOR_MIN = 0.85
FACTOR_MAX = 2.5
READING_DISTANCE_CM = 55.0
DISPLAY_HEIGHT_PX = 1080
DISPLAY_CAPTION_PX = 28

_PLAUSIBLE_DPI = (50.0, 400.0)
_PLAUSIBLE_SKEW = 0.12
_INVENTED_MM = frozenset({(160, 90), (160, 100), (16, 9), (16, 10)})
_REFERENCE_REACH_DPI = 1.5


class Program(StrEnum):
    """What the screen is for; it decides on reference sizes and on touch targets."""

    KIOSK = "kiosk"
    PRESENTER = "presenter"


class Reference(msgspec.Struct, frozen=True):
    """A screen the design was drawn for.

    `type_px` are the pixels of each `Step` in order; `space` is the factor for distances and frame sizes, in
    which the smaller reference of each program is 1.
    """

    program: Program
    dpi: float
    width_px: int
    height_px: int
    type_px: tuple[int, ...]
    space: float


REFERENCES = (
    Reference(Program.KIOSK, 149, 1280, 800, (17, 20, 23, 28, 34, 43, 62, 92, 190), 1.0),
    Reference(Program.KIOSK, 141, 1920, 1080, (16, 19, 22, 26, 32, 41, 59, 88, 181), 1.0),
    Reference(Program.PRESENTER, 112, 1366, 768, (13, 15, 18, 21, 26, 33, 47), 1.0),
    Reference(Program.PRESENTER, 141, 1920, 1080, (16, 18, 20, 24, 30, 38, 56), 1.4),
)


class Scale(msgspec.Struct, frozen=True):
    """Sizes in logical pixels for one screen.

    `factor` is the type factor (1 at 96 dpi from 55 cm), `space` the factor for distances, `dpi` the physical
    density in logical pixels per inch, which touch targets are measured with.
    """

    program: Program
    dpi: float
    factor: float
    space_factor: float
    reference: Reference | None = None

    def type_px(self, step: Step) -> int:
        """Pixel size of the letters of `step`."""
        if self.reference is not None:
            place = list(Step).index(step)
            if place < len(self.reference.type_px):
                return self.reference.type_px[place]
        return round(step * self.factor)

    def space(self, design_px: float) -> int:
        """A distance given in design pixels; never below 1 pixel for a positive distance."""
        if design_px <= 0:
            return 0
        return max(1, round(design_px * self.space_factor))

    def line(self, design_px: float) -> float:
        """Width of a line, which grows with the screen but is never thinner than designed."""
        return max(design_px, design_px * self.space_factor)

    def mm(self, length_mm: float) -> int:
        """Logical pixels of a physical length, rounded."""
        return round(length_mm * self.dpi / MM_PER_INCH)

    @property
    def target_px(self) -> int:
        """Smallest side of anything that can be pressed."""
        if self.program is Program.KIOSK:
            return self.mm(TARGET_TOUCH_MM)
        return self.space(TARGET_LAPTOP_PX)

    @property
    def vote_target_px(self) -> int:
        """Smallest side of anything that casts or confirms a vote."""
        return self.mm(TARGET_VOTE_MM)


def physical_dpi(width_px: float, height_px: float, width_mm: float, height_mm: float) -> float | None:
    """Density of a screen from what its EDID claims, or None where the claim is not plausible.

    Not plausible: no size, below 50 or above 400 dpi, or a shape that differs from the pixels' shape by more
    than 12 %, or a size that projectors and cheap panels report instead of their own (160 × 90 mm).
    """
    if (round(width_mm), round(height_mm)) in _INVENTED_MM:
        return None
    if min(width_px, height_px, width_mm, height_mm) <= 0:
        return None
    across = width_px / width_mm * MM_PER_INCH
    down = height_px / height_mm * MM_PER_INCH
    dpi = (across + down) / 2
    if not _PLAUSIBLE_DPI[0] <= dpi <= _PLAUSIBLE_DPI[1]:
        return None
    if abs(across - down) > _PLAUSIBLE_SKEW * dpi:
        return None
    return dpi


def scale_for_screen(
    program: Program,
    measured_dpi: float | None,
    *,
    override_dpi: float | None = None,
    distance_cm: float = READING_DISTANCE_CM,
) -> Scale:
    """The scale for a real screen. A density from the settings wins over the measured one."""
    fallback = KIOSK_DPI_WITHOUT_EDID if program is Program.KIOSK else OTHER_DPI_WITHOUT_EDID
    dpi = override_dpi or measured_dpi or fallback
    if distance_cm == READING_DISTANCE_CM:
        for reference in REFERENCES:
            if reference.program is program and abs(reference.dpi - dpi) <= _REFERENCE_REACH_DPI:
                return _from_reference(reference)
    factor = min(FACTOR_MAX, max(FACTOR_MIN, dpi / 96 * distance_cm / READING_DISTANCE_CM))
    return Scale(program, dpi, factor, factor / _unit_factor(program))


def scale_for_window(program: Program, width_px: int, height_px: int) -> Scale:
    """The scale that makes a window look like the whole screen of a terminal, for `--windowed`.

    1280 × 800 looks like the 10.1" kiosk, 1920 × 1080 like the 15.6" one; sizes between take the largest
    reference that fits, smaller windows shrink it.
    """
    own = [r for r in REFERENCES if r.program is program]
    fitting = [r for r in own if r.width_px <= width_px and r.height_px <= height_px]
    if fitting:
        return _from_reference(max(fitting, key=lambda r: r.width_px))
    smallest = min(own, key=lambda r: r.width_px)
    shrink = max(0.5, min(width_px / smallest.width_px, height_px / smallest.height_px))
    dpi = smallest.dpi * shrink
    return Scale(program, dpi, dpi / 96, smallest.space * shrink)


def scale_for_display(height_px: int) -> Scale:
    """The scale of a big screen that a whole room reads: captions are 1/38 of its height, whatever its density.

    Distances are as much larger than at a seat as the captions are.
    """
    share = height_px / DISPLAY_HEIGHT_PX
    caption = DISPLAY_CAPTION_PX * share
    seat = next(r for r in REFERENCES if r.program is Program.KIOSK and r.height_px == DISPLAY_HEIGHT_PX)
    return Scale(Program.KIOSK, seat.dpi, caption / Step.CAPTION, caption / seat.type_px[0])


def _from_reference(reference: Reference) -> Scale:
    return Scale(reference.program, reference.dpi, reference.dpi / 96, reference.space, reference)


def _unit_factor(program: Program) -> float:
    """The type factor at which distances are drawn 1 : 1."""
    own = [r for r in REFERENCES if r.program is program]
    return min(own, key=lambda r: r.width_px).dpi / 96
