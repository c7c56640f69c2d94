"""The commands of dev.py: what each needs first, and what it starts."""

import argparse
import os
import subprocess
from collections.abc import Callable, Sequence
from pathlib import Path

from chores.checks import failed_checks
from chores.environment import ensure_environment
from chores.locking import lock
from chores.places import BUILD, ROOT, TRANSLATIONS, child_environment, venv_program
from chores.system_libraries import ensure_system_parts
from chores.terminal import ChoreError, Steps

PROGRAMS = {"kiosk": "kiosk", "presenter": "presenter", "clerk": "presenter.clerk"}
BENCHMARKS = ROOT / "tests" / "bench"
INTERRUPTED = 130


def main(arguments: Sequence[str]) -> int:
    """Run one command; returns the exit code: 0 done, 1 failed, 2 usage, 130 interrupted."""
    parser = _parser()
    options, others = parser.parse_known_args(arguments)
    if others and not options.passes_on:
        parser.error(f"unrecognized arguments: {' '.join(others)}")
    options.passed_on = others
    run: Callable[[argparse.Namespace, Steps], int] = options.run
    steps = Steps()
    try:
        return run(options, steps)
    except ChoreError as error:
        steps.say(f"Stopped: {error}")
        return 1
    except KeyboardInterrupt:
        steps.say("Stopped by you")
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dev.py", description="The chores of Wuzhi.", allow_abbrev=False)
    parser.set_defaults(passes_on=False)
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")

    demo = commands.add_parser(
        "demo", help="a presenter and three seats on this machine with a sample meeting"
    )
    demo.add_argument(
        "--papers", type=_existing_folder, metavar="DIR", help="your own PDFs instead of the sample"
    )
    demo.add_argument(
        "--unattended", action="store_true", help="play the whole story without a person or a screen"
    )
    demo.add_argument(
        "--out", type=Path, metavar="DIR", help="where --unattended leaves pictures and exports"
    )
    demo.add_argument(
        "--lang", choices=("zh_CN", "en"), help="language of the screens (default: the system's)"
    )
    demo.set_defaults(run=_demo)

    test = commands.add_parser("test", help="check, then all tests; extra arguments go to pytest")
    test.set_defaults(run=_test, passes_on=True)

    check = commands.add_parser("check", help="format, lint, types, import contracts, translations")
    check.set_defaults(run=_check)

    bench = commands.add_parser("bench", help="measure, beside a reference; prints JSON lines")
    bench.add_argument(
        "names", nargs="*", metavar="NAME", help=f"of: {', '.join(benchmark_names()) or 'none yet'}"
    )
    bench.set_defaults(run=_bench)

    run = commands.add_parser("run", help="start one program from the source tree; extra arguments go to it")
    run.add_argument("program", choices=tuple(PROGRAMS))
    run.set_defaults(run=_run, passes_on=True)

    for name, text in (
        ("package", "build the frozen programs with PyInstaller into dist/"),
        ("sample", "make the sample meeting anew"),
        ("screens", "draw the pictures of the documentation anew"),
        ("translations", "bring the catalogues up to date; --merge FILE.po… adds translations"),
    ):
        script = commands.add_parser(name, help=text, add_help=False)
        script.set_defaults(run=_script, script=name, passes_on=True)

    locking = commands.add_parser("lock", help="write the locked requirements from pyproject.toml")
    locking.add_argument("--upgrade", action="store_true", help="take newer versions within the bounds")
    locking.set_defaults(run=_lock)
    return parser


def benchmark_names(folder: Path = BENCHMARKS) -> tuple[str, ...]:
    """Return the names that `bench` takes: the public modules of tests/bench."""
    return tuple(sorted(file.stem for file in folder.glob("[a-z]*.py")))


def _demo(options: argparse.Namespace, steps: Steps) -> int:
    if options.unattended and options.out is None:
        raise ChoreError("--unattended needs --out DIR: where shall the pictures and exports go?")
    if options.out is not None and not options.unattended:
        raise ChoreError("--out belongs to --unattended.")
    _get_ready(steps)
    arguments = [
        *(("--papers", str(options.papers)) if options.papers else ()),
        *(("--unattended", "--out", str(options.out.resolve())) if options.unattended else ()),
        *(("--lang", options.lang) if options.lang else ()),
    ]
    return _python(str(BUILD / "demo.py"), *arguments)


def _check(_options: argparse.Namespace, steps: Steps) -> int:
    ensure_environment(steps)
    return 1 if failed_checks(steps) else 0


def _test(options: argparse.Namespace, steps: Steps) -> int:
    _get_ready(steps, for_tests=True)
    failed = failed_checks(steps)
    # pytest repeats this above its own summary, which stays the last line.
    tests = _python("-m", "pytest", *options.passed_on, WUZHI_FAILED_CHECKS=", ".join(failed))
    return tests or (1 if failed else 0)


def _bench(options: argparse.Namespace, steps: Steps) -> int:
    known = benchmark_names()
    unknown = [name for name in options.names if name not in known]
    if unknown:
        raise ChoreError(f"There is no benchmark {', '.join(unknown)}; there are: {', '.join(known)}.")
    _get_ready(steps)
    # They put programs on the stage that the demo uses, which lies beside the chores.
    importable = os.pathsep.join((str(ROOT), str(BUILD)))
    codes = [_python("-m", f"tests.bench.{name}", PYTHONPATH=importable) for name in options.names or known]
    return max(codes, default=0)


def _run(options: argparse.Namespace, steps: Steps) -> int:
    _get_ready(steps)
    return _python("-m", PROGRAMS[options.program], *options.passed_on)


def _script(options: argparse.Namespace, steps: Steps) -> int:
    if options.script == "translations":
        ensure_environment(steps)
    else:
        _get_ready(steps)
    return _python(str(BUILD / f"{options.script}.py"), *options.passed_on)


def _lock(options: argparse.Namespace, steps: Steps) -> int:
    ensure_environment(steps)
    lock(steps, upgrade=options.upgrade)
    return 0


def _get_ready(steps: Steps, *, for_tests: bool = False) -> None:
    ensure_system_parts(steps, for_tests=for_tests)
    ensure_environment(steps)
    if has_stale_catalogues():
        steps.say("Compiling the translations")
        if _python(str(BUILD / "translations.py"), "--compile") != 0:
            raise ChoreError("The translations cannot be compiled; see above.")


def has_stale_catalogues(translations: Path = TRANSLATIONS) -> bool:
    """Tell whether a .po file is newer than what was compiled from it."""
    for source in translations.glob("*/LC_MESSAGES/*.po"):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime_ns < source.stat().st_mtime_ns:
            return True
    return False


def _python(*arguments: str, **variables: str) -> int:
    """Run the environment's Python in the source tree, with these variables, and return its exit code."""
    command = [str(venv_program("python")), *arguments]
    child = subprocess.Popen(command, cwd=ROOT, env={**child_environment(), **variables})
    try:
        return child.wait()
    except KeyboardInterrupt:
        # The terminal has interrupted the child as well: let it end in its own way.
        child.wait()
        raise


def _existing_folder(text: str) -> Path:
    folder = Path(text).resolve()
    if not folder.is_dir():
        raise argparse.ArgumentTypeError(f"{folder} is not a folder")
    return folder
