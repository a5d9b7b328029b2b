"""The channel of one account: its token, which is never shown, and its posts with what became of each."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from portals.admin_kit.pages import done, person
from portals.admin_kit.views import VerbForm
from portals.boards.models import User
from portals.models import SocialService
from portals.social.actions.posting import note_taken_down, retry_post, take_down_post
from portals.social.actions.tokens import give_token, take_token
from portals.social.channels import CHANNELS
from portals.social.enums import SocialPostState
from portals.social.models import ENDED, SocialPost, SocialToken
from portals.social.permissions import keeps_accounts, reads_accounts
from portals.social.posting import posting_is_on
from portals.social.subjects import subject_of

from .forms import DeletedByHandForm, SocialReasonForm, TokenForm
from .views import OfAccount, read_account

SHOWN_POSTS = 50


@require_safe
@never_cache
def social_posts(request: HttpRequest, social_account_id: int) -> HttpResponse:
    """How posting to the account goes, and its newest posts."""
    account, user, now = read_account(request, social_account_id), person(request), timezone.now()
    posts = list(
        SocialPost.objects.filter(account=account)
        .select_related("account__portal", "proposed_by", "approved_by")
        .order_by("-proposed_at", "-pk")[:SHOWN_POSTS]
    )
    return TemplateResponse(
        request,
        "portals/social/posts.html",
        {
            "page_title": _("Posts of the account"),
            "page_icon": "globe",
            "account": account,
            "token": SocialToken.objects.filter(account=account).defer("access", "refresh").first(),
            "posts": posts,
            "settled": settled_by(user, posts, now),
            "keeps": keeps_accounts(user, account.portal, now),
            "posting": posting_is_on(),
        },
    )


def settled_by(user: User, posts: list[SocialPost], now: datetime) -> set[int]:
    """Return which of one account's posts the person may settle, each by its own subject."""
    kept = (*ENDED, SocialPostState.PROPOSED)
    by_kind: dict[str, list[SocialPost]] = {}
    for post in posts:
        if post.state not in kept:
            by_kind.setdefault(post.subject.partition(":")[0], []).append(post)
    found = set()
    for of_kind in by_kind.values():
        may = _approvable(user, of_kind, now)
        found |= {post.pk for post in of_kind if post.subject in may}
    return found


def _approvable(user: User, posts: list[SocialPost], now: datetime) -> Collection[str]:
    kind, portal = subject_of(posts[0].subject), posts[0].account.portal
    keys = {post.subject for post in posts}
    if kind is None:
        return ()
    if kind.may_approve_of is not None:
        return kind.may_approve_of(user, keys, portal, now)
    return [key for key in keys if kind.may_approve(user, key, portal, now)]


def settles(user: User, post: SocialPost, now: datetime) -> bool:
    kind = subject_of(post.subject)
    return kind is not None and kind.may_approve(user, post.subject, post.account.portal, now)


@method_decorator(sensitive_post_parameters("access", "refresh"), name="dispatch")
class GiveToken(OfAccount):
    form_class = TokenForm
    page_title = gettext_lazy("Token of the account")
    submit_label = gettext_lazy("Give the token")

    @cached_property
    def situation(self) -> str:
        if SocialService(self.account.service) not in CHANNELS:
            return _("To this service nothing is posted by machine.")
        if not self.account.is_verified:
            return _("Only a verified account gets a token.")
        return ""

    def act(self, form: TokenForm) -> str:
        give_token(account=self.account, wanted=form.wanted(), actor=self.user, now=self.now)
        return _("Kept under seal. Whose it is, the service is asked before anything is posted.")

    def get_success_url(self) -> str:
        return reverse("social_posts", args=[self.account.pk])


@require_POST
def take_social_token(request: HttpRequest, social_account_id: int) -> HttpResponse:
    """Forget the account's token."""
    account = read_account(request, social_account_id)
    done(
        request,
        lambda: take_token(account=account, actor=person(request), now=timezone.now()),
        _("The token is forgotten. Revoke it with the service too."),
    )
    return redirect("social_posts", account.pk)


def read_post(request: HttpRequest, social_post_id: int) -> SocialPost:
    """A post of an account that the person may read; for others it does not exist."""
    found = SocialPost.objects.select_related("account__portal__site", "account__portal__tier")
    post = get_object_or_404(found, pk=social_post_id)
    if not reads_accounts(person(request), post.account.portal, timezone.now()):
        raise Http404
    return post


@require_POST
def try_again(request: HttpRequest, social_post_id: int) -> HttpResponse:
    """Have a post that failed tried again."""
    post = read_post(request, social_post_id)
    done(
        request,
        lambda: retry_post(post=post, actor=person(request), now=timezone.now()),
        _("It is tried again within minutes."),
    )
    return redirect("social_posts", post.account_id)


class OfPost(VerbForm):
    """A form about one post, for who may settle it; for others it does not exist."""

    header_icon = "globe"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.social_post = read_post(request, kwargs["social_post_id"])
        if not settles(self.user, self.social_post, self.now):
            raise Http404
        self.page_subtitle = str(self.social_post.account)
        return super().dispatch(request, *args, **kwargs)

    def get_success_url(self) -> str:
        return reverse("social_posts", args=[self.social_post.account_id])


class TakeDownPost(OfPost):
    form_class = SocialReasonForm
    page_title = gettext_lazy("Take the post down")
    submit_label = gettext_lazy("Take it down")

    def act(self, form: SocialReasonForm) -> str:
        take_down_post(post=self.social_post, actor=self.user, now=self.now, **form.cleaned_data)
        return _("It is taken down within minutes.")


class NoteTakenDown(OfPost):
    form_class = DeletedByHandForm
    page_title = gettext_lazy("The post was deleted by hand")
    submit_label = gettext_lazy("It is deleted")

    def act(self, form: DeletedByHandForm) -> str:
        note_taken_down(post=self.social_post, actor=self.user, now=self.now, **form.cleaned_data)
        return _("Noted.")
