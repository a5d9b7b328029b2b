"""The form of quick writing: few fields, each with its help beside it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editorial.editor.actions import TakenPhoto
from editorial.models import SectionPage, SectionType
from portals.admin_kit.fields import LocalMinuteField
from portals.models import Portal
from portals.text import nfc
from portals.uploads import PHOTOS, UploadRefused, begun
from portals.uploads.apart import UploadDeadline

# Without script so many places for photos are on the page; with script they come as they are needed.
PHOTO_PLACES = 6
NEWS = "tin-tuc"
NEWS_KIND, NOTICE_KIND = "article", "notice"
SUBMIT, DRAFT = "submit", "draft"


class QuickForm(forms.Form):
    """A short text with photos. Photos are read from `photo-0`, `alt-0` and so on.

    `is_valid` makes the photos sensible as far as `until` allows; the others wait for a job.
    """

    key = forms.UUIDField(widget=forms.HiddenInput)
    portal = forms.ChoiceField(
        label=gettext_lazy("Portal"),
        help_text=gettext_lazy("Where the text will stand. Look twice if you write for several."),
    )
    # What a device kept of an older page names none.
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of text"),
        required=False,
        choices=[
            (NEWS_KIND, gettext_lazy("News: what happened")),
            (NOTICE_KIND, gettext_lazy("A notice: what people are to know or do")),
        ],
    )
    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=200,
        help_text=gettext_lazy("What happened, in one line. No full stop."),
    )
    text = forms.CharField(
        label=gettext_lazy("What you write"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        required=False,
        help_text=gettext_lazy(
            "Who, what, where, when. The first paragraph becomes the lead; a blank line begins a new one."
        ),
    )
    event_at = LocalMinuteField(
        label=gettext_lazy("Event time"),
        required=False,
        help_text=gettext_lazy("When it happened or will happen. May stay empty."),
    )
    section = forms.ChoiceField(
        label=gettext_lazy("Section"),
        help_text=gettext_lazy("If you are not sure, leave the news: the board can move it."),
    )
    credit = forms.CharField(
        label=gettext_lazy("Who took the photos"),
        max_length=150,
        required=False,
        help_text=gettext_lazy("Shown below each photo. May stay empty."),
    )
    byline = forms.CharField(
        label=gettext_lazy("Author"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Who wrote it, as readers shall see it."),
    )
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=160,
        required=False,
        help_text=gettext_lazy("Only where your board did not write it."),
    )
    act = forms.ChoiceField(choices=[(SUBMIT, SUBMIT), (DRAFT, DRAFT)], required=False)

    def __init__(
        self, *args: Any, portals: list[Portal], until: UploadDeadline | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **{"label_suffix": "", **kwargs})
        self.until = until or UploadDeadline()
        self.portals = {str(portal.pk): portal for portal in portals}
        self.photos: list[TakenPhoto] = []
        self.photo_errors: dict[int, str] = {}
        self._choices("portal", [(pk, portal.name) for pk, portal in self.portals.items()])
        self._choices("section", section_types_of(portals))
        if len(portals) == 1:
            self.fields["portal"].widget = forms.HiddenInput()
            self.fields["portal"].initial = str(portals[0].pk)
        self.order_fields(
            [
                "key",
                "portal",
                "kind",
                "title",
                "text",
                "credit",
                "event_at",
                "section",
                "byline",
                "source",
            ]
        )

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    @property
    def submits(self) -> bool:
        return self.cleaned_data.get("act") != DRAFT

    @property
    def section_page(self) -> SectionPage:
        page: SectionPage = self.cleaned_data["section_page"]
        return page

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.submits and not cleaned.get("text", "").strip() and "text" not in self.errors:
            self.add_error("text", _("Write at least one sentence."))
        self._clean_section(cleaned)
        self._clean_photos()
        return cleaned

    def _clean_section(self, cleaned: dict[str, Any]) -> None:
        if "portal" not in cleaned or "section" not in cleaned:
            return
        portal = self.portals[cleaned["portal"]]
        page = (
            SectionPage.objects.filter(portal=portal, section_type=cleaned["section"], live=True)
            .select_related("portal")
            .first()
        )
        if page is None:
            self.add_error("section", _("This portal has no such section. Choose another."))
            return
        cleaned["section_page"] = page

    def _clean_photos(self) -> None:
        for number in range(PHOTO_PLACES):
            file = self.files.get(f"photo-{number}")
            if file is None:
                continue
            alt = self._words(f"alt-{number}", 250)
            if self.submits and not alt:
                self.photo_errors[number] = _("Say in a few words what the photo shows.")
                continue
            try:
                found = begun(file, accepts=PHOTOS, until=self.until)
            except UploadRefused as refusal:
                self.photo_errors[number] = str(refusal)
            else:
                caption = self._words(f"caption-{number}", 300)
                self.photos.append(TakenPhoto(found.file, alt, caption, waits=found.waits))
        if self.photo_errors:
            self.add_error(
                None,
                ValidationError(_("Look at the photos: %(problems)s"), "photos", {
                    "problems": " ".join(
                        _("Photo %(number)s: %(problem)s") % {"number": number + 1, "problem": problem}
                        for number, problem in self.photo_errors.items()
                    ),
                }),
            )  # fmt: skip

    def _words(self, name: str, longest: int) -> str:
        return nfc(" ".join(self.data.get(name, "").split()))[:longest]

    def places(self) -> list[dict[str, Any]]:
        """The places for photos as the page shows them, with what was typed beside each."""
        return [
            {
                "number": number,
                "shown_number": number + 1,
                "alt": self.data.get(f"alt-{number}", "") if self.is_bound else "",
                "caption": self.data.get(f"caption-{number}", "") if self.is_bound else "",
                "error": self.photo_errors.get(number, ""),
            }
            for number in range(PHOTO_PLACES)
        ]


def blank_form(portals: list[Portal], *, portal_id: int | None, section: str | None) -> QuickForm:
    """An empty form with a key of its own, which a device replaces by one it makes itself."""
    return QuickForm(
        portals=portals,
        initial={
            "key": uuid.uuid4(),
            "portal": str(portal_id or portals[0].pk),
            "section": section or NEWS,
        },
    )


def section_types_of(portals: Iterable[Portal]) -> list[tuple[str, str]]:
    """The kinds of section that any of `portals` has, in the order of the taxonomy. One query."""
    kinds = (
        SectionType.objects.filter(sections__portal__in=list(portals), sections__live=True)
        .order_by("position")
        .distinct()
    )
    return [(kind.code, kind.name) for kind in kinds]
