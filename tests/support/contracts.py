"""What we take of frameworks without their promise, asked for at every run of the tests."""

import inspect
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any


def must_take(owner: Any, name: str, *parameters: str, used_by: str) -> Callable[..., Any]:
    """Return the private function; fail with a sentence where it is gone or takes other arguments."""
    said = f"{getattr(owner, '__qualname__', owner)}.{name}"
    function = inspect.getattr_static(owner, name, None)
    assert function is not None, f"The framework has no {said} any more, which {used_by} needs."
    function = getattr(function, "__func__", function)
    found = [one for one in inspect.signature(function).parameters if one not in {"self", "cls"}]
    assert found[: len(parameters)] == list(parameters), (
        f"{said} takes {found} now, and {used_by} calls it with {list(parameters)}."
    )
    return function


def lines_with(package: ModuleType, text: str) -> Iterator[tuple[str, str]]:
    """The (file, line) of the framework's own code that say `text`; its tests are left out."""
    root = Path(package.__path__[0])
    for file in sorted(root.rglob("*.py")):
        if "tests" not in file.parts and file.stem != "tests":
            for line in file.read_text().splitlines():
                if text in line:
                    yield str(file.relative_to(root)), line.strip()
