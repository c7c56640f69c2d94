"""The field for signatures: pen, finger and mouse, and what it gives."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from shared.ui.pens import PenInHand
from shared.ui.signature_pad import SignaturePad
from shared.ui.theme import Theme
from shared.ui.tokens import DAY, Tone
from tests.fakes.clock import FakeClock
from tests.gui.ui.ink_room import TouchScreen


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def pad(theme: Theme, stage: QWidget, clock: FakeClock) -> SignaturePad:
    made = SignaturePad(theme, monotonic_s=clock.monotonic_s)
    made.setParent(stage)
    made.setGeometry(100, 100, 480, 200)
    made.show()
    QApplication.processEvents()
    return made


def test_a_signature_is_strokes_with_pressure_in_shares_of_the_field(pad: SignaturePad) -> None:
    pen = PenInHand()
    pen.draw(pad, [(48, 100, 0.3), (240, 100, 0.9)])
    pen.draw(pad, [(48, 50, 0.3), (480, 200, 0.9)])
    rounded = [[tuple(round(n, 2) for n in touch) for touch in stroke] for stroke in pad.signature()]
    assert rounded == [[(0.1, 0.5, 0.3), (0.5, 0.5, 0.9)], [(0.1, 0.25, 0.3), (1.0, 1.0, 0.9)]]


def test_fingers_and_the_mouse_sign_too(pad: SignaturePad) -> None:
    TouchScreen(pad).draw([QPointF(48, 100), QPointF(240, 100)])
    QTest.mousePress(pad, Qt.MouseButton.LeftButton, pos=QPoint(48, 50))
    QTest.mouseMove(pad, QPoint(96, 50))
    QTest.mouseRelease(pad, Qt.MouseButton.LeftButton, pos=QPoint(96, 50))
    assert [len(stroke) for stroke in pad.signature()] == [2, 2]
    assert pad.signature()[0][0] == pytest.approx((0.1, 0.5, 0.5))


def test_what_is_written_is_seen_and_told(pad: SignaturePad, qtbot: QtBot) -> None:
    assert pad.is_empty
    spoken = pad.accessibleName()
    with qtbot.waitSignal(pad.changed):
        PenInHand().draw(pad, [(48, 100, 0.5), (240, 100, 0.5)])
    assert pad.grab().toImage().pixelColor(140, 100).name().upper() == DAY[Tone.INK]
    assert spoken != pad.accessibleName() != ""


def test_clearing_empties_the_field_and_is_told_once(pad: SignaturePad) -> None:
    told: list[bool] = []
    PenInHand().draw(pad, [(48, 100, 0.5), (240, 100, 0.5)])
    pad.changed.connect(lambda: told.append(pad.is_empty))
    pad.clear()
    pad.clear()
    assert pad.signature() == ()
    assert told == [True]
    assert pad.grab().toImage().pixelColor(140, 100).name().upper() == DAY[Tone.PAPER]


def test_a_resting_hand_does_not_sign(pad: SignaturePad, clock: FakeClock) -> None:
    pen, hand = PenInHand(), TouchScreen(pad)
    hand.press(0, QPointF(400, 180))
    pen.hover(pad, QPointF(40, 40))
    hand.move(0, QPointF(410, 180))
    pen.draw(pad, [(48, 100, 0.5), (240, 100, 0.5)])
    hand.lift(0)
    hand.draw([QPointF(400, 180), QPointF(420, 180)])
    assert len(pad.signature()) == 1
    clock.advance(1.0)
    hand.draw([QPointF(400, 180), QPointF(420, 180)])
    assert len(pad.signature()) == 2


def test_a_stroke_that_was_not_lifted_is_not_part_of_the_signature(pad: SignaturePad) -> None:
    pen = PenInHand()
    pen.press(pad, QPointF(40, 40))
    pen.move(pad, QPointF(80, 40))
    assert pad.signature() == ()
    pad.hide()
    pad.show()
    assert pad.is_empty


def test_a_signature_made_before_is_shown_again(pad: SignaturePad) -> None:
    pad.set_signature((((0.1, 0.5, 0.5), (0.5, 0.5, 0.5)),))
    assert not pad.is_empty
    assert pad.grab().toImage().pixelColor(140, 100).name().upper() == DAY[Tone.INK]


def test_nothing_is_written_on_a_field_that_only_shows(pad: SignaturePad, clock: FakeClock) -> None:
    pad.setEnabled(False)
    PenInHand().draw(pad, [(48, 100, 0.3), (240, 100, 0.9)])
    clock.advance(1.0)
    TouchScreen(pad).draw([QPointF(48, 100), QPointF(240, 100)])
    assert pad.is_empty


def test_a_stroke_whose_lift_nobody_told_is_kept(pad: SignaturePad) -> None:
    pen = PenInHand()
    for kind in (None, QEvent.Type.WindowDeactivate):
        pen.press(pad, QPointF(40, 40))
        pen.move(pad, QPointF(80, 40))
        if kind is not None:
            QApplication.sendEvent(pad, QEvent(kind))
    assert [len(stroke) for stroke in pad.signature()] == [2, 2]
