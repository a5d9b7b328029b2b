"""What was found of social accounts, and the files that show it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import portals.social.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("portals", "0009_open_social_accounts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SocialEvidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        upload_to=portals.social.models.unguessable_evidence, verbose_name="file"
                    ),
                ),
                ("given_at", models.DateTimeField(verbose_name="given at")),
                (
                    "given_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="given by",
                    ),
                ),
                (
                    "portal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="portals.portal",
                        verbose_name="given by the portal",
                    ),
                ),
            ],
            options={
                "verbose_name": "evidence on social accounts",
                "verbose_name_plural": "evidence on social accounts",
            },
        ),
        migrations.CreateModel(
            name="SocialCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("checked_at", models.DateTimeField(verbose_name="checked at")),
                (
                    "finding",
                    models.CharField(
                        choices=[
                            ("declared", "entered by the board"),
                            ("names-us", "its page names the portal"),
                            ("seen", "verified by hand"),
                            ("unnamed", "its page does not name the portal"),
                            ("gone", "its page is gone"),
                            ("moved", "its address leads to another account"),
                            ("unreadable", "the service shows its page to people alone"),
                            ("unreached", "its page did not answer"),
                            ("unlisted", "the portal's page does not list it"),
                        ],
                        max_length=12,
                        verbose_name="finding",
                    ),
                ),
                (
                    "found",
                    models.CharField(blank=True, max_length=300, verbose_name="what was found"),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="checks",
                        to="portals.socialaccount",
                        verbose_name="account",
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="checked by",
                    ),
                ),
                (
                    "evidence",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="social.socialevidence",
                        verbose_name="evidence",
                    ),
                ),
            ],
            options={
                "verbose_name": "check of a social account",
                "verbose_name_plural": "checks of social accounts",
            },
        ),
        migrations.AddConstraint(
            model_name="socialevidence",
            constraint=models.CheckConstraint(
                condition=models.Q(("file", ""), _negated=True), name="social_evidence_is_a_file"
            ),
        ),
        migrations.AddIndex(
            model_name="socialcheck",
            index=models.Index(fields=["account", "-checked_at"], name="social_checks_newest"),
        ),
        migrations.AddConstraint(
            model_name="socialcheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("finding", "seen"), _negated=True),
                    models.Q(("checked_by__isnull", False), ("evidence__isnull", False)),
                    _connector="OR",
                ),
                name="social_account_seen_by_somebody",
            ),
        ),
    ]
