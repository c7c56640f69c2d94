"""Finds text for people that did not come through the catalogue, by reading the sources."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass

CJK = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
_LETTER = re.compile(r"[^\W\d_]")
_TRANSLATORS = frozenset({"tr", "tr_n", "mark"})
# Calls whose literal arguments a person would read: Qt's setters and the constructors of its text widgets.
_SHOWN_BY = frozenset(
    {
        *(
            "setText",
            "setPlainText",
            "setHtml",
            "setMarkdown",
            "setTitle",
            "setWindowTitle",
            "setWindowIconText",
        ),
        *("setToolTip", "setStatusTip", "setWhatsThis", "setAccessibleName", "setAccessibleDescription"),
        *(
            "setPlaceholderText",
            "setLabelText",
            "setInformativeText",
            "setDetailedText",
            "setPrefix",
            "setSuffix",
        ),
        *("setTabText", "setItemText", "setHeaderLabels", "setSpecialValueText", "setCancelButtonText"),
        *(
            "addItem",
            "addItems",
            "insertItem",
            "addTab",
            "addMenu",
            "addAction",
            "addButton",
            "showMessage",
            "drawText",
        ),
        *(
            "QLabel",
            "QPushButton",
            "QToolButton",
            "QCheckBox",
            "QRadioButton",
            "QGroupBox",
            "QAction",
            "QMenu",
        ),
        *(
            "QDockWidget",
            "QMessageBox",
            "QLineEdit",
            "QTextEdit",
            "QPlainTextEdit",
            "QStandardItem",
            "QListWidgetItem",
        ),
        *("QTableWidgetItem", "QTreeWidgetItem", "QInputDialog", "QProgressDialog", "QErrorMessage"),
    }
)
# The second argument of these is data, not text.
_FIRST_ARGUMENT_ONLY = frozenset({"addItem"})
# Keyword arguments that our own widgets show, whatever the widget is called.
_SHOWN_KEYWORDS = frozenset(
    {
        "accessible_name",
        "caption",
        "heading",
        "hint",
        "label",
        "message",
        "placeholder",
        "text",
        "title",
        "tooltip",
    }
)


@dataclass(frozen=True)
class Finding:
    """A literal that a person would read, in a line that counts from 1."""

    line: int
    text: str


def cjk_literals(source: str) -> tuple[Finding, ...]:
    """Return the string literals with Chinese in them; docstrings and comments may explain words.

    A code point written as an escape (the end of a range, a wide space) is no text.
    """
    tree = ast.parse(source)
    docstrings = {id(node) for node in _docstrings(tree)}
    return tuple(
        Finding(node.lineno, node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
        and CJK.search(node.value)
        and CJK.search(ast.get_source_segment(source, node) or node.value)
    )


def untranslated_literals(source: str) -> tuple[Finding, ...]:
    """Return the literals with letters that are shown without `tr`; signs and digits need no translation."""
    return tuple(
        finding
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        for argument in _shown_arguments(node)
        for finding in _literals(argument)
        if _LETTER.search(finding.text)
    )


def _shown_arguments(call: ast.Call) -> Iterator[ast.expr]:
    name = _called_name(call)
    if name in _TRANSLATORS:
        return
    if name in _SHOWN_BY:
        yield from call.args[:1] if name in _FIRST_ARGUMENT_ONLY else call.args
    for keyword in call.keywords:
        if keyword.arg in _SHOWN_KEYWORDS:
            yield keyword.value


def _literals(expression: ast.expr) -> Iterator[Finding]:
    """Look through joins, conditions, lists and f-strings, but not into calls other than `"…".format()`."""
    match expression:
        case ast.Constant(value=str(text)):
            yield Finding(expression.lineno, text)
        case ast.JoinedStr(values=parts) | ast.List(elts=parts) | ast.Tuple(elts=parts):
            for part in parts:
                yield from _literals(part)
        case ast.BinOp(left=left, right=right):
            yield from _literals(left)
            yield from _literals(right)
        case ast.IfExp(body=body, orelse=orelse):
            yield from _literals(body)
            yield from _literals(orelse)
        case ast.BoolOp(values=values):
            for value in values:
                yield from _literals(value)
        case ast.Call(func=ast.Attribute(value=inner, attr="format" | "join" | "strip" | "upper" | "title")):
            yield from _literals(inner)
        case _:
            return


def _called_name(call: ast.Call) -> str:
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def _docstrings(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if not isinstance(body, list):
            continue
        # A string that stands alone is a docstring, of the thing above it or of an attribute.
        for statement in body:
            if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
                yield statement.value
