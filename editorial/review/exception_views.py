"""What leaves the common way: the fast lane, approval on paper, the correction of a published story."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.admin import messages

from editorial.models import Correction
from editorial.permissions import may_publish_at_once
from editorial.revision_token import revision_mark
from editorial.tenancy.pages import own_story, own_text
from portals.admin_kit.pages import done, person
from portals.boards.enums import ALL_POSITIONS
from portals.boards.models import User
from portals.boards.queries import holders
from portals.refusals import Refusal
from portals.tree import portal_of

from .correcting import drop_correction, write_correction
from .fast_lane import publish_at_once
from .forms import CorrectionForm, PaperForm, UrgentForm
from .paper import record_paper_approval


@require_http_methods(["GET", "POST"])
def story_urgent(request: HttpRequest, page_id: int) -> HttpResponse:
    """Publish now, and say what makes it urgent."""
    page = own_text(request, page_id)
    if not may_publish_at_once(person(request), page, timezone.now()):
        raise Http404
    revision = page.get_latest_revision()
    form = UrgentForm(
        request.POST or None, initial={"mark": revision_mark(revision) if revision else ""}
    )
    if form.is_valid() and done(
        request,
        lambda: publish_at_once(
            story=page,
            reason=form.cleaned_data["reason"],
            mark=form.cleaned_data["mark"],
            actor=person(request),
            now=timezone.now(),
        ),
        _("The text is published. Somebody else checks it within 24 hours."),
    ):
        return redirect("story_review", page.pk)
    return TemplateResponse(
        request,
        "editorial/review/story_urgent.html",
        {"page_title": _("Publish at once"), "page": page, "form": form},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def story_paper(request: HttpRequest, page_id: int) -> HttpResponse:
    """Record what was signed on paper, with its photo."""
    page = own_text(request, page_id)
    now = timezone.now()
    portal = portal_of(page)
    if portal is None or not may_publish_at_once(person(request), page, now):
        raise Http404
    seated = holders(portal, now, ALL_POSITIONS).values("user")
    signers = User.objects.filter(pk__in=seated).exclude(pk=person(request).pk)
    revision = page.get_latest_revision()
    form = PaperForm(
        request.POST or None,
        request.FILES or None,
        signers=signers.order_by("last_name", "first_name", "pk"),
        initial={"mark": revision_mark(revision) if revision else ""},
    )
    if form.is_valid() and done(
        request,
        lambda: record_paper_approval(
            story=page,
            approver=form.cleaned_data["approver"],
            signed_at=form.cleaned_data["signed_at"],
            sheet=form.cleaned_data["sheet"],
            mark=form.cleaned_data["mark"],
            actor=person(request),
            now=now,
        ),
        _("The approval on paper was recorded, and the text is published."),
    ):
        return redirect("story_review", page.pk)
    return TemplateResponse(
        request,
        "editorial/review/story_paper.html",
        {"page_title": _("Approved on paper"), "page": page, "form": form},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def story_correct(request: HttpRequest, page_id: int) -> HttpResponse:
    """Write the note, then lead to the editor: the text and its note are reviewed together."""
    story = own_story(request, page_id)
    if not story.permissions_for_user(request.user).can_edit():
        raise Http404
    note = Correction.objects.filter(story=story, published_at=None).first()
    form = CorrectionForm(request.POST or None, initial={"text": note.text if note else ""})
    if form.is_valid():
        try:
            write_correction(
                story=story,
                text=form.cleaned_data["text"],
                actor=person(request),
                now=timezone.now(),
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            way = messages.button(reverse("story_review", args=[story.pk]), _("Review"))
            messages.success(
                request,
                _("The correction is noted. Change the text where it was wrong, then submit it."),
                buttons=[way],
            )
            return redirect("wagtailadmin_pages:edit", story.pk)
    return TemplateResponse(
        request,
        "editorial/review/story_correct.html",
        {
            "page_title": _("Correct"),
            "page": story,
            "form": form,
            "note": note,
            "published": Correction.objects.filter(
                story=story, published_at__isnull=False
            ).order_by("-published_at", "-pk"),
        },
        status=422 if form.errors else 200,
    )


@require_POST
def story_correction_drop(request: HttpRequest, page_id: int) -> HttpResponse:
    story = own_story(request, page_id)
    done(
        request,
        lambda: drop_correction(story=story, actor=person(request), now=timezone.now()),
        _("The correction was dropped."),
    )
    return redirect("story_review", story.pk)
