"""Finds private names of frameworks in our code, read and not run: who may use them is said by where they are defined.

Four ways lead to one: importing it, asking an object for it (also by a string), overriding it in a subclass, and
putting something else in its place.
"""

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FLOORS = ("portals", "editorial", "syndication", "scoring")
ROOMS = (Path("portals/framework_patches"), Path("editorial/wagtail_patches"))
PRIVATE = re.compile(r"_[A-Za-z]\w*")
# As a string; in capitals they are endings of settings.
SPELT = re.compile(r"_[a-z]\w*")

# Public by documentation, although they begin with an underscore.
DOCUMENTED = {
    "_meta": "Django documents it as the model's options",
    "_state": "Django documents it with `from_db` and constructors",
    "_default_manager": "Django documents it with managers",
    "_base_manager": "Django documents it with managers",
    "_asdict": "of named tuples",
    "_fields": "of named tuples",
    "_replace": "of named tuples",
    "_exit": "of `os`, documented",
    "_save": "Django documents it as what a storage implements",
    "_open": "Django documents it as what a storage implements",
}
# Strings that look like a private name and are words of ours, or of a format.
OUR_STRINGS = {
    "_owner": "how the database role that owns the tables ends",
    "_app": "how the database role of the web ends",
    "_reader": "how the database role that only reads ends",
    "_bytes": "how the name of a metric ends",
    "_device_token": "what a request bears of ours",
    "_refusal_noted": "what a request bears of ours",
    "_deleted": "of JSON Feed's extension, in what we publish",
    "_findings": "a memo of a view of ours",
    "_syndication_desks": "a memo on our user",
    "_portal": "a memo of the portal of a page, `PortalPage._portal`",
}
# Ours, defined in one module and used in another.
SHARED = {"_portal", "_syndication_desks"}
# A process that has only this to do sets them before it begins.
OWN_PROCESS = {
    ("portals/operations/bench/limit_view.py", "settings"),
    ("portals/management/commands/demo.py", "settings"),
}


@dataclass(frozen=True)
class Found:
    path: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.what}"


def everywhere(root: Path) -> Iterator[Found]:
    """All private names of frameworks outside the rooms for them."""
    for floor in FLOORS:
        for file in sorted((root / floor).rglob("*.py")):
            path = file.relative_to(root)
            if "migrations" in path.parts or any(path.is_relative_to(room) for room in ROOMS):
                continue
            yield from in_source(file.read_text(), str(path))


def in_source(source: str, path: str) -> list[Found]:
    """The same of one module. Bases of its classes are asked of the module itself, imported as `path` says."""
    reader = _Reader(path, ast.parse(source))
    reader.visit(reader.tree)
    return reader.found


