"""The lines of keys, found beside what tomllib reads."""

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.system.toml_source import KeyPath, TomlRefused, read_toml


def paths_of(value: object, path: KeyPath = ()) -> set[KeyPath]:
    """Every key and list place below `value`, as tomllib sees them."""
    if isinstance(value, dict):
        below = [(key, element) for key, element in value.items()]
    elif isinstance(value, list):
        below = list(enumerate(value))
    else:
        return set()
    found: set[KeyPath] = set()
    for key, element in below:
        found |= {(*path, key)} | paths_of(element, (*path, key))
    return found


SAMPLE_LINES = (
    "\ufeff# a pack",
    'title = "中共青岚区委"',
    '"quoted.key" = 1 # comment = 3',
    'lead.first . \'second\' = """',
    'two = "lines"',
    '[no.header]"""',
    "days = [ # one",
    "  1979-05-27 07:32:00,",
    "  2, [3,",
    "  4], { a = \"}\", b.c = '''x''' },",
    "]",
    "[[agenda]]",
    'title = "one"',
    "[[agenda.papers]]",
    "file = 'a.pdf'",
    "[[agenda.papers]]",
    'file = "b\\"]#.pdf"',
    "[agenda.extra]",
    'odd = """a"\\""""""',
    "[[agenda]]",
    'title = "two"',
    '[room . "x y"]',
    "seat = 5",
)
SAMPLE = "\n".join(SAMPLE_LINES)


def test_every_key_and_element_has_its_line() -> None:
    source = read_toml(SAMPLE.encode())

    assert set(source.lines) == paths_of(source.values)
    assert source.line_of(("title",)) == 2
    assert source.line_of(("lead", "first", "second")) == 4
    assert source.line_of(("days",)) == 7
    assert source.line_of(("days", 0)) == 8
    assert source.line_of(("days", 2)) == 9
    assert source.line_of(("days", 2, 1)) == 10
    assert source.line_of(("days", 3, "b", "c")) == 10
    assert source.line_of(("agenda", 0, "papers", 1, "file")) == 17
    assert source.line_of(("agenda", 0, "extra", "odd")) == 19
    assert source.line_of(("agenda", 1, "title")) == 21
    assert source.line_of(("room", "x y", "seat")) == 23


def test_what_is_not_written_has_the_line_of_what_holds_it() -> None:
    source = read_toml(b"\n[[agenda]]\ntitle = 'x'\n")

    assert source.line_of(("agenda", 0, "papers", 3, "file")) == 2
    assert source.line_of(("roster",)) is None


_KEYS = st.sampled_from(["a", "b-1", '"q.k"', "'l k'", '"\\u4e2d"', "长"]).filter(lambda key: key != "长")
_SCALARS = st.sampled_from(
    [
        "1",
        "-2.5e3",
        "true",
        "inf",
        "1979-05-27 07:32:00",
        '"x#]}"',
        "'''a\n''b'''",
        '"""\\"\n"x"""',
        '""',
        "''",
    ]
)
_BLANKS = st.sampled_from(["", " ", "\n", " # ]}\n"])


def _lists(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    listed = st.lists(st.tuples(_BLANKS, inner, _BLANKS).map("".join), max_size=3)
    return listed.map(lambda parts: "[" + ",".join(parts) + "]")


def _inline(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pairs = st.dictionaries(_KEYS, inner, max_size=2)
    return pairs.map(lambda found: "{" + ", ".join(f"{key} = {value}" for key, value in found.items()) + "}")


_VALUES = st.recursive(_SCALARS, lambda inner: _lists(inner) | _inline(inner), max_leaves=6)
_DOTTED = st.lists(_KEYS, min_size=1, max_size=3).map(" . ".join)
_LINES = st.one_of(
    st.tuples(_DOTTED, _VALUES).map(lambda pair: f"{pair[0]} = {pair[1]} # end"),
    _DOTTED.map(lambda keys: f"[{keys}]"),
    _DOTTED.map(lambda keys: f"[[ {keys} ]]"),
    _BLANKS,
)


@given(st.lists(_LINES, max_size=8).map("\n".join))
@settings(max_examples=400)
def test_whatever_tomllib_reads_is_followed_completely(text: str) -> None:
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    source = read_toml(text.encode())

    assert source.values == values
    assert set(source.lines) == paths_of(values)
    assert all(1 <= line <= text.count("\n") + 1 for line in source.lines.values())


@given(st.binary(max_size=200) | st.text(alphabet="[]{}='\"\\.,#\n ab1-", max_size=60).map(str.encode))
@settings(max_examples=400)
def test_arbitrary_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        source = read_toml(content)
    except TomlRefused:
        return
    assert set(source.lines) == paths_of(source.values)


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        (b'a = 1\nb = "\n', 2, "TOML"),
        (b"a = 1\nb = 2\na = 3\n", 3, "TOML"),
        (b"a = [1,\n2\n", 2, "TOML"),
        (b"a = 1\nb = 2026-13-45\n", 2, "TOML"),
        (b"a = 1\nb = '\xff'\n", 2, "UTF-8"),
        ("a = '中'".encode("gbk"), 1, "UTF-8"),
        ("a = 1".encode("utf-16"), 1, "UTF-8"),
        (b"a = 1\nb = '" + b"x" * 4001 + b"'", 2, "longer"),
        (b"a = " + b"[\n" * 50_000, None, "deep"),
        (b"a = 1\r\nb = \r\n", 2, "TOML"),
        (b"a = 1\n[" + b".".join([b"k"] * 40) + b"]\n", 2, "deep"),
        (b"a = 1\nb = {" + b" . ".join([b'"\\"x"'] * 40) + b" = 1}\n", 2, "deep"),
    ],
)
def test_a_file_that_cannot_be_read_names_the_line(content: bytes, line: int | None, said: str) -> None:
    with pytest.raises(TomlRefused) as caught:
        read_toml(content)

    assert caught.value.problem.line == line
    assert said in caught.value.problem.message
