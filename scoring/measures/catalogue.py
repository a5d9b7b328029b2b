"""All measures that rubrics may name, with the sentence that explains what each found.

Those whose facts belong to a capability that is not in the install are declared without a way to take them. The
capability registers one (`registry.register`); until then persons may enter what another register says.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from . import (
    access,
    boards,
    bulletins,
    choosing,
    consultations,
    corrections,
    documents,
    files,
    initiatives,
    links,
    news,
    owed,
    own_work,
    plans,
    portals,
    proposals,
    registry,
    republishing,
    requests,
    sections,
    services,
    threats,
)
from .registry import EntryKind, NoParameters, declare


@dataclass(frozen=True)
class MonthlyTarget:
    """`target`: how many in a month give full points."""

    target: int


# What each parameter of any measure is called, and what to enter.
PARAMETERS: dict[str, tuple[Any, Any]] = {
    "target": (_("Target for full points"), _("How many in a month.")),
    "most_a_day": (_("Most that count a day"), ""),
    "least_words": (_("Least words"), _("Shorter items do not count.")),
    "least_notice": (_("Least words of a notice"), _("Shorter notices do not count.")),
    "least_airings": (
        _("Airings judged at least"),
        _("In a month; what a schedule lacks to them counts as not posted."),
    ),
    "called_off": (
        _("Airings that may be called off"),
        _("In a month, before their hour."),
    ),
    "answer_days": (
        _("Working days to answer"),
        _("What nobody answered in this time costs the portal nothing."),
    ),
    "counted_elsewhere": (
        _("Sections that other criteria judge"),
        _("Codes of sections, with commas between them."),
    ),
    "positions": (_("Posts that must be held"), _("Codes of posts, with commas between them.")),
    "hours": (_("Hours to act"), ""),
    "grace_days": (_("Working days to mend a link"), ""),
    "many_portals": (
        _("Portals for which an address is down at once"),
        _("From so many on it is left out."),
    ),
    "free_links": (_("Broken links that are free"), ""),
    "hosts": (_("Hosts of online services"), _("With commas between them.")),
    "section": (_("Section of procedures"), _("The code of one section.")),
    "full_days": (_("Working days for full worth"), _("After the day of issue.")),
    "half_days": (_("Working days for half of it"), _("What comes later is worth a quarter.")),
    "history_days": (
        _("Days after which it is history"),
        _("What was issued so long before the month is no case."),
    ),
    "sections": (
        _("Sections whose duties count"),
        _("Codes of sections, with commas between them."),
    ),
    "summary_days": (
        _("Days in which it is said what came of comments"),
        _("After the last day for comments."),
    ),
    "most_days_vacant": (_("Days that a post may stand empty"), ""),
}
ENTERED = _("%(value)s, %(cases)s cases, from: %(source)s")
ALONE = _("%(count)s")


def fill() -> None:
    """Declare every measure and register those whose facts are in the install. Called once, in `ready()`."""
    _declare_portals()
    _declare_news()
    _declare_probes()
    _declare_documents()
    _declare_owed()
    _declare_weeks()
    _declare_plans()
    _declare_travels()
    _declare_own_work()
    _declare_requests()
    _declare_consultations()
    _declare_bulletins()
    _declare_of_other_capabilities()
    _declare_judged()
    registry.register("portal.about", portals.about, keeps_no_history=True)
    registry.register("portal.footer", portals.footer, keeps_no_history=True)
    registry.register("sections.current", sections.current, keeps_no_history=True)
    registry.register("news.original", news.original, folds_own_items=True)
    registry.register("news.longest_gap", news.longest_gap, folds_own_items=True)
    registry.register("news.delay", news.delay, folds_own_items=True)
    registry.register("news.illustrated", news.illustrated, folds_own_items=True)
    registry.register("news.multimedia", news.multimedia, folds_own_items=True)
    registry.register("news.media", news.media, folds_own_items=True)
    registry.register("content.accessible", news.accessible, folds_own_items=True)
    registry.register("links.broken", links.broken)
    registry.register("services.links", services.services, keeps_no_history=True)
    registry.register("files.searchable", files.searchable, keeps_no_history=True)
    registry.register("content.foreign", threats.none_foreign)
    registry.register("owed.in_time", owed.shown_in_time, keeps_no_history=True)
    registry.register("plans.targets", plans.targets_reached, keeps_no_history=True)
    registry.register("schedules.weeks", owed.weeks_in_time, keeps_no_history=True)
    registry.register("access.shown", access.list_and_form, keeps_no_history=True)
    registry.register("documents.register", documents.in_register, keeps_no_history=True)
    registry.register("republishing.province", republishing.of_province)
    registry.register("republishing.government", republishing.of_government)
    registry.register("republishing.corrections", republishing.in_step)
    registry.register("proposals.taken", proposals.taken)
    registry.register("cases.answered", requests.answered, keeps_no_history=True)
    registry.register("cases.triaged", requests.triaged, keeps_no_history=True)
    registry.register("cases.information", requests.information_given, keeps_no_history=True)
    registry.register("cases.rating", requests.rating)
    registry.register("consultations.summed_up", consultations.summed_up, keeps_no_history=True)
    registry.register("bulletins.aired", bulletins.posted_in_time)
    registry.register("own.proposals", own_work.proposals)
    registry.register("own.objections", own_work.objections)
    registry.register("adjustment.chosen", choosing.chosen_by_others)
    registry.register("adjustment.recognised", initiatives.initiatives_recognised)
    registry.register("adjustment.uncorrected", corrections.uncorrected, keeps_no_history=True)
    registry.register("board.in_order", boards.in_order, keeps_no_history=True)
    registry.register("accounts.second_factor", boards.second_factor, keeps_no_history=True)


def _declare_portals() -> None:
    declare(
        "portal.about",
        name=_("About, structure, leaders, contacts"),
        sentence=_("%(filled)s of %(required)s parts are filled in. Missing: %(missing)s."),
    )
    declare(
        "portal.footer",
        name=_("Footer and spokesperson"),
        sentence=_("%(lacking)s of %(required)s entries are missing: %(missing)s."),
    )
    declare(
        "sections.current",
        name=_("Sections within their age"),
        sentence=_(
            "%(current)s of %(required)s required sections were within their age on %(day)s."
        ),
        parameters=sections.Sections,
    )
    declare(
        "board.in_order",
        name=_("Board in order"),
        sentence=_("%(lacking)s missing: %(missing)s."),
        parameters=boards.Posts,
    )
    declare(
        "accounts.second_factor",
        name=_("Second factor of approvers"),
        sentence=_("%(safe)s of %(approvers)s approvers have a second factor."),
    )


def _declare_news() -> None:
    declare(
        "news.original",
        name=_("Original news"),
        sentence=_(
            "%(counted)s original items count against a target of %(target)s. Published: %(published)s; left out: "
            "%(short)s too short, %(copies)s nearly the same as an earlier text (%(unconfirmed)s of them wait for the "
            "scorer's word), %(adapted)s own versions of other portals' texts, %(over)s above the daily limit, "
            "%(elsewhere)s in sections that other criteria judge; %(withdrawn)s of earlier months were withdrawn."
        ),
        parameters=news.Originality,
        counted="counted",
    )
    declare(
        "news.longest_gap",
        name=_("Regularity"),
        sentence=_("The longest time without an own item was %(gap)s of %(days)s working days."),
        parameters=news.Length,
    )
    declare(
        "news.delay",
        name=_("Timeliness"),
        sentence=_(
            "Half of %(items)s news items were out within %(hours)s hours of the event; %(untimed)s do not say when it "
            "was and count as the latest."
        ),
        parameters=news.Length,
    )
    declare(
        "news.illustrated",
        name=_("Image, caption, source"),
        sentence=_(
            "%(full)s of %(items)s news items have an image with description, caption and author or source."
        ),
        parameters=news.Length,
    )
    declare(
        "news.multimedia",
        name=_("Videos"),
        sentence=_(
            "%(videos)s different videos in %(items)s own items against a target of %(target)s."
        ),
        parameters=MonthlyTarget,
        counted="videos",
    )
    declare(
        "news.media",
        name=_("Videos, infographics and sounds"),
        sentence=_(
            "%(videos)s videos, %(graphics)s infographics and %(sounds)s sounds in %(items)s own items against a "
            "target of %(target)s."
        ),
        parameters=MonthlyTarget,
        counted="counted",
    )
    declare(
        "content.accessible",
        name=_("Accessible content"),
        sentence=_(
            "%(faults)s faults in %(items)s own items: %(images)s images without a description, %(headings)s headings "
            "out of order, %(tables)s tables without headings, %(links)s links that say nothing."
        ),
        parameters=news.Length,
    )


def _declare_probes() -> None:
    declare(
        "links.broken",
        name=_("Broken links, in percent"),
        sentence=_(
            "%(counted)s of %(links)s links count as broken. At the end of the month %(broken)s led nowhere: "
            "%(fresh)s for fewer than %(days)s working days, %(elsewhere)s down for many portals at once, "
            "%(free)s free."
        ),
        parameters=links.Links,
    )
    declare(
        "services.links",
        name=_("Procedures whose links work"),
        sentence=_(
            "%(working)s of %(procedures)s procedures have links that all work; links to the service portal that "
            "answer: %(leads)s."
        ),
        parameters=services.Services,
    )
    declare(
        "content.foreign",
        name=_("No foreign content"),
        sentence=_("%(hits)s findings of planted content in %(scans)s nightly scans."),
    )
    declare(
        "files.searchable",
        name=_("Searchable files"),
        sentence=_(
            "%(searchable)s of %(files)s files that were added can be searched; %(unread)s were not read yet."
        ),
    )


def _declare_documents() -> None:
    declare(
        "documents.register",
        name=_("Documents in the register, on time and complete"),
        sentence=_(
            "Of %(documents)s documents known to exist %(in_time)s were published in time, %(late)s late and "
            "%(much_late)s much later; %(fileless)s have no file, %(gaps)s numbers are missing. No case: "
            "%(no_case)s."
        ),
        parameters=documents.Punctual,
        reasons={
            documents.MUCH_LATE: _("much too late"),
            documents.FILELESS: _("has no file"),
            documents.HISTORY: _("issued long before"),
            documents.ANSWERED: _("the board said why it is missing"),
        },
    )


def _declare_owed() -> None:
    declare(
        "owed.in_time",
        name=_("What is owed, shown in time"),
        sentence=_(
            "Of %(due)s things that fell due %(in_time)s were public in time, %(late)s late and %(unshown)s not. No "
            "case: %(no_case)s."
        ),
        parameters=owed.OwedSections,
        reasons={
            owed.UNSHOWN: _("not published"),
            owed.NOTHING: _("nothing arose"),
            owed.EXEMPT: _("does not apply"),
        },
    )
    declare(
        "access.shown",
        name=_("List of information to be public, and a form to request it"),
        sentence=_("Lists found: %(list)s of 1; forms to request information: %(form)s of 1."),
        reasons={access.UNLISTED: _("there is no list"), access.FORMLESS: _("there is no form")},
    )


def _declare_weeks() -> None:
    declare(
        "schedules.weeks",
        name=_("Leaders' schedule by Monday 8:00"),
        sentence=_(
            "Of %(due)s weeks that fell due %(in_time)s were public in time, %(late)s late and %(unshown)s not. No "
            "case: %(no_case)s."
        ),
    )


def _declare_plans() -> None:
    declare(
        "plans.targets",
        name=_("Targets of plans reached"),
        sentence=_("Of %(due)s targets whose day lies in the month %(reached)s were reached."),
        reasons={plans.NOT_REACHED: _("not reached"), plans.GIVEN_UP: _("given up")},
    )


def _declare_travels() -> None:
    declare(
        "proposals.taken",
        name=_("Items sent up and taken"),
        sentence=_(
            "%(taken)s of %(sent)s items sent up were taken against a target of %(target)s; %(unanswered)s of them "
            "count because nobody answered within %(days)s working days."
        ),
        parameters=proposals.Taken,
        counted="taken",
    )
    sent_down = _(
        "Of %(cases)s items that fell due the board placed %(in_time)s in time and %(late)s late; %(left)s were left "
        "to the machine. No case: %(no_case)s (standing rules, objections, what stood there already)."
    )
    declare(
        "republishing.province",
        name=_("Province items republished"),
        sentence=sent_down,
        parameters=republishing.Answered,
    )
    declare(
        "republishing.government",
        name=_("Government items republished"),
        sentence=sent_down,
        parameters=republishing.WithinHours,
    )
    declare(
        "republishing.corrections",
        name=_("Corrections in step"),
        sentence=_(
            "%(in_step)s of %(copies)s own versions name their source and followed its corrections and withdrawals "
            "within %(hours)s working hours."
        ),
        parameters=republishing.InStep,
    )
    declare(
        "adjustment.chosen",
        name=_("Story that five other portals chose"),
        sentence=_("Chosen by other portals themselves: %(stories)s."),
    )
    declare(
        "adjustment.recognised",
        name=_("Initiative that the province recognised"),
        sentence=_("Recognised by the province in the month: %(initiatives)s."),
        reasons={initiatives.RECOGNISED: _("recognised")},
    )
    declare(
        "adjustment.uncorrected",
        name=_("Wrong item not corrected in time"),
        sentence=_(
            "Accepted as wrong and not set right in time, by the numbers of requests: %(requests)s."
        ),
        reasons={corrections.UNCORRECTED: _("not set right in time")},
    )


def _declare_own_work() -> None:
    declare(
        "own.proposals",
        name=_("Items that portals sent up, answered in time"),
        sentence=_("%(in_time)s of %(due)s items were answered within %(days)s working days."),
        parameters=own_work.AnswerDays,
    )
    for code, name in (
        ("own.objections", _("Objections answered in time")),
        ("own.reviews", _("Requests for review ruled on in time")),
        ("own.steps", _("Steps of the rounds in time")),
    ):
        declare(code, name=name, sentence=_("%(in_time)s of %(due)s that fell due were in time."))


def _declare_requests() -> None:
    in_time = _(
        "Of %(due)s requests that fell due %(in_time)s were answered, or refused with a ground, in time."
    )
    declare(
        "cases.answered",
        name=_("Requests of citizens answered in time"),
        sentence=in_time,
        reasons={
            requests.MISSED: _("not answered by its day"),
            requests.REFUSED: _("refused beyond the share of others, unread by the overseer"),
        },
    )
    declare(
        "cases.information",
        name=_("Requests for information answered in time"),
        sentence=in_time,
    )
    declare(
        "cases.triaged",
        name=_("Requests of citizens taken up in time"),
        sentence=_("Of %(due)s requests %(in_time)s were taken up in time."),
        reasons={requests.UNTAKEN: _("not taken up by its day")},
    )
    declare(
        "cases.rating",
        name=_("What citizens think of the answers"),
        sentence=_(
            "%(ratings)s ratings, %(mean)s of 5 on average, each day counting as one and weighed with fifteen days at"
            " the mean of portals alike; with fewer than five such days a person reads three answers."
        ),
        stand_in="judged.answers",
    )


def _declare_consultations() -> None:
    declare(
        "consultations.summed_up",
        name=_("Drafts open for twenty days, with what came of the comments"),
        sentence=_(
            "Of %(drafts)s drafts whose summary fell due %(open)s were open for 20 days, and of %(told)s it was said "
            "in time what was taken up."
        ),
        parameters=consultations.SummaryDays,
        reasons={
            consultations.OPEN_TOO_SHORT: _("open for fewer than 20 days"),
            consultations.NOT_SUMMED_UP: _("not said in time what came of it"),
            consultations.NEITHER: _(
                "open for fewer than 20 days, and not said in time what came of it"
            ),
        },
    )


def _declare_bulletins() -> None:
    declare(
        "bulletins.aired",
        name=_("Loudspeaker bulletins posted, by the station's schedule"),
        sentence=_(
            "Of %(aired)s bulletins aired by the schedule %(posted)s were posted within a day, %(late)s later and "
            "%(unposted)s not; %(lacking)s airings lack to the least of the period."
        ),
        parameters=bulletins.AiredBulletins,
        counted="posted",
        reasons={
            bulletins.UNPOSTED: _("aired and not posted"),
            bulletins.CALLED_OFF: _("called off before its hour"),
            bulletins.TOO_FEW: _("fewer airings than are judged at least"),
        },
    )


def _declare_of_other_capabilities() -> None:
    for code, name in (
        ("documents.in_time", _("Documents on time and complete, by a register kept elsewhere")),
        ("schedules.in_time", _("Leaders' schedule on time, by a list kept elsewhere")),
        ("disclosures.in_time", _("Budget and procurement on time, by a list kept elsewhere")),
        ("access.list", _("Access-to-information list, by a register kept elsewhere")),
        ("bulletins.posted", _("Loudspeaker bulletins posted, by a list kept elsewhere")),
        ("requests.answered", _("Requests answered on time, by a register kept elsewhere")),
        ("requests.triaged", _("Requests triaged on time, by a register kept elsewhere")),
        ("information.answered", _("Information requests on time, by a register kept elsewhere")),
        ("consultations.held", _("Draft consultations, by a register kept elsewhere")),
        ("requests.rating", _("Quality of answers, by a survey made elsewhere")),
    ):
        declare(code, name=name, sentence=ENTERED, parameters=NoParameters)
    for code, name in (("round.in_time", _("Self-assessment on time")),):
        declare(code, name=name, sentence=ENTERED, entry=EntryKind.NUMBER)


def _declare_judged() -> None:
    for code, name in (
        ("judged.accuracy", _("Accuracy, line, spelling")),
        ("judged.presentation", _("Presentation")),
        ("judged.answers", _("Answers to citizens, read by a person")),
    ):
        declare(code, name=name, sentence=ENTERED)
    for code, name in (
        ("adjustment.government", _("Item taken by the Government portal")),
        ("adjustment.initiative", _("Recognised initiative, by a register kept elsewhere")),
        ("adjustment.open_data", _("Open dataset")),
        ("adjustment.unsourced", _("Copied without source")),
        ("adjustment.personal_data", _("Personal data exposed")),
        ("adjustment.hacked", _("Hacked page")),
        ("adjustment.wrong_line", _("State secret or wrong line")),
    ):
        declare(code, name=name, sentence=ENTERED, entry=EntryKind.TIMES)
