"""The chair leads a meeting: sign-in, items, pages, the end."""

from pathlib import Path

from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from presenter.clerk.pack import Pack
from presenter.clerk.pack_draft import PackProblem, PackProblems
from presenter.hub.engine import EngineState
from presenter.ui.pack_opening import Progress
from shared.domain.agenda import MeetingId
from shared.domain.commands import CallService
from shared.domain.presence import Standing, standing
from shared.domain.state import Session
from shared.pdf.pages import PageSize
from shared.system.faults import EnvironmentFault
from shared.ui.text_block import TextBlock
from tests.fakes.small_podium import ANNEX, DECISION, FIRST, REPORT, SEATS, SECOND, small_meeting
from tests.gui.conftest import RunInQt
from tests.gui.presenter.conftest import OpenDesk


async def a_pack(_folder: Path, _meeting: MeetingId, progress: Progress) -> Pack | PackProblems:
    progress(1, 2)
    note = PackProblem("meeting.toml", 12, "one paper is broken", "export it again")
    return Pack(small_meeting(), {}, (note,))


async def a_bad_pack(_folder: Path, _meeting: MeetingId, _progress: Progress) -> Pack | PackProblems:
    return PackProblems((PackProblem("meeting.toml", 7, "this field is unknown", "remove it"),))


def test_an_empty_podium_offers_to_open_a_pack(open_desk: OpenDesk, run_in_qt: RunInQt[None]) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            assert desk.sees("open_pack")
            assert desk.words("drop_lead") == "Open a pack, or drop PDFs here"

    run_in_qt(scene())


