"""The pictures of the documentation: a small choice of screens in both languages and two sizes, drawn without a display.

Written: resources/docs/screens/<name>-<width>-<language>.png and the README.md there. The states are those of
`tests.gui.kiosk_screens` and `tests.gui.presenter_screens`, which draw all there are for people who look at them.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QImageWriter

from chores.places import ROOT, child_environment

FOLDER = ROOT / "resources" / "docs" / "screens"
LANGUAGES = ("zh_CN", "en")
SIZES = ((1280, 800), (1920, 1080))
WIDTH_PX = 640
MOST_BYTES = 60_000
_COLOURS = 128


@dataclass(frozen=True)
class Shown:
    """A state of a program's screen: what it is called here, and in the module that draws it."""

    name: str
    state: str
    words: str


KIOSK = (
    Shown("kiosk-reading", "09-following", "A seat that follows the leader"),
    Shown("kiosk-ink", "73-ink", "Writing on a page"),
    Shown("kiosk-ink-dimmed", "73-ink-dimmed", "The same, dimmed"),
    Shown("kiosk-search", "61-search-found", "Words found in a paper"),
    Shown("kiosk-sign-off", "42-sign-off-filled", "Opinion and signature on exactly this file"),
    Shown("kiosk-new-draft", "50-new-draft", "A new draft of the paper that is read"),
    Shown(
        "kiosk-left-notes", "55-ink-left-listed", "Notes that stayed on an earlier draft, beside its pages"
    ),
)
PRESENTER = (
    Shown("presenter-running", "07-running", "The podium while the meeting runs"),
    Shown("presenter-ballot", "12-ballot-open", "The podium while a ballot is open"),
    Shown("presenter-sign-off", "42-sign-off-overview", "Who has opened, read and signed a paper"),
)


def file_names(shown: Shown) -> Iterator[str]:
    """The pictures of one state, without the folder."""
    for width, _height in SIZES:
        for language in LANGUAGES:
            yield f"{shown.name}-{width}-{language}.png"


def readme() -> str:
    """What lists the pictures."""
    lines = [
        "# Screens",
        "",
        "Made by `python3 build/dev.py screens`: each at 1280 × 800 and at 1920 × 1080, in Chinese and in English,",
        f"scaled to a width of {WIDTH_PX}.",
    ]
    for shown in (*KIOSK, *PRESENTER):
        lines += ["", f"## {shown.words}", ""]
        lines += [f"![{shown.words}]({name})" for name in file_names(shown)]
    return "\n".join(lines) + "\n"


def small(picture: QImage) -> QImage:
    """The picture scaled down, in the colours that matter most to it."""
    scaled = picture.scaledToWidth(WIDTH_PX, Qt.TransformationMode.SmoothTransformation)
    plain = scaled.convertToFormat(QImage.Format.Format_RGB32)
    return plain.convertToFormat(
        QImage.Format.Format_Indexed8, _palette(plain), Qt.ImageConversionFlag.ThresholdDither
    )


def _palette(picture: QImage) -> list[int]:
    """One colour, the most frequent, of each of the most frequent shades."""
    shades: dict[int, Counter[int]] = {}
    for colour, count in Counter(memoryview(picture.constBits()).cast("B").cast("I")).items():
        shades.setdefault(colour & 0xF0F0F0, Counter())[colour | 0xFF000000] += count
    chosen = sorted(shades.values(), key=lambda shade: (-shade.total(), min(shade)))[:_COLOURS]
    return [min(shade, key=lambda colour: (-shade[colour], colour)) for shade in chosen]


def _draw(module: str, folder: Path, states: Sequence[Shown]) -> None:
    """Have a module draw its states; its pictures bear the state's number, a width and a language."""
    variables = {**child_environment(), "QT_QPA_PLATFORM": "offscreen", "TZ": "Asia/Shanghai"}
    wanted = [shown.state for shown in states]
    subprocess.run([sys.executable, "-m", module, str(folder), *wanted], check=True, cwd=ROOT, env=variables)


def _keep(source: Path, target: Path) -> int:
    """Write the small picture; its size in bytes."""
    picture = QImage(str(source))
    if picture.isNull():
        raise SystemExit(f"{source.name} was not drawn")
    writer = QImageWriter(str(target), b"png")
    writer.setCompression(100)
    if not writer.write(small(picture)):
        raise SystemExit(f"{target} cannot be written: {writer.errorString()}")
    return target.stat().st_size


def _drawn(kiosk: Path, presenter: Path) -> Iterator[tuple[Path, str]]:
    """Where each picture was drawn, and what it is called here."""
    for width, _height in SIZES:
        for language in LANGUAGES:
            for shown in KIOSK:
                yield kiosk / f"{language}-{width}-{shown.state}.png", f"{shown.name}-{width}-{language}.png"
            for shown in PRESENTER:
                yield (
                    presenter / f"{shown.state}-{width}-{language}.png",
                    f"{shown.name}-{width}-{language}.png",
                )


def main() -> int:
    """Draw everything anew; returns the exit code: 1 when a picture is too large to be committed."""
    argparse.ArgumentParser(description=__doc__.partition("\n")[0]).parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    FOLDER.mkdir(parents=True, exist_ok=True)
    sizes = {}
    with tempfile.TemporaryDirectory() as place:
        kiosk, presenter = Path(place, "kiosk"), Path(place, "presenter")
        _draw("tests.gui.kiosk_screens", kiosk, KIOSK)
        _draw("tests.gui.presenter_screens", presenter, PRESENTER)
        for source, name in _drawn(kiosk, presenter):
            sizes[name] = _keep(source, FOLDER / name)
    for old in FOLDER.glob("*.png"):
        if old.name not in sizes:
            old.unlink()
    (FOLDER / "README.md").write_text(readme(), "utf-8")
    print(f"{len(sizes)} pictures, {sum(sizes.values()) // 1000} kB in {FOLDER.relative_to(ROOT)}")
    too_large = [name for name, size in sizes.items() if size > MOST_BYTES]
    for name in too_large:
        print(f"too large: {name}, {sizes[name]} bytes")
    return 1 if too_large else 0


if __name__ == "__main__":
    sys.exit(main())
