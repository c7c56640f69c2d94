"""Why a seat is not in, in one sentence that says what to do."""

from __future__ import annotations

import pytest

from kiosk.session.typed_address import typed_address
from kiosk.session.view import LineView
from kiosk.ui.words import attempt_words, cause_sentence, looking_sentence
from shared.link.faults import Address, Failure
from shared.link.finder import Attempt, Cause, Failed, NobodyFound, OtherRooms, Outcome, Trying, Way, cause_of
from shared.protocol import door

PODIUM = Address("10.0.8.2", 7420)
NOBODY = Attempt(Way.SEARCH, None, NobodyFound())


def failed(way: Way, failure: Failure) -> Attempt:
    return Attempt(way, PODIUM, Failed(failure, 12.0))


def line_of(*attempts: Attempt, refusal: str = "", has_network: bool = True) -> LineView:
    cause = cause_of(attempts, has_network=has_network)
    return LineView(attempts=attempts, cause=cause, door_refusal=refusal)


@pytest.mark.parametrize("reason", door.REASONS)
def test_every_reason_of_the_door_has_its_own_sentence_with_what_to_do(reason: str) -> None:
    sentence = cause_sentence(line_of(failed(Way.SEARCH, Failure.REFUSED), refusal=reason))
    assert sentence != cause_sentence(line_of(failed(Way.SEARCH, Failure.REFUSED), refusal="something_newer"))
    why, what_to_do = sentence.split("; ")
    assert why
    assert any(word in what_to_do for word in ("please", "can help", "can enrol"))


def test_what_a_door_said_is_told_no_longer_once_it_is_gone() -> None:
    refusal = door.ROOM_CLOSED
    asking_again = line_of(Attempt(Way.LAST, PODIUM, Trying()), refusal=refusal)
    assert cause_sentence(asking_again).startswith("The room is not open")
    gone = line_of(failed(Way.LAST, Failure.NO_ANSWER), refusal=refusal)
    assert cause_sentence(gone) == "No answer at the last address"


def test_a_reason_of_a_newer_hub_still_sends_the_person_to_the_clerk() -> None:
    refused = failed(Way.LAST, Failure.REFUSED)
    assert cause_sentence(line_of(refused, refusal="something_newer")).endswith("the clerk can help")


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (line_of(failed(Way.LAST, Failure.NO_ANSWER), NOBODY), "No answer at the last address"),
        (line_of(NOBODY), "No podium found; the network may isolate terminals"),
        (line_of(NOBODY, has_network=False), "No network on this terminal"),
        (
            line_of(Attempt(Way.SEARCH, None, OtherRooms())),
            "The podium found is not of this room; refused",
        ),
        (line_of(failed(Way.LAST, Failure.RESTARTING)), "The podium is restarting; seats reconnect"),
        (
            line_of(failed(Way.CONFIGURED, Failure.NO_ANSWER), NOBODY),
            "No answer at the address set here",
        ),
        (
            line_of(failed(Way.SEARCH, Failure.NO_ANSWER)),
            "The podium found does not answer; the clerk can help",
        ),
    ],
)
def test_each_cause_has_the_words_of_the_design(line: LineView, sentence: str) -> None:
    assert cause_sentence(line) == sentence


@pytest.mark.parametrize(
    ("failure", "sentence"),
    [
        (Failure.NO_ANSWER, "No answer at the address typed in; please check it"),
        (Failure.RESTARTING, "No podium is at the address typed in now; please check it"),
        (Failure.CERTIFICATE, "The podium found is not of this room; refused"),
        (Failure.NOT_A_PODIUM, "What answers at the address typed in is no podium; please check it"),
        (Failure.NO_NETWORK, "This network has no way to the address typed in; please check it"),
        (Failure.REFUSED, "The podium does not let this terminal in; the clerk can help"),
    ],
)
def test_who_typed_an_address_is_told_of_that_one_first(failure: Failure, sentence: str) -> None:
    others = (failed(Way.LAST, Failure.NO_ANSWER), NOBODY)
    assert cause_sentence(line_of(*others, failed(Way.TYPED, failure))) == sentence


def test_the_doors_reason_at_a_typed_address_is_told_and_one_of_another_door_is_not() -> None:
    refused = line_of(failed(Way.TYPED, Failure.REFUSED), refusal=door.SEAT_TAKEN)
    assert cause_sentence(refused) == "Another terminal has this seat; the clerk can help"
    elsewhere = line_of(failed(Way.TYPED, Failure.NO_ANSWER), refusal=door.SEAT_TAKEN)
    assert cause_sentence(elsewhere) == "No answer at the address typed in; please check it"


@pytest.mark.parametrize("way", Way)
@pytest.mark.parametrize(
    "outcome", [Trying(), NobodyFound(), OtherRooms(), *(Failed(failure, 3.0) for failure in Failure)]
)
def test_every_way_says_how_it_goes_and_every_state_has_a_cause(way: Way, outcome: Outcome) -> None:
    attempt = Attempt(way, PODIUM, outcome)
    assert attempt_words(attempt)
    assert cause_sentence(line_of(attempt))
    assert looking_sentence(line_of(attempt)).startswith("Looking for the podium")


def test_only_a_podium_that_was_known_can_be_restarting() -> None:
    told = {way: attempt_words(failed(way, Failure.RESTARTING)) for way in Way}
    assert told == {
        Way.LAST: "restarting, again in 12 s",
        Way.SEARCH: "restarting, again in 12 s",
        Way.CONFIGURED: "no podium there now, again in 12 s",
        Way.TYPED: "no podium there now, again in 12 s",
    }


def test_a_cause_without_a_way_is_the_search() -> None:
    assert cause_sentence(LineView(cause=Cause.SEARCHING)) == "Looking for the podium"


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("10.0.8.9", Address("10.0.8.9", 7420)),
        (" 10.0.8.9:7500 ", Address("10.0.8.9", 7500)),
        ("１０。０。８。９：７５００", Address("10.0.8.9", 7500)),
        ("[fe80::1]:7500", Address("fe80::1", 7500)),
        ("10.0.8", None),
        ("10.0.8.999", None),
        (":", None),
        ("", None),
    ],
)
def test_an_address_is_read_as_a_person_types_it(text: str, address: Address | None) -> None:
    assert typed_address(text) == address
