"""Asking the read API in tests."""

from __future__ import annotations

from typing import Any

from portals.models import Portal

from .visiting import visit

API = "/api/v1"


def asked(portal: Portal, path: str, /, **query: Any) -> dict[str, Any]:
    """Return what the API of `portal` answers; it must answer."""
    response = visit(portal, f"{API}/{path}", query_params=query)
    assert response.status_code == 200, response.content.decode()
    told: dict[str, Any] = response.json()
    return told


def refused(portal: Portal, path: str, /, **query: Any) -> dict[str, Any]:
    """Return the refusal of what cannot be answered, with its status."""
    response = visit(portal, f"{API}/{path}", query_params=query)
    assert response.status_code >= 400, response.content.decode()
    assert response["Content-Type"] == "application/problem+json"
    told: dict[str, Any] = response.json()
    assert told["status"] == response.status_code
    assert told["title"]
    assert told["detail"]
    return told


def all_of(portal: Portal, path: str, /, **query: Any) -> list[dict[str, Any]]:
    """Page through a list to its end."""
    found, cursor = [], None
    while True:
        page = asked(portal, path, **query, **({"cursor": cursor} if cursor else {}))
        found += page["data"]
        cursor = page["next"]
        if cursor is None:
            return found


def ids(items: list[dict[str, Any]]) -> list[str]:
    return [one["id"] for one in items]
