"""Sensitive subjects: which one section and words of a story propose, until the standing editors say otherwise."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from editorial.content_scan.judging import leads_to_strangers
from editorial.enums import SensitiveSubject
from editorial.models import StoryPage
from editorial.models.workflow import when_handed_on
from portals.text import nfc
from portals.word_lists import word_list

if TYPE_CHECKING:
    from wagtail.models import Page

BY_SECTION = {
    "dat-dai": SensitiveSubject.LAND,
    "thanh-tra": SensitiveSubject.INSPECTION,
}
# Looked for in title, lead and text, as whole words; the first subject found is proposed.
WORDS = {
    SensitiveSubject.INSPECTION: word_list("subject-inspection"),
    SensitiveSubject.PERSONNEL: word_list("subject-personnel"),
    SensitiveSubject.LAND: word_list("subject-land"),
    SensitiveSubject.DISASTER: word_list("subject-disaster"),
}
PATTERNS = {
    subject: re.compile(r"\b(?:" + "|".join(map(re.escape, words)) + r")\b")
    for subject, words in WORDS.items()
}
TAGS = re.compile(r"<[^>]*>")


def proposed_subject(story: StoryPage) -> str:
    """The sensitive subject that the story as it stands in this instance seems to have; "" for none."""
    by_section = BY_SECTION.get(story.public_path().strip("/").partition("/")[0])
    if by_section:
        return by_section.value
    body = " ".join(map(str, (block.value for block in story.body if block.block_type == "text")))
    said = nfc(" ".join((story.title, story.lead, TAGS.sub(" ", body)))).casefold()
    for subject, pattern in PATTERNS.items():
        if pattern.search(said):
            return subject.value
    return ""


def propose_subject(page: Page) -> str:
    """Bring the stored subject in line with the latest version, unless the standing editors set it; return it."""
    revision = page.get_latest_revision()
    latest: Any = revision.as_object() if revision else page
    if not isinstance(page, StoryPage):
        return SensitiveSubject.LINKS.value if leads_to_strangers(latest) else ""
    if page.subject_by_hand and page.sensitive_subject not in {"", SensitiveSubject.LINKS}:
        return str(page.sensitive_subject)
    proposed = "" if page.subject_by_hand else proposed_subject(latest)
    # Nobody's word makes a link known; the list of trusted domains does.
    if not proposed and leads_to_strangers(latest):
        proposed = SensitiveSubject.LINKS.value
    if proposed != page.sensitive_subject:
        page.sensitive_subject = proposed
        StoryPage.objects.filter(pk=page.pk).update(sensitive_subject=proposed)
    return proposed


def install() -> None:
    """Have a subject proposed for whatever is handed on, by our verb or by the editor's own button."""
    when_handed_on(propose_subject)
