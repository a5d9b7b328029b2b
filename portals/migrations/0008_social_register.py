"""The register of social accounts: who holds one, since when, and whether it is known to be the portal's.

Accounts of before wait to be verified. Nodes of the release before go on writing rows; they wait too.
"""

from urllib.parse import urlsplit

from django.db import migrations, models

# What services take for one host, as the register writes it.
HOSTS = {
    "facebook.com": "www.facebook.com",
    "m.facebook.com": "www.facebook.com",
    "fb.com": "www.facebook.com",
    "youtube.com": "www.youtube.com",
    "m.youtube.com": "www.youtube.com",
    "tiktok.com": "www.tiktok.com",
    "www.zalo.me": "zalo.me",
}


def note_what_is_compared(apps, schema_editor):
    """Let the first of several portals that name one address keep it; the others' boards settle theirs on the desk."""
    accounts = apps.get_model("portals", "SocialAccount").objects
    seen = set()
    for account in accounts.order_by("pk"):
        parts = urlsplit(account.address.casefold())
        host = HOSTS.get(parts.netloc, parts.netloc)
        query = f"?{parts.query}" if parts.path == "/profile.php" else ""
        compared = f"https://{host}{parts.path.rstrip('/')}{query}"[:200]
        if compared not in seen:
            seen.add(compared)
            accounts.filter(pk=account.pk).update(compared=compared)


class Migration(migrations.Migration):
    dependencies = [
        ("portals", "0007_views_in_the_footer"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="socialaccount",
            name="one_account_a_service_and_portal",
        ),
        migrations.AddField(
            model_name="socialaccount",
            name="closed_because",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=300, verbose_name="closed because"
            ),
        ),
        migrations.AddField(
            model_name="socialaccount",
            name="closed_on",
            field=models.DateField(blank=True, null=True, verbose_name="closed on"),
        ),
        migrations.AddField(
            model_name="socialaccount",
            name="compared",
            field=models.CharField(db_default="", default="", editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name="socialaccount",
            name="holder",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=160,
                verbose_name="office that holds it",
            ),
        ),
        migrations.AddField(
            model_name="socialaccount",
            name="name",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=120, verbose_name="name"
            ),
        ),
        migrations.AddField(
            model_name="socialaccount",
            name="opened_on",
            field=models.DateField(blank=True, null=True, verbose_name="opened on"),
        ),
        migrations.AddField(
            model_name="socialaccount",
            name="probe_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="to be looked at"),
        ),
        migrations.AddField(
            model_name="socialaccount",
            name="silent_since",
            field=models.DateTimeField(blank=True, null=True, verbose_name="silent since"),
        ),
        migrations.AddField(
            model_name="socialaccount",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "not verified yet"),
                    ("verified", "verified"),
                    ("alarm", "alarm"),
                ],
                db_default="waiting",
                default="waiting",
                max_length=8,
                verbose_name="state",
            ),
        ),
        migrations.AddField(
            model_name="socialaccount",
            name="state_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="in this state since"),
        ),
        migrations.AddField(
            model_name="socialaccount",
            name="verified_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="verified at"),
        ),
        migrations.AddField(
            model_name="socialaccount",
            name="verified_by",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "not yet"),
                    ("page", "by its page, by machine"),
                    ("hand", "by hand, with evidence"),
                ],
                db_default="",
                default="",
                max_length=4,
                verbose_name="verified",
            ),
        ),
        migrations.AlterField(
            model_name="socialaccount",
            name="service",
            field=models.CharField(
                choices=[
                    ("facebook", "Facebook"),
                    ("zalo", "Zalo"),
                    ("youtube", "YouTube"),
                    ("tiktok", "TikTok"),
                    ("instagram", "Instagram"),
                    ("lotus", "Lotus"),
                ],
                max_length=12,
                verbose_name="service",
            ),
        ),
        migrations.AddConstraint(
            model_name="socialaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_because", ""), ("closed_on", None)),
                    models.Q(
                        ("closed_on__isnull", False),
                        models.Q(("closed_because", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="closed_social_account_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="socialaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verified_at", None), ("verified_by", "")),
                    models.Q(("verified_by__in", ["page", "hand"]), ("verified_at__isnull", False)),
                    _connector="OR",
                ),
                name="verified_social_account_says_how",
            ),
        ),
        migrations.AddConstraint(
            model_name="socialaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "verified"), _negated=True),
                    models.Q(("verified_by", ""), _negated=True),
                    _connector="OR",
                ),
                name="social_account_is_verified_by_something",
            ),
        ),
        migrations.RunPython(note_what_is_compared, migrations.RunPython.noop, elidable=True),
    ]
