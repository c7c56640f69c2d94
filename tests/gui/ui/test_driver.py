"""The developer's driver: real presses through a real socket, and refusals with their reason."""

import asyncio
import json
import stat
import sys
from pathlib import Path
from typing import Any, Self

import pytest
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QTabletEvent, QTouchEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from shared.system.faults import EnvironmentFault
from shared.ui.buttons import PrimaryButton
from shared.ui.driver import Driver
from shared.ui.page_fit import Fit, Look
from shared.ui.page_view import PageView
from shared.ui.signature_pad import SignaturePad
from shared.ui.text import Label
from shared.ui.theme import Theme
from tests.fakes.clock import FakeClock
from tests.gui.conftest import RunInQt
from tests.gui.ui.page_room import A4

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the driver needs Unix sockets")


class Screen:
    """A window with a button that reveals a word, a field, and a driver that listens."""

    def __init__(self, theme: Theme, stage: QWidget, path: Path) -> None:
        self.button = PrimaryButton(theme, "签到", name="sign_in")
        self.label = Label(theme, "已签到", name="signed")
        self.field = QLineEdit()
        self.field.setObjectName("field")
        column = QVBoxLayout(stage)
        for widget in (self.button, self.label, self.field):
            column.addWidget(widget)
        self.label.hide()
        self.button.clicked.connect(self.label.show)
        self.stage = stage
        self.path = path
        self.failures: list[str] = []
        self.driver = Driver(
            lambda: {"signed": self.label.isVisible()}, lambda name, _failure: self.failures.append(name)
        )

    async def __aenter__(self) -> Self:
        await self.driver.listen(self.path)
        self.reader, self.writer = await asyncio.open_unix_connection(self.path)
        return self

    async def __aexit__(self, *_reason: object) -> None:
        self.writer.close()
        await self.writer.wait_closed()
        await self.driver.close()
        assert self.failures == []

    async def order(self, do: str, **rest: object) -> dict[str, Any]:
        return await self.line(json.dumps({"do": do, **rest}).encode())

    async def line(self, line: bytes) -> dict[str, Any]:
        self.writer.write(line + b"\n")
        await self.writer.drain()
        async with asyncio.timeout(10):
            answer: dict[str, Any] = json.loads(await self.reader.readline())
        return answer


@pytest.fixture
def screen(theme: Theme, stage: QWidget, tmp_path: Path) -> Screen:
    return Screen(theme, stage, tmp_path / "driver")


def test_a_story_of_orders(screen: Screen, run_in_qt: RunInQt[Any], tmp_path: Path) -> None:
    async def story() -> None:
        async with screen:
            assert await screen.order("state") == {"ok": True, "state": {"signed": False}}
            assert (await screen.order("look", name="signed"))["visible"] is False
            assert await screen.order("press", name="sign_in") == {"ok": True}
            assert await screen.order("wait", name="signed") == {"ok": True}
            assert await screen.order("text", name="signed") == {"ok": True, "text": "已签到"}
            assert await screen.order("write", name="field", text="7421") == {"ok": True}
            assert await screen.order("key", name="field", key="Backspace") == {"ok": True}
            assert screen.field.text() == "742"
            assert await screen.order("write", name="field", text=" 同意 ok") == {"ok": True}
            assert screen.field.text() == "742 同意 ok"
            file = tmp_path / "now.png"
            assert await screen.order("grab", file=str(file)) == {"ok": True, "files": [str(file)]}
            assert QImage(str(file)).width() == screen.stage.width()

    run_in_qt(story())


def test_what_a_person_cannot_press_is_refused_with_the_reason(
    screen: Screen, run_in_qt: RunInQt[Any]
) -> None:
    async def story() -> None:
        async with screen:
            assert (await screen.order("press", name="nothing"))["why"] == "there is no widget called nothing"
            assert (await screen.order("press", name="signed"))["why"] == "signed is not visible"
            screen.button.setEnabled(False)
            assert (await screen.order("press", name="sign_in"))["why"] == "sign_in is not enabled"
            screen.button.setEnabled(True)
            cover = QWidget(screen.stage)
            cover.setObjectName("cover")
            cover.resize(screen.stage.size())
            cover.show()
            assert (await screen.order("press", name="sign_in"))["why"] == "sign_in is covered by cover"
            assert screen.label.isVisible() is False

    run_in_qt(story())


def test_waiting_ends_with_the_reason_when_the_time_is_over(screen: Screen, run_in_qt: RunInQt[Any]) -> None:
    async def story() -> None:
        async with screen:
            answer = await screen.order("wait", name="signed", timeout_s=0.05)
            assert answer == {"ok": False, "why": "signed was not visible within 0.05 s"}

    run_in_qt(story())


def test_waiting_for_a_word_ends_when_it_is_drawn(screen: Screen, run_in_qt: RunInQt[Any]) -> None:
    async def story() -> None:
        async with screen:
            asyncio.get_running_loop().call_later(0.05, screen.button.set_word, "已签到 9:21")
            answer = await screen.order("wait", name="sign_in", until="text", text="9:21")
            assert answer == {"ok": True}

    run_in_qt(story())


@pytest.mark.parametrize(
    "line", [b"", b"nonsense", b"[]", b'{"do": "explode"}', b'{"do": "press"}', b"\xff\xfe"]
)
def test_nonsense_is_answered_and_hurts_nothing(line: bytes, screen: Screen, run_in_qt: RunInQt[Any]) -> None:
    async def story() -> None:
        async with screen:
            assert (await screen.line(line))["ok"] is False
            assert (await screen.order("state"))["ok"] is True

    run_in_qt(story())


