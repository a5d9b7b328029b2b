"""The columns that statements select, which most of their text is: made, compared and quoted once a process.

Django makes a relation's column anew for each statement, asks the signature of its class to compare it with others,
asks each field anew which table it lies in, and quotes each name again: a third of the time in which a statement of
many columns is written.
"""

from __future__ import annotations

from typing import Any

from django.db.models import ForeignKey
from django.db.models.expressions import Col
from django.db.models.sql.compiler import SQLCompiler
from django.utils.functional import cached_property

of_relation_by_django: Any = ForeignKey.get_col
columns_by_django: Any = SQLCompiler.get_default_columns


def keep_plain_columns() -> None:
    """Keep of a column what is the same in each statement that names it.

    Relations with a `cached_col` in Django, and columns that keep their text, would replace this.
    """
    patched: Any = ForeignKey
    patched.get_col = _of_relation
    patched = SQLCompiler
    patched.get_default_columns = _of_model
    patched = Col
    patched.as_postgresql = _quoted
    identity: Any = cached_property(_identity)
    identity.__set_name__(Col, "identity")
    patched.identity = identity


def _of_relation(relation: Any, alias: str, output_field: Any = None) -> Any:
    """Under the name of its own table it is the same each time, as that of any other field is to Django."""
    if output_field is not None or alias != relation.model._meta.db_table:
        return of_relation_by_django(relation, alias, output_field)
    kept = relation.__dict__.get("_own_col")
    if kept is None or kept.alias != alias:
        kept = relation.__dict__["_own_col"] = of_relation_by_django(relation, alias)
    return kept


def _of_model(
    compiler: Any,
    select_mask: Any,
    start_alias: Any = None,
    opts: Any = None,
    from_parent: Any = None,
) -> Any:
    if select_mask or from_parent or (opts := opts or compiler.query.get_meta()) is None:
        return columns_by_django(compiler, select_mask, start_alias, opts, from_parent)
    start_alias = start_alias or compiler.query.get_initial_alias()
    join, seen = compiler.query.join_parent_model, {None: start_alias}
    return [
        field.get_col(seen[parent] if parent in seen else join(opts, parent, start_alias, seen))
        for field, parent in _placed(opts)
    ]


def _placed(opts: Any) -> list[tuple[Any, Any]]:
    """The fields of a model, each with the parent whose table it lies in: None for its own."""
    fields = opts.concrete_fields
    known, placed = opts.__dict__.get("_placed_columns", (None, []))
    # Another list of them where the model was given one more.
    if known is not fields:
        parents = [field.model._meta.concrete_model for field in fields]
        placed = [
            (field, None if parent == opts.model else parent)
            for field, parent in zip(fields, parents, strict=True)
        ]
        opts.__dict__["_placed_columns"] = (fields, placed)
    return placed


def _quoted(column: Any, compiler: Any, connection: Any) -> tuple[str, tuple[()]]:
    kept = column.__dict__.get("_quoted")
    if kept is None:
        kept = column.__dict__["_quoted"] = column.as_sql(compiler, connection)
    return kept


def _identity(column: Any) -> tuple[Any, ...]:
    arguments = _arguments(*column._constructor_args[0], **column._constructor_args[1])
    of_value = column._identity
    return (type(column), *((name, of_value(value)) for name, value in arguments))


def _arguments(alias: Any, target: Any, output_field: Any = None) -> tuple[tuple[str, Any], ...]:
    return (("alias", alias), ("target", target), ("output_field", output_field))
