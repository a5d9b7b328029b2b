"""How pages of one person's request are answered: kept by nobody, found by no engine, told to no other site."""

from __future__ import annotations

from django.http import HttpResponse

FOR_ONE_PERSON = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}


def for_one_person[Answer: HttpResponse](response: Answer) -> Answer:
    for name, value in FOR_ONE_PERSON.items():
        response[name] = value
    return response


def kept_by_nobody[Answer: HttpResponse](response: Answer) -> Answer:
    """The same for a form that anybody opens: what was typed is in it once it was sent."""
    response["Cache-Control"] = "no-store"
    return response
