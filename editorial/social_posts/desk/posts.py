"""The page of a story's posts on the portal's accounts: worded, proposed, decided on, and what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin import messages

from editorial.public.queries.images import shared_image
from editorial.public.queries.stories import live_story
from editorial.social_posts.actions import (
    approve_story_post,
    keeps_wordings,
    propose_story_post,
)
from editorial.social_posts.composing import story_to_post
from editorial.social_posts.permissions import story_to_pass_on
from editorial.social_posts.queries import AccountToPost, accounts_to_post, posts_on_desk
from portals.admin_kit.pages import done, person
from portals.refusals import Refusal
from portals.social.actions.posting import refuse_post, retry_post, take_down_post
from portals.social.models import SocialPost

if TYPE_CHECKING:
    from collections.abc import Callable

    from editorial.models import Placement
    from portals.models import Portal


class PostForm(forms.Form):
    account = forms.IntegerField(min_value=1)
    # The verb says what is wrong with it, beside what was typed.
    text = forms.CharField(required=False, strip=False)
    with_picture = forms.BooleanField(required=False)
    act = forms.ChoiceField(choices=[("preview", ""), ("propose", "")])


class PostDecisionForm(forms.Form):
    post = forms.IntegerField(min_value=1)
    act = forms.ChoiceField(
        choices=[(one, "") for one in ("approve", "refuse", "retry", "take_down")]
    )
    seen = forms.CharField(max_length=64, required=False)
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=300, required=False)


@require_safe
@never_cache
def story_posts(request: HttpRequest, portal_id: int, story_id: int) -> HttpResponse:
    """Each account with what would stand there, and what became of posts made so far."""
    portal, placement = story_to_pass_on(request, portal_id, story_id)
    return _page(request, portal, placement)


@require_POST
def story_post_propose(request: HttpRequest, portal_id: int, story_id: int) -> HttpResponse:
    """Propose a post, or show how it will read. Where something is wrong nothing typed is lost."""
    portal, placement = story_to_pass_on(request, portal_id, story_id)
    form = PostForm(request.POST)
    if not form.is_valid():
        return _page(request, portal, placement, status=422)
    typed = form.cleaned_data
    if typed["act"] == "preview":
        return _page(request, portal, placement, typed=typed)
    account = portal.social_accounts.filter(pk=typed["account"]).select_related("portal").first()
    if account is None:
        raise Http404
    try:
        propose_story_post(
            placement=placement,
            account=account,
            text=typed["text"],
            with_picture=typed["with_picture"],
            actor=person(request),
            now=timezone.now(),
        )
    except Refusal as refusal:
        return _page(request, portal, placement, typed=typed, refused=str(refusal), status=422)
    messages.success(request, _("Proposed. Somebody else of the board reads it and decides."))
    return redirect("story_posts", portal.pk, story_id)


@require_POST
def story_post_decide(request: HttpRequest, portal_id: int, story_id: int) -> HttpResponse:
    """Approve, refuse, try again, or take down one post about the story."""
    portal, placement = story_to_pass_on(request, portal_id, story_id)
    form = PostDecisionForm(request.POST)
    if form.is_valid():
        told = form.cleaned_data
        posts = SocialPost.objects.filter(
            account__portal=portal, of_story__story=placement.story_id
        )
        post = posts.filter(pk=told["post"]).first()
        if post is None:
            raise Http404
        act, said = _decision(post, told, request)
        done(request, act, said)
    return redirect("story_posts", portal.pk, story_id)


def _decision(
    post: SocialPost, told: dict[str, Any], request: HttpRequest
) -> tuple[Callable[[], object], str]:
    by: dict[str, Any] = {"post": post, "actor": person(request), "now": timezone.now()}
    if told["act"] == "approve":
        return lambda: approve_story_post(seen=told["seen"], **by), _(
            "Approved: it is sent within minutes."
        )
    if told["act"] == "retry":
        return lambda: retry_post(**by), _("It is tried again within minutes.")
    if told["act"] == "take_down":
        return lambda: take_down_post(reason=told["reason"], **by), _("It is taken down.")
    return lambda: refuse_post(reason=told["reason"], **by), _("It is not posted.")


def _page(
    request: HttpRequest,
    portal: Portal,
    placement: Placement,
    *,
    typed: dict[str, Any] | None = None,
    refused: str = "",
    status: int = 200,
) -> HttpResponse:
    now, user = timezone.now(), person(request)
    story = live_story(placement) if placement.removed_at is None else None
    told = story_to_post(placement, story, portal) if story else None
    posts = posts_on_desk(placement, story, user, now)
    accounts = accounts_to_post(portal, told, posts, now)
    if typed:
        _as_typed(accounts, typed, refused)
    return TemplateResponse(
        request,
        "editorial/social_posts/story_posts.html",
        {
            "page_title": _("Posts about the story"),
            "page_icon": "globe",
            "portal_of_desk": portal,
            "placement": placement,
            "story": story,
            "told": told,
            "picture": shared_image(story) if story else None,
            "accounts": accounts,
            "keeps_wordings": keeps_wordings(user, portal, now),
        },
        status=status,
    )


def _as_typed(accounts: list[AccountToPost], typed: dict[str, Any], refused: str) -> None:
    for one in accounts:
        if one.account.pk == typed["account"]:
            one.text, one.with_picture, one.refused = typed["text"], typed["with_picture"], refused
