"""The clock of a request by the rules of the clock, paragraphs 1 to 10, lived through event by event.

Written from those words alone. The oracle walks from day to day and looks at each minute of a day; it is plain before
it is quick. What it passes on the way it can note (`reached`), so that a test can say what a heap of lives comes to.

Which function serves which paragraph: here, `in_order` 10.1, `state` 10.2, and each function of `Case` what it names;
in `clock`, 2 to 6 and 8 as far as one clock goes; in `hours`, 1 and the counting of minutes.

What the page leaves open, and how it is read here:

 1. 10.1: the minutes of the events listed never go down; no event and no query is before the arrival, and no request
    that is merged arrives after the merge. An announcement listed behind events of its own minute is taken before them
    all the same; its verdict stands at its place in the list.
 2. 1.1 and 8.1: `off` wins also over a day of work that is announced later, or in the same announcement. No
    announcement takes a day off back.
 3. 8.2: "from the last answer" is from its moment. Its position is found again by the new table, on the hours of the
    office in charge at the answer: an answer on a Saturday that becomes a working day starts on that Saturday.
 4. 8.2 and 5.2: an extension granted after the last answer is added to what is counted from there, though only the
    counting from the arrival is said to include it. One granted before or during the pause is in its remaining minutes.
 5. 8.1: an announcement to an open case is accepted, also where it moves nothing or the case is paused.
 6. 8.3: what is compared is the day and the k-th minute that the clock has, whatever hours they were last read on. So a
    due moment that passed before a transfer keeps its old reading until an announcement gives another day or minute.
 7. 6.2: passed is the due moment as it was last read. One that a transfer has read as earlier than now (6.3) has
    passed, and the next transfer does not bring it back.
 8. 6.1: a transfer to the office that is in charge already is accepted, and changes nothing.
 9. 4.2: the remaining minutes are counted from the asking, also where day zero has not begun: before a day zero of
    Monday, all of Monday counts. Minutes of the office in charge on the evening of the arrival count too, where the
    receiving office had closed already and the office in charge has not.
10. 5.1 and 7: the maximum is that of the case, also for a clock that came by a merge.
11. 5.1 and 9.2: an extension after the end is ignored, not refused.
12. 7.1: requests are compared by their raw arrival, not by day zero. The own clock, kept, is not touched by a merge: a
    pause lasts.
13. 7.3 and 8.2: a clock that came by a merge is counted again from its own arrival, judged by its own receiving office.
14. 7.3 and 6.2: a due moment of the other that has passed at its own office stays as it was read there.
15. 10.2: today counts as a whole, whatever the hour of the query.
"""

from __future__ import annotations

from collections.abc import Callable

from tests.portals.accountability.oracle.clock import Clock
from tests.portals.accountability.oracle.hours import Office, Table
from tests.portals.accountability.oracle.things import (
    MINUTES,
    Day,
    Event,
    Life,
    Moment,
    Reached,
    State,
    StateName,
    Told,
    Verdict,
    day_of,
    due_text,
    moment_of,
)


def answers(life: Life, reached: Reached | None = None) -> Told:
    """Return what the rules say of a life."""
    case = Case(life, reached)
    first = due_text(case.clock.due)
    verdicts: dict[int, Verdict] = {}
    dues: dict[int, str | None] = {}
    states: dict[int, State] = {}
    for now, what, place in in_order(life):
        if what == "query":
            states[place] = state(case, now)
        else:
            verdicts[place] = case.take(life["events"][place], now)
            dues[place] = due_text(case.clock.due)
    return {
        "first": first,
        "verdicts": [verdicts[place] for place in range(len(life["events"]))],
        "dues": [dues[place] for place in range(len(life["events"]))],
        "states": [states[place] for place in range(len(life["queries"]))],
    }


def in_order(life: Life) -> list[tuple[Moment, str, int]]:
    """10.1: in a minute first its announcements, then its other events as listed, then its queries."""
    minutes = [moment_of(event["at"]) for event in life["events"]]
    if minutes != sorted(minutes):
        raise ValueError("Events are not listed by their minutes.")
    rows = [
        (minute, 0 if event["kind"] == "announce" else 1, place)
        for place, (minute, event) in enumerate(zip(minutes, life["events"], strict=True))
    ]
    rows += [(moment_of(query), 2, place) for place, query in enumerate(life["queries"])]
    names = ("announcement", "event", "query")
    return [(minute, names[rank], place) for minute, rank, place in sorted(rows)]


