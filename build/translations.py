"""The catalogues of user-visible text: extracted from the sources, merged, checked and compiled.

Sources are kiosk, presenter and shared; the texts are marked by `tr("…")`, `tr_n("{n} vote", "{n} votes", n)` and
`mark("…")`. Written: resources/translations/wuzhi.pot and <language>/LC_MESSAGES/wuzhi.po. English is the language of
the sources, so its catalogue is filled by this script; Chinese is written by people.
"""

import argparse
import copy
import io
import re
import string
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from chores.places import ROOT, TRANSLATIONS

PACKAGES = ("kiosk", "presenter", "shared")
SOURCE_LANGUAGE = "en"
LANGUAGES = (SOURCE_LANGUAGE, "zh_CN")
TEMPLATE = TRANSLATIONS / "wuzhi.pot"
_KEYWORDS = {"tr": None, "tr_n": (1, 2), "mark": None}
# Lines of a header that say nothing here, or change without a change of the texts.
_NEEDLESS = re.compile(
    rb'^"(Project-Id-Version|Report-Msgid-Bugs-To|POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team'
    rb"|Generated-By):.*\n",
    re.MULTILINE,
)
# Words that stay as they are in every language.
_NAMES = frozenset({"Wuzhi"})


@dataclass(frozen=True)
class Texts:
    """One message as every catalogue format sees it: ids and translations, one each or one per plural form."""

    ids: tuple[str, ...]
    translations: tuple[str, ...]


def texts_of(message: Message) -> Texts:
    """Return the ids and translations of a message, whether or not it has plural forms."""
    return Texts(_as_forms(message.id), _as_forms(message.string))


def _as_forms(value: str | Sequence[str] | None) -> tuple[str, ...]:
    return (value or "",) if value is None or isinstance(value, str) else tuple(value)


def messages_of(catalog: Catalog) -> Iterator[Message]:
    """Iterate over the messages without the header."""
    return (message for message in catalog if message.id)


def extract(root: Path, packages: Sequence[str] = PACKAGES) -> Catalog:
    """Return all marked texts of the sources."""
    template = Catalog(project="wuzhi", charset="utf-8", fuzzy=False, header_comment="# The texts of Wuzhi.")
    for package in packages:
        found = extract_from_dir(
            root / package,
            [("**.py", "python")],
            keywords=_KEYWORDS,
            comment_tags=("i18n:",),
            strip_comment_tags=True,
        )
        for _file, _line, text, comments, context in found:
            template.add(text, auto_comments=comments, context=context)
    return template


def po_bytes(catalog: Catalog) -> bytes:
    """Return the catalogue as the text of a .po file that changes only when a message does."""
    buffer = io.BytesIO()
    write_po(buffer, catalog, no_location=True, sort_output=True, width=110, ignore_obsolete=True)
    return _NEEDLESS.sub(b"", buffer.getvalue())


def read_catalog(path: Path, language: str | None) -> Catalog:
    """Read a .po file; a missing one is an empty catalogue of that language."""
    if not path.exists():
        return Catalog(locale=language, project="wuzhi", charset="utf-8", fuzzy=False, header_comment="#")
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


def po_path(language: str) -> Path:
    """Return where the catalogue of a language is."""
    return TRANSLATIONS / language / "LC_MESSAGES" / "wuzhi.po"


