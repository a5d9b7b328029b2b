"""Recalls and how far each is proven, address by address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from editorial.models import StoryPage
from portals.addresses import origin_of
from portals.admin_kit.lists import COMPACT, DeskColumn, DeskList
from portals.admin_kit.pages import person
from portals.boards.enums import STANDING_EDITORS
from portals.boards.models import User
from portals.boards.queries import holds_post
from syndication.models import Recall
from syndication.recalls import queries
from syndication.recalls.actions.proving import ask_again
from syndication.recalls.enums import SETTLED, AnswerState
from syndication.recalls.filters import AddressFilterSet
from syndication.recalls.jobs import nudge_proof
from syndication.recalls.models import ProvenAddress, RecallCertificate
from syndication.recalls.signing import certificate_digest, fingerprint


@dataclass(frozen=True, slots=True)
class AddressStateCount:
    """How many addresses are in a state, and the query that shows those alone."""

    label: str
    count: int
    query: str
    is_chosen: bool


CELLS = "syndication/recalls/recall_progress.html"


class RecallList(DeskList):
    template_name = "syndication/recalls/recalls.html"
    page_title = _("Recalls")
    header_icon = "bin"
    columns = [
        DeskColumn("story", _("Story"), cells=template_name, classname="title"),
        DeskColumn("by", _("Recalled by"), accessor="portal.title"),
        DeskColumn("recalled", _("Recalled"), cells=template_name),
        DeskColumn("reason", _("Reason"), cells=template_name),
        DeskColumn("state", _("State"), cells=template_name),
    ]

    def get_base_queryset(self) -> QuerySet[Recall]:
        return queries.recalls_seen_by(self.user, self.now)


class RecallPage(DeskList):
    """One recall: what was taken off, each address with its answer, and the certificate."""

    template_name = "syndication/recalls/recall.html"
    page_title = _("Recall and its certificate")
    header_icon = "bin"
    table_label = _("Addresses")
    table_classname = COMPACT
    filterset_class = AddressFilterSet
    nothing = _("No portal matches the filter.")
    columns = [
        DeskColumn("portal", _("Portal"), accessor="portal.name", classname="title"),
        DeskColumn("get_what_display", _("What")),
        DeskColumn("address", _("Address"), cells=CELLS, classname="proof-address"),
        DeskColumn("answer", _("Answer"), cells=CELLS),
        DeskColumn("answered", _("Answered at"), cells=CELLS),
    ]

    @cached_property
    def recall(self) -> Recall:
        return recall_for(self.user, self.kwargs["recall_id"])

    @property
    def state(self) -> str:
        """The state that is chosen by the counts above the list; "" where none is."""
        self.filters.form.full_clean()
        return str(self.filters.form.cleaned_data.get("state") or "")

    def get_base_queryset(self) -> QuerySet[ProvenAddress]:
        proof = getattr(self.recall, "proof", None)
        if proof is None:
            return ProvenAddress.objects.none()
        return queries.addresses_shown(proof)

    def told(self, rows: list[Any]) -> list[Any]:
        for address in rows:
            address.url = f"{origin_of(address.hostname)}{address.path}" if address.hostname else ""
        return rows

    def get_page_subtitle(self) -> str:
        return str(self.recall.title)  # type: ignore[attr-defined]  # annotated by the query

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, here = super().get_breadcrumbs_items()
        return [*above, {"url": reverse("proof:recalls"), "label": _("Recalls")}, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        proof = getattr(self.recall, "proof", None)
        totals = queries.totals_by_state(proof) if proof else {}
        total = sum(totals.values())
        settled = sum(totals.get(state, 0) for state in SETTLED)
        certificate = getattr(proof, "certificate", None)
        waits = proof is not None and proof.proven_at is None
        return context | {
            "recall": self.recall,
            "proof": proof,
            "total": total,
            "settled": settled,
            "waiting": (total - settled or 1) if waits else 0,
            "counts": self._counts(totals, total),
            "progress_url": self._progress_url(),
            "may_ask_again": waits
            and holds_post(self.user, self.recall.portal, self.now, STANDING_EDITORS),
            "certificate": certificate and _told(certificate),
            "copies": StoryPage.objects.filter(pk__in=proof.stories[1:]).count() if proof else 0,
        }

    def _counts(self, totals: dict[str, int], total: int) -> list[AddressStateCount]:
        def query(state: str) -> str:
            kept = self.narrowing
            kept["state"] = state
            return "?" + kept.urlencode()

        everything = AddressStateCount(str(_("All")), total, query(""), not self.state)
        labels = dict(AnswerState.choices)
        return [
            everything,
            *(
                AddressStateCount(str(labels[state]), count, query(state), state == self.state)
                for state, count in totals.items()
            ),
        ]

    def _progress_url(self) -> str:
        url = reverse("proof:recall_progress", args=[self.recall.pk])
        query = self.request.GET.urlencode()
        return f"{url}?{query}" if query else url


class RecallProgress(RecallPage):
    """The part of the page that changes while addresses are asked; asked for every second."""

    template_name = "syndication/recalls/recall_progress.html"


@require_POST
def ask_again_now(request: HttpRequest, recall_id: int) -> HttpResponse:
    """Ask every address that is not right yet, now."""
    recall, user, now = recall_for(request.user, recall_id), person(request), timezone.now()
    if not holds_post(user, recall.portal, now, STANDING_EDITORS):
        raise Http404
    count = ask_again(recall=recall, actor=user, now=now)
    nudge_proof(recall.proof.pk)
    messages.success(
        request,
        ngettext("%(count)s address is asked again.", "%(count)s addresses are asked again.", count)
        % {"count": count},
    )
    return redirect("proof:recall", recall.pk)


def recall_for(user: Any, recall_id: int) -> Recall:
    """Return a recall that `user` may see; for everybody else it does not exist."""
    if not isinstance(user, User):
        raise Http404
    return get_object_or_404(queries.recalls_seen_by(user, timezone.now()), pk=recall_id)


def _told(certificate: RecallCertificate) -> dict[str, Any]:
    return {
        "issued_at": certificate.issued_at,
        "digest": certificate_digest(certificate.content),
        "signature": certificate.signature,
        "public_key": certificate.public_key,
        "fingerprint": fingerprint(certificate.public_key),
    }