class Case:
    """A case: the table known by now, the clock now governing, and how it has ended, if it has."""

    def __init__(self, life: Life, reached: Reached | None) -> None:
        self.table = Table(set(map(day_of, life["off"])), set(map(day_of, life["work"])))
        self.offices = {name: Office(sessions) for name, sessions in life["offices"].items()}
        request = life["request"]
        self.own = Clock(request, self.offices[request["office"]], self.table)
        self.clock = self.own
        self.maximum = life["maximum"]
        self.ended: StateName | None = None
        self.reached = reached

    def note(self, what: str) -> None:
        if self.reached is not None:
            self.reached[what] += 1

    def take(self, event: Event, now: Moment) -> Verdict:
        """9.2: after the end every event is ignored."""
        if self.ended is not None:
            return "ignored"
        takes: dict[str, Callable[[Event, Moment], Verdict]] = {
            "ask": self.ask,
            "answer": self.answer,
            "extend": self.extend,
            "transfer": self.transfer,
            # 6.5: it differs only in its cause.
            "body_closes": self.transfer,
            "merge": self.merge,
            "announce": self.announce,
            "close": self.close,
            "withdraw": self.withdraw,
        }
        return takes[event["kind"]](event, now)

    def ask(self, _event: Event, now: Moment) -> Verdict:
        """4.1 and 4.4."""
        if self.clock.paused:
            self.note("4.4 asked again")
            return "ignored"
        if not self.clock.is_before_due(now):
            self.note(f"4.1 asked {'after' if self.clock.is_passed(now) else 'at'} the due moment")
            return "refused"
        self.clock.pause(now, self.table)
        return "accepted"

    def answer(self, _event: Event, now: Moment) -> Verdict:
        """4.4 and 4.5."""
        if not self.clock.paused:
            return "ignored"
        self.note(f"4.5 the {'first' if self.clock.answered is None else 'next'} answer")
        self.clock.go_on(now, self.table)
        return "accepted"

    def extend(self, event: Event, now: Moment) -> Verdict:
        """5.1 and 5.3."""
        clock = self.clock
        if clock.extended:
            self.note("5.1 extended before")
            return "refused"
        if not 1 <= event["days"] <= self.maximum:
            self.note("5.3 more or less than there may be")
            return "refused"
        if not clock.paused and not clock.is_before_due(now):
            self.note("5.1 not before the due moment")
            return "refused"
        self.note(f"5.2 extended, {'paused' if clock.paused else 'running'}")
        clock.extend(event["days"], self.table)
        return "accepted"

    def transfer(self, event: Event, now: Moment) -> Verdict:
        """6."""
        passed, before = self.clock.is_passed(now), self.clock.due
        self.clock.hand_over(self.offices[event["office"]], now)
        if passed:
            self.note("6.2 transfer after the due moment")
        elif self.clock.is_passed(now):
            self.note("6.3 read as earlier than now")
        elif self.clock.paused:
            self.note("6.4 transfer in a pause")
        elif self.clock.due != before:
            self.note("6.1 read on other hours")
        return "accepted"

    def merge(self, event: Event, now: Moment) -> Verdict:
        """7.1 to 7.4; 7.6 by counting the other with the table of now."""
        request, was_paused = event["other"], self.clock.paused
        other = Clock(request, self.offices[request["office"]], self.table)
        paused = "paused" if was_paused else "running"
        if other.arrival >= self.clock.arrival:
            same = "same minute" if other.arrival == self.clock.arrival else "own first"
            self.note(f"7.1 {same}, {paused}")
            return "accepted"
        self.note(f"7.3 other first, {paused}")
        if other.is_passed(now):
            self.note("7.3 other is overdue")
        other.hand_over(self.clock.office, now)
        self.clock = other
        return "accepted"

    def announce(self, event: Event, now: Moment) -> Verdict:
        """8."""
        clock, table = self.clock, self.table
        goal, start, passed = clock.goal, clock.starting_day(table), clock.is_passed(now)
        table.off |= set(map(day_of, event.get("off", [])))
        table.work |= set(map(day_of, event.get("work", [])))
        clock.date_anew(table)
        if clock.paused:
            self.note("8.4 announced in a pause")
        elif clock.goal == goal:
            self.note("8.3 not touched")
        else:
            before, after = (
                "overdue" if each else "on time" for each in (passed, clock.is_passed(now))
            )
            self.note(f"8.3 {before} before, {after} after")
            self.note_dated_anew(start)
        return "accepted"

    def note_dated_anew(self, start: Day) -> None:
        """Note how the clock was dated anew, whose starting day was `start` (8.2)."""
        clock = self.clock
        since = "arrival" if clock.answered is None else "answer"
        self.note(f"8.2 from the {since}")
        if clock.starting_day(self.table) != start:
            later = clock.starting_day(self.table) > start
            self.note(f"8.2 from the {since}, on {'a later' if later else 'an earlier'} day")
        if clock.added:
            self.note(f"8.2 from the {since}, extended since")
        if clock.answered is not None and clock.answered.office is not clock.office:
            self.note("8.2 from the answer, transferred since")
        if clock is not self.own:
            self.note(f"8.2 from the {since}, merged")

    def close(self, _event: Event, now: Moment) -> Verdict:
        """9.1."""
        self.ended = "closed_late" if self.clock.is_passed(now) else "closed_on_time"
        self.note(f"9.1 {self.ended}{', paused' if self.clock.paused else ''}")
        return "accepted"

    def withdraw(self, _event: Event, _now: Moment) -> Verdict:
        """9.1."""
        self.ended = "withdrawn"
        return "accepted"


def state(case: Case, now: Moment) -> State:
    """10.2."""
    if case.ended is not None:
        return {"state": case.ended, "days": None}
    if case.clock.paused:
        return {"state": "paused", "days": None}
    if not case.clock.is_passed(now):
        return {"state": "on_time", "days": None}
    assert case.clock.due is not None
    later = range(case.clock.due // MINUTES + 1, now // MINUTES + 1)
    days = sum(1 for day in later if case.table.is_working(day))
    case.note(f"10.2 overdue by {min(days, 2)}{' or more' if days >= 2 else ''}")
    return {"state": "overdue", "days": days}
