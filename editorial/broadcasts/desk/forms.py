"""The form for a phone: a recording, a title and an hour; the text if there is one already."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editorial.broadcasts.enums import BulletinClass, SpokenLanguage
from editorial.broadcasts.models import LONGEST_STATION, SOUND_ENDINGS, check_aired_at
from editorial.broadcasts.posting import BulletinDetails, TakenSound
from portals.admin_kit.fields import LocalMinuteField
from portals.uploads import Accepts, UploadRefused, begun
from portals.uploads.apart import UploadDeadline
from portals.uploads.kinds import MB

SUBMIT, DRAFT = "submit", "draft"
RECORDINGS = Accepts(endings=SOUND_ENDINGS, largest=50 * MB)


class BulletinForm(forms.Form):
    """What is sent. A recording is examined by its content, as far as a request may wait."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    recording = forms.FileField(
        label=gettext_lazy("Recording"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "audio/*"}),
        error_messages={"empty": gettext_lazy("The file is empty.")},
    )
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=200,
        help_text=gettext_lazy("What it is about, in one line. No full stop."),
    )
    aired_at = LocalMinuteField(
        label=gettext_lazy("Aired at"),
        help_text=gettext_lazy("Proposed from the schedule of the station; change it if need be."),
    )
    bulletin_class = forms.ChoiceField(
        label=gettext_lazy("Class of bulletin"),
        choices=BulletinClass.choices,
        initial=BulletinClass.ORDINARY,
        help_text=gettext_lazy("Urgent ones stand above all else on the home page."),
    )
    text = forms.CharField(
        label=gettext_lazy("Text of the bulletin"),
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        help_text=gettext_lazy(
            "Word for word, as it was read. With a recording it may follow within two working days."
        ),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language"),
        choices=SpokenLanguage.choices,
        initial=SpokenLanguage.VIETNAMESE,
        help_text=gettext_lazy("The language that is spoken."),
    )
    station_name = forms.CharField(
        label=gettext_lazy("Station"),
        max_length=LONGEST_STATION,
        required=False,
        help_text=gettext_lazy("Which station airs it, in full."),
    )
    act = forms.ChoiceField(choices=[(SUBMIT, SUBMIT), (DRAFT, DRAFT)], required=False)

    def __init__(self, *args: Any, until: UploadDeadline | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.until = until or UploadDeadline()
        self.fields["recording"].help_text = _("%(kinds)s; at most %(size)s MB.") % {
            "kinds": ", ".join(one.upper() for one in SOUND_ENDINGS if one != "oga"),
            "size": RECORDINGS.largest_of("wav") // MB,
        }

    def clean_aired_at(self) -> datetime:
        aired_at: datetime = self.cleaned_data["aired_at"]
        try:
            check_aired_at(aired_at, timezone.now())
        except forms.ValidationError as error:
            raise forms.ValidationError(error.messages) from error
        return aired_at

    def clean_recording(self) -> TakenSound | None:
        file = self.cleaned_data["recording"]
        if not file:
            return None
        try:
            found = begun(file, accepts=RECORDINGS, until=self.until)
        except UploadRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return TakenSound(found.file, found.waits)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        given = cleaned.get("recording") or cleaned.get("text", "").strip()
        if not given and not self.errors.keys() & {"recording", "text"}:
            self.add_error(
                "recording", _("Add the recording or write the text: one of them is needed.")
            )
        return cleaned

    @property
    def submits(self) -> bool:
        return self.cleaned_data.get("act") != DRAFT

    @property
    def details(self) -> BulletinDetails:
        given = self.cleaned_data
        return BulletinDetails(
            title=given["title"],
            aired_at=given["aired_at"],
            station_name=given["station_name"],
            text=given["text"],
            bulletin_class=BulletinClass(given["bulletin_class"]),
            language=SpokenLanguage(given["language"]),
        )
