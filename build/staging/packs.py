"""The meeting that the demo plays: the sample meeting, or its people around somebody's own papers."""

from __future__ import annotations

import json
import shutil
import tomllib
from pathlib import Path
from typing import Any, Final

SAMPLE: Final = Path(__file__).resolve().parents[2] / "resources" / "sample"

_KEPT_FIELDS: Final = ("id", "name", "role", "unit", "post", "seat", "leave")


def pack_with_papers(papers: Path, target: Path) -> Path:
    """A pack in `target`: the sample's people and ballot, one agenda item for each PDF in `papers`.

    Raises `FileNotFoundError` when the folder holds no PDF.
    """
    files = sorted(file for file in papers.iterdir() if file.suffix.lower() == ".pdf" and file.is_file())
    if not files:
        raise FileNotFoundError(f"There is no PDF in {papers}.")
    sample = tomllib.loads((SAMPLE / "meeting.toml").read_text(encoding="utf-8"))
    target.mkdir(parents=True)
    for file in files:
        shutil.copyfile(file, target / file.name)
    (target / "meeting.toml").write_text(_text(sample, files), encoding="utf-8")
    return target


def sample_ballot(sample: dict[str, Any]) -> dict[str, Any]:
    """The motion that the sample meeting prepares."""
    ballots = [ballot for item in sample["agenda"] for ballot in item.get("ballots", ())]
    return dict(next(ballot for ballot in ballots if ballot.get("kind", "motion") == "motion"))


def _text(sample: dict[str, Any], files: list[Path]) -> str:
    lines = [f"{name} = {_value(sample[name])}" for name in ("title", "body", "place") if name in sample]
    for person in sample["roster"]:
        lines += [
            "",
            "[[roster]]",
            *(f"{name} = {_value(person[name])}" for name in _KEPT_FIELDS if name in person),
        ]
    for file in files:
        lines += ["", "[[agenda]]", f"title = {_value(file.stem)}"]
        lines += ["", "[[agenda.papers]]", f"file = {_value(file.name)}"]
    ballot = sample_ballot(sample)
    lines += [
        "",
        "[[agenda.ballots]]",
        f"question = {_value(ballot['question'])}",
        f"rule = {_value(ballot['rule'])}",
    ]
    return "\n".join(lines) + "\n"


def _value(value: object) -> str:
    """A TOML value; a JSON string is a TOML string as well."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_value(part)}" for name, part in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False)
