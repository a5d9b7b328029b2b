"""What is told of a clone that failed: where, and what kind of failure; nothing that stood in a row."""

from __future__ import annotations

import re

import psycopg

# What a message quotes after a colon is a value; names of tables and rules stand before one.
_VALUE = re.compile(r':\s+".*$')
_ERROR = re.compile(r"^(?:pg_\w+|\w+): (?:error|fatal):", re.IGNORECASE)
_PLACE = re.compile(
    r'^  File "(?:.*?/(?=portals/|editorial/|syndication/|scoring/))?([^"]+)", line (\d+)'
)
_CLASS = re.compile(r"^(?:\w+\.)*([A-Z]\w*[a-z]\w*)(?::|$)")


def of_error(error: BaseException) -> str:
    """Name the failure by its class; one of PostgreSQL also by its code and by the rule that was broken."""
    name = type(error).__name__
    if not isinstance(error, psycopg.Error):
        return f"{name}: {error}"
    if error.sqlstate is None:
        # Of the connection: no row was read yet.
        return f"{name}: {str(error).strip()}"
    of = [part for part in (error.diag.table_name, error.diag.constraint_name) if part]
    return " ".join([name, f"(SQLSTATE {error.sqlstate})", *of])


def of_program(name: str, said: str) -> str:
    """What a program of PostgreSQL says is wrong, without the rows that it quotes."""
    told = [_VALUE.sub(": …", line) for line in said.splitlines() if _ERROR.match(line)]
    return "; ".join(told)[-400:] or f"{name} ended with an error that it does not tell in one line"


def of_python(said: str) -> str:
    """Which error ended a process of Python, and in which line of ours or of a package."""
    lines = said.splitlines()
    places = [f"{found[1]}:{found[2]}" for line in lines if (found := _PLACE.match(line))]
    classes = [found[1] for line in lines if (found := _CLASS.match(line))]
    return " in ".join([*classes[-1:], *places[-1:]]) or "it did not say why"
