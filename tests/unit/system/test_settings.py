"""Settings files: defaults, mistakes, addresses."""

from pathlib import Path

import pytest

from shared.system.settings import (
    DOOR_PORT,
    KioskSettings,
    PresenterSettings,
    ScreenSettings,
    load_kiosk_settings,
    load_presenter_settings,
    split_address,
)


def written(folder: Path, text: str) -> Path:
    path = folder / "kiosk.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_file_all_is_default(tmp_path: Path) -> None:
    loaded = load_kiosk_settings(tmp_path / "kiosk.toml")

    assert loaded.settings == KioskSettings()
    assert loaded.problems == ()


def test_a_seat_is_set_up_by_its_file(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """
language = "zh_CN"
[network]
podium = "192.168.1.10:7500"
interfaces = ["192.168.1.21"]
[screen]
dpi = 149
distance_cm = 60
""",
    )

    loaded = load_kiosk_settings(path)

    assert loaded.problems == ()
    assert loaded.settings == KioskSettings(
        language="zh_CN",
        screen=ScreenSettings(dpi=149, distance_cm=60),
        interfaces=("192.168.1.21",),
        podium_host="192.168.1.10",
        podium_port=7500,
    )


def test_every_mistake_is_told_with_its_line_and_the_rest_is_kept(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        """language = "fr"
left_handed = 1
colour = "red"
[network]
podium = "http://podium"
interfaces = ["eth0", "10.0.0.1"]
[screen]
dpi = 9000
distance_cm = 60
""",
    )

    loaded = load_kiosk_settings(path)

    assert loaded.settings == KioskSettings(screen=ScreenSettings(distance_cm=60), interfaces=("10.0.0.1",))
    assert sorted(line.split(":")[0] for line in loaded.problems) == [
        f"kiosk.toml, line {line}" for line in (1, 2, 3, 5, 6, 8)
    ]


def test_a_file_that_is_no_toml_leaves_the_defaults_and_says_where(tmp_path: Path) -> None:
    loaded = load_presenter_settings(written(tmp_path, "[network]\ndoor_port = \n"))

    assert loaded.settings == PresenterSettings()
    assert loaded.problems[0].startswith("kiosk.toml, line 2: ")


def test_two_listeners_cannot_share_a_port(tmp_path: Path) -> None:
    loaded = load_presenter_settings(written(tmp_path, "[network]\ndoor_port = 8000\nengine_port = 8000\n"))

    assert (loaded.settings.door_port, loaded.settings.engine_port) == (7420, 7421)
    assert loaded.problems[0].startswith("kiosk.toml, line 3: ")


def test_a_file_that_is_too_large_or_a_folder_is_told(tmp_path: Path) -> None:
    large = load_kiosk_settings(written(tmp_path, "#" * 70_000))
    folder = load_kiosk_settings(tmp_path)

    assert len(large.problems) == len(folder.problems) == 1
    assert large.settings == folder.settings == KioskSettings()


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("podium", ("podium", DOOR_PORT)),
        (" 10.0.0.1 ", ("10.0.0.1", DOOR_PORT)),
        ("podium.local:7500", ("podium.local", 7500)),
        ("[fe80::1]:7500", ("fe80::1", 7500)),
        ("[::1]", ("::1", DOOR_PORT)),
        ("::1", ("::1", DOOR_PORT)),
        ("", None),
        ("podium:", None),
        ("podium:0", None),
        ("podium:65536", None),
        ("http://podium", None),
        ("a b", None),
        ("-x", None),
        ("192.168.1", None),
        ("192.168.1.300", None),
        ("5", None),
        ("[podium]", None),
        ("a" * 64, None),
        ("a-" * 5000, None),
    ],
)
def test_an_address_is_taken_apart_as_a_person_types_it(typed: str, address: tuple[str, int] | None) -> None:
    assert split_address(typed) == address


def test_a_terminal_can_be_set_up_for_a_left_hand(tmp_path: Path) -> None:
    assert load_kiosk_settings(written(tmp_path, "left_handed = true")).settings.left_handed
    wrong = load_kiosk_settings(written(tmp_path, 'left_handed = "yes"'))
    assert not wrong.settings.left_handed
    assert len(wrong.problems) == 1
