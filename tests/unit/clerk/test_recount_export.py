"""What a meeting exports is counted again: the announced result comes out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from presenter.clerk.cli import main
from presenter.clerk.export import exports
from shared.domain import ballot_commands as bcmd
from shared.domain import commands as cmd
from shared.domain.ballot_terms import Choice
from shared.domain.majority import Base, Share
from shared.domain.presence import Move
from tests.unit.domain.meetings import BALLOT, in_session, person_id, rule

CHOICES = st.lists(st.none() | st.sampled_from(Choice), min_size=4, max_size=4)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(CHOICES, st.sampled_from([Base.ENTITLED, Base.PRESENT]), st.booleans())
def test_a_motion_of_a_meeting_is_counted_again_as_it_was_announced(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], choices: list[Choice | None], base: Base, strict: bool
) -> None:
    used = rule(base=base, passing=Share(1, 2, strict), preset="cwh", chair_last=False)
    record = in_session(voters=6, present=4, ballot_rule=used)
    record.when(cmd.RecordPresence(person=person_id(5), move=Move.LEAVE, reason="ill"))
    record.when(bcmd.OpenBallot(BALLOT))
    for number, choice in enumerate(choices, 1):
        if choice is not None:
            record.vote(number, choice)
    record.when(bcmd.CloseBallot(BALLOT))
    record.when(bcmd.AnnounceBallot(ballot=BALLOT))
    file = tmp_path / "results.json"
    file.write_bytes(dict(exports(record.records))["results.json"])

    assert main(["recount", str(file)]) == 0
    (again,) = json.loads(capsys.readouterr().out)
    announced = json.loads(file.read_bytes())["ballots"][0]
    assert again == {"id": announced["id"], **announced["result"]}
    assert announced["present"] + announced["leave"] + announced["absent"] == announced["entitled"]
