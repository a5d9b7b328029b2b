"""The page of a refusal that was drawn: redacted words, ground and reason, for the overseer's verdict."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.admin_kit.views import VerbForm
from portals.redaction.hiding import accepted, redact
from portals.redaction.proposing import propose

from ..actions.sampling import judge_refusal, may_judge, why_not_judged
from ..enums import RefusalVerdict
from ..models import CaseText, RefusalCheck, RefusalGround
from ..models.sampling import LONGEST_VERDICT
from .forms import text_field
from .scope import Unstored, note_look


class RefusalVerdictForm(forms.Form):
    verdict = forms.ChoiceField(
        label=gettext_lazy("Verdict"), choices=RefusalVerdict.choices, widget=forms.RadioSelect
    )
    reason = text_field(
        gettext_lazy("Reason; needed to take it up again, and read by the citizen"),
        rows=4,
        required=False,
        max_length=LONGEST_VERDICT,
    )


class JudgeRefusal(Unstored, VerbForm):
    """Nothing here names or reaches the person: what redaction proposes is hidden, and their fields are not shown."""

    form_class = RefusalVerdictForm
    template_name = "portals/accountability/refusal_check.html"
    header_icon = "comment"
    page_title = gettext_lazy("A refusal that was drawn")
    submit_label = gettext_lazy("Give the verdict")
    check: RefusalCheck

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.check = get_object_or_404(
            RefusalCheck.objects.select_related("case__portal", "portal", "refusal"),
            pk=kwargs["refusal_check_id"],
        )
        if not may_judge(self.user, self.check, self.now):
            raise Http404
        self.page_subtitle = self.check.portal.name
        note_look(self.check.case, self.user, self.now)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def situation(self) -> str:
        return why_not_judged(self.check, self.check.case)

    def hidden(self, text: str) -> str:
        name = self.check.case.person_name
        return redact(text, accepted(propose(text, names_given=[name] if name else [])))

    @property
    def subject(self) -> str:
        return self.hidden(self.check.case.subject)

    @property
    def text(self) -> str:
        return self.hidden(self.check.case.text)

    @property
    def reasons(self) -> list[str]:
        said = CaseText.objects.filter(event=self.check.refusal_id)
        return [self.hidden(one.text) for one in said if one.text]

    @property
    def ground(self) -> str:
        code, kind = self.check.refusal.basis, self.check.case.kind
        found = RefusalGround.objects.filter(code=code, kind=kind).order_by("-period").first()
        return found.words if found is not None else code

    def act(self, form: Any) -> str:
        told = form.cleaned_data
        judge_refusal(
            check=self.check,
            verdict=RefusalVerdict(told["verdict"]),
            reason=told["reason"],
            actor=self.user,
            now=self.now,
        )
        if told["verdict"] == RefusalVerdict.REOPENED:
            return _("The request goes on with its old time; the citizen reads why.")
        return _("The refusal was lawful.")

    def get_success_url(self) -> str:
        return reverse("wagtailadmin_home")
