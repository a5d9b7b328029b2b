"""Forms of what scorers enter: one line a measure, a word on each proposed copy, and what never applies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.admin_kit.form_fields import LinesField, choice_field, model_field
from portals.clock import local_date
from portals.models import Portal
from portals.uploads import TABLES
from portals.uploads.fields import CheckedFileField
from scoring.measures.registry import EntryKind, KnownMeasure, known_measure
from scoring.models import FactEntry
from scoring.periods import Month
from scoring.rubrics.spec import AdjustmentSpec, CriterionSpec

from .facts import EnteredFact
from .queries import ProposedCopy
from .tokens import digest_of, plain_number, token_of_entry, token_of_verdict
from .verdicts import CopyJudgement

PLACES = Decimal("0.0001")
SOURCE_LENGTH = 300


class LineForm(forms.Form):
    """The entry for one measure. All empty: nothing is entered, and what was is taken out."""

    done = forms.DecimalField(required=False, min_value=0, max_digits=10, decimal_places=2)
    cases = forms.IntegerField(required=False, min_value=0, max_value=1_000_000)
    source = LinesField(
        label=gettext_lazy("Evidence"),
        required=False,
        max_length=SOURCE_LENGTH,
        widget=forms.Textarea(attrs={"rows": 2, "maxlength": SOURCE_LENGTH}),
        help_text=gettext_lazy("What it rests on: a register, a document, a link."),
    )

    def __init__(
        self,
        given: Any,
        *,
        line: CriterionSpec | AdjustmentSpec,
        entry: FactEntry | None,
        cases: int | None = None,
        name: str = "",
    ) -> None:
        self.line, self.entry = line, entry
        known = known_measure(line.measure)
        self.entry_kind = known.entry if known else EntryKind.SHARE
        super().__init__(given, initial=self._initial(cases), prefix=f"line-{name or line.code}")
        labels = {
            EntryKind.SHARE: (_("Fulfilled"), _("Of (cases)")),
            EntryKind.NUMBER: (_("Value"), _("Cases")),
            EntryKind.TIMES: (_("Times"), ""),
        }
        self.fields["done"].label, self.fields["cases"].label = labels[self.entry_kind]
        if self.entry_kind == EntryKind.TIMES:
            del self.fields["cases"]
        self.base = f"{token_of_entry(entry)}:{digest_of(*self._typed(self.initial))}"

    def _initial(self, cases: int | None) -> dict[str, Any]:
        if self.entry is None:
            return {"cases": cases}
        value = self.entry.value
        if self.entry_kind == EntryKind.SHARE:
            value = (value * self.entry.cases).quantize(Decimal("0.01"))
        # As a number, so that what stands there unchanged is no change.
        return {
            "done": Decimal(f"{value.normalize():f}"),
            "cases": self.entry.cases,
            "source": self.entry.source.replace("\r\n", "\n"),
        }

    @property
    def is_empty(self) -> bool:
        given = self.cleaned_data
        return given.get("done") is None and not given.get("source")

    @property
    def _seen(self) -> tuple[str, str]:
        """What the form was based on: the token of the entry, and what stood in the fields."""
        token, _colon, digest = str(self.data.get(f"{self.prefix}-base", "")).partition(":")
        return token, digest

    @property
    def is_touched(self) -> bool:
        """Whether the person changed the line: it is neither what stands there nor what was shown to them."""
        typed = digest_of(*self._typed(self.cleaned_data))
        return self.has_changed() and typed != self._seen[1]

    def _typed(self, given: Mapping[str, Any]) -> tuple[str, Any, str]:
        cases = given.get("cases") if "cases" in self.fields else None
        return (
            plain_number(given.get("done")),
            "" if cases is None else cases,
            given.get("source") or "",
        )

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        self._must_be_as_seen()
        done, cases = given.get("done"), given.get("cases")
        if self.errors or (done is None and not given.get("source")):
            return given
        if self.entry_kind == EntryKind.TIMES:
            if done is None or done != done.to_integral_value():
                self.add_error("done", _("How many times, as a whole number."))
        elif cases is None:
            self.add_error("cases", _("Of how many? 0: there was no case in the month."))
        elif done is None and cases:
            self.add_error("done", _("How many of them?"))
        elif self.entry_kind == EntryKind.SHARE and (done or 0) > cases:
            self.add_error("done", _("No more than there were cases."))
        if not given.get("source"):
            self.add_error("source", _("Name what it rests on."))
        return given

    def _must_be_as_seen(self) -> None:
        if not self.errors and self.is_touched and self._seen[0] != token_of_entry(self.entry):
            self.add_error(None, self._other())

    def _other(self) -> str:
        """What somebody else did meanwhile, in words."""
        if self.entry is None:
            return _(
                "Somebody took this entry out meanwhile. Yours still stands here: store again to enter it."
            )
        return _(
            "%(who)s entered %(done)s of %(cases)s meanwhile (%(source)s). Yours still stands here: store again to put "
            "it in the place of that."
        ) % {
            "who": self.entry.entered_by,
            "done": number_format(self.initial["done"]),
            "cases": self.initial["cases"],
            "source": self.entry.source,
        }

    @property
    def based_on(self) -> str:
        return self._seen[0]

    def fact(self, portal: Portal) -> EnteredFact:
        given = self.cleaned_data
        done: Decimal = given.get("done") or Decimal()
        cases: int = given.get("cases") or 0
        if self.entry_kind == EntryKind.TIMES:
            return EnteredFact(portal, self.line.measure, done, int(done), given["source"])
        if self.entry_kind == EntryKind.SHARE:
            value = (done / cases).quantize(PLACES) if cases else Decimal()
        else:
            value = done
        return EnteredFact(portal, self.line.measure, value, cases, given["source"])


class CopyForm(forms.Form):
    """A word on one text that the machine holds for a copy."""

    word = forms.ChoiceField(
        required=False,
        widget=forms.RadioSelect,
        choices=[
            ("", gettext_lazy("not decided yet")),
            ("copy", gettext_lazy("a copy: does not count")),
            ("own", gettext_lazy("no copy, such as a form that all fill in: counts")),
        ],
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), required=False, max_length=300)

    def __init__(self, given: Any, *, proposed: ProposedCopy) -> None:
        self.proposed = proposed
        said = proposed.verdict
        initial = {
            "word": ("copy" if said.is_copy else "own") if said else "",
            "reason": said.reason if said else "",
        }
        self.base = token_of_verdict(said)
        super().__init__(given, initial=initial, prefix=f"copy-{proposed.item_id}")

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("word") == "own" and not given.get("reason"):
            self.add_error("reason", _("Say why a text is no copy."))
        if not self.errors and self.verdict and self._seen != self.base:
            self.add_error(None, self._other())
        return given

    @property
    def _seen(self) -> str:
        return str(self.data.get(f"{self.prefix}-base", ""))

    def _other(self) -> str:
        said = self.proposed.verdict
        if said is None:
            return _(
                "The machine compares this with another text by now: look at it, then store again."
            )
        return _(
            "%(who)s decided meanwhile: %(word)s. %(reason)s Your word still stands here: store again to put it in the "
            "place of that."
        ) % {
            "who": said.decided_by,
            "word": _("a copy") if said.is_copy else _("no copy"),
            "reason": said.reason,
        }

    @property
    def verdict(self) -> CopyJudgement | None:
        """The word, where it was given or changed."""
        given = self.cleaned_data
        if not given.get("word") or not self.has_changed():
            return None
        return CopyJudgement(
            self.proposed.item_id, given["word"] == "copy", given["reason"], self._seen
        )


class RegisterForm(forms.Form):
    """A table as a file, or its rows as text; and that what stands there may be replaced, once it was shown."""

    file = CheckedFileField(accepts=TABLES, label=gettext_lazy("File"), required=False)
    rows = LinesField(
        label=gettext_lazy("Rows of the table"),
        required=False,
        max_length=500_000,
        widget=forms.Textarea(attrs={"rows": 12, "wrap": "off", "spellcheck": "false"}),
        help_text=gettext_lazy("To be mended here, or paste rows in. A chosen file goes before."),
    )
    replace = forms.BooleanField(
        label=gettext_lazy("Replace what was entered before"), required=False
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, asks_to_replace: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_to_replace:
            self.fields["replace"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not self.errors and not given.get("file") and not given.get("rows"):
            self.add_error("file", _("Choose a file."))
        return given


class ExemptForm(forms.Form):
    """What never applies to which portal, since when, and why."""

    portal = forms.ModelChoiceField(label=gettext_lazy("Portal"), queryset=Portal.objects.none())
    criterion = forms.ChoiceField(label=gettext_lazy("Criterion"))
    first = forms.ChoiceField(label=gettext_lazy("From the month"))
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=300,
        help_text=gettext_lazy(
            "Why it cannot apply, by the nature of the body. All boards see it."
        ),
    )

    def __init__(
        self,
        *args: Any,
        portals: Any,
        criteria: Sequence[tuple[str, str]],
        now: datetime,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        this = Month.of(local_date(now))
        model_field(self, "portal").queryset = portals
        choice_field(self, "criterion").choices = criteria
        choice_field(self, "first").choices = [
            (str(month), f"{month.month:02}/{month.year}")
            for month in (this.later(ahead) for ahead in range(-1, 12))
        ]
        self.fields["first"].initial = str(this)

    def clean_first(self) -> Month:
        return Month.parse(self.cleaned_data["first"])


def line_forms(
    lines: Iterable[CriterionSpec | AdjustmentSpec],
    entries: Any,
    given: Any,
    cases: dict[str, int] | None = None,
) -> list[LineForm]:
    return [
        LineForm(
            given, line=line, entry=entries.get(line.measure), cases=(cases or {}).get(line.measure)
        )
        for line in lines
    ]


def is_asked_for(known: KnownMeasure | None) -> bool:
    """Whether persons enter what the measure would give."""
    return known is not None and known.take is None
