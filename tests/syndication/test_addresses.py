"""No page of another app stands at an address of this floor's nested apps: two of them would hide one."""

from __future__ import annotations

import pytest
from django.urls import get_resolver, resolve, reverse

ADMIN = "portals.urls.admin"


def named() -> list[tuple[str, int]]:
    spaces = get_resolver(ADMIN).namespace_dict
    return [
        (f"{namespace}:{pattern.name}", len(pattern.pattern.converters))
        for namespace in ("adapting", "proof", "across")
        for pattern in spaces[namespace][1].url_patterns
    ]


@pytest.mark.parametrize(("name", "parameters"), named())
def test_an_address_leads_to_its_own_page(name: str, parameters: int) -> None:
    address = reverse(name, urlconf=ADMIN, args=[1] * parameters)

    assert resolve(address, urlconf=ADMIN).view_name == name
