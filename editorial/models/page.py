"""What all pages of portals have in common."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.urls import get_urlconf, set_urlconf
from django.utils.csp import CSP
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override
from wagtail.models import Page, PagePermissionTester, Workflow

from portals.addresses import main_origin
from portals.admin_kit.preview_links import lead_out
from portals.models import Portal
from portals.site_roots import site_root_of
from portals.tree import portal_path


class PortalPagePermissions(PagePermissionTester):
    """Wagtail's own answers, with fewer questions: a list asks them of every row."""

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        """Return at once that a live page stays where one may not publish; Wagtail would ask all pages below."""
        if self.page.live and not self.user.is_superuser and "publish" not in self.permissions:
            return False
        return bool(super().can_delete(ignore_bulk))


class PortalPage(Page):
    """A page that belongs to the portal in whose tree it stands.

    `private_page_options` is empty: a privacy setting would follow the origin onto every portal. The forms of its
    editor, with the walls in them, are given to it when the floor starts (`editor/registration.py`).
    """

    private_page_options: list[str] = []
    # Where the page stood when it was asked for, and what was found.
    _workflow: tuple[str, Workflow | None] | None = None

    class Meta:
        abstract = True

    @cached_property
    def _portal(self) -> Portal:
        portals = Portal.objects.select_related("site", "tier", "root__locale")
        return portals.get(root__path=portal_path(self.path))

    def portal_of_page(self) -> Portal:
        """Return the portal in whose tree the page stands. One query, once per instance."""
        return self._portal

    def permissions_for_user(self, user: AbstractBaseUser) -> PortalPagePermissions:
        return PortalPagePermissions(user, self)

    def narrow_form(self, form: forms.BaseForm, parent: Page) -> None:
        """Take from the editor's form what the portal of `parent` does not offer. Called once the form is made."""

    def public_path(self) -> str:
        """Return the path of the page on its portal, from the tree alone."""
        _root, _home, *rest = self.url_path.split("/")
        return "/" + "/".join(rest)

    def get_url_parts(self, request: HttpRequest | None = None) -> tuple[int, str, str] | None:
        """Return (site id, origin, path), or None when the portal serves nothing (not opened, or closed)."""
        root = site_root_of(self)
        return (root.site_id, root.root_url, self.public_path()) if root else None

    @property
    def has_workflow(self) -> bool:
        return self.get_workflow() is not None

    def get_workflow(self) -> Workflow | None:
        """Return the active workflow of the nearest page that has one, by one query a place in the tree.

        Wagtail asks four times, and once more for each part of the editor that wants to know whether there is one.
        """
        if self._workflow is None or self._workflow[0] != self.path:
            steps = range(self.steplen, len(self.path) + 1, self.steplen)
            self._workflow = (
                self.path,
                Workflow.objects.active()
                .filter(workflow_pages__page__path__in=[self.path[:step] for step in steps])
                .order_by("-workflow_pages__page__depth")
                .first(),
            )
        return self._workflow[1]

    @property
    def preview_sizes(self) -> list[dict[str, Any]]:
        """The phone first, as narrow as the phones of the public are; the panel opens with it."""
        return [
            {
                "name": "mobile",
                "icon": "mobile-alt",
                "device_width": 360,
                "label": _("As on a phone"),
            },
            {
                "name": "tablet",
                "icon": "tablet-alt",
                "device_width": 768,
                "label": _("As on a tablet"),
            },
            {
                "name": "desktop",
                "icon": "desktop",
                "device_width": 1280,
                "label": _("As on a computer"),
            },
        ]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Show the page as its portal would: a preview runs inside a request to the admin host, with its addresses.

        Nobody may frame a public page; the admin shows a preview in a frame of its own.
        """
        policy = settings.SECURE_CSP | {"frame-ancestors": [CSP.SELF]}
        framed = xframe_options_sameorigin(csp_override(policy)(self.serve))
        admin_addresses = get_urlconf()
        set_urlconf("portals.urls.public")
        try:
            return lead_out(framed(request), main_origin(self.portal_of_page()))
        finally:
            set_urlconf(admin_addresses)

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        self.normalise()
        super().full_clean(*args, **kwargs)

    def minimal_clean(self) -> None:
        self.normalise()
        super().minimal_clean()

    def normalise(self) -> None:
        """Bring typed text into the one form that is stored (NFC), before validation sees it."""


def know_portals(pages: Iterable[Page]) -> None:
    """Give each of `pages` its portal, by one query, where it would ask by itself later."""
    by_path: dict[str, list[PortalPage]] = {}
    for page in pages:
        if isinstance(page, PortalPage):
            by_path.setdefault(portal_path(page.path), []).append(page)
    portals = Portal.objects.select_related("site", "tier", "root__locale")
    for portal in portals.filter(root__path__in=by_path):
        for page in by_path[portal.root.path] if portal.root else ():
            page._portal = portal
