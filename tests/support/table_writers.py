"""What code writes to which table, as far as its text tells: by SQL in strings, and by querysets of one model."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

# What stands in a string for something that only running the code would tell.
UNKNOWN = "{?}"
# A name, quoted or not, with its schema or not; or what a string leaves open for one.
TABLE = r'(?P<table>(?:"?\w+"?\.)?"?\w+"?|\{[^}]*\}|%s|%\(\w+\)s)'
WRITES = re.compile(
    r"\b(?:INSERT\s+INTO"
    r"|DELETE\s+FROM(?:\s+ONLY)?"
    r"|MERGE\s+INTO(?:\s+ONLY)?"
    # Not FOR UPDATE, nor ON CONFLICT DO UPDATE, which names its table before.
    r"|(?<!FOR\s)(?<!KEY\s)(?<!DO\s)UPDATE(?:\s+ONLY)?(?=\s+\S+(?:\s+(?:AS\s+)?\w+)?\s+SET\b)"
    r"|TRUNCATE(?:\s+TABLE)?(?:\s+ONLY)?"
    r"|COPY(?=[^;]*?\bFROM\b))"
    # A trigger is BEFORE TRUNCATE ON its table.
    rf"\s+(?!ON\b){TABLE}",
    re.IGNORECASE,
)
# TRUNCATE takes several.
MORE_TABLES = re.compile(rf"\s*,\s*{TABLE}")


class Write(NamedTuple):
    """A statement that writes: the line of its string, its table, or UNKNOWN where the text does not say."""

    line: int
    table: str


@dataclass(frozen=True)
class Source:
    """One module. `tables` has the table of each model by the model's name."""

    text: str
    tables: Mapping[str, str]

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cached_property
    def _assigned(self) -> dict[str, list[ast.expr]]:
        """What each name of the module is set to, wherever that is."""
        found: dict[str, list[ast.expr]] = {}
        for node in ast.walk(self.tree):
            targets: list[ast.expr] = []
            value: ast.expr | None = None
            if isinstance(node, ast.Assign):
                targets, value = node.targets, node.value
            elif isinstance(node, ast.AnnAssign | ast.NamedExpr | ast.AugAssign):
                targets, value = [node.target], node.value
            for target in targets:
                if isinstance(target, ast.Name) and value is not None:
                    found.setdefault(target.id, []).append(value)
        return found

    def sql_writes(self) -> Iterator[Write]:
        """The writing statements of all strings, put together where they are of parts."""
        for node, text in self._strings(self.tree):
            for table in written_by(text):
                yield Write(node.lineno, table)

    def _strings(self, node: ast.AST) -> Iterator[tuple[ast.expr, str]]:
        match node:
            # What explains is no statement.
            case ast.Expr(value=ast.Constant()):
                return
        if isinstance(node, ast.expr):
            text = self._text(node, depth=4)
            if text is not None:
                yield node, text
                return
        for child in ast.iter_child_nodes(node):
            yield from self._strings(child)

    def _text(self, node: ast.expr, depth: int) -> str | None:
        """The string that an expression makes, with UNKNOWN for its open parts; None where it makes none."""
        match node:
            case ast.Constant(value=str(text)):
                return text
            case ast.JoinedStr(values=parts):
                return "".join(self._part(part, depth) for part in parts)
            case ast.BinOp(op=ast.Add(), left=left, right=right):
                texts = self._text(left, depth), self._text(right, depth)
                if texts == (None, None):
                    return None
                return self._part(left, depth) + self._part(right, depth)
            case ast.BinOp(op=ast.Mod(), left=left):
                return self._text(left, depth)
            case ast.Call(func=ast.Attribute(value=value, attr="format")):
                return self._text(value, depth)
        return None

    def _part(self, node: ast.expr, depth: int) -> str:
        if isinstance(node, ast.FormattedValue):
            node = node.value
        text = self._text(node, depth)
        if text is not None:
            return text
        match node:
            case ast.Attribute(value=ast.Attribute(value=model, attr="_meta"), attr="db_table"):
                return self.tables.get(ast.unparse(model).rpartition(".")[2], UNKNOWN)
            case ast.Name(id=name) if depth:
                parts = {self._part(value, depth - 1) for value in self._assigned.get(name, ())}
                return parts.pop() if len(parts) == 1 else UNKNOWN
        return UNKNOWN

    def model_writes(self, model: str, related: str) -> Iterator[int]:
        """The lines that write rows of a model by its manager, a queryset, an instance, or `related` of another's."""
        rows = _Rows(model, related, self._assigned)
        for function in ast.walk(self.tree):
            match function:
                case ast.Call(func=ast.Attribute(value=of, attr=verb), lineno=line):
                    many = verb in WRITES_MANY and rows.are_many(of)
                    if many or (verb in WRITES_ONE and rows.is_one(of)):
                        yield line


WRITES_ONE = {verb for name in ("save", "delete", "save_base") for verb in (name, f"a{name}")}
WRITES_MANY = {
    verb
    for name in (
        *("create", "bulk_create", "get_or_create", "update_or_create"),
        *("update", "bulk_update", "delete", "_raw_delete"),
        *("add", "set", "remove", "clear"),
    )
    for verb in (name, f"a{name}")
}
MANAGERS = {"objects", "_default_manager", "_base_manager"}
TAKES_ONE = {"get", "first", "last", "earliest", "latest", "create", "get_or_create"}
DEEP = 6


@dataclass(frozen=True)
class _Rows:
    """Which expressions are rows of a model, judged by names and what they are set to in the module."""

    model: str
    related: str
    assigned: Mapping[str, list[ast.expr]]

    def are_many(self, node: ast.AST, depth: int = DEEP) -> bool:
        """Whether it is a manager or a queryset of the model."""
        match node:
            case ast.Attribute(value=owner, attr=name) if name in MANAGERS:
                return ast.unparse(owner).rpartition(".")[2] == self.model
            case ast.Attribute(attr=name) if name == self.related:
                return True
            case ast.Call(func=ast.Attribute(value=of, attr=name)) if name not in TAKES_ONE:
                return self.are_many(of, depth)
            case ast.BinOp(op=ast.BitOr(), left=left):
                return self.are_many(left, depth)
            case ast.Subscript(value=of, slice=ast.Slice()):
                return self.are_many(of, depth)
            case ast.Name(id=name) if depth:
                return any(self.are_many(value, depth - 1) for value in self.assigned.get(name, ()))
        return False

    def is_one(self, node: ast.AST, depth: int = DEEP) -> bool:
        """Whether it is a row of the model: made, or taken from a queryset, here."""
        match node:
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)) if name == self.model:
                return True
            case ast.Call(func=ast.Attribute(value=of, attr=name)) if name in TAKES_ONE:
                return self.are_many(of, depth)
            case ast.Subscript(value=of):
                return self.are_many(of, depth)
            case ast.Name(id="placement"):
                return True
            case ast.Name(id=name) if depth:
                return any(self.is_one(value, depth - 1) for value in self.assigned.get(name, ()))
        return False


def written_by(text: str) -> Iterator[str]:
    """The tables that the statements of a string write."""
    for found in WRITES.finditer(text):
        yield _name(found)
        end = found.end()
        while found[0].upper().startswith("TRUNCATE") and (more := MORE_TABLES.match(text, end)):
            yield _name(more)
            end = more.end()


def _name(found: re.Match[str]) -> str:
    table = found["table"]
    return UNKNOWN if table[0] in "{%" else table.replace('"', "").rpartition(".")[2].lower()
