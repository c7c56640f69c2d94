"""What the door may answer is a closed list, because terminals hold a sentence for each."""

import ast
import inspect

from presenter.hub import door as hub_door
from presenter.hub import terminals
from shared.protocol import door


def test_a_hub_gives_no_reason_that_terminals_do_not_know() -> None:
    given = {
        keyword.value
        for module in (hub_door, terminals)
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "JoinRefused"
        for keyword in node.keywords
    }
    names = {value.id if isinstance(value, ast.Name) else getattr(value, "attr", "?") for value in given}
    known = {name for name, value in vars(door).items() if value in door.REASONS}
    assert names
    assert names <= known
