"""How the window is divided, and what the command line may say."""

from pathlib import Path

import pytest

from presenter.hub.settings import HubSettings
from presenter.ui.command_line import hub_settings, read_options
from presenter.ui.frame import Frame, frame_of
from shared.system.settings import PresenterSettings


@pytest.mark.parametrize(
    ("width", "space", "frame"),
    [
        (1366, 1.0, Frame(agenda=232, room=372, glance=60, lead=54, is_wide=False, is_folded=False)),
        (1920, 1.4, Frame(agenda=344, room=560, glance=84, lead=76, is_wide=True, is_folded=False)),
        (1280, 0.937, Frame(agenda=217, room=349, glance=56, lead=51, is_wide=False, is_folded=True)),
        (1440, 1.2, Frame(agenda=278, room=446, glance=72, lead=65, is_wide=False, is_folded=True)),
    ],
)
def test_the_frame_follows_the_two_laptops_of_the_design(width: int, space: float, frame: Frame) -> None:
    assert frame_of(width, space) == frame


def test_a_podium_listens_everywhere_unless_told_otherwise() -> None:
    room = Path("/room")
    plain = hub_settings(read_options([]), PresenterSettings(), room)
    assert (plain.host, plain.interfaces, plain.is_open_room) == ("0.0.0.0", None, False)


def test_one_interface_of_the_settings_is_where_the_room_listens() -> None:
    settings = PresenterSettings(interfaces=("192.168.1.10",), door_port=8000, engine_port=8001)
    told = hub_settings(read_options([]), settings, Path("/room"))
    assert (told.host, told.interfaces) == ("192.168.1.10", ("192.168.1.10",))
    assert (told.door_port, told.engine_port) == (8000, 8001)


def test_the_command_line_wins_over_the_settings() -> None:
    options = read_options(
        [
            "--listen",
            "127.0.0.1",
            "--interface",
            "127.0.0.1",
            "--engine-port",
            "0",
            "--door-port",
            "0",
            "--open-room",
        ]
    )
    told = hub_settings(options, PresenterSettings(interfaces=("192.168.1.10",)), Path("/room"))
    assert told == HubSettings(
        data_dir=Path("/room"),
        host="127.0.0.1",
        engine_port=0,
        door_port=0,
        interfaces=("127.0.0.1",),
        is_open_room=True,
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ["--listen", "here"],
        ["--interface", "eth0"],
        ["--engine-port", "70000"],
        ["--windowed", "big"],
        ["--pac", "x"],
    ],
)
def test_an_option_that_cannot_be_meant_is_refused(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        read_options(arguments)
    assert ended.value.code == 2
    assert arguments[0] in capsys.readouterr().err
