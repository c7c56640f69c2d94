"""The page of commands names every command, every event that follows, and no other."""

from __future__ import annotations

import re
import typing

from shared.domain import commands as cmd
from shared.domain import events as ev
from shared.system.resources import resource_path

PAGE = resource_path("docs", "commands.md").read_text(encoding="utf-8")


def tags(union: object) -> set[str]:
    return {str(kind.__struct_config__.tag) for kind in typing.get_args(union)}


def rows() -> list[list[str]]:
    table = [line for line in PAGE.splitlines() if line.startswith("| `")]
    return [line.strip("|").split("|") for line in table]


def test_every_command_has_its_row_and_no_row_is_left_over() -> None:
    assert {name for row in rows() for name in re.findall(r"`([a-z_]+)`", row[0])} == tags(cmd.Command)


def test_every_event_is_told_as_what_follows_from_a_command() -> None:
    told = {name for row in rows() for cell in row[3:] for name in re.findall(r"`([a-z_]+)`", cell)}
    assert told == tags(ev.Event)
