"""The real programs, killed at bad moments: the meeting goes on, and nobody's vote is lost or doubled."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from staging.actor import Actor
from staging.packs import SAMPLE
from staging.stage import Stage
from staging.story import COLLEAGUES

pytestmark = [pytest.mark.end2end, pytest.mark.slow]

BALLOT = "target-decision"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    stage = Stage(tmp_path, SAMPLE, language="en", has_screen=False)
    yield stage
    stage.clear()


def open_meeting(stage: Stage) -> Actor:
    """A presenter, one kiosk and the colleagues, in session on the last item with its ballot open."""
    presenter, kiosk = stage.presenter, stage.kiosks[0]
    presenter.start()
    kiosk.start()
    presenter.connect(30)
    presenter.wait_for(lambda s: bool(s["door"]), "open", 30)
    stage.call_colleagues(str(presenter.state()["door"]), COLLEAGUES)
    kiosk.connect(30)
    kiosk.wait_for(lambda s: s["connection"] == "in" and bool(s["person"]), "is in the room", 30)
    presenter.press("open_sign_in")
    kiosk.wait_for(lambda s: s["session"] == "signing_in", "hears that sign-in is open")
    kiosk.press("nameplate")
    kiosk.press("sign_in")
    kiosk.wait_for(lambda s: bool(s["signed_in"]), "signed in")
    presenter.wait_for(lambda s: all(s["seats"][seat]["signed_in"] for seat in COLLEAGUES), "all signed in")
    presenter.press("start_meeting")
    presenter.press("item_4")
    presenter.press("activate_item")
    presenter.wait_for(lambda s: s["active_item"] == s["items"][3]["id"], "is on item 4")
    presenter.key("PageDown")
    presenter.wait_for(lambda s: s["stage"]["page"] == 2, "is on page 2")
    kiosk.wait_for(lambda s: s["page"] == 2, "is on page 2")
    presenter.press("open_ballot")
    kiosk.wait_for(lambda s: s["screen"] == "ballot", "shows the ballot")
    return kiosk


def test_a_killed_presenter_comes_back_into_the_running_meeting(stage: Stage) -> None:
    kiosk = open_meeting(stage)
    presenter = stage.presenter
    before = presenter.wait_for(
        lambda s: s["ballots"][BALLOT]["voted"] == len(COLLEAGUES), "has the colleagues' votes"
    )
    presenter.kill()
    kiosk.press("choose_no")
    kiosk.press("confirm_vote")
    kiosk.wait_for(lambda s: s["ballots"][BALLOT]["own"] == "stored", "has stored the vote")

    presenter.start()
    presenter.connect(30)
    back = presenter.wait_for(lambda s: s["session"] == "in_session", "is in the meeting again", 30)
    assert (back["active_item"], back["stage"]["page"]) == (before["active_item"], before["stage"]["page"])
    assert back["stage"]["term"] > before["stage"]["term"]
    assert back["n"] >= before["n"]
    kiosk.wait_for(lambda s: s["ballots"][BALLOT]["own"] == "counted", "is counted", 30)
    presenter.wait_for(
        lambda s: s["ballots"][BALLOT]["voted"] == s["ballots"][BALLOT]["voters"] == len(COLLEAGUES) + 1,
        "has every vote once",
        20,
    )
    presenter.press("close_ballot")
    presenter.press("announce_ballot")
    kiosk.wait_for(lambda s: s["screen"] == "result", "shows the result")
    check_logs(stage)


def check_logs(stage: Stage) -> None:
    """Logs are there, and hold neither a title nor a name nor a choice of the meeting."""
    sample = tomllib.loads((SAMPLE / "meeting.toml").read_text(encoding="utf-8"))
    private = {sample["title"], *(person["name"] for person in sample["roster"] if len(person["name"]) > 2)}
    for item in sample["agenda"]:
        private |= {item["title"], *(paper["file"] for paper in item["papers"])}
        private |= {ballot["question"] for ballot in item.get("ballots", ())}
    logs = [file for file in stage.folder.rglob("*") if file.is_file() and ".log" in file.suffixes]
    assert len(logs) > 4
    for log in logs:
        text = log.read_text(encoding="utf-8", errors="replace")
        assert not [word for word in private if word in text], log
        assert "Choice." not in text, log


def test_a_restarted_seat_is_on_the_right_page_with_the_ballot_and_its_vote(stage: Stage) -> None:
    kiosk = open_meeting(stage)
    kiosk.press("choose_yes")
    kiosk.press("confirm_vote")
    counted = kiosk.wait_for(lambda s: s["ballots"][BALLOT]["own"] == "counted", "is counted")
    kiosk.kill()
    kiosk.start()
    kiosk.connect(30)
    again = kiosk.wait_for(
        lambda s: bool(s["is_live"]) and s["page"] == 2, "is back on the leader's page", 30
    )
    assert again["ballots"] == counted["ballots"]
    assert again["signed_in"]
    assert again["following"]
