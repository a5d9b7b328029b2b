"""Public holidays and exchanged days of 2023 to 2027.

Articles 111 and 112 of the Labour Code 2019: 1 January; Tết five days; 10th of the third lunar month; 30 April and
1 May; 2 September and one day beside it; a holiday on a weekend is made up for on the next working day. Documents are
named where their numbers are known. What no document is known for yet is provisional.
"""

from datetime import date, time

from django.db import migrations
from django.db.backends.postgresql.psycopg_any import DateRange

LAW = "Bộ luật Lao động 2019, Điều 112"
MADE_UP = "Bộ luật Lao động 2019, Điều 111 khoản 3"
TET_2023 = "Phương án nghỉ Tết Quý Mão, Phó Thủ tướng đồng ý, 2022"
TET_2024 = "Phương án nghỉ Tết Giáp Thìn, Thủ tướng đồng ý, 2023"
SWAP_2024 = "Phương án hoán đổi ngày 29/4/2024, Thủ tướng đồng ý, 4/2024"
OF_2025 = "8726/VPCP-KGVX, 26/11/2024"
OF_2026 = "Phương án nghỉ lễ, Tết năm 2026, Thủ tướng đồng ý, 2025"
EXPECTED = ""

NEW_YEAR = "Tết Dương lịch"
KINGS = "Giỗ Tổ Hùng Vương"
REUNIFICATION = "Ngày Chiến thắng 30/4"
LABOUR = "Ngày Quốc tế lao động 1/5"
NATIONAL = "Quốc khánh"
CULTURE = "Ngày Văn hóa Việt Nam"

# Month, day, occasion, document. Weekends are not listed, save those that are worked.
OFF = {
    2023: [
        (1, 2, f"{NEW_YEAR} (nghỉ bù)", MADE_UP),
        *((1, day, "Tết Quý Mão", TET_2023) for day in (20, 23, 24, 25, 26)),
        (5, 1, LABOUR, LAW),
        (5, 2, f"{KINGS} (nghỉ bù)", MADE_UP),
        (5, 3, f"{REUNIFICATION} (nghỉ bù)", MADE_UP),
        (9, 1, f"{NATIONAL} (ngày liền kề)", LAW),
        (9, 4, f"{NATIONAL} (nghỉ bù)", MADE_UP),
    ],
    2024: [
        (1, 1, NEW_YEAR, LAW),
        *((2, day, "Tết Giáp Thìn", TET_2024) for day in (8, 9, 12, 13, 14)),
        (4, 18, KINGS, LAW),
        (4, 29, "Hoán đổi với ngày 04/5/2024", SWAP_2024),
        (4, 30, REUNIFICATION, LAW),
        (5, 1, LABOUR, LAW),
        (9, 2, NATIONAL, LAW),
        (9, 3, f"{NATIONAL} (ngày liền kề)", LAW),
    ],
    2025: [
        (1, 1, NEW_YEAR, LAW),
        *((1, day, "Tết Ất Tỵ", OF_2025) for day in (27, 28, 29, 30, 31)),
        (4, 7, KINGS, LAW),
        (4, 30, REUNIFICATION, LAW),
        (5, 1, LABOUR, LAW),
        (5, 2, "Hoán đổi với ngày 26/4/2025", OF_2025),
        (9, 1, f"{NATIONAL} (ngày liền kề)", OF_2025),
        (9, 2, NATIONAL, LAW),
    ],
    2026: [
        (1, 1, NEW_YEAR, LAW),
        (1, 2, "Hoán đổi với ngày 10/01/2026", OF_2026),
        *((2, day, "Tết Bính Ngọ", OF_2026) for day in (16, 17, 18, 19, 20)),
        (4, 27, f"{KINGS} (nghỉ bù)", MADE_UP),
        (4, 30, REUNIFICATION, LAW),
        (5, 1, LABOUR, LAW),
        (8, 31, "Hoán đổi với ngày 22/8/2026", OF_2026),
        (9, 1, f"{NATIONAL} (ngày liền kề)", OF_2026),
        (9, 2, NATIONAL, LAW),
        (11, 24, CULTURE, EXPECTED),
    ],
    2027: [
        (1, 1, NEW_YEAR, LAW),
        *((2, day, "Tết Đinh Mùi", EXPECTED) for day in (5, 8, 9, 10, 11)),
        (4, 16, KINGS, LAW),
        (4, 30, REUNIFICATION, LAW),
        (5, 3, f"{LABOUR} (nghỉ bù)", MADE_UP),
        (9, 2, NATIONAL, LAW),
        (9, 3, f"{NATIONAL} (ngày liền kề)", EXPECTED),
        (11, 24, CULTURE, EXPECTED),
    ],
}
WORKED = [
    (date(2024, 5, 4), "Làm bù ngày 29/4/2024", SWAP_2024),
    (date(2025, 4, 26), "Làm bù ngày 02/5/2025", OF_2025),
    (date(2026, 1, 10), "Làm bù ngày 02/01/2026", OF_2026),
    (date(2026, 8, 22), "Làm bù ngày 31/8/2026", OF_2026),
]


def enter_days(apps, schema_editor):
    day_of = apps.get_model("calendar", "CalendarDay")
    rows = [
        day_of(
            day=date(year, month, day), kind="off", name=name, decision=decision,
            is_provisional=decision == EXPECTED,
        )
        for year, days in OFF.items()
        for month, day, name, decision in days
    ]  # fmt: skip
    rows += [
        day_of(day=day, kind="worked", name=name, decision=decision)
        for day, name, decision in WORKED
    ]
    day_of.objects.bulk_create(rows)
    # Eight hours; a province or a portal with other hours enters its own.
    apps.get_model("calendar", "WorkingHours").objects.create(
        portal=None,
        morning_from=time(7, 30),
        morning_to=time(11, 30),
        afternoon_from=time(13),
        afternoon_to=time(17),
        period=DateRange(date(1997, 1, 1), None),
    )


class Migration(migrations.Migration):
    dependencies = [("calendar", "0001_initial")]
    operations = [migrations.RunPython(enter_days, migrations.RunPython.noop)]
