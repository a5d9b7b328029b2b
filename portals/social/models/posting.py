"""What opens an account to us, and each post that is proposed for it, stands there, or was taken down."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from portals.boards.models import User
from portals.models import SocialAccount
from portals.querysets import manager_of
from portals.sealing.fields import SealedTextField
from portals.social.enums import SocialFault, SocialPostState

from .register import unguessable_evidence

LONGEST_SUBJECT, LONGEST_POST, LONGEST_LINK, LONGEST_WORDS = 60, 5000, 1000, 300
# Of such a post nothing is under way and nothing stands with the service.
ENDED = (SocialPostState.REFUSED, SocialPostState.WITHDRAWN)
# Read there again, and as it was approved.
STANDING = (SocialPostState.CONFIRMED, SocialPostState.CORRECTED)


class SocialToken(models.Model):
    """What lets us post to one account. Its texts are sealed: the desk never shows them, and no log has them.

    A token with a fault is used no more until its board gives another.
    """

    account = models.OneToOneField(
        SocialAccount, models.CASCADE, related_name="token", verbose_name=_("account")
    )
    access = SealedTextField(_("access token"), bound_to="account")
    # What the next access token is had for. A service may take each but once.
    refresh = SealedTextField(_("refresh token"), bound_to="account", blank=True, default="")
    # Until when `access` is good; with some services hours.
    access_until = models.DateTimeField(_("access until"), null=True, blank=True)
    # From this day on a person is needed. Empty where nobody knows.
    dies_on = models.DateField(_("dies on"), null=True, blank=True)
    given_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("given by"))
    given_at = models.DateTimeField(_("given at"))
    refreshed_at = models.DateTimeField(_("refreshed at"), null=True, blank=True)
    # Until when one worker alone renews it, and until when nobody tries, after a try that came to nothing.
    renewing_until = models.DateTimeField(_("being renewed until"), null=True, blank=True)
    renew_after = models.DateTimeField(_("not renewed before"), null=True, blank=True)
    # As whom the service knows who has it, once it said that this is the account.
    page_id = models.CharField(_("page"), max_length=80, blank=True, default="")
    proved_at = models.DateTimeField(_("proved at"), null=True, blank=True)
    # When the service last did what it was asked for; until when it wants to be left alone.
    worked_at = models.DateTimeField(_("worked at"), null=True, blank=True)
    rests_until = models.DateTimeField(_("rests until"), null=True, blank=True)
    # When the service was last asked for figures of a month.
    months_tried_at = models.DateTimeField(_("asked for figures at"), null=True, blank=True)
    fault = models.CharField(
        _("fault"), max_length=10, choices=SocialFault, blank=True, default=SocialFault.NONE
    )
    fault_words = models.CharField(_("what is wrong"), max_length=LONGEST_WORDS, blank=True)
    fault_at = models.DateTimeField(_("since"), null=True, blank=True)

    objects: ClassVar[models.Manager[SocialToken]]

    class Meta:
        verbose_name = _("token of a social account")
        verbose_name_plural = _("tokens of social accounts")
        constraints = [
            models.CheckConstraint(condition=~Q(access=""), name="social_token_is_one"),
            models.CheckConstraint(
                condition=Q(fault="", fault_words="", fault_at=None)
                | (~Q(fault="") & ~Q(fault_words="") & Q(fault_at__isnull=False)),
                name="social_token_says_what_is_wrong",
            ),
            models.CheckConstraint(
                condition=Q(proved_at=None) | ~Q(page_id=""), name="social_token_proved_of_a_page"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}"


class SocialPostQuerySet(models.QuerySet["SocialPost"]):
    def open(self) -> SocialPostQuerySet:
        """Those that wait, are under way, stand with the service, or failed."""
        return self.exclude(state__in=ENDED)

    def standing(self) -> SocialPostQuerySet:
        return self.filter(state__in=STANDING)


class SocialPost(models.Model):
    """One post of an account about one thing, which a floor above names (`subject`: "story:12").

    Proposed by one person and approved by another; what follows is done by the worker alone. `text` is what is to
    stand there. `tries` and `next_try_at` count since `state_at`; a try is counted before it is made.
    """

    account = models.ForeignKey(
        SocialAccount,
        models.PROTECT,
        related_name="posts",
        db_index=False,
        verbose_name=_("account"),
    )
    subject = models.CharField(max_length=LONGEST_SUBJECT)
    text = models.TextField(_("text"), max_length=LONGEST_POST)
    link = models.URLField(_("link"), max_length=LONGEST_LINK)
    # The very picture that was approved, and where the portal shows it.
    picture = models.FileField(_("picture"), upload_to=unguessable_evidence, blank=True)
    picture_hash = models.CharField(max_length=64, blank=True, default="")
    picture_address = models.URLField(max_length=LONGEST_LINK, blank=True, default="")
    proposed_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed at"))
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("approved at"), null=True, blank=True)
    # By who proposed it: the board has a standing waiver.
    is_waived = models.BooleanField(_("approved under a waiver"), default=False, db_default=False)
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("ended by")
    )
    ended_because = models.CharField(_("reason"), max_length=LONGEST_WORDS, blank=True, default="")
    state = models.CharField(
        _("state"), max_length=12, choices=SocialPostState, default=SocialPostState.PROPOSED
    )
    state_at = models.DateTimeField(_("in this state since"))
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    next_try_at = models.DateTimeField(_("next try at"), null=True, blank=True)
    # Since when it may stand there, whatever the service said to it.
    tried_at = models.DateTimeField(_("first tried at"), null=True, blank=True)
    # As what the service knows it, and where people read it.
    external_id = models.CharField(_("name with the service"), max_length=120, blank=True)
    address = models.URLField(_("address of the post"), max_length=LONGEST_LINK, blank=True)
    # When it was first and last read there as it is to be.
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)
    seen_at = models.DateTimeField(_("last seen at"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("taken down at"), null=True, blank=True)
    # Of the last try. It stays beside a state that goes on, until a try succeeds.
    fault = models.CharField(
        _("fault"), max_length=10, choices=SocialFault, blank=True, default=SocialFault.NONE
    )
    fault_words = models.CharField(_("what is wrong"), max_length=LONGEST_WORDS, blank=True)

    objects: ClassVar[SocialPostQuerySet] = manager_of(SocialPostQuerySet)

    class Meta:
        verbose_name = _("social post")
        verbose_name_plural = _("social posts")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "subject"],
                condition=~Q(state__in=ENDED),
                name="open_social_post_once",
            ),
            models.UniqueConstraint(
                fields=["account", "external_id"],
                condition=~Q(external_id=""),
                name="social_post_of_a_service_once",
            ),
            models.CheckConstraint(
                condition=Q(state__in=SocialPostState.values), name="social_post_has_a_state"
            ),
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(link="") & ~Q(subject=""),
                name="social_post_says_something",
            ),
            models.CheckConstraint(
                condition=Q(picture="", picture_hash="", picture_address="")
                | (~Q(picture="") & ~Q(picture_hash="") & ~Q(picture_address="")),
                name="social_post_picture_is_known",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None, is_waived=False)
                | Q(approved_by=F("proposed_by"), is_waived=True)
                | (~Q(approved_by=F("proposed_by")) & Q(is_waived=False)),
                name="social_post_has_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None, approved_at=None)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
                name="social_post_approved_at_an_hour",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        SocialPostState.PROPOSED,
                        SocialPostState.REFUSED,
                        SocialPostState.WITHDRAWN,
                    ]
                )
                | Q(approved_by__isnull=False),
                name="social_post_leaves_approved",
            ),
            models.CheckConstraint(
                condition=~Q(state=SocialPostState.REFUSED)
                | (Q(ended_by__isnull=False) & ~Q(ended_because="")),
                name="refused_social_post_says_why",
            ),
            models.CheckConstraint(
                condition=~Q(state=SocialPostState.SENT) | ~Q(external_id=""),
                name="sent_social_post_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=STANDING)
                | (~Q(external_id="") & ~Q(address="") & Q(confirmed_at__isnull=False)),
                name="social_post_stands_somewhere",
            ),
            models.CheckConstraint(
                condition=~Q(state=SocialPostState.WITHDRAWN) | Q(withdrawn_at__isnull=False),
                name="withdrawn_social_post_has_its_hour",
            ),
            models.CheckConstraint(
                condition=(~Q(state=SocialPostState.FAILED) | ~Q(fault=""))
                & (Q(fault="", fault_words="") | (~Q(fault="") & ~Q(fault_words=""))),
                name="social_post_says_what_is_wrong",
            ),
        ]
        indexes = [
            models.Index(fields=["subject"], name="social_posts_of_a_subject"),
            models.Index(fields=["account", "-proposed_at"], name="social_posts_newest"),
            models.Index(
                fields=["next_try_at"],
                condition=Q(next_try_at__isnull=False),
                name="social_posts_to_try",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject}: {self.state}"
