"""The project's own Python environment: made once from the locked requirements, then only looked at."""

import hashlib
import importlib.util
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from chores.places import REQUIREMENTS, ROOT, VENV, child_environment, venv_program
from chores.system_libraries import apt_install, can_install
from chores.terminal import ChoreError, Steps

LOCK = REQUIREMENTS / "dev.txt"
BOOTSTRAP_LOCK = REQUIREMENTS / "bootstrap.txt"
# Comes as source only: built with the locked setuptools, never with one that pip would fetch unseen.
SOURCE_ONLY = "nkeys"
STAMP = "made-from.txt"
_LOG = ROOT / ".venv-setup.log"


def wanted_stamp(lock: bytes, version: str, machine: str) -> str:
    """Return what an environment made from this lock by this Python is marked with."""
    return f"python {version} on {machine}\nlock {hashlib.sha256(lock).hexdigest()}\n"


def is_made(venv: Path, stamp: str) -> bool:
    """Tell whether the environment is complete and made from just this; a half-made one has no stamp."""
    try:
        found = (venv / STAMP).read_text("utf-8")
    except OSError:
        return False
    return found == stamp and venv_program("python", venv).exists()


def ensure_environment(steps: Steps) -> None:
    """Make the environment, unless it is there; costs a millisecond when it is.

    Raises:
        ChoreError: it cannot be made; says why and what to do.
    """
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    stamp = wanted_stamp(BOOTSTRAP_LOCK.read_bytes() + LOCK.read_bytes(), version, platform.machine())
    if is_made(VENV, stamp):
        return
    with _one_set_up_at_a_time(steps):
        if is_made(VENV, stamp):
            return
        _require_venv_module(steps)
        steps.say(f"Making the environment in {VENV.name} with Python {version} (once, about a minute)")
        _remove(VENV)
        _make_bare(VENV)
        install_locked(VENV, BOOTSTRAP_LOCK, steps)
        install_locked(VENV, LOCK, steps)
        (VENV / STAMP).write_text(stamp, "utf-8")
        steps.say("The environment is ready")


def install_locked(venv: Path, lock: Path, steps: Steps) -> None:
    """Install exactly what the lock names; every file must have a hash that the lock knows.

    Raises:
        ChoreError: a download failed, or a file is not the one that was locked.
    """
    total = len(pinned_names(lock.read_text("utf-8")))
    command = [
        *(str(venv_program("python", venv)), "-m", "pip", "install", "-r", str(lock)),
        *("--disable-pip-version-check", "--no-input", "--progress-bar=off", "--require-hashes"),
        *("--only-binary=:all:", f"--no-binary={SOURCE_ONLY}", "--no-build-isolation"),
    ]
    environment = child_environment()
    environment.pop("PYTHONPATH")
    seen = 0
    with (
        _LOG.open("w", encoding="utf-8") as log,
        subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        ) as child,
    ):
        for line in child.stdout or ():
            log.write(line)
            seen += line.startswith("Collecting ")
            if line.startswith("Collecting ") and seen % 10 == 0:
                steps.say(f"{seen} of at most {total} packages fetched")
            elif line.startswith("Installing collected"):
                steps.say("Unpacking")
            else:
                steps.detail(f"{seen}/{total} {line.strip()}")
    if child.returncode != 0:
        raise ChoreError(_why_pip_failed(_LOG.read_text("utf-8")))
    _LOG.unlink()


def pinned_names(lock: str) -> tuple[str, ...]:
    """Return the names of the packages that a lock pins."""
    return tuple(re.findall(r"^([A-Za-z0-9._-]+)==", lock, flags=re.MULTILINE))


def _why_pip_failed(output: str) -> str:
    last_lines = "\n  ".join(output.splitlines()[-12:])
    if "DO NOT MATCH THE HASHES" in output:
        remedy = "A downloaded file is not the one that was locked. Check your package source; do not go round this."
    elif "No space left" in output:
        remedy = "The disk is full: the environment needs about 1 GB."
    else:
        remedy = "Check the network and pip's settings (proxy, package source), then start this again."
    return f"Installing the packages failed:\n  {last_lines}\n{remedy}\nThe whole output is in {_LOG}."


def _require_venv_module(steps: Steps) -> None:
    if importlib.util.find_spec("ensurepip") is not None and importlib.util.find_spec("venv") is not None:
        return
    package = f"python3.{sys.version_info.minor}-venv"
    if can_install():
        steps.say(f"This Python cannot make environments yet: {package} is missing")
        apt_install((package,), steps)
        importlib.invalidate_caches()
        return
    raise ChoreError(
        "This Python cannot make environments: its venv module is missing. Install it, then start this again:\n"
        f"  sudo sh -c 'apt-get update && apt-get install -y {package}'"
    )


def _make_bare(venv: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-m", "venv", str(venv)], capture_output=True, text=True, check=False, cwd=ROOT
    )
    if made.returncode != 0:
        raise ChoreError(f"Making the environment failed:\n  {(made.stdout + made.stderr).strip()}")


def _remove(venv: Path) -> None:
    if not venv.exists() and not venv.is_symlink():
        return
    (venv / STAMP).unlink(missing_ok=True)
    try:
        shutil.rmtree(venv)
    except OSError as error:
        raise ChoreError(
            f"Cannot remove the old environment {venv}: {error}. Close programs that use it, then start this again."
        ) from error


@contextmanager
def _one_set_up_at_a_time(steps: Steps) -> Iterator[None]:
    """Hold a lock that dies with the process, so that a second start waits instead of spoiling the first."""
    with (ROOT / ".venv-setup.lock").open("a+b") as file:
        if not _try_lock(file):
            steps.say("Another start is making the environment; waiting for it")
            _wait_for_lock(file)
        yield


if sys.platform == "win32":
    import msvcrt

    def _try_lock(file: IO[bytes]) -> bool:
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _wait_for_lock(file: IO[bytes]) -> None:
        # LK_LOCK tries ten times, a second apart, then raises: a set-up may take longer.
        while True:
            file.seek(0)
            try:
                msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
            except OSError:
                continue
            return

else:
    import fcntl

    def _try_lock(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _wait_for_lock(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_EX)
