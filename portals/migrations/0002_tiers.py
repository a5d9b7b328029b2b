"""The tiers of Vietnamese administration; the district tier ended on 30 June 2025 (Resolution 203/2025/QH15)."""

from datetime import date

from django.db import migrations
from django.db.backends.postgresql.psycopg_any import DateRange

SINCE = date(1997, 1, 1)  # Bắc Ninh was re-established as a province on this day.
TIERS = [
    ("nation", "Trung ương", 0, ["Chính phủ", "Cổng", "Bộ", "Văn phòng"], None),
    ("province", "Tỉnh", 1, ["Tỉnh", "Thành phố"], None),
    (
        "department",
        "Sở, ban, ngành",
        2,
        ["Sở", "Ban", "Văn phòng", "Thanh tra", "Viện", "Trung tâm", "Chi cục"],
        None,
    ),
    (
        "district",
        "Huyện, thị xã, thành phố",
        2,
        ["Huyện", "Thị xã", "Thành phố", "Quận"],
        date(2025, 7, 1),
    ),
    ("commune", "Xã, phường, thị trấn", 3, ["Xã", "Phường", "Thị trấn", "Đặc khu"], None),
]


def create_tiers(apps, schema_editor):
    tier_model = apps.get_model("portals", "Tier")
    for code, name, level, prefixes, ended_on in TIERS:
        tier_model.objects.create(
            code=code,
            name=name,
            level=level,
            name_prefixes=prefixes,
            period=DateRange(SINCE, ended_on),
        )


class Migration(migrations.Migration):
    dependencies = [("portals", "0001_initial")]
    operations = [migrations.RunPython(create_tiers, migrations.RunPython.noop)]