def updated(catalog: Catalog, template: Catalog, language: str) -> Catalog:
    """Bring a catalogue to the template: new texts come in, texts that left the sources go; English is filled."""
    # A copy: Babel puts the template's own messages into the catalogue, and they are filled below.
    catalog.update(copy.deepcopy(template), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.fuzzy = False
    if language == SOURCE_LANGUAGE:
        for message in messages_of(catalog):
            message.string = message.id
    return catalog


def placeholders(text: str) -> frozenset[str]:
    """Return the names in braces; raises ValueError when the braces are unbalanced."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def _placeholders_of_source(text: str) -> frozenset[str]:
    """Return the names in braces of a source text; one that cannot be a format is shown as it is and has none."""
    try:
        return placeholders(text)
    except ValueError:
        return frozenset()


# Chinese says "the leader" (their title) where English names the person.
LEFT_OUT_ON_PURPOSE = {"Back to {leader}, p. {page}": frozenset({"leader"})}


def problems_of(message: Message, language: str) -> Iterator[str]:
    """Say what is wrong with one translation."""
    texts = texts_of(message)
    if message.fuzzy:
        yield "is marked fuzzy"
    if not all(texts.translations):
        yield "has no translation"
        return
    # A plural id may leave its number out ("one vote"), the form for many may not.
    wanted = _placeholders_of_source(texts.ids[-1])
    for translation in texts.translations:
        try:
            found = placeholders(translation)
        except ValueError as error:
            yield f"has a broken placeholder ({error}): {translation!r}"
            continue
        is_short_form = found == _placeholders_of_source(texts.ids[0]) and len(texts.translations) > 1
        is_meant = found | LEFT_OUT_ON_PURPOSE.get(texts.ids[0], frozenset()) == wanted
        if found != wanted and not is_short_form and not is_meant:
            yield f"has the placeholders {sorted(found)} instead of {sorted(wanted)}"
    if language == "zh_CN" and texts.translations == texts.ids[:1] and has_words(texts.ids[0]):
        yield "is still English"


def has_words(text: str) -> bool:
    """Tell whether a text has English words, and is not only a name, an abbreviation or a sign."""
    bare = re.sub(r"\{[^{}]*\}", "", text)
    return any(not word.isupper() and word not in _NAMES for word in re.findall(r"[A-Za-z]{2,}", bare))


def catalogue_problems(path: Path, language: str, template: Catalog) -> list[str]:
    """Say all that is wrong with one committed catalogue, against the sources of today."""
    if not path.exists():
        return [f"{path}: missing"]
    catalog = read_catalog(path, language)
    problems = [f"{path}: obsolete text {ids!r}" for ids in catalog.obsolete]
    for message in messages_of(catalog):
        problems += [
            f"{path}: {texts_of(message).ids[0]!r} {problem}" for problem in problems_of(message, language)
        ]
    if po_bytes(updated(read_catalog(path, language), template, language)) != path.read_bytes():
        problems.append(f"{path}: not up to date with the sources. Run: python3 build/dev.py translations")
    return problems


def check() -> list[str]:
    """Say all that is wrong with the committed template and catalogues."""
    template = extract(ROOT)
    problems = []
    if not TEMPLATE.exists() or TEMPLATE.read_bytes() != po_bytes(template):
        problems.append(
            f"{TEMPLATE}: not up to date with the sources. Run: python3 build/dev.py translations"
        )
    for language in LANGUAGES:
        problems += catalogue_problems(po_path(language), language, template)
    return problems


def merge(catalog: Catalog, fragments: Iterable[tuple[str, Catalog]], template: Catalog) -> list[str]:
    """Put the fragments' translations into a catalogue; the first one wins. Returns what a person should look at."""
    remarks = []
    known = {message.id for message in messages_of(template)}
    for name, fragment in fragments:
        for message in messages_of(fragment):
            if message.id not in known:
                remarks.append(f"{name}: no such text in the sources: {texts_of(message).ids[0]!r}")
                continue
            present = catalog.get(message.id)
            if present is None:
                catalog.add(message.id, message.string)
            elif not all(texts_of(present).translations):
                present.string = message.string
            elif present.string != message.string and all(texts_of(message).translations):
                remarks.append(
                    f"{name}: {texts_of(message).ids[0]!r} is {present.string!r}, not {message.string!r}"
                )
    return remarks


def update(fragments: Sequence[Path]) -> list[str]:
    """Write the template and all catalogues anew, with these Chinese fragments in; returns remarks."""
    template = extract(ROOT)
    TRANSLATIONS.mkdir(parents=True, exist_ok=True)
    TEMPLATE.write_bytes(po_bytes(template))
    remarks: list[str] = []
    for language in LANGUAGES:
        path = po_path(language)
        catalog = read_catalog(path, language)
        if language != SOURCE_LANGUAGE:
            read = [(str(fragment), read_catalog(fragment, language)) for fragment in fragments]
            remarks += merge(catalog, read, template)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(po_bytes(updated(catalog, template, language)))
    return remarks


def compile_stale(translations: Path = TRANSLATIONS) -> None:
    """Compile every .po file whose .mo file is missing or older; a reader never sees half a file."""
    for source in sorted(translations.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        buffer = io.BytesIO()
        write_mo(buffer, read_catalog(source, source.parents[1].name))
        unfinished = target.with_suffix(".mo.new")
        unfinished.write_bytes(buffer.getvalue())
        unfinished.replace(target)


def main(arguments: Sequence[str]) -> int:
    """Update, check or compile; returns 0 when all is well, 1 when the check found something."""
    parser = argparse.ArgumentParser(
        prog="dev.py translations", description=__doc__.splitlines()[0] if __doc__ else ""
    )
    action = parser.add_mutually_exclusive_group()
    action.add_argument(
        "--check", action="store_true", help="change nothing; exit 1 if a text is missing or stale"
    )
    action.add_argument("--compile", action="store_true", help="only compile what is stale")
    action.add_argument(
        "--merge",
        nargs="+",
        type=Path,
        default=[],
        metavar="FILE.po",
        help="take Chinese translations from these",
    )
    options = parser.parse_args(arguments)
    if options.compile:
        compile_stale()
        return 0
    remarks = check() if options.check else update(options.merge)
    for remark in remarks:
        print(remark, file=sys.stderr)
    if not options.check:
        compile_stale()
        remaining = check()
        print(f"{len(remaining)} texts still need work", *remaining, sep="\n  ")
        return 0
    return 1 if remarks else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
