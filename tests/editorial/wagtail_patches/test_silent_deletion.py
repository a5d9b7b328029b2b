"""Rows go with all that hangs on them and without a signal, unless something stands on them."""

from __future__ import annotations

import pytest
from django.db.models import ProtectedError
from django.db.models.signals import post_delete, pre_delete
from wagtail.models import GroupPagePermission, Page

from editorial.models import HomePage, SectionPage
from editorial.wagtail_patches.silent_deletion import delete_silently
from portals.models import Portal
from tests.factories import make_portal

pytestmark = pytest.mark.django_db


def test_rows_go_with_what_hangs_on_them_and_no_signal_is_sent() -> None:
    portal, other = make_portal(), make_portal()
    sections = SectionPage.objects.filter(portal=portal)
    keys = list(sections.values_list("pk", flat=True))
    sent: list[object] = []

    def hears(sender: object, **_given: object) -> None:
        sent.append(sender)

    for signal in (pre_delete, post_delete):
        signal.connect(hears)
    try:
        delete_silently(sections)
        Portal.objects.filter(pk=portal.pk).update(root=None)
        delete_silently(HomePage.objects.filter(pk=portal.root_id))
    finally:
        for signal in (pre_delete, post_delete):
            signal.disconnect(hears)

    assert sent == []
    assert keys
    assert not Page.objects.filter(pk__in=[*keys, portal.root_id]).exists()
    assert not GroupPagePermission.objects.filter(page=portal.root_id).exists()
    assert SectionPage.objects.filter(portal=other).exists()


def test_what_is_stood_upon_stays() -> None:
    portal = make_portal()

    with pytest.raises(ProtectedError):
        delete_silently(Portal.objects.filter(pk=portal.pk))

    assert Portal.objects.filter(pk=portal.pk).exists()
