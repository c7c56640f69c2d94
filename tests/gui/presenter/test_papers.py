"""Papers that are brought into the meeting, sent for signing, and shown with a watermark."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from shared.domain import commands as cmd
from shared.domain.people import PersonId
from shared.domain.sign_off import Opinion, SignOffId, SignOffKind, pack_signature
from shared.pdf.pages import Finding
from shared.ui.waiting import outside_tasks
from tests.fakes.small_podium import DECISION, FIRST, REPORT, SEATS, SECOND
from tests.gui.conftest import RunInQt
from tests.gui.presenter.conftest import Desk, OpenDesk

NEW = Path("/home/clerk/New report.pdf")


def item_papers(desk: Desk, number: int) -> tuple[str, ...]:
    return tuple(p.title for p in desk.hub.state.meeting.agenda[number - 1].papers)


def writers(desk: Desk) -> list[str]:
    return list(desk.hub.state.writers)


async def choose(desk: Desk, name: str, *files: Path) -> None:
    """Choose files in the dialog that is open, as its button would."""
    dialog = desk.find(name)
    assert isinstance(dialog, QFileDialog)
    dialog.filesSelected.emit([str(file) for file in files])
    dialog.close()
    await desk.settle()


async def drop(desk: Desk, name: str, *files: Path) -> None:
    """Drag files over a widget and let go of them there."""
    widget = desk.find(name)
    carried = QMimeData()
    carried.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(5, 5), copy, carried, left, none)
    QApplication.sendEvent(widget, enter)
    if enter.isAccepted():
        QApplication.sendEvent(widget, QDropEvent(QPointF(5, 5), copy, carried, left, none))
    await desk.settle()


async def asks(desk: Desk, *persons: str, kind: str = "sign") -> SignOffId:
    await desk.press("paper_menu_1")
    await desk.press(f"ask_{kind}")
    for person in persons:
        await desk.press(f"ask_{person}")
    await desk.press("confirm_sign_off")
    return tuple(desk.hub.state.sign_offs)[-1]


async def signs(desk: Desk, sign_off: SignOffId, seat: int, opinion: Opinion, text: str = "") -> None:
    answer = cmd.SignOffPaper(
        sign_off=sign_off,
        person=desk.hub.state.seating[SEATS[seat]],
        paper=desk.hub.state.sign_offs[sign_off].paper,
        opinion=opinion,
        text=text,
        signature=pack_signature((((0.1, 0.5, 0.5), (0.9, 0.5, 0.5)),)),
    )
    desk.hub.decides(answer, SEATS[seat], intent=f"{seat}{opinion.value}")
    await desk.settle()


def test_a_new_draft_takes_the_place_of_a_paper_and_the_old_one_can_be_opened(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(1)
            await desk.press("paper_menu_1")
            await desk.press("replace_paper")
            await choose(desk, "draft_dialog", NEW)
            (new, _) = desk.hub.state.meeting.agenda[0].papers
            assert (new.draft, new.replaces) == (2, REPORT)
            assert desk.sees("paper_1_draft")
            assert desk.hub.stage.paper == REPORT
            await desk.press("newer_draft")
            assert desk.hub.stage.paper == new.sha256
            assert not desk.sees("newer_draft")
            await desk.press("paper_menu_1")
            await desk.press("show_draft_1")
            assert desk.hub.stage.paper == REPORT

    run_in_qt(scene())


def test_papers_are_added_one_after_another_and_examined_in_sight(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(2)
            desk.hub.is_examining = asyncio.Event()
            await desk.press("paper_menu_1")
            await desk.press("add_paper")
            await choose(desk, "papers_dialog", NEW, Path("/home/clerk/Map.pdf"))
            assert desk.words("working") == "Examining “New report.pdf”"
            desk.hub.is_examining.set()
            await desk.settle()
            assert item_papers(desk, 2) == ("Decision", "New report", "Map")
            assert not desk.sees("working")

    run_in_qt(scene())


@pytest.mark.parametrize(
    ("finding", "sentence"),
    [
        (Finding.DAMAGED, "“New report.pdf”: This file is damaged: copy it again, or export it as PDF again"),
        (Finding.FINE, "“New report.pdf”: This very file is already part of the meeting"),
    ],
)
def test_a_file_that_cannot_come_in_is_a_sentence_and_changes_nothing(
    open_desk: OpenDesk, run_in_qt: RunInQt[None], finding: Finding, sentence: str
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(1)
            if finding is Finding.FINE:
                desk.podium.papers.add(FIRST, (NEW,))
                await desk.settle()
            desk.hub.findings[NEW.name] = finding
            before = desk.hub.state.meeting
            desk.podium.papers.add(FIRST, (NEW,))
            await desk.settle()
            assert desk.words("notice") == sentence
            assert desk.hub.state.meeting == before

    run_in_qt(scene())


def test_a_file_with_a_password_asks_until_it_is_right_or_left_out(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(2)
            desk.hub.findings[NEW.name] = Finding.NEEDS_PASSWORD
            desk.hub.password = "right"
            desk.podium.papers.add(SECOND, (NEW,))
            await desk.settle()
            await desk.write("file_password_field", "wrong")
            await desk.press("confirm_file_password")
            assert "This is not the password of this paper" in desk.words("file_password_detail")
            await desk.write("file_password_field", "right")
            await desk.press("confirm_file_password")
            assert item_papers(desk, 2) == ("Decision", "New report")
            desk.hub.findings["Map.pdf"] = Finding.NEEDS_PASSWORD
            desk.podium.papers.add(SECOND, (Path("Map.pdf"),))
            await desk.settle()
            await desk.press("file_password_no")
            assert item_papers(desk, 2) == ("Decision", "New report")
            assert desk.state.bringing is None

    run_in_qt(scene())


def test_a_pdf_dropped_on_a_paper_asks_whether_it_replaces_it(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(2)
            await drop(desk, "paper_row_1", NEW)
            assert desk.words("ask_drop_question") == "“New report.pdf”: replace “Decision”, or add it?"
            for name in ("ask_drop_no", "drop_add", "confirm_drop"):
                assert desk.find(name).width() >= desk.find(name).sizeHint().width()
            await desk.press("ask_drop_no")
            assert item_papers(desk, 2) == ("Decision",)
            await drop(desk, "paper_row_1", NEW)
            await desk.press("drop_add")
            assert item_papers(desk, 2) == ("Decision", "New report")
            await drop(desk, "paper_row_1", Path("/home/clerk/Map.pdf"))
            await desk.press("confirm_drop")
            assert desk.hub.state.meeting.agenda[1].papers[0].replaces == DECISION

    run_in_qt(scene())


def test_other_files_are_not_taken_by_a_paper(open_desk: OpenDesk, run_in_qt: RunInQt[None]) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(2)
            await drop(desk, "paper_row_1", Path("/home/clerk/notes.txt"))
            assert not desk.sees("ask_drop_question")

    run_in_qt(scene())


def test_a_whiteboard_is_made_and_numbered(open_desk: OpenDesk, run_in_qt: RunInQt[None]) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(2)
            for _ in range(2):
                await desk.press("paper_menu_1")
                await desk.press("add_whiteboard")
            assert item_papers(desk, 2) == ("Decision", "Whiteboard 1", "Whiteboard 2")
            await desk.press("paper_menu_2")
            assert not desk.sees("replace_paper")

    run_in_qt(scene())


def test_chosen_persons_are_asked_and_nobody_is_chosen_beforehand(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(2)
            await desk.press("paper_menu_1")
            await desk.press("ask_sign")
            assert not desk.find("confirm_sign_off").isEnabled()
            await desk.press("all_voters")
            await desk.press("ask_chen")
            await desk.press("kind_read")
            assert desk.words("confirm_sign_off") == "Send to 3 persons for reading"
            await desk.press("confirm_sign_off")
            (sign_off,) = desk.hub.state.sign_offs.values()
            assert sign_off.request.kind is SignOffKind.READ
            assert sign_off.request.persons == ("zhang", "li", "wang")
            assert desk.words("paper_1_signing") == "Read 0 / 3"

    run_in_qt(scene())


def test_persons_are_chosen_by_key_without_turning_pages(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(2)
            await desk.press("paper_menu_1")
            await desk.press("ask_sign")
            before = desk.hub.stage
            await desk.key(Qt.Key.Key_Space)
            await desk.key(Qt.Key.Key_Right)
            await desk.key(Qt.Key.Key_Space)
            assert desk.hub.stage == before
            assert desk.words("confirm_sign_off") == "Send to 2 persons for signing"
            assert desk.find("ask_zhang").accessibleName() == "Zhang, chosen"
            await desk.key(Qt.Key.Key_Escape)
            assert not desk.sees("confirm_sign_off")
            assert desk.hub.state.sign_offs == {}

    run_in_qt(scene())


def test_the_overview_follows_who_opened_read_and_signed(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(2)
            sign_off = await asks(desk, "li", "wang")
            await desk.press("paper_menu_1")
            await desk.press("show_sign_off")
            assert desk.find("asked_li").accessibleName() == "Li, Has not opened it"
            li = PersonId("li")
            desk.hub.decides(cmd.NoteSignOffOpened(sign_off=sign_off, person=li), SEATS[1])
            await desk.settle()
            assert desk.find("asked_li").accessibleName().startswith("Li, Opened at ")
            await signs(desk, sign_off, 1, Opinion.OTHER, "clause 3")
            assert desk.words("overview_figures") == "Signed 1 / 2"
            assert "clause 3" in desk.find("asked_li").accessibleName()
            await desk.press("overview_close")
            assert not desk.sees("overview_figures")

    run_in_qt(scene())


def test_a_signature_stays_with_the_draft_that_was_signed(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(2)
            sign_off = await asks(desk, "li", "wang")
            await signs(desk, sign_off, 1, Opinion.AGREE)
            desk.podium.papers.replace(SECOND, DECISION, NEW)
            await desk.settle()
            await desk.press("paper_menu_1")
            await desk.press("show_sign_off")
            assert desk.words("overview_figures") == "Signed 0 / 2"
            assert "On draft 1: Agree" in desk.find("asked_li").accessibleName()

    run_in_qt(scene())


def test_a_request_is_withdrawn_after_asking_and_can_be_made_again(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(2)
            sign_off = await asks(desk, "li")
            await desk.press("paper_menu_1")
            await desk.press("show_sign_off")
            await desk.press("overview_withdraw")
            await desk.press("confirm_withdraw")
            assert desk.hub.state.sign_offs[sign_off].is_withdrawn
            assert not desk.sees("overview_figures")
            await asks(desk, "wang", kind="read")
            assert len(desk.hub.state.sign_offs) == 2

    run_in_qt(scene())


def test_the_card_of_a_paper_goes_with_its_row_and_by_a_second_press(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(2)
            await desk.press("paper_menu_1")
            native = desk.window.windowHandle()
            assert native is not None
            dots = desk.find("paper_menu_1")
            place = dots.mapTo(desk.window, dots.rect().center())
            left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
            await outside_tasks(lambda: QTest.mouseClick(native, left, none, place))
            assert not desk.sees("add_paper")
            await desk.press("paper_menu_1")
            desk.podium.select(FIRST)
            desk.hub.decides(cmd.FinishItem(SECOND))
            await desk.settle()
            assert not desk.sees("add_paper")

    run_in_qt(scene())


def test_a_person_is_allowed_to_write_for_all_and_no_more(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(2)
            await desk.press("seat_02")
            await desk.press("allow_writing")
            assert writers(desk) == ["li"]
            assert desk.find("seat_02").accessibleName().endswith("may write for all")
            await desk.press("end_writing")
            assert writers(desk) == []

    run_in_qt(scene())


def test_the_watermark_is_switched_while_the_meeting_is_prepared(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.opens_meeting()
            assert "Podium" in desk.window.stage.watermark.text
            assert desk.window.stage.watermark.text.startswith("Zhang")
            await desk.press("watermark")
            assert not desk.hub.state.meeting.has_watermark
            assert desk.window.stage.watermark.text == ""
            await desk.press("watermark")
            assert desk.hub.state.meeting.has_watermark

    run_in_qt(scene())


def test_the_paper_on_the_stage_asks_for_its_password_in_the_middle(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(2)
            given: list[str] = []
            desk.window.papers.password_given.connect(given.append)
            desk.window.stage.password_needed.emit(False)
            await desk.write("paper_password_field", " open sesame ")
            await desk.press("confirm_paper_password")
            assert given == [" open sesame "]
            desk.window.stage.password_needed.emit(True)
            await desk.settle()
            assert "This password does not open the paper." in desk.words("paper_password_detail")
            await desk.press("item_1")
            assert not desk.sees("paper_password_field")

    run_in_qt(scene())


def test_what_is_open_stays_in_the_middle_of_a_window_that_changes_its_size(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(2)
            await desk.press("paper_menu_1")
            await desk.press("ask_sign")
            desk.window.resize(desk.window.width() + 200, desk.window.height() + 60)
            sheet = desk.window.findChild(QWidget, "sign_off_sheet")
            assert sheet is not None
            assert (sheet.geometry().center() - desk.window.rect().center()).manhattanLength() <= 4
            QTest.keyClick(sheet, Qt.Key.Key_Escape)
            assert not sheet.isVisible()

    run_in_qt(scene())
