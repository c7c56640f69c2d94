"""The page about the settings files says what the programs read: every key, its default, and an example that works."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from shared.system.settings import (
    KioskSettings,
    Loaded,
    PresenterSettings,
    load_kiosk_settings,
    load_presenter_settings,
)

PAGE = Path(__file__).resolve().parents[3] / "resources" / "docs" / "settings.md"
Load = Callable[[Path], Loaded[KioskSettings] | Loaded[PresenterSettings]]

PROGRAMS = pytest.mark.parametrize(
    ("file", "load", "usual"),
    [
        ("kiosk.toml", load_kiosk_settings, KioskSettings()),
        ("presenter.toml", load_presenter_settings, PresenterSettings()),
    ],
    ids=["kiosk", "presenter"],
)


def section(file: str) -> str:
    parts = PAGE.read_text("utf-8").split("\n## ")
    return next(part for part in parts if f"/{file}`" in part.splitlines()[0])


def example(file: str) -> str:
    found = re.search(r"```toml\n(.*?)```", section(file), re.DOTALL)
    assert found is not None
    return found[1]


def table(file: str) -> dict[str, str]:
    """Each key, and the default as it would be written in the file; "" where the machine decides."""
    rows = re.findall(r"^\| `([a-z_.]+)` \| .* \| ([^|]+) \|$", section(file), re.MULTILINE)
    return {key: code[1] if (code := re.match(r"`(.+?)`", default)) else "" for key, default in rows}


def keys(read: dict[str, object], above: str = "") -> Iterator[str]:
    for key, value in read.items():
        if isinstance(value, dict):
            yield from keys(value, f"{above}{key}.")
        else:
            yield above + key


@PROGRAMS
def test_the_example_sets_every_key_there_is_to_something_unusual(
    tmp_path: Path, file: str, load: Load, usual: msgspec.Struct
) -> None:
    path = tmp_path / file
    path.write_text(example(file), "utf-8")
    loaded = load(path)
    assert loaded.problems == ()
    chosen, without = (flat(settings) for settings in (loaded.settings, usual))
    assert [key for key in without if chosen.get(key) == without[key]] == []
    assert set(keys(tomllib.loads(example(file)))) == set(table(file))


@PROGRAMS
def test_a_file_of_all_defaults_changes_nothing(
    tmp_path: Path, file: str, load: Load, usual: msgspec.Struct
) -> None:
    path = tmp_path / file
    path.write_text(
        "\n".join(f"{key} = {default}" for key, default in table(file).items() if default), "utf-8"
    )
    assert load(path) == Loaded(usual)  # type: ignore[type-var]


def flat(settings: object, above: str = "") -> dict[str, object]:
    found: dict[str, object] = {}
    for name in settings.__struct_fields__:  # type: ignore[attr-defined]
        value = getattr(settings, name)
        if isinstance(value, msgspec.Struct):
            found.update(flat(value, f"{above}{name}."))
        else:
            found[above + name] = value
    return found
