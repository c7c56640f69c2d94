"""Writing the locked requirements: exact versions with hashes, for every Python and system we support."""

import re
import subprocess
from collections.abc import Sequence

from chores.places import REQUIREMENTS, ROOT, child_environment, venv_program
from chores.terminal import ChoreError, Steps

# file -> what of pyproject.toml is in it. `bootstrap` builds what comes as source only, `runtime` is what a podium or
# a seat needs, `dev` is everything.
LOCKS = {
    "bootstrap.txt": ("--group", "bootstrap"),
    "runtime.txt": ("pyproject.toml",),
    "dev.txt": ("pyproject.toml", "--extra", "dev", "--extra", "package"),
}
_HEADER = (
    "# Written by `python3 build/dev.py lock`; not by hand.\n"
    "# For Python 3.11 to 3.13. Install with: pip install --require-hashes -r {name}\n"
)


def lock(steps: Steps, *, upgrade: bool) -> None:
    """Resolve pyproject.toml anew and write the locks; keeps the pinned versions unless asked to upgrade.

    Raises:
        ChoreError: nothing satisfies the bounds, or an address would get into the file.
    """
    earlier: list[str] = []
    for name, content in LOCKS.items():
        target = REQUIREMENTS / name
        command = [
            *(str(venv_program("uv")), "pip", "compile", *content, "--quiet", "--universal"),
            *("--python-version", "3.11", "--generate-hashes", "--no-annotate", "--no-header"),
            *("--no-emit-index-url", "--no-emit-find-links", "--output-file", str(target)),
            *(("--upgrade",) if upgrade else ()),
            # One version of each package in all locks: the later ones take what the earlier ones chose.
            *(argument for lock_file in earlier for argument in ("--constraints", lock_file)),
        ]
        earlier.append(str(target))
        steps.say(f"Resolving {target.relative_to(ROOT)}")
        done = subprocess.run(
            command, cwd=ROOT, env=child_environment(), capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise ChoreError(f"The requirements cannot be resolved:\n{done.stderr.strip()}")
        text = target.read_text("utf-8")
        problems = lock_problems(text)
        if problems:
            raise ChoreError(f"{target} must not be used:\n  " + "\n  ".join(problems))
        target.write_text(_HEADER.format(name=name) + text, "utf-8", newline="\n")


def lock_problems(text: str) -> Sequence[str]:
    """Return what is wrong with a lock: an address in it, a package without version or without hash."""
    problems = []
    for block in re.split(r"\n(?=\S)", text):
        requirement = block.strip()
        if not requirement or requirement.startswith("#"):
            continue
        first_line = requirement.splitlines()[0]
        if "://" in requirement or first_line.startswith("-") or " @ " in first_line:
            problems.append(f"an address or option: {first_line}")
        elif not re.match(r"[A-Za-z0-9._-]+==\S+", first_line):
            problems.append(f"no exact version: {first_line}")
        elif "--hash=sha256:" not in requirement:
            problems.append(f"no hash: {first_line}")
    return problems
