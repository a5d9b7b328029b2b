"""A small province with the catalogue brought in: built once for each file of tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from portals.models import Portal
from tests.editorial.procedures.centres import open_centre
from tests.editorial.procedures.exports import ALL, bring_in
from tests.factories import make_portal
from tests.support.kept import as_built, built_once


@dataclass
class Town:
    province: Portal
    commune: Portal
    justice: Portal


def build() -> Town:
    bring_in(*ALL)
    province = make_portal("province")
    commune = make_portal("commune", overseer=province)
    justice = make_portal("department", overseer=province)
    # As the portal spells it; the catalogue does otherwise.
    Portal.objects.filter(pk=justice.pk).update(name="Sở Tư Pháp")
    justice.refresh_from_db()
    open_centre(commune)
    return Town(province, commune, justice)


@pytest.fixture(scope="module")
def built_town(django_db_setup: None, django_db_blocker: Any) -> Iterator[Town]:
    with built_once(django_db_blocker, build) as built:
        yield built


@pytest.fixture
def town(built_town: Town, django_db_blocker: Any) -> Iterator[Town]:
    with django_db_blocker.unblock(), as_built(built_town) as built:
        yield built
