"""A bulletin of a loudspeaker station: what was said, as text, as sound, or as both."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel

from editorial.models import PortalDocument, StoryPage
from editorial.recordings.queries import Sound, sounds_of
from portals.text import nfc

from .enums import BulletinClass, SpokenLanguage

# The endings of files that hold sound alone, as stations and phones make them.
SOUND_ENDINGS = ("mp3", "m4a", "ogg", "oga", "opus", "wav", "webm")
SOUNDS = Q(file__iregex=rf"\.({'|'.join(SOUND_ENDINGS)})$")
LONGEST_STATION = 120
# Schedules are planned for weeks; a later hour is a slip of the year, and would stay first in every list.
FURTHEST_AHEAD = timedelta(days=60)


def check_aired_at(aired_at: datetime, now: datetime) -> None:
    """Raise ValidationError, for the field of that name, where an hour lies too far ahead. Pure."""
    if aired_at > now + FURTHEST_AHEAD:
        raise ValidationError(
            {"aired_at": _("It lies more than 60 days ahead. Check the day and the year.")}
        )


class BroadcastPage(StoryPage):
    """What a station aired, or is about to, at `aired_at`. It has a text, a recording, or both.

    A recording may stand without its text for two working days; readers are told that the text is to come.
    """

    story_kind = "broadcast"

    aired_at = models.DateTimeField(_("aired at"))
    bulletin_class = models.CharField(
        _("class of bulletin"),
        max_length=8,
        choices=BulletinClass,
        default=BulletinClass.ORDINARY,
    )
    language = models.CharField(
        _("language"),
        max_length=8,
        choices=SpokenLanguage,
        default=SpokenLanguage.VIETNAMESE,
    )
    station_name = models.CharField(_("station"), max_length=LONGEST_STATION, blank=True)
    recording = models.ForeignKey(
        PortalDocument,
        models.PROTECT,
        null=True,
        blank=True,
        limit_choices_to=SOUNDS,
        related_name="bulletins",
        verbose_name=_("recording"),
    )
    # Made from recording and text: the few that wait for their text are found among all that were ever aired.
    lacks_text = models.BooleanField(editable=False, default=False, db_default=False)

    parent_page_types = ["editorial.SectionPage"]
    content_panels = [
        MultiFieldPanel(
            [
                FieldPanel(
                    "aired_at", help_text=_("When it is first aired, or was, by the schedule.")
                ),
                FieldRowPanel(
                    [
                        FieldPanel(
                            "bulletin_class",
                            help_text=_("Urgent ones stand above all else on the home page."),
                        ),
                        FieldPanel("language", help_text=_("The language that is spoken.")),
                    ]
                ),
                FieldPanel("station_name", help_text=_("Which station airs it, in full.")),
            ],
            heading=_("Airing"),
        ),
        FieldPanel("title", help_text=_("What it is about, in one line. No full stop.")),
        FieldPanel(
            "lead",
            widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("What is told, in two or three sentences. Lists show them."),
        ),
        FieldPanel(
            "recording",
            help_text=_(
                "What was aired, as a sound file. May stay empty where the text stands below."
            ),
        ),
        FieldPanel(
            "body",
            heading=_("Text of the bulletin"),
            help_text=_(
                "Word for word, as it was read. With a recording it may follow within two working days."
            ),
        ),
    ]

    class Meta:
        verbose_name = _("loudspeaker bulletin")
        verbose_name_plural = _("loudspeaker bulletins")
        constraints = [
            models.CheckConstraint(
                condition=Q(bulletin_class__in=BulletinClass.values), name="bulletin_has_a_class"
            ),
            models.CheckConstraint(
                condition=Q(language__in=SpokenLanguage.values), name="bulletin_has_a_language"
            ),
        ]
        indexes = [
            # A week of an archive, and today on home pages, among all that was ever aired.
            models.Index(fields=["aired_at"], name="bulletin_aired_at"),
            models.Index(
                fields=["aired_at"], condition=Q(lacks_text=True), name="bulletin_lacks_text"
            ),
        ]

    def normalise(self) -> None:
        self.derive()
        super().normalise()

    def derive(self) -> None:
        """Bring the station's name into its one form, and say in the lead what is known where nobody wrote one."""
        self.lacks_text = self.recording_id is not None and not self.has_text
        self.station_name = " ".join(nfc(self.station_name or "").split())
        if not (self.lead or "").strip() and self.aired_at:
            self.lead = self.words_of_airing

    def check_own(self) -> None:
        if self.aired_at:
            check_aired_at(self.aired_at, timezone.now())
        if self.recording_id is None and not self.has_text:
            raise ValidationError(
                {"recording": _("Add the recording or write the text: one of them is needed.")}
            )

    @cached_property
    def sound(self) -> Sound | None:
        """What there is of the recording. One query, once."""
        return sounds_of([self.recording_id]).get(self.recording_id) if self.recording_id else None

    @property
    def has_text(self) -> bool:
        return any(True for _block in self.body or ())

    @property
    def words_of_airing(self) -> str:
        told: dict[str, Any] = {
            "hour": f"{localtime(self.aired_at):%H:%M}",
            "day": f"{localtime(self.aired_at):%d/%m/%Y}",
            "station": self.station_name,
        }
        if self.station_name:
            return gettext("Aired at %(hour)s on %(day)s by %(station)s.") % told
        return gettext("Aired at %(hour)s on %(day)s.") % told
