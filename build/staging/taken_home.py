"""What the clerk exported, compared with what happened on stage."""

from __future__ import annotations

import csv
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pymupdf

from staging.paperwork import BOARD_MARKS, NOTE, OWN_MARKS, SIGNERS, Written
from staging.seen import require


def export(record: str, out: Path) -> None:
    """Run the clerk's export, in English. Raises `StepFailed` when it fails."""
    command = [sys.executable, "-m", "presenter.clerk", "--lang", "en", "export", record, "--out", str(out)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    require(done.returncode == 0, f"the export failed: {done.stderr}")


def check_tables(out: Path, choices: Mapping[str, str], voters: int) -> None:
    """The ballot's figures are those of the votes given; every table is there."""
    results = json.loads((out / "results.json").read_text(encoding="utf-8"))
    (ballot,) = [b for b in results["ballots"] if b["status"] == "announced"]
    not_voted = ballot["result"]["not_voted"]
    require(ballot["present"] == voters and not_voted == 0, f"not all were counted: {ballot}")
    given = {vote["seat"]: vote["choice"] for vote in ballot["votes"]}
    require({seat: given[seat] for seat in choices} == choices, f"votes differ: {given}")
    require(sum(ballot["counts"].values()) == voters, f"the numbers do not add up: {ballot['counts']}")
    for name in ("attendance", "ballot-results", "papers", "sign-off"):
        for ending in ("xlsx", "csv"):
            require((out / f"{name}.{ending}").stat().st_size > 0, f"{name}.{ending} is empty")
    require((out / "minutes-draft.docx").is_file(), "no minutes")
    require((out / "record.jsonl").is_file(), "no record")


def check_papers(out: Path, written: Written, names: Mapping[str, str]) -> None:
    """The copies hold the ink and the signatures of those whose `names` are given by seat; as does the list."""
    _check_annotated(out / "annotations", written, names[SIGNERS[0]])
    _check_signed(out / "sign-off", written)
    _check_list(out / "sign-off.csv", written, [names[seat] for seat in SIGNERS])


def _check_annotated(folder: Path, written: Written, who: str) -> None:
    """Of the writer's copies one is of the draft; it has their ink and the chair's on the page, its JSON only theirs."""
    copies = {_marks(source)["paper"]: source for source in folder.glob(f"*-{who}.json")}
    require(written.paper in copies, f"{who} has no copy of the draft")
    source = copies[written.paper]
    marks: list[dict[str, Any]] = _marks(source)["marks"]
    kinds = sorted(mark["kind"] for mark in marks)
    require(kinds == ["highlighter", "note"], f"the ink of {who} is {kinds}")
    require({mark["page"] for mark in marks} == {written.page}, "the ink is on another page")
    with pymupdf.open(source.with_suffix(".pdf")) as document, pymupdf.open(written.file) as draft:
        require(len(document) == written.pages, f"the copy has {len(document)} pages")
        found = [annotation.info["content"] for annotation in document[written.page - 1].annots()]
        is_marked = document[0].get_pixmap().samples != draft[0].get_pixmap().samples
    require(is_marked, "the copy has no watermark")
    require(len(found) == OWN_MARKS + BOARD_MARKS, f"the copy has {len(found)} annotations on the page")
    require(NOTE in found, "the note cannot be read in the copy")


def _check_signed(folder: Path, written: Written) -> None:
    (copy,) = folder.glob("*.pdf")
    with pymupdf.open(copy) as document:
        require(len(document) > written.pages, "there is no sheet behind the signed paper")


def _check_list(file: Path, written: Written, signers: list[str]) -> None:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        rows = [row for row in csv.reader(lines) if row]
    require(any(written.paper in row for row in rows), "the list does not say which file was signed")
    for name in signers:
        (row,) = [row for row in rows if name in row]
        require("Agree" in row, f"the list has {row} for {name}")


def _marks(source: Path) -> dict[str, Any]:
    return dict(json.loads(source.read_text(encoding="utf-8")))
