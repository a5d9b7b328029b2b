"""A month of a clone, from the freeze to the notice, as its boards see it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.urls import reverse

from portals.practice.places import ClonePlaces
from scoring.enums import ProceedingState
from scoring.models import Round, RoundNotice, Scorecard
from tests.scoring.course.cast import Course, freeze
from tests.walls import body, desk_client


@contextmanager
def on_the_clone(places: ClonePlaces) -> Iterator[None]:
    """Work as the application does on the clone: with its rights, on the rows that were cloned."""
    real = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = places.standing
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = real


def a_month_is_scored_there(course: Course, places: ClonePlaces) -> None:
    """Frozen, assessed by the boards, verified, decided on and published; the real install has none of it."""
    with on_the_clone(places):
        freeze()
        course.at(ProceedingState.PUBLISHED)
        card = course.card()
        assert card.total > 0
        head = desk_client(course.heads[0])
        said = body(head.get(reverse("scoring:scorecard", args=[card.pk]))).decode()
        assert course.communes[0].name in said
        assert f"{card.total:.2f}".replace(".", ",") in said
        assert course.communes[0].name in body(head.get(reverse("scoring:league"))).decode()
        assert RoundNotice.objects.get().proceeding == course.proceeding
    assert not Round.objects.exists()
    assert not Scorecard.objects.exists()