def test_a_line_without_end_ends_the_conversation_and_no_other(
    screen: Screen, run_in_qt: RunInQt[Any]
) -> None:
    async def story() -> None:
        async with screen:
            reader, writer = await asyncio.open_unix_connection(screen.path)
            writer.write(b"x" * 200_000)
            async with asyncio.timeout(10):
                assert await reader.read() == b""
            writer.close()
            await writer.wait_closed()
            assert (await screen.order("state"))["ok"] is True

    run_in_qt(story())


def test_a_pen_draws_where_the_driver_tells_it(screen: Screen, theme: Theme, run_in_qt: RunInQt[Any]) -> None:
    pad = SignaturePad(theme, monotonic_s=FakeClock().monotonic_s)
    layout = screen.stage.layout()
    assert layout is not None
    layout.addWidget(pad)
    touches = [[0.2, 0.5, 0.3], [0.6, 0.5, 0.9]]

    async def story() -> None:
        async with screen:
            drawn = await screen.order("draw", name="signature_pad", touches=touches, lift=False)
            assert drawn == {"ok": True}
            assert pad.is_empty
            assert (await screen.order("draw", name="signature_pad", touches=touches)) == {"ok": True}
            assert [round(p, 1) for _, _, p in pad.signature()[-1]] == [0.3, 0.9]
            assert (await screen.order("draw", name="signature_pad", touches=[]))["ok"] is False
            assert (await screen.order("draw", name="nowhere", touches=touches))["ok"] is False

    run_in_qt(story())


class Touched(QObject):
    """Where a page view was touched, in (u, v) of its first page, and with what."""

    def __init__(self, view: PageView) -> None:
        super().__init__(view)
        self._view = view
        self.places: list[tuple[str, float, float]] = []
        self.lifted = 0
        view.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        match event:
            case QTabletEvent():
                self._note("pen", event.position(), is_up=event.type() == QEvent.Type.TabletRelease)
            case QTouchEvent():
                self._note("finger", event.points()[0].position(), is_up=event.isEndEvent())
            case QMouseEvent() if event.buttons() or event.type() == QEvent.Type.MouseButtonRelease:
                is_up = event.type() == QEvent.Type.MouseButtonRelease
                self._note("mouse", event.position(), is_up=is_up)
            case _:
                return False
        event.accept()
        return True

    def _note(self, kind: str, point: QPointF, *, is_up: bool) -> None:
        u, v = self._view.placed_pages()[0].to_page(point)
        self.places.append((kind, round(u, 2), round(v, 2)))
        self.lifted += is_up


@pytest.mark.parametrize("hand", ["pen", "mouse", "finger"])
def test_any_hand_draws_at_a_place_of_a_page(
    hand: str, screen: Screen, theme: Theme, run_in_qt: RunInQt[Any]
) -> None:
    view = PageView(theme, name="pages", side_px=10)
    view.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
    layout = screen.stage.layout()
    assert layout is not None
    layout.addWidget(view)
    # Qt delivers no touch beside the screen of the platform without one.
    screen.stage.resize(700, 700)
    QApplication.processEvents()
    view.open_paper([A4, A4], Look(fit=Fit.WHOLE))
    view.expect_page(1)
    touched = Touched(view)
    order = {"name": "pages", "by": hand, "page": 1, "touches": [[0.2, 0.3, 0.5], [0.6, 0.4, 0.9]]}

    async def story() -> None:
        async with screen:
            assert await screen.order("draw", **order, lift=False) == {"ok": True}
            assert touched.lifted == 0
            assert await screen.order("draw", **order) == {"ok": True}
            assert touched.lifted == 1
            assert {(hand, 0.2, 0.3), (hand, 0.6, 0.4)} <= set(touched.places)
            far = await screen.order("draw", **order | {"page": 2})
            assert far["why"] == "page 2 is not on the glass of pages"
            beside = await screen.order("draw", **order | {"touches": [[0.5, 9.0, 0.5]]})
            assert beside["why"] == "part of this is not in sight of pages"
            cover = QWidget(view)
            cover.setObjectName("cover")
            cover.resize(view.size())
            cover.show()
            below = await screen.order("draw", **order)
            assert below["why"] == "pages is covered there by cover"

    run_in_qt(story())


def test_a_press_scrolls_to_what_is_out_of_sight(
    screen: Screen, theme: Theme, run_in_qt: RunInQt[Any]
) -> None:
    area, inside, pressed = QScrollArea(), QWidget(), []
    inside.resize(300, 5000)
    far = PrimaryButton(theme, "9", name="far")
    far.setParent(inside)
    far.move(0, 4000)
    far.clicked.connect(lambda: pressed.append(far))
    area.setWidget(inside)
    layout = screen.stage.layout()
    assert layout is not None
    layout.addWidget(area)
    QApplication.processEvents()

    async def story() -> None:
        async with screen:
            assert await screen.order("press", name="far") == {"ok": True}
            assert pressed == [far]

    run_in_qt(story())


def test_only_the_same_user_may_drive(screen: Screen, run_in_qt: RunInQt[Any]) -> None:
    async def story() -> None:
        async with screen:
            assert (await screen.order("state"))["ok"] is True
            assert stat.S_IMODE(screen.path.stat().st_mode) == 0o600
        assert not screen.path.exists()

    run_in_qt(story())


def test_a_path_that_cannot_be_used_is_told(screen: Screen, run_in_qt: RunInQt[Any], tmp_path: Path) -> None:
    async def story() -> None:
        with pytest.raises(EnvironmentFault):
            await screen.driver.listen(tmp_path / "missing" / "driver")

    run_in_qt(story())
