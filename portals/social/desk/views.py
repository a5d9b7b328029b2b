"""The accounts of one portal: for its board, and for whoever oversees it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portals.addresses import main_hostname
from portals.admin_kit.pages import done, person
from portals.admin_kit.scope import portals_of_request
from portals.admin_kit.views import VerbForm
from portals.models import Portal, SocialAccount
from portals.social.actions.registering import (
    ask_for_look,
    change_holder,
    close_account,
    register_account,
)
from portals.social.actions.verifying import (
    may_verify_by_hand,
    verifiable_by_hand,
    verify_by_hand,
)
from portals.social.channels import CHANNELS
from portals.social.models import SocialEvidence
from portals.social.permissions import keeps_accounts, reads_accounts
from portals.social.posting import posting_is_on
from portals.social.queries import accounts_on_desk

from .forms import CloseAccountForm, HolderForm, RegisterAccountForm, VerifyByHandForm


def read_portal(request: HttpRequest, portal_id: int) -> Portal:
    """A portal whose accounts the person may read; for others it does not exist."""
    portal = get_object_or_404(Portal.objects.select_related("site", "tier"), pk=portal_id)
    if not reads_accounts(person(request), portal, timezone.now()):
        raise Http404
    return portal


def read_account(request: HttpRequest, social_account_id: int) -> SocialAccount:
    """An account that the person may read; for others it does not exist."""
    found = SocialAccount.objects.select_related("portal__site", "portal__tier")
    account = get_object_or_404(found, pk=social_account_id)
    if not reads_accounts(person(request), account.portal, timezone.now()):
        raise Http404
    return account


@require_safe
@never_cache
def social_accounts(request: HttpRequest, portal_id: int) -> HttpResponse:
    """Which accounts the portal has, how each stands, and what was found of it."""
    portal, now = read_portal(request, portal_id), timezone.now()
    found = accounts_on_desk(portal)
    user = person(request)
    return TemplateResponse(
        request,
        "portals/social/accounts.html",
        {
            "page_title": _("Social accounts"),
            "page_icon": "globe",
            "portal_of_desk": portal,
            "portals": portals_of_request(request),
            "hostname": main_hostname(portal),
            "open": [one for one in found if one.account.closed_on is None],
            "closed": [one for one in found if one.account.closed_on is not None],
            "keeps": keeps_accounts(user, portal, now),
            "verifiable": verifiable_by_hand(user, portal, [one.account.pk for one in found], now),
            "probes": settings.PORTALS_SOCIAL_PROBES,
            "channels": [service.value for service in CHANNELS],
            "posting": posting_is_on(),
        },
    )


class RegisterAccount(VerbForm):
    form_class = RegisterAccountForm
    header_icon = "globe"
    page_title = gettext_lazy("Enter a social account")
    submit_label = gettext_lazy("Enter")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.portal = read_portal(request, kwargs["portal_id"])
        if not keeps_accounts(self.user, self.portal, self.now):
            raise Http404
        self.page_subtitle = self.portal.name
        return super().dispatch(request, *args, **kwargs)

    def act(self, form: RegisterAccountForm) -> str:
        register_account(portal=self.portal, wanted=form.wanted(), actor=self.user, now=self.now)
        return _(
            "Entered. Write the portal's address on the account's page: by that it is verified."
        )

    def get_success_url(self) -> str:
        return reverse("social_accounts", args=[self.portal.pk])


class OfAccount(VerbForm):
    """A form about one open account, for who may send it; for others it does not exist."""

    header_icon = "globe"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.account = read_account(request, kwargs["social_account_id"])
        if not self.may_act():
            raise Http404
        self.page_subtitle = f"{self.account} · {self.account.get_service_display()}"
        return super().dispatch(request, *args, **kwargs)

    def may_act(self) -> bool:
        return keeps_accounts(self.user, self.account.portal, self.now)

    @cached_property
    def situation(self) -> str:
        return _("This account is closed.") if self.account.closed_on else ""

    def get_success_url(self) -> str:
        return reverse("social_accounts", args=[self.account.portal_id])


class ChangeHolder(OfAccount):
    form_class = HolderForm
    page_title = gettext_lazy("Name and office of the account")
    submit_label = gettext_lazy("Save")

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.account.name, "holder": self.account.holder}

    def act(self, form: HolderForm) -> str:
        change_holder(account=self.account, actor=self.user, now=self.now, **form.cleaned_data)
        return _("Saved.")


class CloseAccount(OfAccount):
    form_class = CloseAccountForm
    page_title = gettext_lazy("Close the account")
    submit_label = gettext_lazy("Close it")

    def act(self, form: CloseAccountForm) -> str:
        close_account(account=self.account, actor=self.user, now=self.now, **form.cleaned_data)
        return _("Closed. The portal names the account no more.")


class VerifyByHand(OfAccount):
    form_class = VerifyByHandForm
    page_title = gettext_lazy("Verify by hand")
    submit_label = gettext_lazy("I have seen it: verify")

    def may_act(self) -> bool:
        return may_verify_by_hand(self.user, self.account, self.now)

    def act(self, form: VerifyByHandForm) -> str:
        verify_by_hand(account=self.account, actor=self.user, now=self.now, **form.cleaned_data)
        return _("The account is verified.")


@require_POST
def look_again(request: HttpRequest, social_account_id: int) -> HttpResponse:
    """Have the account's page looked at by the next round."""
    account = read_account(request, social_account_id)
    done(
        request,
        lambda: ask_for_look(account=account, actor=person(request), now=timezone.now()),
        _("The page is looked at within minutes."),
    )
    return redirect("social_accounts", account.portal_id)


@require_safe
@never_cache
def social_evidence(request: HttpRequest, evidence_id: int) -> FileResponse:
    """A picture or file, to take away: never shown inside a page of ours."""
    evidence = get_object_or_404(SocialEvidence.objects.select_related("portal"), pk=evidence_id)
    if not reads_accounts(person(request), evidence.portal, timezone.now()):
        raise Http404
    ending = str(evidence.file.name).rpartition(".")[2]
    response = FileResponse(
        evidence.file.open("rb"),
        as_attachment=True,
        filename=f"bang-chung-{evidence.pk}.{ending}",
        content_type="application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    return response
