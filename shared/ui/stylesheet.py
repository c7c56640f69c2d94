"""The one stylesheet, for Qt's own widgets; widgets of ours paint themselves from the same tokens."""

from collections.abc import Mapping
from string import Template

from shared.ui.scale import Scale
from shared.ui.tokens import LINE_CONTROL, RADIUS_CARD, RADIUS_CONTROL, Tone

_SHEET = Template(
    """
QWidget { color: $ink; }
QMainWindow, QWidget[ground="desk"] { background-color: $desk; }
QWidget[ground="sheet"] { background-color: $sheet; }
QWidget[ground="raised"] { background-color: $raised; }
QWidget[ground="paper"] { background-color: $paper; }
QFrame[card="true"] { background-color: $raised; border: 1px solid $line; border-radius: ${card}px; }
QLabel { background: transparent; border: none; }
$tones
QFrame[hairline="true"] { background-color: $line; border: none; }
QScrollArea, QScrollArea > QWidget > QWidget[ground="none"] { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: ${bar}px; margin: 0; border: none; }
QScrollBar::handle:vertical {
    background: $edge; border-radius: ${bar_half}px; min-height: ${grip}px; margin: 0 1px;
}
QScrollBar:horizontal { background: transparent; height: ${bar}px; margin: 0; border: none; }
QScrollBar::handle:horizontal {
    background: $edge; border-radius: ${bar_half}px; min-width: ${grip}px; margin: 1px 0;
}
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
    background: transparent; border: none; width: 0; height: 0;
}
QLineEdit, QPlainTextEdit, QTextEdit {
    background-color: $paper_field; color: $field_ink; border: ${control}px solid $edge;
    border-radius: ${radius}px; padding: ${pad_small}px ${pad}px;
    selection-background-color: $green; selection-color: $sheet;
}
QLineEdit:disabled, QPlainTextEdit:disabled { background-color: $sheet; color: $ink3; }
QToolTip {
    background-color: $raised; color: $ink; border: 1px solid $line; padding: ${pad_small}px ${pad}px;
}
"""
)


def stylesheet(colours: Mapping[Tone, str], scale: Scale, *, night: bool) -> str:
    """The sheet for one palette and one screen. A field is white by day and raised by night."""
    tones = "\n".join(f'QLabel[tone="{tone}"] {{ color: {value}; }}' for tone, value in colours.items())
    bar = scale.space(8)
    return _SHEET.substitute(
        {tone.value: value for tone, value in colours.items()},
        tones=tones,
        paper_field=colours[Tone.RAISED if night else Tone.PAPER],
        field_ink=colours[Tone.INK],
        card=scale.space(RADIUS_CARD),
        radius=scale.space(RADIUS_CONTROL),
        control=LINE_CONTROL,
        bar=bar,
        bar_half=max(1, bar // 2 - 1),
        grip=scale.space(48),
        pad=scale.space(12),
        pad_small=scale.space(4),
    )
