"""Every column that names a portal says what a reform does with its rows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import Field

from portals.models import Portal
from portals.reforms.registry import Fate, declare_fates, declared_fates

# Rows of the cache's outbox, which are gone within the hour.
NOT_ASKED = {"portals.EditionChange.portal_ids"}


def columns() -> Iterator[str]:
    """Of all models, those that Django makes for many-to-many fields included."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields():
            if isinstance(field, Field) and field.concrete and names_a_portal(field):
                yield f"{model._meta.label}.{field.name}"


def names_a_portal(field: Field) -> bool:
    """Points at one, or holds the number of one by itself."""
    if field.remote_field is not None:
        return field.remote_field.model is Portal and not field.many_to_many
    return field.name in {"portal", "portals", "portal_id", "portal_ids", "portal_pk"}


def test_every_column_has_a_fate() -> None:
    assert sorted(set(columns()) - NOT_ASKED - set(declared_fates())) == []


def test_no_fate_is_of_a_column_that_is_gone() -> None:
    assert sorted(set(declared_fates()) - set(columns())) == []


def test_each_says_why() -> None:
    assert [one.column for one in declared_fates().values() if len(one.why.split()) < 4] == []


def test_a_column_has_one_fate() -> None:
    with pytest.raises(ValueError, match=r"editorial\.Placement\.portal"):
        declare_fates("editorial", {"Placement.portal": (Fate.CLOSE, "a second one")})


def test_what_was_measured_approved_and_published_stays_with_whom_it_was() -> None:
    kept = {column for column, one in declared_fates().items() if one.fate is Fate.KEEP}

    assert kept >= {
        "editorial.Approval.portal",
        "editorial.Placement.portal",
        "scoring.Scorecard.portal",
        "scoring.FactEntry.portal",
        "syndication.Recall.portal",
    }
