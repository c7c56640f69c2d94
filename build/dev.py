#!/usr/bin/env python3
"""The one door to every chore of this project: `python3 build/dev.py --help`.

Needs nothing but the system's Python: it makes the environment itself. This file keeps to a syntax that Pythons which
are too old for the project can read, so that they can say so; everything else is in `chores`.
"""

import shutil
import sys
from typing import Callable, Optional, Tuple  # noqa: UP035 - an old Python has these only here

OLDEST = (3, 11)
NEWEST = (3, 13)


def python_problem(
    version: Tuple[int, int],  # noqa: UP006
    which: "Callable[[str], Optional[str]]" = shutil.which,  # noqa: UP045
) -> str:
    """Say why this Python cannot run the project and what to do, or return an empty string."""
    if OLDEST <= version <= NEWEST:
        return ""
    wanted = "Wuzhi needs Python {}.{} to {}.{}; this is {}.{}.".format(*(OLDEST + NEWEST + version))
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        name = f"python3.{minor}"
        if which(name):
            return f"{wanted} Run it with: {name} build/dev.py"
    return f"{wanted} Install one of these, then run: python3.{NEWEST[1]} build/dev.py"


def main() -> int:
    """Check the Python, then hand over; returns the exit code."""
    problem = python_problem((sys.version_info[0], sys.version_info[1]))
    if problem:
        sys.stderr.write(problem + "\n")
        return 2
    from chores.commands import main as run  # noqa: PLC0415 - an old Python could not even read it

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
