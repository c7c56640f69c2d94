"""Secret ballots at the podium, from the sheet to the announcement, by pressing its buttons."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog

from presenter.hub.outbox_import import TakenIn
from presenter.ui.ballot_phases import ballot_shown
from shared.domain import ballot_commands as bcmd
from shared.domain.ballot_terms import Choice
from shared.domain.ballots import Aborted, Announced, Ballot, BallotId, Closed, Following, Open, Prepared
from shared.domain.majority import MotionResult
from shared.domain.secrecy import Grade, Inclusion, TellerRole
from shared.system.faults import EnvironmentFault
from shared.ui.waiting import wait_for_widget
from tests.fakes.secret_terminals import SecretTerminals
from tests.fakes.small_podium import SEATS
from tests.gui.conftest import RunInQt
from tests.gui.presenter.conftest import Desk, OpenDesk
from tests.gui.presenter.test_ballots import LI, WANG, newest, prepares

CAST = (SEATS[0], SEATS[1], SEATS[2])


async def is_prepared(desk: Desk, grade: Grade) -> SecretTerminals:
    """A secret motion that nobody foresaw, and terminals that can seal."""
    await desk.is_on(2)
    await prepares(desk, "motion", "Sell the old hall?")
    await desk.press(f"secrecy_{grade.value}")
    assert not desk.sees("roll_call")
    await desk.press("confirm_new_ballot")
    assert newest(desk).spec.grade is grade
    return SecretTerminals(desk.hub, SEATS)


async def is_ready(desk: Desk) -> tuple[SecretTerminals, BallotId]:
    """Two tellers are named, the envelopes are prepared and both keys are here."""
    terminals = await is_prepared(desk, Grade.TWO_TELLERS)
    ballot = newest(desk).spec.id
    await desk.press("ballot_tellers")
    await desk.press(f"teller1_{LI}")
    await desk.press(f"teller2_{WANG}")
    await desk.press("tellers_close")
    assert newest(desk).spec.tellers == (LI, WANG)
    await desk.press("prepare_envelopes")
    for role in TellerRole:
        assert not desk.sees("check_code")
        terminals.makes_key(ballot, role)
        await desk.settle()
    return terminals, ballot


async def is_cast(desk: Desk) -> tuple[SecretTerminals, BallotId]:
    """Three have voted, and the ballot is closed."""
    terminals, ballot = await is_ready(desk)
    await desk.press("open_ballot")
    for seat, choice in zip(CAST, (Choice.YES, Choice.YES, Choice.NO), strict=True):
        terminals.casts(ballot, seat, choice)
    await closes(desk)
    return terminals, ballot


async def closes(desk: Desk) -> None:
    await desk.settle()
    await desk.press("close_ballot")
    if desk.sees("confirm_close"):  # somebody has not voted
        await desk.press("confirm_close")


async def opens_envelopes(desk: Desk) -> None:
    """They are opened on a thread of their own."""
    await desk.press("open_envelopes")
    await wait_for_widget("announce_ballot", "enabled", timeout_s=10)
    await desk.settle()


def lines(desk: Desk) -> dict[str, str]:
    shown = ballot_shown(desk.state)
    assert shown is not None
    return {line.label: line.words for line in shown.lines}


def known(desk: Desk, ballot: BallotId) -> Ballot:
    return desk.hub.state.ballots[ballot]


def test_a_ballot_that_the_podium_opens_is_led_from_the_sheet_to_the_announcement(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            terminals = await is_prepared(desk, Grade.ONE_OPERATOR)
            ballot = newest(desk).spec.id
            assert "not from whoever operates the podium" in lines(desk)["Secrecy"]
            assert not desk.sees("ballot_tellers")
            await desk.press("prepare_envelopes")
            spoken = desk.words("check_code").replace(" ", "")
            assert spoken.endswith(desk.hub.view.secrets[ballot].fingerprint)
            await desk.press("open_ballot")
            assert isinstance(known(desk, ballot).phase, Open)
            for seat in CAST:
                terminals.casts(ballot, seat, Choice.YES)
            await closes(desk)
            assert desk.words("ballot_state") == "To be opened"
            assert not desk.sees("announce_ballot")
            await opens_envelopes(desk)
            assert lines(desk)["Checks"] == "0 of 3 seats found their vote"
            for seat in CAST:
                terminals.checks(ballot, seat, Inclusion.INCLUDED)
            await desk.settle()
            assert lines(desk)["Checks"] == "3 of 3 seats found their vote"
            await desk.press("announce_ballot")
            assert isinstance(known(desk, ballot).phase, Announced)

    run_in_qt(scene())


def test_two_tellers_are_named_and_their_turns_are_told(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            terminals = await is_prepared(desk, Grade.TWO_TELLERS)
            ballot = newest(desk).spec.id
            assert lines(desk)["The tellers"] == "not named yet"
            assert not desk.find("prepare_envelopes").isEnabled()
            await desk.press("ballot_tellers")
            await desk.press(f"teller1_{LI}")
            await desk.press(f"teller1_{WANG}")
            await desk.press(f"teller2_{LI}")
            await desk.press("tellers_close")
            assert lines(desk)["The tellers"] == "First teller: Wang; Second teller: Li"
            await desk.press("prepare_envelopes")
            assert lines(desk)["Keys"] == "0 of 2 are here; waiting for Wang, Li"
            terminals.makes_key(ballot, TellerRole.FIRST)
            await desk.settle()
            assert lines(desk)["Keys"] == "1 of 2 are here; waiting for Li"
            assert isinstance(known(desk, ballot).phase, Prepared)
            terminals.makes_key(ballot, TellerRole.SECOND)
            await desk.settle()
            await desk.press("open_ballot")
            for seat in CAST:
                terminals.casts(ballot, seat, Choice.YES)
            await closes(desk)
            assert lines(desk)["Envelopes"] == "Wang takes off the outer envelopes now"
            terminals.takes_off(ballot)
            await desk.settle()
            assert lines(desk)["Envelopes"] == "Li opens the votes now"
            terminals.opens(ballot)
            await desk.settle()
            terminals.checks(ballot, CAST[0], Inclusion.FORGOTTEN)
            await desk.settle()
            assert lines(desk)["Checks"] == "0 of 3 seats found their vote; 1 cannot look any more"

    run_in_qt(scene())


def test_somebody_who_came_in_since_has_the_envelopes_prepared_again(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            _, ballot = await is_ready(desk)
            assert desk.sees("check_code")
            desk.hub.signs_in(SEATS[3])
            await desk.settle()
            assert not desk.sees("open_ballot")
            await desk.press("prepare_envelopes")
            assert len(known(desk, ballot).sealed.keys) == 0  # type: ignore[union-attr]
            assert not desk.sees("check_code")

    run_in_qt(scene())


def test_a_vote_that_was_not_found_is_no_result_and_the_question_is_put_again(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            terminals, ballot = await is_cast(desk)
            terminals.takes_off(ballot)
            terminals.opens(ballot)
            terminals.checks(ballot, CAST[1], Inclusion.MISSING)
            await desk.settle()
            assert desk.words("ballot_state") == "Vote missing"
            assert not desk.sees("announce_ballot")
            await desk.press("abort_and_repeat")
            assert isinstance(known(desk, ballot).phase, Aborted)
            again = newest(desk).spec
            assert (again.follows, again.following, again.grade) == (
                ballot,
                Following.RE_VOTE,
                Grade.TWO_TELLERS,
            )
            assert again.tellers == (LI, WANG)

    run_in_qt(scene())


def test_a_lost_key_leaves_only_the_repetition(open_desk: OpenDesk, run_in_qt: RunInQt[None]) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            _, ballot = await is_cast(desk)
            desk.hub.decides(bcmd.NoteTellerLost(ballot=ballot, role=TellerRole.SECOND))
            await desk.settle()
            assert isinstance(known(desk, ballot).phase, Closed)
            assert "nobody can open these votes" in lines(desk)["Key lost"]
            await desk.press("abort_and_repeat")
            assert isinstance(known(desk, ballot).phase, Aborted)

    run_in_qt(scene())


def test_votes_on_a_stick_are_taken_in_where_votes_are_missing(
    open_desk: OpenDesk, run_in_qt: RunInQt[None], tmp_path: Path
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            desk.hub.held = (LI,)
            await desk.takes_votes(SEATS[0])
            await closes(desk)
            file = tmp_path / "votes"
            file.write_bytes(b"x")
            desk.hub.on_the_stick = TakenIn(votes=1, known=2, late=1)
            await desk.press("take_in_votes")
            dialog = desk.find("votes_dialog")
            assert isinstance(dialog, QFileDialog)
            dialog.fileSelected.emit(str(file))
            await desk.settle()
            assert desk.hub.taken_in == [file]
            assert desk.state.notice == (
                "1 vote was counted. 1 vote came after the close and is not counted. 2 were known already."
            )
            desk.hub.on_the_stick = EnvironmentFault("This is no export.", "Choose another file.")
            dialog.fileSelected.emit(str(file))
            await desk.settle()
            assert desk.state.notice == "This is no export. Choose another file."
            dialog.close()

    run_in_qt(scene())


def test_paper_in_a_secret_ballot_is_entered_without_names_in_any_order(
    open_desk: OpenDesk, run_in_qt: RunInQt[None]
) -> None:
    async def scene() -> None:
        async with open_desk() as desk:
            terminals = await is_prepared(desk, Grade.ONE_OPERATOR)
            ballot = newest(desk).spec.id
            await desk.press("prepare_envelopes")
            await desk.press("open_ballot")
            terminals.casts(ballot, CAST[0], Choice.YES)
            for person in (LI, WANG):
                desk.hub.decides(bcmd.GivePaper(ballot=ballot, person=person))
            await closes(desk)
            await desk.press("enter_paper")
            await desk.press("teller_zhang")
            assert not desk.sees(f"paper_{LI}_yes")
            await desk.press("paper_1_yes")
            await desk.press("paper_2_no")
            await desk.press("confirm_paper")
            assert "one more person has to" in lines(desk)["Entry"]
            await desk.press("enter_paper")
            await desk.press("teller_chen")
            await desk.press("paper_1_no")
            await desk.press("paper_2_yes")
            await desk.press("confirm_paper")
            assert not desk.sees("enter_paper")
            await opens_envelopes(desk)
            phase = known(desk, ballot).phase
            assert isinstance(phase, Closed)
            assert isinstance(phase.result, MotionResult)
            tally = phase.result.tally
            assert (tally.yes, tally.no) == (2, 1)

    run_in_qt(scene())
