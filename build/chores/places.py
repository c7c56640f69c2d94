"""Where the parts of the source tree are."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
REQUIREMENTS = BUILD / "requirements"
TRANSLATIONS = ROOT / "resources" / "translations"
VENV = ROOT / ".venv"


def venv_program(name: str, venv: Path = VENV) -> Path:
    """Return the path of a program that is installed in the environment."""
    return venv / "Scripts" / f"{name}.exe" if os.name == "nt" else venv / "bin" / name


def child_environment() -> dict[str, str]:
    """Return the variables for a child: ours, with the source tree importable and no other Python's settings."""
    kept = {name: value for name, value in os.environ.items() if name not in {"PYTHONHOME", "VIRTUAL_ENV"}}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
