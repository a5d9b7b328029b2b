"""Of a sheet that was taken back nothing is read any more, at any of its addresses."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.models import DisclosureFigure, Placement
from editorial.placements.actions import withdraw_story
from syndication.placing.actions import place_slice
from syndication.recalls.recalling import recall_story
from tests.support.sheets import FORM, make_disclosure
from tests.support.visiting import visit
from tests.syndication.casts import make_cast, send

pytestmark = pytest.mark.django_db
INDICATOR = f"/so-lieu-cac-xa/{FORM}/T/th"


@pytest.mark.parametrize("verb", [withdraw_story, recall_story])
def test_ends_with_its_table_files_and_figures(verb: Any, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    cast = make_cast(communes=1)
    page = make_disclosure(cast.portal)
    place_slice(dispatch_id=send(page, cast.head).pk, now=timezone.now())
    # Only figures of communes are compared.
    DisclosureFigure.objects.update(portal=cast.communes[0])
    if verb is withdraw_story:
        # What stands elsewhere is recalled; what stands at home alone is withdrawn.
        Placement.objects.filter(story=page).exclude(portal=cast.portal).delete()
    placements = list(
        Placement.objects.filter(story=page).select_related("portal", "section", "story")
    )
    file = page.body[0].value["document"].url
    own = [
        (one.portal, f"{one.path}{name}")
        for one in placements
        for name in ("", "so-lieu.csv", "datapackage.json")
    ]
    files = [(one.portal, file) for one in placements]
    compared = [(cast.portal, f"{INDICATOR}{ending}") for ending in ("/", ".csv")]

    def statuses(places: Any) -> set[int]:
        return {visit(*place).status_code for place in places}

    assert statuses([*own, *files, *compared]) == {200}
    verb(story=page, kind=RemovalKind.IN_ERROR, reason="Sai", actor=cast.head, now=timezone.now())
    papers = [(one.portal, f"{one.path.rstrip('/')}.pdf") for one in placements]
    assert statuses([*own, *papers]) == {410}
    assert statuses(files) <= {404, 410}
    assert statuses(compared) == {404}
    assert not DisclosureFigure.objects.exists()
    for one in placements:
        assert page.slug not in visit(one.portal, "/ngan-sach/").content.decode()
