"""A section of a portal that has ended, all of which is read at its successor: its address leads there in one step."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect

from editorial.models import SectionPage
from editorial.public.queries.old_addresses import address_of_moved_section


def led_on_from_section(
    section: SectionPage, request: HttpRequest, *, below: str = ""
) -> HttpResponse | None:
    """301 to the section's address now, with what was asked `below` it; None where it stands where it stood."""
    address = address_of_moved_section(section)
    if address is None:
        return None
    query = request.META.get("QUERY_STRING", "")
    return HttpResponsePermanentRedirect(address + below + (f"?{query}" if query else ""))
