"""Cases by hand for paragraph 8: a holiday or a day of work is announced late."""

from __future__ import annotations

from tests.portals.accountability.oracle.telling import (
    announce,
    answer,
    ask,
    case,
    close,
    extend,
    request,
    transfer,
)

OF_CHANGES = [
    case(
        "8.1: announced before the day",
        request("02 08:00", wd=3),
        "05 17:00",
        [(announce("02 09:00", off="04"), "accepted", "06 17:00")],
    ),
    case(
        "8.1: announced on the day",
        request("02 08:00", wd=3),
        "05 17:00",
        [(announce("04 10:00", off="04"), "accepted", "06 17:00")],
    ),
    case(
        "8.1: announced after the day",
        request("02 08:00", wd=3),
        "05 17:00",
        [(announce("05 09:00", off="04"), "accepted", "06 17:00")],
    ),
    case(
        "8.1: a day of work announced before the day",
        request("05 08:00", wd=2),
        "09 17:00",
        [(announce("06 09:00", work="07"), "accepted", "07 17:00")],
    ),
    case(
        "8.1: a day of work announced after the day makes overdue",
        request("05 08:00", wd=2),
        "09 17:00",
        [(announce("09 10:00", work="07"), "accepted", "07 17:00")],
        {"09 09:59": "on_time", "09 10:00": "overdue 1"},
    ),
    case(
        "8.1, 1.1: off wins over a day of work announced later, and in the same announcement",
        request("05 08:00", wd=2),
        "09 17:00",
        [
            (announce("06 09:00", work="07"), "accepted", "09 17:00"),
            (announce("06 09:00", off="08", work="08"), "accepted", "09 17:00"),
        ],
        off="07",
    ),
    case(
        "8.2, 8.3: an overdue case becomes on time, and verdicts given stand (8.5)",
        request("02 08:00", wd=1),
        "03 17:00",
        [
            (ask("04 08:00"), "refused", "03 17:00"),
            (announce("04 09:00", off="03"), "accepted", "04 17:00"),
            (ask("04 10:00"), "accepted", None),
        ],
        {"04 08:59": "overdue 1", "04 09:00": "on_time", "04 10:00": "paused"},
    ),
    case(
        "8.2: an overdue case is dated anew and stays overdue",
        request("02 08:00", wd=1),
        "03 17:00",
        [(announce("06 09:00", off="03"), "accepted", "04 17:00")],
        {"06 08:59": "overdue 3", "06 09:00": "overdue 2"},
    ),
    case(
        "8.2: the day of the arrival becomes off",
        request("02 08:00", wd=1),
        "03 17:00",
        [(announce("02 10:00", off="02"), "accepted", "04 17:00")],
    ),
    case(
        "8.2: the day of the arrival becomes off, days of the calendar",
        request("05 08:00", cd=1),
        "06 17:00",
        # Day zero is Friday, and the day after it off.
        [(announce("05 10:00", off="05"), "accepted", "09 17:00")],
    ),
    case(
        "8.2: an evening before a late day of work",
        request("06 17:30", wd=1),
        "10 17:00",
        # Day zero is that Saturday.
        [(announce("06 18:00", work="07"), "accepted", "09 17:00")],
    ),
    case(
        "8.2: an arrival on a late day of work, before and after the close",
        request("07 17:00", wd=1),
        "10 17:00",
        [(announce("07 18:00", work="07"), "accepted", "09 17:00")],
    ),
    case(
        "8.2: an arrival on a late day of work, after the close",
        request("07 17:01", wd=1),
        "10 17:00",
        [(announce("07 18:00", work="07"), "accepted", "10 17:00")],
    ),
    case(
        "8.2, 8.3: days of the calendar: days off in between move nothing, the last one does",
        request("02 08:00", cd=7),
        "09 17:00",
        [
            (announce("03 08:00", off="04"), "accepted", "09 17:00"),
            (announce("03 09:00", off="09"), "accepted", "10 17:00"),
        ],
    ),
    case(
        "8.2: from the last answer",
        request("02 08:00", wd=2),
        "04 17:00",
        [
            # 720 remain.
            (ask("03 11:30"), "accepted", None),
            (answer("04 13:00"), "accepted", "05 17:00"),
            # It lies before the answer.
            (announce("05 08:00", off="03"), "accepted", "05 17:00"),
            # 240 on Wednesday, 480 on Friday.
            (announce("05 09:00", off="05"), "accepted", "06 17:00"),
            # The starting day: 480 on Friday, 240 on Monday.
            (announce("05 10:00", off="04"), "accepted", "09 11:30"),
        ],
    ),
    case(
        "8.2: from the last of two answers",
        request("02 08:00", wd=1),
        "03 17:00",
        [
            (ask("03 11:30"), "accepted", None),
            (answer("04 07:30"), "accepted", "04 11:30"),
            (ask("04 10:30"), "accepted", None),
            (answer("05 16:30"), "accepted", "06 08:00"),
            (announce("05 17:00", off="04"), "accepted", "06 08:00"),
            # 60 from Friday.
            (announce("05 17:00", off="05"), "accepted", "06 08:30"),
        ],
    ),
    case(
        "8.2: a granted extension is included",
        request("02 08:00", wd=1),
        "03 17:00",
        [
            (extend("02 09:00", 2), "accepted", "05 17:00"),
            (announce("02 10:00", off="04"), "accepted", "06 17:00"),
            (announce("02 11:00", off="03"), "accepted", "09 17:00"),
        ],
    ),
    case(
        "8.2, 5.2: also one that was granted after the last answer",
        request("02 08:00", wd=1),
        "03 17:00",
        [
            (ask("03 11:30"), "accepted", None),
            (answer("04 07:30"), "accepted", "04 11:30"),
            (extend("04 08:00", 1), "accepted", "05 11:30"),
            (announce("04 09:00", off="05"), "accepted", "06 11:30"),
        ],
    ),
    case(
        "8.2, 8.1: an answer on what becomes a day of work",
        request("04 08:00", wd=1),
        "05 17:00",
        [
            (ask("05 11:30"), "accepted", None),
            (answer("07 10:00"), "accepted", "09 11:30"),
            # 150 are over that Saturday: the 390th minute.
            (announce("07 12:00", work="07"), "accepted", "07 15:30"),
        ],
    ),
    case(
        "8.2, 8.3, 4.5: the answer is placed on the hours of that time, the due moment on those of now",
        request("02 08:00", wd=1),
        "03 17:00",
        [
            (ask("03 11:30"), "accepted", None),
            # The 390th minute.
            (answer("04 10:00"), "accepted", "04 15:30"),
            (transfer("04 11:00", "D"), "accepted", "04 14:30"),
            (announce("04 11:30", off="03"), "accepted", "04 14:30"),
            (announce("04 12:00", off="04"), "accepted", "05 12:00"),
        ],
    ),
    case(
        "8.3: what is the same is not touched, also if it was read on other hours",
        request("02 08:00", wd=1),
        "03 17:00",
        [
            (transfer("03 17:10", "C"), "accepted", "03 17:00"),
            (announce("03 17:20", off="20"), "accepted", "03 17:00"),
            (announce("04 08:00", off="03"), "accepted", "04 17:30"),
        ],
        {"03 17:20": "overdue 0", "04 08:00": "on_time"},
    ),
    case(
        "8.3, 6.3: dated anew, what a transfer had made overdue is on time",
        request("02 08:00", wd=1),
        "03 17:00",
        [
            (transfer("03 16:45", "B"), "accepted", "03 16:30"),
            (announce("03 16:50", off="03"), "accepted", "04 16:30"),
            (transfer("03 16:55", "A"), "accepted", "04 17:00"),
        ],
    ),
    case(
        "8.4: in a pause the minutes stand, and the new table counts after the answer",
        request("02 08:00", wd=1),
        "03 17:00",
        [
            (ask("03 11:30"), "accepted", None),
            (announce("03 12:00", off="04 05"), "accepted", None),
            (answer("04 09:00"), "accepted", "06 11:30"),
        ],
    ),
    case(
        "8.5, 9.2: what is closed is not touched",
        request("02 08:00", wd=1),
        "03 17:00",
        [
            (close("04 08:00"), "accepted", "03 17:00"),
            (announce("04 09:00", off="03"), "ignored", "03 17:00"),
        ],
        {"04 07:59": "overdue 1", "04 08:00": "closed_late", "04 09:00": "closed_late"},
    ),
]
