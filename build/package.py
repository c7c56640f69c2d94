"""Freezes the programs with PyInstaller: dist/kiosk and dist/presenter, each a folder that runs without Python."""

import argparse
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import frozen
from chores.places import BUILD, ROOT, child_environment
from translations import compile_stale

PROGRAMS = {"kiosk": ("kiosk",), "presenter": ("presenter", "wuzhi-clerk")}
# Not `build/`, which PyInstaller would take by default: that holds our sources.
WORK = ROOT / "work-package"


def freeze(name: str, dist: Path, work: Path) -> Path:
    """Build one bundle anew and return its folder; what PyInstaller says is kept in `work/<name>.log`.

    Raises:
        subprocess.CalledProcessError: PyInstaller failed; its output is in the error.
        FileNotFoundError: PyInstaller ended well without a program.
    """
    command = [
        sys.executable,
        "-m",
        "PyInstaller",
        str(BUILD / f"{name}.spec"),
        "--noconfirm",
        "--log-level=WARN",
    ]
    done = subprocess.run(
        [*command, f"--workpath={work}", f"--distpath={dist}"],
        cwd=ROOT,
        env=child_environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    (work / f"{name}.log").write_text(done.stdout, "utf-8")
    done.check_returncode()
    for program in PROGRAMS[name]:
        file = dist / name / frozen.executable(program)
        if not file.is_file():
            raise FileNotFoundError(file)
    return dist / name


def size_mib(folder: Path) -> float:
    """Return the size of all files below a folder; links count nothing."""
    return sum(file.lstat().st_size for file in folder.rglob("*") if not file.is_dir()) / 2**20


def main(arguments: Sequence[str]) -> int:
    """Build what is asked for; returns the exit code."""
    parser = argparse.ArgumentParser(prog="dev.py package", description="Build the frozen programs.")
    parser.add_argument(
        "programs", nargs="*", metavar="PROGRAM", help=f"of: {', '.join(PROGRAMS)} (default: all)"
    )
    parser.add_argument(
        "--dist", type=Path, default=ROOT / "dist", help="where the bundles go (default: dist/)"
    )
    parser.add_argument(
        "--work", type=Path, default=WORK, help="where PyInstaller works (default: work-package/)"
    )
    options = parser.parse_args(arguments)
    unknown = [name for name in options.programs if name not in PROGRAMS]
    if unknown:
        parser.error(f"there is no program {', '.join(unknown)}")
    compile_stale()
    names = options.programs or tuple(PROGRAMS)
    work, dist = options.work.resolve(), options.dist.resolve()
    work.mkdir(parents=True, exist_ok=True)
    print(f"Freezing {' and '.join(names)}: about a minute", flush=True)
    # Each is one process that works alone: side by side they take the time of the longer one.
    with ThreadPoolExecutor(len(names)) as pool:
        frozen_ones = [pool.submit(freeze, name, dist, work) for name in names]
    for one in frozen_ones:
        try:
            folder = one.result()
        except subprocess.CalledProcessError as error:
            print(f"{error.output}\nPyInstaller failed with {error.returncode}; see above.", file=sys.stderr)
            return 1
        print(f"{folder}: {size_mib(folder):.0f} MiB", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
