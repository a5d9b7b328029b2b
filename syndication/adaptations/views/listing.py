"""The own versions that a person's portals made of others' stories."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from editorial.public.addresses import origin_url
from portals.admin_kit.lists import DeskColumn, DeskList
from syndication.adaptations.models import Adaptation
from syndication.adaptations.queries import adaptations_seen_by


class AdaptationList(DeskList):
    template_name = "syndication/adaptations/adaptations.html"
    page_title = _("Our versions of others' stories")
    header_icon = "edit"
    columns = [
        DeskColumn("copy", _("Our version"), cells=template_name, classname="title"),
        DeskColumn("source_title", _("Source")),
        DeskColumn("portal", _("Portal"), accessor="portal.name"),
        DeskColumn("made", _("Made"), cells=template_name),
        DeskColumn("state", _("State"), cells=template_name),
        DeskColumn("acts", _("Actions"), cells=template_name),
    ]

    def get_base_queryset(self) -> QuerySet[Adaptation]:
        return adaptations_seen_by(self.user, self.now)

    def told(self, rows: list[Any]) -> list[Any]:
        for adaptation in rows:
            adaptation.url = origin_url(adaptation.portal, adaptation.copy)
        return rows
