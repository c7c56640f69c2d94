"""The chair takes a ballot: open, hold, close, announce, abort."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from shared.domain.ballot_terms import Choice
from shared.domain.ballots import Aborted, Announced, Closed, Open, Prepared
from tests.fakes.small_podium import BALLOT, SEATS
from tests.gui.conftest import RunInQt
from tests.gui.presenter.conftest import Desk, OpenDesk


def phase(desk: Desk) -> object:
    return desk.hub.state.ballots[BALLOT].phase


def test_a_ballot_without_quorum_cannot_be_opened_and_says_why(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.opens_meeting()
            await desk.press("open_sign_in")
            desk.hub.connects(*SEATS)
            desk.hub.signs_in(SEATS[0])
            await desk.press("start_meeting")
            await desk.press("item_2")
            assert not desk.find("open_ballot").isEnabled()
            assert desk.words("obstacle") == "1 present, quorum is 3: no ballot can be opened"
            await desk.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
            assert not desk.sees("confirm_open")

    run_in_qt(scene())


def test_progress_is_shown_in_persons_and_never_a_choice(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.takes_votes(SEATS[0])
            assert desk.words("voted") == "1"
            assert desk.words("voters") == "/ 3 have voted"
            everything = " ".join(
                w.accessibleName() for w in desk.find("ballot").findChildren(type(desk.window))
            )
            assert "In favour" not in everything

    run_in_qt(scene())


def test_a_close_is_asked_only_while_somebody_has_not_voted(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.takes_votes(*SEATS[:2])
            await desk.press("close_ballot")
            assert desk.words("ask_close_question") == "1 has not voted. Close all the same?"
            assert isinstance(phase(desk), Open)
            await desk.press("ask_close_no")
            assert isinstance(phase(desk), Open)
            desk.hub.votes(BALLOT, {SEATS[2]: Choice.NO})
            await desk.settle()
            await desk.press("close_ballot")
            assert isinstance(phase(desk), Closed)

    run_in_qt(scene())


def test_a_close_that_was_confirmed_is_done(open_desk: OpenDesk, run_in_qt: RunInQt[None]) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.takes_votes(SEATS[0])
            await desk.press("close_ballot")
            await desk.press("confirm_close")
            assert isinstance(phase(desk), Closed)

    run_in_qt(scene())


def test_a_vote_that_arrives_during_a_press_does_not_take_the_button_away(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.takes_votes(*SEATS[:2])
            button = desk.find("close_ballot")
            QTest.mousePress(button, Qt.MouseButton.LeftButton)
            desk.hub.votes(BALLOT, {SEATS[2]: Choice.YES})
            await desk.settle()
            assert desk.find("close_ballot") is button
            QTest.mouseRelease(button, Qt.MouseButton.LeftButton)
            await desk.settle()
            assert isinstance(phase(desk), Closed)

    run_in_qt(scene())


def test_keys_open_and_close_a_ballot_only_after_asking(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.is_on(2)
            await desk.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
            assert isinstance(phase(desk), Prepared)
            await desk.press("confirm_open")
            assert isinstance(phase(desk), Open)
            desk.hub.votes(BALLOT, dict.fromkeys(SEATS[:3], Choice.YES))
            await desk.settle()
            await desk.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
            assert isinstance(phase(desk), Open)
            await desk.press("confirm_close")
            assert isinstance(phase(desk), Closed)

    run_in_qt(scene())


def test_voting_is_paused_and_goes_on(open_desk: OpenDesk, run_in_qt: RunInQt[None]) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.takes_votes()
            await desk.press("hold_ballot")
            held = phase(desk)
            assert isinstance(held, Open)
            assert held.is_held
            await desk.press("continue_ballot")
            going = phase(desk)
            assert isinstance(going, Open)
            assert not going.is_held

    run_in_qt(scene())


def test_the_numbers_are_seen_at_the_close_and_the_result_is_announced(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.takes_votes(*SEATS[:3])
            await desk.press("close_ballot")
            assert desk.words("result") == "Carried: needed 3, got 3, exactly enough"
            assert desk.words("result_figures") == "In favour 3, Against 0, Abstain 0, Not voted 0"
            await desk.press("announce_ballot")
            assert isinstance(phase(desk), Announced)

    run_in_qt(scene())


def test_an_announcement_waits_for_votes_on_their_way_or_states_why_not(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.takes_votes(*SEATS[:2])
            wang = desk.hub.state.seating[SEATS[2]]
            desk.hub.held = (wang,)
            desk.hub.loses(SEATS[2], unsent_votes=1)
            await desk.settle()
            await desk.press("close_ballot")
            await desk.press("confirm_close")
            assert not desk.find("announce_ballot").isEnabled()
            await desk.press("announce_anyway")
            await desk.write("reason_field", "no power at this seat")
            await desk.press("confirm_reason")
            announced = phase(desk)
            assert isinstance(announced, Announced)
            assert (announced.undelivered, announced.reason) == ((wang,), "no power at this seat")

    run_in_qt(scene())


def test_an_aborted_ballot_keeps_its_reason(open_desk: OpenDesk, run_in_qt: RunInQt[None]) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            await desk.takes_votes(SEATS[0])
            await desk.press("abort_ballot")
            await desk.write("reason_field", "wrong question")
            await desk.press("confirm_reason")
            aborted = phase(desk)
            assert isinstance(aborted, Aborted)
            assert aborted.reason == "wrong question"

    run_in_qt(scene())
