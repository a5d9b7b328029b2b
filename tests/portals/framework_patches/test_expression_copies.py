"""Breaks when Django copies expressions in another way: ours would leave out what it then does."""

import copy
import inspect

import pytest
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.expressions import BaseExpression, RawSQL
from django.db.models.functions import Cast, Coalesce, JSONObject
from django.db.models.lookups import Exact

from portals.framework_patches import expression_copies
from portals.models import Portal

EXPRESSIONS = [
    F("name"),
    OuterRef("name"),
    Value("a", output_field=CharField()),
    Case(When(name="a", then=Value(1)), default=Value(2)),
    Cast("name", TextField()),
    Coalesce("name", Value("")),
    Count("pk", filter=Q(name="a"), distinct=True),
    JSONObject(name="name"),
    RawSQL("SELECT %s", [1]),
    ExpressionWrapper(Q(name="a"), BooleanField()),
    Exists(Portal.objects.filter(name=OuterRef("name"))),
    Subquery(Portal.objects.values("pk")[:1]),
    Exact(F("name"), Value("a")),
]


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=lambda one: type(one).__name__)
def test_a_copy_is_what_the_protocol_makes(expression) -> None:
    by_protocol, ours = copy.copy(expression), expression_copies._copied(expression)

    assert type(ours) is type(by_protocol)
    assert ours is not expression
    assert ours.__dict__.keys() == by_protocol.__dict__.keys()
    assert {
        name
        for name, value in by_protocol.__dict__.items()
        if name != "_constructor_args" and ours.__dict__[name] is not value
    } == set()


def test_what_was_asked_of_an_expression_is_not_taken_along() -> None:
    counted = Count("pk")
    assert callable(counted.convert_value)
    assert "convert_value" in counted.__dict__
    assert "convert_value" not in counted.copy().__dict__


@pytest.mark.parametrize("kind", [BaseExpression, F])
def test_expressions_are_copied_so(kind) -> None:
    assert kind.copy is expression_copies._copied, "portals.apps no longer asks for plain copies."
    source = inspect.getsource(inspect.getmodule(kind))
    assert source.count("        return copy.copy(self)\n") == 2, (
        "Django's expressions are copied in a way of their own now: see whether ours is still needed."
    )
