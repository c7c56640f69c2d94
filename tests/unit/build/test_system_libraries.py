import subprocess
import sys

import pytest

from chores import system_libraries
from chores.system_libraries import (
    CHINESE_FONTS,
    LIBRARIES,
    TEST_TOOLS,
    debian_packages,
    install_command,
    missing_parts,
    missing_test_tools,
)
from chores.terminal import ChoreError, Steps


def nothing(_library: str) -> bool:
    return False


def no_fonts() -> bool:
    return False


def test_on_a_complete_system_nothing_is_missing() -> None:
    assert missing_parts(loadable=lambda _: True, chinese_fonts=lambda: True) == ()


def test_on_a_bare_system_every_library_and_the_fonts_are_named() -> None:
    assert missing_parts(loadable=nothing, chinese_fonts=no_fonts) == (*LIBRARIES, CHINESE_FONTS)


def test_the_one_command_holds_just_the_packages_of_what_is_missing() -> None:
    command = install_command(
        ("libEGL.so.1", CHINESE_FONTS), which=lambda name: name if name == "apt-get" else None
    )
    assert command == (
        "sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends libegl1 fontconfig fonts-noto-cjk'"
    )


@pytest.mark.parametrize("installer", ["dnf", "pacman"])
def test_other_systems_get_their_own_command(installer: str) -> None:
    command = install_command(("libEGL.so.1",), which=lambda name: name if name == installer else None)
    assert command.startswith(f"sudo {installer}")


def test_an_unknown_system_is_told_what_to_install() -> None:
    assert "libEGL.so.1, fonts with Chinese glyphs" in install_command(
        ("libEGL.so.1", CHINESE_FONTS), which=lambda _: None
    )


@pytest.mark.parametrize(
    ("installer", "packages"),
    [
        ("apt-get", "poppler-utils'"),
        ("dnf", "sudo dnf install poppler-utils"),
        ("pacman", "sudo pacman -S poppler"),
    ],
)
def test_the_one_command_holds_the_tools_of_the_tests(installer: str, packages: str) -> None:
    command = install_command(("pdftoppm",), which=lambda name: name if name == installer else None)
    assert command.endswith(packages)


def test_what_only_the_tests_start_is_looked_for_apart() -> None:
    assert missing_test_tools(which=lambda _: None) == ("pdftoppm",)
    assert missing_test_tools(which=lambda name: f"/usr/bin/{name}") == ()
    assert set(TEST_TOOLS).isdisjoint(LIBRARIES)


linux_only = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="looks for libraries of Linux only"
)


@linux_only
def test_missing_libraries_stop_with_the_command_when_we_may_not_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(system_libraries, "missing_parts", lambda **_: ("libxcb-cursor.so.0",))
    monkeypatch.setattr(system_libraries, "can_install", lambda: False)
    monkeypatch.setattr(system_libraries, "install_command", lambda parts: f"install {parts[0]}")
    with pytest.raises(ChoreError, match=r"install libxcb-cursor\.so\.0"):
        system_libraries.ensure_system_parts(Steps())


@linux_only
def test_missing_fonts_alone_are_said_and_do_not_stop_anything(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(system_libraries, "missing_parts", lambda **_: (CHINESE_FONTS,))
    monkeypatch.setattr(system_libraries, "can_install", lambda: False)
    system_libraries.ensure_system_parts(Steps())
    assert "fall-back font" in capsys.readouterr().err


@linux_only
def test_as_root_on_debian_just_the_missing_packages_are_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    missing = [("libEGL.so.1", CHINESE_FONTS), ()]
    installed: list[tuple[str, ...]] = []
    monkeypatch.setattr(system_libraries, "missing_parts", lambda **_: missing.pop(0))
    monkeypatch.setattr(system_libraries, "can_install", lambda: True)
    monkeypatch.setattr(system_libraries, "apt_install", lambda packages, _steps: installed.append(packages))
    system_libraries.ensure_system_parts(Steps())
    assert installed == [("libegl1", "fontconfig", "fonts-noto-cjk")]


@linux_only
def test_the_tools_of_the_tests_are_installed_for_tests_only(monkeypatch: pytest.MonkeyPatch) -> None:
    installed: list[tuple[str, ...]] = []
    monkeypatch.setattr(system_libraries, "missing_parts", lambda **_: ())
    monkeypatch.setattr(system_libraries, "missing_test_tools", lambda: () if installed else ("pdftoppm",))
    monkeypatch.setattr(system_libraries, "can_install", lambda: True)
    monkeypatch.setattr(system_libraries, "apt_install", lambda packages, _steps: installed.append(packages))
    system_libraries.ensure_system_parts(Steps())
    assert installed == []
    system_libraries.ensure_system_parts(Steps(), for_tests=True)
    assert installed == [("poppler-utils",)]


@linux_only
def test_missing_tools_stop_the_tests_with_the_command_when_we_may_not_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(system_libraries, "missing_parts", lambda **_: ())
    monkeypatch.setattr(system_libraries, "missing_test_tools", lambda: ("pdftoppm",))
    monkeypatch.setattr(system_libraries, "can_install", lambda: False)
    with pytest.raises(ChoreError, match=r"poppler|pdftoppm"):
        system_libraries.ensure_system_parts(Steps(), for_tests=True)


@linux_only
def test_a_failing_installer_is_quoted(monkeypatch: pytest.MonkeyPatch) -> None:
    real_popen = subprocess.Popen

    def refusing_apt(command: list[str], **options: object) -> object:
        script = "print('E: Unable to locate package libnone'); raise SystemExit(100)"
        return real_popen([sys.executable, "-c", script], **options)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "Popen", refusing_apt)
    with pytest.raises(ChoreError, match="Unable to locate package libnone"):
        system_libraries.apt_install(("libnone",), Steps())


def test_every_library_has_a_package() -> None:
    assert all(debian_packages((library,)) for library in LIBRARIES)
