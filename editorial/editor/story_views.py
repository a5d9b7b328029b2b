"""How a story leaves a portal, moves, and looks on another."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import get_urlconf, set_urlconf
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods
from wagtail.log_actions import log

from editorial.editor.story_forms import MoveForm, WithdrawForm
from editorial.enums import PlacementRole
from editorial.models import InformationPage, Placement, SectionPage, StoryPage
from editorial.placements.actions import move_story, take_down, withdraw_story
from editorial.placements.removing import withdraw_information
from editorial.public.views.story import render_placed
from editorial.standing.readdressing import move_information
from editorial.tenancy.pages import own_text
from portals.addresses import main_origin
from portals.admin_kit.fields import ReasonForm
from portals.admin_kit.pages import done, person
from portals.admin_kit.preview_links import lead_out
from portals.admin_kit.scope import portals_of_request
from portals.tree import portal_of

if TYPE_CHECKING:
    from wagtail.models import Page


@require_http_methods(["GET", "POST"])
def story_withdraw(request: HttpRequest, page_id: int) -> HttpResponse:
    """Withdraw a story from all portals, or a standing page from its own."""
    text = own_text(request, page_id)
    if isinstance(text, StoryPage):
        return _withdraw_story(request, text)
    return _withdraw_information(request, cast("InformationPage", text))


def _withdraw_information(request: HttpRequest, page: InformationPage) -> HttpResponse:
    form = WithdrawForm(request.POST or None)
    if form.is_valid() and done(
        request,
        lambda: withdraw_information(
            page=page,
            kind=form.cleaned_data["kind"],
            reason=form.cleaned_data["reason"],
            superseded_by=form.cleaned_data["superseded_by"],
            actor=person(request),
            now=timezone.now(),
        ),
        _("The page was withdrawn from the portal."),
    ):
        return redirect("story_review", page.pk)
    return TemplateResponse(
        request,
        "editorial/editor/information_withdraw.html",
        {"page_title": _("Withdraw"), "page": page, "form": form},
        status=422 if form.errors else 200,
    )


def _withdraw_story(request: HttpRequest, story: StoryPage) -> HttpResponse:
    form = WithdrawForm(request.POST or None)
    if form.is_valid() and done(
        request,
        lambda: withdraw_story(
            story=story,
            kind=form.cleaned_data["kind"],
            reason=form.cleaned_data["reason"],
            superseded_by=form.cleaned_data["superseded_by"],
            actor=person(request),
            now=timezone.now(),
        ),
        _("The story was withdrawn from all portals."),
    ):
        return redirect("story_review", story.pk)
    standing = Placement.objects.standing().filter(story=story)
    return TemplateResponse(
        request,
        "editorial/editor/story_withdraw.html",
        {
            "page_title": _("Withdraw"),
            "page": story,
            "form": form,
            "standing": standing.count(),
            "portal_of_text": portal_of(story),
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "POST"])
def story_move(request: HttpRequest, page_id: int) -> HttpResponse:
    """Move a story or a standing page to another section."""
    story = own_text(request, page_id)
    portals = portals_of_request(request)
    form = MoveForm(
        request.POST or None,
        portals=portals,
        initial={"section": story.get_parent().pk},
    )
    if form.is_valid() and done(
        request,
        lambda: _move(request, story, form.cleaned_data["section"]),
        _("The text was moved."),
    ):
        return redirect("story_review", story.pk)
    return TemplateResponse(
        request,
        "editorial/editor/story_move.html",
        {"page_title": _("Move to another section"), "page": story, "form": form},
        status=422 if form.errors else 200,
    )


def _move(request: HttpRequest, text: Page, section: SectionPage) -> None:
    actor, now = person(request), timezone.now()
    if isinstance(text, InformationPage):
        move_information(page=text, section=section, actor=actor, now=now)
    else:
        move_story(story=cast("StoryPage", text), section=section, actor=actor, now=now)


@require_http_methods(["GET", "POST"])
def placement_take_down(request: HttpRequest, placement_id: int) -> HttpResponse:
    placement = _own_placement(request, placement_id)
    if placement.role == PlacementRole.ORIGIN:
        return redirect("story_withdraw", placement.story_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid() and done(
        request,
        lambda: take_down(
            placement=placement,
            reason=form.cleaned_data["reason"],
            actor=person(request),
            now=timezone.now(),
        ),
        _("The story was taken down from this portal."),
    ):
        return redirect("portal_stories", placement.portal_id)
    return TemplateResponse(
        request,
        "editorial/editor/placement_take_down.html",
        {"page_title": _("Take down from this portal"), "placement": placement, "form": form},
        status=422 if form.errors else 200,
    )


@require_GET
def placement_preview(request: HttpRequest, placement_id: int) -> HttpResponse:
    """Show a story as it looks on the portal where it is placed, with that portal's own frame."""
    placement = _own_placement(request, placement_id)
    story = cast("StoryPage", placement.story.specific)
    if not story.live:
        raise Http404
    if placement.role != PlacementRole.ORIGIN:
        log(
            instance=story,
            action="editorial.preview",
            user=person(request),
            data={"portal": placement.portal_id},
        )
    return preview_on(request, story, placement)


def preview_on(request: HttpRequest, story: StoryPage, placement: Placement) -> HttpResponse:
    admin_addresses = get_urlconf()
    set_urlconf("portals.urls.public")
    try:
        shown = render_placed(request, placement.portal, story, placement)
        return lead_out(shown, main_origin(placement.portal))
    finally:
        set_urlconf(admin_addresses)


def _own_placement(request: HttpRequest, placement_id: int) -> Placement:
    return get_object_or_404(
        Placement.objects.select_related("portal__site", "portal__tier", "section", "story"),
        pk=placement_id,
        portal__in=portals_of_request(request),
    )
