"""What the windows need of the operating system, and what only the tests need: found, installed or named."""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from chores.terminal import ChoreError, Steps

# What Qt's core and its offscreen, X11 and Wayland platforms load -> the Debian package that holds it.
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
CHINESE_FONTS = "fonts with Chinese glyphs"
FONT_PACKAGES = ("fontconfig", "fonts-noto-cjk")
# Programs that only the tests start -> the package that holds them: its name with apt and dnf, and with pacman.
TEST_TOOLS = {"pdftoppm": ("poppler-utils", "poppler")}


def is_loadable(library: str) -> bool:
    """Tell whether the dynamic loader finds this library for this Python's architecture."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_chinese_fonts() -> bool:
    """Tell whether fontconfig knows a font that covers Simplified Chinese."""
    lister = shutil.which("fc-list")
    if lister is None:
        return False
    listed = subprocess.run(
        [lister, "--format=%{file}\n", ":lang=zh-cn"], capture_output=True, text=True, check=False
    )
    return listed.returncode == 0 and bool(listed.stdout.strip())


def missing_parts(
    loadable: Callable[[str], bool] = is_loadable, chinese_fonts: Callable[[], bool] = has_chinese_fonts
) -> tuple[str, ...]:
    """Return the missing libraries by file name, and `CHINESE_FONTS` when there are none."""
    libraries = [library for library in LIBRARIES if not loadable(library)]
    return (*libraries, *(() if chinese_fonts() else (CHINESE_FONTS,)))


def missing_test_tools(which: Callable[[str], str | None] = shutil.which) -> tuple[str, ...]:
    """Return the programs that the tests start and that are not here."""
    return tuple(tool for tool in TEST_TOOLS if which(tool) is None)


def debian_packages(parts: Sequence[str]) -> tuple[str, ...]:
    """Return the Debian packages that hold these parts."""
    libraries = tuple(LIBRARIES[part] for part in parts if part in LIBRARIES)
    tools = tuple(TEST_TOOLS[part][0] for part in parts if part in TEST_TOOLS)
    return libraries + (FONT_PACKAGES if CHINESE_FONTS in parts else ()) + tools


def install_command(parts: Sequence[str], which: Callable[[str], str | None] = shutil.which) -> str:
    """Return the one command that installs these parts here, or a sentence naming them on an unknown system."""
    has_fonts = CHINESE_FONTS in parts
    libraries = [part for part in parts if part in LIBRARIES]
    tools = [TEST_TOOLS[part] for part in parts if part in TEST_TOOLS]
    if which("apt-get"):
        packages = " ".join(debian_packages(parts))
        return f"sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends {packages}'"
    if which("dnf"):
        provided = [f"'{library}()(64bit)'" for library in libraries]
        fonts = ["google-noto-sans-cjk-fonts"] if has_fonts else []
        return " ".join(["sudo dnf install", *provided, *fonts, *(package for package, _ in tools)])
    if which("pacman"):
        known = ["libglvnd", "libxkbcommon-x11", "xcb-util-cursor", "xcb-util-wm", "xcb-util-image"]
        fonts = ["noto-fonts-cjk"] if has_fonts else []
        needed = [*(known if libraries else []), *fonts, *(package for _, package in tools)]
        return " ".join(["sudo pacman -S", *needed])
    return "install with your system's package manager: " + ", ".join(parts)


def ensure_system_parts(steps: Steps, *, needs_fonts: bool = True, for_tests: bool = False) -> None:
    """Install what the windows need, as root on Debian; elsewhere say the one command.

    With `for_tests` also what only the tests need. Missing fonts alone do not stop anything: the programs carry a
    fall-back face.

    Raises:
        ChoreError: libraries are missing and cannot be installed from here.
    """
    if not sys.platform.startswith("linux"):
        return
    missing = missing_parts(chinese_fonts=has_chinese_fonts if needs_fonts else lambda: True)
    missing += missing_test_tools() if for_tests else ()
    if not missing:
        return
    steps.say("Missing on this system: " + ", ".join(missing))
    if can_install():
        apt_install(debian_packages(missing), steps)
        missing = missing_parts() + (missing_test_tools() if for_tests else ())
    if not missing:
        return
    command = install_command(missing)
    if missing == (CHINESE_FONTS,):
        steps.say(f"Going on with the fall-back font. For better Chinese type: {command}")
        return
    raise ChoreError(f"Install what is missing on this system, then start this again:\n  {command}")


def can_install() -> bool:
    """Tell whether we may install Debian packages here: root on a system with apt."""
    return (
        sys.platform.startswith("linux")
        and os.geteuid() == 0
        and shutil.which("apt-get") is not None
        and Path("/etc/debian_version").exists()
    )


def apt_install(packages: Sequence[str], steps: Steps) -> None:
    """Install Debian packages, showing progress; the caller must be root.

    Raises:
        ChoreError: apt failed; its last lines are in the message.
    """
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    commands = (
        ("Fetching the list of packages", ["apt-get", "update"]),
        (
            "Installing " + " ".join(packages),
            ["apt-get", "install", "-y", "--no-install-recommends", *packages],
        ),
    )
    for title, command in commands:
        steps.say(title)
        tail: list[str] = []
        with subprocess.Popen(
            command,
            env=quiet,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        ) as child:
            for line in child.stdout or ():
                tail = [*tail[-14:], line.rstrip()]
                steps.detail(line.strip())
        if child.returncode != 0:
            last_lines = "\n  ".join(tail)
            raise ChoreError(
                f"'{' '.join(command)}' failed:\n  {last_lines}\n"
                "Check the network and the package sources of this system, then start this again."
            )
