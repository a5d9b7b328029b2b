"""One outbox for all acts that the ledger holds: what waits stays, and nodes of the release before go on beside it."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [
        ("editorial", "0034_publications_to_record"),
        ("portals", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        # The table keeps its name, so that the release before finds it.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RenameModel("PublicationToRecord", "ActToRecord"),
                migrations.AlterModelTable("ActToRecord", "editorial_publicationtorecord"),
                migrations.AlterModelOptions(
                    "ActToRecord",
                    {
                        "verbose_name": "act to record",
                        "verbose_name_plural": "acts to record",
                    },
                ),
            ]
        ),
        migrations.AlterField(
            "acttorecord",
            "story",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="editorial.storypage",
                verbose_name="story",
            ),
        ),
        migrations.AlterField(
            "acttorecord",
            "published_at",
            models.DateTimeField(null=True, verbose_name="published at"),
        ),
        migrations.AddField(
            "acttorecord",
            "page",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="wagtailcore.page",
                verbose_name="page",
            ),
        ),
        migrations.AddField(
            "acttorecord",
            "kind",
            models.CharField(db_default="publication", max_length=40, verbose_name="kind"),
        ),
        migrations.AddField(
            "acttorecord", "at", models.DateTimeField(null=True, verbose_name="at")
        ),
        migrations.AddField(
            "acttorecord",
            "portal",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="portals.portal",
                verbose_name="portal",
            ),
        ),
        migrations.AddField(
            "acttorecord",
            "office",
            models.CharField(db_default="", max_length=255, verbose_name="agency"),
        ),
        migrations.AddField(
            "acttorecord",
            "hostname",
            models.CharField(db_default="", max_length=255, verbose_name="host name"),
        ),
        migrations.AddField(
            "acttorecord",
            "body",
            models.JSONField(
                db_default=models.Value({}, models.JSONField()),
                verbose_name="content of the entry",
            ),
        ),
        migrations.AddField(
            "acttorecord",
            "tries",
            models.PositiveSmallIntegerField(db_default=0, verbose_name="tries"),
        ),
        migrations.AddField(
            "acttorecord",
            "next_try_at",
            models.DateTimeField(null=True, verbose_name="next try at"),
        ),
        migrations.AddField(
            "acttorecord",
            "given_up_at",
            models.DateTimeField(null=True, verbose_name="given up at"),
        ),
        migrations.AddField(
            "acttorecord",
            "is_overtaken",
            models.BooleanField(db_default=False, verbose_name="overtaken"),
        ),
        migrations.AddField(
            "acttorecord",
            "noted_at",
            models.DateTimeField(db_default=Now(), editable=False),
        ),
        migrations.AddConstraint(
            "acttorecord",
            models.CheckConstraint(
                condition=models.Q(page__isnull=False, at__isnull=False)
                | models.Q(story__isnull=False, published_at__isnull=False),
                name="act_to_record_is_of_a_page",
            ),
        ),
        migrations.AddConstraint(
            "acttorecord",
            models.CheckConstraint(
                condition=models.Q(given_up_at=None) | models.Q(tries__gte=6),
                name="act_is_given_up_after_its_tries",
            ),
        ),
    ]
