"""A page as PDF operators; lengths in points, y counts down from the top edge."""

from __future__ import annotations

from typing import Final

from sample_papers.faces import Face

BLACK: Final = (0.0, 0.0, 0.0)
GREY: Final = (0.55, 0.55, 0.55)
STEEL: Final = (0.36, 0.42, 0.46)
GREEN: Final = (0.12, 0.39, 0.31)
OCHRE: Final = (0.67, 0.45, 0.11)
RED: Final = (0.78, 0.10, 0.10)
Colour = tuple[float, float, float]


class Canvas:
    """Collects what one page shows."""

    def __init__(self, width: float, height: float, faces: dict[str, Face]) -> None:
        self.width = width
        self.height = height
        self.faces = faces
        self._operators: list[str] = []

    @property
    def is_blank(self) -> bool:
        """Whether nothing was drawn yet."""
        return not self._operators

    def text(
        self,
        x: float,
        y: float,
        text: str,
        *,
        face: str,
        size: float,
        spread_to: float = 0,
        colour: Colour = BLACK,
    ) -> None:
        """`text` with its baseline at `y`; `spread_to` > 0 spaces the characters out to that width."""
        if not text:
            return
        glyphs = self.faces[face].glyphs
        codes = "".join(f"{glyphs[character]:04x}" for character in text)
        gap = 0.0
        if spread_to and len(text) > 1:
            gap = (spread_to - self.faces[face].width(text, size)) / (len(text) - 1)
        self._operators.append(
            f"BT {_rgb(colour)} rg /{face} {size:g} Tf {gap:.3f} Tc {x:.2f} {self.height - y:.2f} Td <{codes}> Tj ET"
        )

    def line(
        self, x0: float, y0: float, x1: float, y1: float, *, weight: float, colour: Colour = BLACK
    ) -> None:
        self._operators.append(
            f"{_rgb(colour)} RG {weight:g} w {x0:.2f} {self.height - y0:.2f} m {x1:.2f} {self.height - y1:.2f} l S"
        )

    def box(self, x: float, y: float, width: float, height: float, colour: Colour) -> None:
        """A filled rectangle whose upper left corner is at (x, y)."""
        self._operators.append(
            f"{_rgb(colour)} rg {x:.2f} {self.height - y - height:.2f} {width:.2f} {height:.2f} re f"
        )

    def content(self) -> bytes:
        return "\n".join(self._operators).encode("ascii")


def _rgb(colour: Colour) -> str:
    return " ".join(f"{part:g}" for part in colour)
