#!/usr/bin/env python3
"""The one door to every chore of this project: `python3 build/dev.py --help`.

Needs nothing but the system's Python: it makes the environment itself. This file must be readable by Pythons that
are too old for the project, so that they can say so; everything else is in `chores`.
"""

import shutil
import sys

OLDEST = (3, 11)
NEWEST = (3, 13)


def python_problem(version, which=shutil.which):  # type: ignore[no-untyped-def] # old Pythons read this line too
    """Say why this Python cannot run the project and what to do, or return an empty string."""
    if OLDEST <= tuple(version[:2]) <= NEWEST:
        return ""
    wanted = "Wuzhi needs Python %d.%d to %d.%d; this is %d.%d." % (OLDEST + NEWEST + tuple(version[:2]))
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        name = "python3.%d" % minor
        if which(name):
            return "%s Run it with: %s build/dev.py" % (wanted, name)
    return "%s Install one of these, then run: python3.%d build/dev.py" % (wanted, NEWEST[1])


def main():  # type: ignore[no-untyped-def]
    """Check the Python, then hand over; returns the exit code."""
    problem = python_problem(sys.version_info)
    if problem:
        sys.stderr.write(problem + "\n")
        return 2
    from chores.commands import main as run  # noqa: PLC0415 - an old Python could not even read it

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