class _Reader(ast.NodeVisitor):
    def __init__(self, path: str, tree: ast.Module) -> None:
        self.path, self.tree = path, tree
        self.found: list[Found] = []
        self.own = _defined_in(tree) | SHARED
        self.foreign = set(_imported_from_others(tree))
        self.classes: list[str] = []
        self.functions = 0

    def say(self, node: ast.AST, what: str) -> None:
        self.found.append(Found(self.path, node.lineno, what))

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        if not _is_ours(node):
            parts = [*(node.module or "").split("."), *(name.name for name in node.names)]
            for part in parts:
                if PRIVATE.fullmatch(part):
                    self.say(node, f"imports {part} of {node.module}")

    def visit_Import(self, node: ast.Import) -> None:
        for name in node.names:
            if any(PRIVATE.fullmatch(part) for part in name.name.split(".")):
                self.say(node, f"imports {name.name}")

    def visit_Constant(self, node: ast.Constant) -> None:
        text = node.value
        if isinstance(text, str) and SPELT.fullmatch(text) and text not in OUR_STRINGS:
            self.say(node, f"names {text} in a string")

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self.classes.append(node.name)
        known = None if self.functions else _bases_elsewhere(self.path, self.classes)
        for name, line in _defined_in_body(node):
            if PRIVATE.fullmatch(name) and name not in DOCUMENTED and _have(known, name):
                self.found.append(Found(self.path, line, f"overrides {name} of a framework"))
        self.generic_visit(node)
        self.classes.pop()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self.functions += 1
        self.generic_visit(node)
        self.functions -= 1

    visit_AsyncFunctionDef = visit_FunctionDef  # type: ignore[assignment]  # read alike

    def visit_Attribute(self, node: ast.Attribute) -> None:
        name = node.attr
        if PRIVATE.fullmatch(name) and name not in DOCUMENTED:
            known = _bases_elsewhere(self.path, self.classes) if _is_self(node.value) else ()
            theirs = isinstance(node.value, ast.Name) and node.value.id in self.foreign
            if theirs or name not in self.own or _have(known, name):
                self.say(node, f"uses {ast.unparse(node)}")
        self.generic_visit(node)

    def visit_For(self, node: ast.For) -> None:
        """`for module in (filters, chooser): module.name = ...` patches both."""
        named = {part.id for part in ast.walk(node.iter) if isinstance(part, ast.Name)}
        targets = {part.id for part in ast.walk(node.target) if isinstance(part, ast.Name)}
        added = targets - self.foreign if named & self.foreign else set()
        is_literal = isinstance(node.iter, ast.Tuple | ast.List)
        self.foreign |= added if is_literal else set()
        self.generic_visit(node)
        self.foreign -= added

    def visit_Assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            self._ask_of_target(target)
        self.generic_visit(node)

    def visit_AugAssign(self, node: ast.AugAssign) -> None:
        self._ask_of_target(node.target)
        self.generic_visit(node)

    def visit_Delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            self._ask_of_target(target)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Name) and node.func.id in {"setattr", "delattr"}:
            self._ask_of_owner(node, node.args[0])
        self.generic_visit(node)

    def _ask_of_target(self, target: ast.expr) -> None:
        if isinstance(target, ast.Attribute):
            self._ask_of_owner(target, target.value)

    def _ask_of_owner(self, node: ast.AST, owner: ast.expr) -> None:
        while isinstance(owner, ast.Attribute):
            owner = owner.value
        if not isinstance(owner, ast.Name) or owner.id not in self.foreign:
            return
        if (self.path, owner.id) not in OWN_PROCESS:
            self.say(node, f"patches {owner.id}")


def _is_ours(node: ast.ImportFrom) -> bool:
    return bool(node.level) or (node.module or "").partition(".")[0] in FLOORS


def _imported_from_others(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and not _is_ours(node):
            yield from (name.asname or name.name for name in node.names)
        if isinstance(node, ast.Import):
            for name in node.names:
                if name.name.partition(".")[0] not in FLOORS:
                    yield name.asname or name.name.partition(".")[0]


def _is_self(value: ast.expr) -> bool:
    if isinstance(value, ast.Call):
        return isinstance(value.func, ast.Name) and value.func.id == "super"
    return isinstance(value, ast.Name) and value.id in {"self", "cls"}


def _defined_in_body(node: ast.ClassDef) -> Iterator[tuple[str, int]]:
    for part in node.body:
        if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield part.name, part.lineno
        elif isinstance(part, ast.Assign):
            yield from ((t.id, t.lineno) for t in part.targets if isinstance(t, ast.Name))
        elif isinstance(part, ast.AnnAssign) and isinstance(part.target, ast.Name):
            yield part.target.id, part.lineno


def _defined_in(tree: ast.Module) -> set[str]:
    """What the module defines: functions, classes, variables, and attributes that its classes give themselves."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            names.update([node.attr] if _is_self(node.value) else [])
    return names


def _bases_elsewhere(path: str, classes: list[str]) -> tuple[type, ...]:
    """The classes above the class that are not ours; none where it cannot be reached by its name."""
    owner: Any = _module(path)
    for name in classes:
        owner = getattr(owner, name, None)
    if not isinstance(owner, type):
        return ()
    return tuple(
        base
        for base in owner.__mro__[1:]
        if base is not object and base.__module__.partition(".")[0] not in {*FLOORS, "tests"}
    )


def _module(path: str) -> Any:
    name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    try:
        return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        return None


def _have(bases: tuple[type, ...] | None, name: str) -> bool:
    """Whether one of the classes has the name, or gives it to its instances."""
    return any(name in vars(base) or name in _given_by(base) for base in bases or ())


_given: dict[type, frozenset[str]] = {}


def _given_by(base: type) -> frozenset[str]:
    if base not in _given:
        try:
            source = inspect.getsource(base)
        except (OSError, TypeError):
            # Written in C, or made as the program runs.
            source = ""
        _given[base] = frozenset(
            re.findall(r"\bself\.(_[A-Za-z]\w*)\s*(?::[^=\n]+)?=(?!=)", source)
        )
    return _given[base]
