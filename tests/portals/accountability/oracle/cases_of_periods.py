"""Cases by hand for paragraphs 1 to 3: days and hours, day zero, the period."""

from __future__ import annotations

from tests.portals.accountability.oracle.telling import (
    announce,
    answer,
    ask,
    case,
    request,
    transfer,
)

OF_PERIODS = [
    case("1.1, 3.1: Saturday and Sunday are off", request("06 08:00", wd=1), "09 17:00"),
    case("1.1: a day off in the week", request("02 08:00", wd=1), "04 17:00", off="03"),
    case("1.1: a swap day", request("06 08:00", wd=1), "07 17:00", work="07"),
    # Saturday is in both tables: off.
    case("1.1: off wins", request("06 08:00", wd=1), "09 17:00", off="07", work="07"),
    case("1.2, 1.3: own hours, own close", request("02 08:00", wd=1, office="B"), "03 16:30"),
    case("1.3, 3.2: own close for cd", request("02 08:00", cd=3, office="C"), "05 17:30"),
    case(
        "1.4: 11:30, 12:15 and 13:00 are one position",
        request("02 08:00", wd=1),
        "03 17:00",
        [
            # The afternoon of Monday and all of Tuesday: 720.
            (ask("02 11:30"), "accepted", None),
            # 240 on Tuesday, 480 on Wednesday.
            (answer("03 12:15"), "accepted", "04 17:00"),
            (ask("04 13:00"), "accepted", None),
            (answer("05 11:30"), "accepted", "05 17:00"),
            (ask("05 12:15"), "accepted", None),
            (answer("06 13:00"), "accepted", "06 17:00"),
        ],
    ),
    case(
        "1.5: 240 minutes end at 11:30, not at 13:00",
        request("02 08:00", wd=1),
        "03 17:00",
        [(ask("03 11:30"), "accepted", None), (answer("04 07:00"), "accepted", "04 11:30")],
        {"04 11:30": "on_time", "04 11:31": "overdue 0", "04 13:00": "overdue 0"},
    ),
    case(
        "1.5: the 241st minute ends at 13:01",
        request("02 08:00", wd=1),
        "03 17:00",
        [(ask("03 11:29"), "accepted", None), (answer("04 07:30"), "accepted", "04 13:01")],
    ),
    case(
        "1.2, 1.5: the minute that begins at 16:59 is the last, that of 11:29 the 240th",
        request("02 08:00", wd=1),
        "03 17:00",
        [
            (ask("03 16:59"), "accepted", None),
            # One minute is left, and 239 are over.
            (answer("04 11:29"), "accepted", "04 11:30"),
        ],
    ),
    case(
        "1.4, 1.5: one minute counted on from lunch is the first after it",
        request("02 08:00", wd=1),
        "03 17:00",
        [(ask("03 16:59"), "accepted", None), (answer("04 11:30"), "accepted", "04 13:01")],
    ),
    case(
        "1.4: a moment on a day off is the start of the next working day",
        request("04 08:00", wd=1),
        "05 17:00",
        [(ask("05 15:00"), "accepted", None), (answer("07 15:00"), "accepted", "09 09:30")],
    ),
    case(
        "0: seconds are cut off",
        request("02 17:00:59", wd=1),
        "03 17:00",
        # In the minute of the due moment: too late to ask, and still on time.
        [(ask("03 17:00:01"), "refused", "03 17:00")],
        {"03 17:00:59": "on_time", "03 17:01:00": "overdue 0"},
    ),
    case("2.1: exactly at the close", request("02 17:00", wd=1), "03 17:00"),
    case("2.1: after the close", request("02 17:01", wd=1), "04 17:00"),
    case("2.1: at lunch", request("02 12:15", wd=1), "03 17:00"),
    case("2.1: before opening", request("02 00:00", wd=1), "03 17:00"),
    case("2.1: at the end of the day", request("02 23:59", wd=1), "04 17:00"),
    case("2.1: exactly at an own close", request("02 16:30", wd=1, office="B"), "03 16:30"),
    case("2.1: after an own close", request("02 16:31", wd=1, office="B"), "04 16:30"),
    # C closes at 17:30.
    case("2.1: before a late close", request("02 17:15", wd=1, office="C"), "03 17:30"),
    case("2.1: on Saturday", request("07 10:00", wd=1), "10 17:00"),
    case("2.1: after the close of Friday", request("06 17:01", wd=1), "10 17:00"),
    case("2.1: on a swap day", request("07 10:00", wd=1), "09 17:00", work="07"),
    case("2.1: on a holiday", request("02 10:00", wd=1), "04 17:00", off="02"),
    # Off are 06 to 09: day zero is the tenth.
    case("2.1: before a long rest", request("05 17:01", wd=1), "11 17:00", off="06 09"),
    case(
        "2.2: an office that closes earlier does not re-judge the arrival",
        request("02 16:45", wd=1),
        "03 17:00",
        [
            (transfer("02 16:50", "B"), "accepted", "03 16:30"),
            (announce("02 16:55", off="20"), "accepted", "03 16:30"),
            # Counted again: day zero is Monday, as A was open.
            (announce("03 08:00", off="03"), "accepted", "04 16:30"),
        ],
    ),
    case(
        "2.2: nor does an office that closes later",
        # B had closed, so day zero is Tuesday.
        request("02 16:45", wd=1, office="B"),
        "04 16:30",
        [
            (transfer("02 16:50", "A"), "accepted", "04 17:00"),
            (announce("02 16:55", off="20"), "accepted", "04 17:00"),
        ],
    ),
    case("3.1: day zero is not counted", request("02 08:00", wd=5), "09 17:00"),
    case("3.1: days off are not counted", request("02 08:00", wd=5), "11 17:00", off="04 05"),
    case("3.2: on a working day", request("02 08:00", cd=4), "06 17:00"),
    case("3.2: on Saturday", request("02 08:00", cd=5), "09 17:00"),
    case("3.2: on Sunday", request("02 08:00", cd=6), "09 17:00"),
    case("3.2: on Saturday before a holiday", request("02 08:00", cd=5), "10 17:00", off="09"),
    case("3.2: on a swap Saturday", request("02 08:00", cd=5), "07 17:00", work="07"),
    case("3.2: days off in between", request("02 08:00", cd=7), "09 17:00", off="04 05"),
    # Day zero is Monday the ninth; counted from the arrival it would be Wednesday.
    case("3.2: from day zero", request("07 10:00", cd=4), "13 17:00"),
    case("3.2: after the close", request("02 17:01", cd=2), "05 17:00"),
    # Day zero is Monday the ninth, the fifth day after it a Saturday.
    case("3.2: from day zero to a day off", request("07 10:00", cd=5), "16 17:00"),
    case(
        "3.3: the due moment itself is on time",
        request("02 08:00", wd=1),
        "03 17:00",
        [],
        {"03 16:59": "on_time", "03 17:00": "on_time", "03 17:01": "overdue 0"},
    ),
]