def test_a_pack_becomes_the_meeting_and_tells_what_was_left_out(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk(open_pack=a_pack) as desk:
            desk.podium.open_folder(Path("/pack"))
            await desk.settle()
            assert desk.words("meeting_title") == "Standing meeting"
            assert desk.words("to_do") == "1 to do"
            assert desk.state.selected == FIRST

    run_in_qt(scene())


def test_the_mistakes_of_a_pack_are_listed_with_file_line_and_remedy(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk(open_pack=a_bad_pack) as desk:
            desk.podium.open_files([Path("/pack")])
            await desk.settle()
            said = " ".join(block.text() for block in desk.find("problems").findChildren(TextBlock))
            assert "this field is unknown" in said
            assert "meeting.toml, line 7" in said
            assert "remove it" in said

    run_in_qt(scene())


def test_a_bad_pack_leaves_the_meeting_that_is_open(open_desk: OpenDesk, run_in_qt: RunInQt[None]) -> None:
    async def scene() -> None:
        async with open_desk(open_pack=a_bad_pack) as desk:
            await desk.opens_meeting()
            desk.podium.open_folder(Path("/pack"))
            await desk.settle()
            assert desk.words("drop_lead") == "The pack could not be opened"
            await desk.press("back_to_meeting")
            assert desk.sees("item_1")

    run_in_qt(scene())


def test_what_keeps_a_pack_from_being_opened_is_said_where_one_looks(
    open_desk: OpenDesk, run_in_qt: RunInQt[None], tmp_path: Path
) -> None:
    async def full(_folder: Path, _meeting: MeetingId, _progress: Progress) -> Pack | PackProblems:
        raise EnvironmentFault("The disk is full.", "Free some space.")

    async def scene() -> None:
        async with open_desk(open_pack=full) as desk:
            desk.podium.open_folder(tmp_path)
            await desk.settle()
            assert desk.words("drop_rest") == "The disk is full. Free some space."
            assert desk.find("open_pack").isEnabled()

    run_in_qt(scene())


def test_the_room_says_why_it_cannot_be_opened_and_may_be_tried_again(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        desk = open_desk()
        desk.hub.fault = EnvironmentFault("Another presenter runs this room.", "Close it first.")
        async with desk:
            assert desk.words("drop_lead") == "Another presenter runs this room."
            assert desk.words("drop_rest") == "Close it first."
            desk.hub.fault = None
            await desk.press("retry")
            assert desk.sees("open_pack")

    run_in_qt(scene())


def test_one_filled_button_leads_from_sign_in_to_the_end(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_running()
            sessions = [desk.hub.state.session]
            for wish in ("pause_meeting", "resume_meeting"):
                await desk.press(wish)
                sessions.append(desk.hub.state.session)
            assert sessions == [Session.IN_SESSION, Session.PAUSED, Session.IN_SESSION]
            assert not desk.sees("open_sign_in")

    run_in_qt(scene())


def test_the_start_of_the_meeting_begins_to_lead(open_desk: OpenDesk, run_in_qt: RunInQt[None]) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_running()
            assert desk.hub.stage.is_leading

    run_in_qt(scene())


def test_an_item_brings_the_room_to_its_first_paper(open_desk: OpenDesk, run_in_qt: RunInQt[None]) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(2)
            assert desk.hub.state.active_item == SECOND
            assert (desk.hub.stage.item, desk.hub.stage.paper, desk.hub.stage.page) == (SECOND, DECISION, 1)

    run_in_qt(scene())


def test_keys_and_clicker_turn_the_pages_of_the_room(open_desk: OpenDesk, run_in_qt: RunInQt[None]) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(1)
            for key, page in (
                (Qt.Key.Key_PageDown, 2),
                (Qt.Key.Key_Right, 3),
                (Qt.Key.Key_Down, 4),
                (Qt.Key.Key_PageUp, 3),
                (Qt.Key.Key_Left, 2),
                (Qt.Key.Key_Up, 1),
                (Qt.Key.Key_PageUp, 1),
            ):
                await desk.key(key)
                assert desk.hub.stage.page == page
            await desk.press("next_page")
            assert desk.hub.stage.page == 2
            assert desk.words("page_number") == "Page 2 of 9"

    run_in_qt(scene())


def test_another_item_is_looked_at_without_moving_the_room(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(1)
            before = desk.hub.stage
            await desk.press("item_2")
            await desk.key(Qt.Key.Key_PageDown)
            assert desk.hub.stage == before
            assert desk.words("page_number") == "Page 2 of 5"
            assert desk.sees("preview")
            await desk.press("back_to_room")
            assert not desk.sees("preview")
            assert desk.words("page_number") == "Page 1 of 9"

    run_in_qt(scene())


def test_a_paper_is_found_where_it_was_left(open_desk: OpenDesk, run_in_qt: RunInQt[None]) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(1)
            await desk.key(Qt.Key.Key_PageDown)
            await desk.press("paper_2")
            assert (desk.hub.stage.paper, desk.hub.stage.page) == (ANNEX, 1)
            await desk.press("paper_1")
            assert (desk.hub.stage.paper, desk.hub.stage.page) == (REPORT, 2)

    run_in_qt(scene())


def test_leading_is_switched_by_button_and_by_key(open_desk: OpenDesk, run_in_qt: RunInQt[None]) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(1)
            await desk.press("leading")
            assert not desk.hub.stage.is_leading
            assert desk.words("leading") == "Leading: off"
            await desk.key(Qt.Key.Key_L)
            assert desk.hub.stage.is_leading

    run_in_qt(scene())


def test_the_laser_points_on_the_page_and_goes_out(open_desk: OpenDesk, run_in_qt: RunInQt[None]) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(1)
            await desk.key(Qt.Key.Key_P)
            page = desk.window.stage.view
            page.open_paper([PageSize(595, 842)])
            page.expect_page(1)
            middle = QPointF(page.page_rect().center()).toPoint()
            QTest.mouseMove(page, middle)
            await desk.settle()
            pointer = desk.hub.pointers[-1]
            assert (pointer.paper, pointer.page) == (REPORT, 1)
            assert pointer.point is not None
            await desk.press("laser")
            assert desk.hub.pointers[-1].point is None

    run_in_qt(scene())


def test_the_end_is_asked_once_with_what_is_open(open_desk: OpenDesk, run_in_qt: RunInQt[None]) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(1)
            await desk.press("finish_item")
            await desk.press("adjourn")
            assert desk.state.is_running
            assert "Item 2 was not dealt with" in desk.words("ask_adjourn_detail")
            await desk.press("confirm_adjourn")
            assert desk.hub.state.session is Session.ADJOURNED
            assert not desk.hub.stage.is_leading
            assert desk.sees("export")

    run_in_qt(scene())


def test_a_question_stays_when_the_window_changes_its_size(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(1)
            await desk.press("adjourn")
            desk.window.resize(desk.window.width() + 200, desk.window.height() + 60)
            sheet = desk.window.findChild(QWidget, "ask_adjourn")
            assert sheet is not None
            middle = sheet.geometry().center() - desk.window.rect().center()
            assert middle.manhattanLength() <= 4
            await desk.press("confirm_adjourn")
            assert desk.hub.state.session is Session.ADJOURNED

    run_in_qt(scene())


def test_exports_are_listed_when_they_are_written(
    open_desk: OpenDesk, run_in_qt: RunInQt[None], tmp_path: Path
) -> None:
    async def scene() -> None:
        desk = open_desk()
        desk.hub.record_path = tmp_path / "record.sqlite"
        async with desk:
            await desk.is_running()
            await desk.press("adjourn")
            await desk.press("confirm_adjourn")
            desk.podium.exports.write(tmp_path)
            await desk.settle()
            assert desk.words("export_words") == f"Exported to {tmp_path}"

    run_in_qt(scene())


def test_a_refusal_is_a_sentence_that_can_be_dismissed(open_desk: OpenDesk, run_in_qt: RunInQt[None]) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.takes_votes()
            await desk.press("adjourn")
            assert desk.words("notice") == "A ballot is still open: close it first"
            await desk.press("notice_dismiss")
            assert not desk.sees("notice")

    run_in_qt(scene())


def test_a_lost_engine_is_a_note_and_nothing_else_changes(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(1)
            assert not desk.sees("engine_note")
            desk.hub.shows(engine=EngineState.RESTARTING, is_connected=False)
            await desk.settle()
            assert desk.words("engine_note") == "Restarting the room's service; everything recorded is safe"
            desk.hub.shows(engine=EngineState.RUNNING, is_connected=True)
            await desk.settle()
            assert not desk.sees("engine_note")

    run_in_qt(scene())


def test_the_clerk_notes_presence_only_with_a_reason(open_desk: OpenDesk, run_in_qt: RunInQt[None]) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_running()
            await desk.press("seat_04")
            await desk.press("record_in")
            assert not desk.find("confirm_reason").isEnabled()
            await desk.write("reason_field", "came without a terminal")
            await desk.press("confirm_reason")
            chen = desk.hub.state.person_at(SEATS[3])
            assert chen is not None
            assert standing(chen, desk.hub.state.last_entries[chen.id]) is Standing.PRESENT

    run_in_qt(scene())


def test_the_card_of_a_silent_seat_counts_all_that_waits_there(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_running()
            desk.hub.loses(SEATS[2], unsent_votes=1, unsent=3, unsent_ink=40)
            await desk.settle()
            await desk.press("seat_03")
            said = [block.text() for block in desk.find("seat_card").findChildren(TextBlock)]
            assert {
                "1 vote stored there, not sent",
                "2 other messages stored there, not sent",
                "40 ink changes stored there, not sent",
            } <= {*said}

    run_in_qt(scene())


def test_another_person_is_seated_from_the_card(open_desk: OpenDesk, run_in_qt: RunInQt[None]) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_running()
            await desk.press("seat_04")
            await desk.press("seat_another")
            await desk.press("person_gao")
            assert desk.hub.state.seating[SEATS[3]] == "gao"

    run_in_qt(scene())


def test_a_call_is_seen_on_its_seat_and_answered(open_desk: OpenDesk, run_in_qt: RunInQt[None]) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_running()
            desk.hub.decides(CallService(), SEATS[1])
            await desk.settle()
            assert desk.words("calls") == "1 seat calls"
            await desk.press("seat_02")
            await desk.press("answer_call")
            assert desk.hub.state.calls == {}

    run_in_qt(scene())


def test_a_silent_terminal_can_give_its_seat_to_another(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_running()
            desk.hub.loses(SEATS[1])
            await desk.settle()
            await desk.press("seat_02")
            await desk.press("release_seat")
            assert desk.hub.released == [SEATS[1]]

    run_in_qt(scene())
