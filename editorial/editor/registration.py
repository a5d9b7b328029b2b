"""What this room says to the models when the floor starts: by which forms a page is edited and copied."""

from __future__ import annotations

from editorial.models.page import PortalPage

from .forms import StoryCopyForm, WalledPageForm


def install() -> None:
    PortalPage.base_form_class = WalledPageForm
    PortalPage.copy_form_class = StoryCopyForm
