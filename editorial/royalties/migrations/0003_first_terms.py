"""The terms that the law and other provinces' schedules give, until the province enters its own.

All of it is provisional: the decree's successor, the base salary of the year and the law on personal income tax of
2025 are for the province to confirm.
"""

from datetime import UTC, date, datetime
from decimal import Decimal

from django.db import migrations
from django.db.backends.postgresql.psycopg_any import DateRange

WRITTEN_AT = datetime(2026, 11, 28, tzinfo=UTC)
# Base salary: Decree 73/2024/NĐ-CP, in force from this day.
SINCE = date(2024, 7, 1)
TERMS = (
    "Nghị định 18/2014/NĐ-CP (đơn vị hệ số 10% lương cơ sở); Nghị định 73/2024/NĐ-CP (2.340.000 đồng); "
    "Thông tư 111/2013/TT-BTC, Điều 25 (khấu trừ 10% từ 2.000.000 đồng)"
)
RATES = "Nghị định 18/2014/NĐ-CP; Thông tư liên tịch 194/2012/TT-BTC; mức cụ thể do tỉnh quy định"
# kind: least, most, usual, kinds of texts, from so many words.
KINDS = {
    "tin": ("1", "10", "2", ["article", "notice", "release", "statement"], 0),
    "anh": ("1", "10", "1", [], 0),
    "bai": ("10", "30", "10", ["article", "release"], 600),
    "phong-su": ("10", "30", "15", [], 0),
    "tra-loi": ("1", "10", "2", [], 0),
    "ban-tin-loa": ("1", "10", "2", ["broadcast"], 0),
    "da-phuong-tien": ("10", "50", "10", [], 0),
    "bien-tap-dich": ("0.5", "5", "0.5", [], 0),
}


def create_terms(apps, schema_editor):
    always = DateRange(SINCE, None)
    apps.get_model("royalties", "RoyaltyTerms").objects.create(
        period=always, base_salary=2_340_000, unit_percent=10, tax_percent=10, tax_from=2_000_000,
        source=TERMS, is_provisional=True, entered_at=WRITTEN_AT,
    )  # fmt: skip
    rate = apps.get_model("royalties", "RoyaltyRate")
    for kind, (least, most, usual, story_kinds, from_words) in KINDS.items():
        rate.objects.create(
            kind=kind, period=always, least=Decimal(least), most=Decimal(most),
            usual=Decimal(usual), story_kinds=story_kinds, from_words=from_words, source=RATES,
            is_provisional=True, entered_at=WRITTEN_AT,
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("royalties", "0002_settled_sheets")]
    operations = [migrations.RunPython(create_terms, migrations.RunPython.noop)]
