"""The board's review has steps, its approvals are recorded, and what was published unseen is checked afterwards."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import editorial.models.approval


class Migration(migrations.Migration):
    dependencies = [
        ("editorial", "0013_home_blocks"),
        ("portals", "0003_edition_changes"),
        ("wagtailcore", "0098_apitoken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="boardreviewtask",
            name="step",
            field=models.CharField(
                choices=[
                    ("edit", "waits for editing"),
                    ("complete", "waits for the secretary"),
                    ("approve", "waits for approval"),
                ],
                default="approve",
                max_length=12,
                unique=True,
                verbose_name="step",
            ),
        ),
        migrations.AddField(
            model_name="informationremoval",
            name="superseding_address",
            field=models.URLField(
                blank=True,
                db_default="",
                default="",
                max_length=500,
                verbose_name="superseded by the text at",
            ),
        ),
        migrations.AddField(
            model_name="informationremoval",
            name="superseded_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="editorial.storypage",
                verbose_name="superseded by the story",
            ),
        ),
        migrations.AddField(
            model_name="storypage",
            name="sensitive_subject",
            field=models.CharField(
                blank=True,
                choices=[
                    ("personnel", "personnel"),
                    ("land", "land"),
                    ("inspection", "inspection conclusions"),
                    ("disaster", "natural disaster, epidemic"),
                ],
                db_default="",
                default="",
                editable=False,
                max_length=12,
                verbose_name="sensitive subject",
            ),
        ),
        migrations.AddField(
            model_name="storypage",
            name="subject_by_hand",
            field=models.BooleanField(
                db_default=False,
                default=False,
                editable=False,
                verbose_name="subject set by the desk",
            ),
        ),
        migrations.CreateModel(
            name="Approval",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("approved_at", models.DateTimeField(verbose_name="approved at")),
                (
                    "ground",
                    models.CharField(
                        choices=[
                            ("post", "own post"),
                            ("delegation", "delegation by the head"),
                            ("stand_in", "standing in for an absent member"),
                            ("head_silent", "the head did not act in time"),
                            ("waiver", "self-approved"),
                            ("fast_lane", "published at once, checked afterwards"),
                        ],
                        max_length=12,
                        verbose_name="basis",
                    ),
                ),
                (
                    "words",
                    models.CharField(
                        blank=True,
                        help_text="As it was said at the time.",
                        max_length=300,
                        verbose_name="basis in words",
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("personnel", "personnel"),
                            ("land", "land"),
                            ("inspection", "inspection conclusions"),
                            ("disaster", "natural disaster, epidemic"),
                        ],
                        max_length=12,
                        verbose_name="sensitive subject",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                (
                    "recorded_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="recorded at"),
                ),
                (
                    "sheet",
                    models.FileField(
                        blank=True,
                        upload_to=editorial.models.approval.sheet_name,
                        verbose_name="photo of the sheet",
                    ),
                ),
                (
                    "approver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approvals",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="approved by",
                    ),
                ),
                (
                    "authors",
                    models.ManyToManyField(
                        related_name="+", to=settings.AUTH_USER_MODEL, verbose_name="written by"
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="approvals",
                        to=settings.WAGTAIL_PAGE_MODEL,
                        verbose_name="text",
                    ),
                ),
                (
                    "portal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approvals",
                        to="portals.portal",
                        verbose_name="portal",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailcore.revision",
                        verbose_name="version",
                    ),
                ),
                (
                    "workflow_state",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="approval",
                        to="wagtailcore.workflowstate",
                        verbose_name="review",
                    ),
                ),
            ],
            options={
                "verbose_name": "approval",
                "verbose_name_plural": "approvals",
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(max_length=1000, verbose_name="correction")),
                ("written_at", models.DateTimeField(verbose_name="written at")),
                (
                    "published_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="published at"),
                ),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="editorial.storypage",
                        verbose_name="story",
                    ),
                ),
                (
                    "written_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="written by",
                    ),
                ),
            ],
            options={
                "verbose_name": "correction",
                "verbose_name_plural": "corrections",
            },
        ),
        migrations.CreateModel(
            name="LaterCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("fast_lane", "check of a text published at once"),
                            ("sample", "check of a self-approved text"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="opened at")),
                ("due_at", models.DateTimeField(verbose_name="due at")),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("passed", "in order"),
                            ("withdrawn", "not in order, withdrawn"),
                            ("faulted", "not in order, to be corrected"),
                        ],
                        max_length=12,
                        verbose_name="verdict",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                (
                    "checked_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="checked at"),
                ),
                (
                    "answerable",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="decided by",
                    ),
                ),
                (
                    "approval",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="check_afterwards",
                        to="editorial.approval",
                        verbose_name="approval",
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="checked by",
                    ),
                ),
            ],
            options={
                "verbose_name": "check after publication",
                "verbose_name_plural": "checks after publication",
            },
        ),
        migrations.CreateModel(
            name="StoryWithdrawal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("removed_at", models.DateTimeField(verbose_name="removed at")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("in_error", "published in error"),
                            ("superseded", "superseded"),
                            ("withdrawn", "withdrawn with notice"),
                            ("taken_down", "taken down by this portal"),
                            ("moved", "moved to another portal"),
                            ("expired", "expired"),
                        ],
                        max_length=12,
                        verbose_name="kind of removal",
                    ),
                ),
                ("reason", models.CharField(max_length=500, verbose_name="reason of removal")),
                (
                    "superseding_address",
                    models.URLField(
                        blank=True,
                        db_default="",
                        default="",
                        max_length=500,
                        verbose_name="superseded by the text at",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="removed by",
                    ),
                ),
                (
                    "story",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawals",
                        to="editorial.storypage",
                        verbose_name="story",
                    ),
                ),
                (
                    "superseded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="editorial.storypage",
                        verbose_name="superseded by the story",
                    ),
                ),
            ],
            options={
                "verbose_name": "withdrawal of a story",
                "verbose_name_plural": "withdrawals of stories",
            },
        ),
        migrations.AddIndex(
            model_name="approval",
            index=models.Index(
                models.F("page"),
                models.OrderBy(models.F("approved_at"), descending=True),
                name="approval_of_page",
            ),
        ),
        migrations.AddIndex(
            model_name="approval",
            index=models.Index(
                fields=["portal", "ground", "approved_at"], name="approval_by_ground"
            ),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ground", "fast_lane"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="fast_lane_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="approval",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("recorded_at", None), ("recorded_by", None), ("sheet", "")),
                    models.Q(
                        ("recorded_at__isnull", False),
                        ("recorded_by__isnull", False),
                        models.Q(("sheet", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="approval_on_paper_has_its_sheet",
            ),
        ),
        migrations.AddIndex(
            model_name="correction",
            index=models.Index(
                models.F("story"),
                models.OrderBy(models.F("published_at"), descending=True),
                name="correction_of_story",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("published_at__isnull", True)),
                fields=("story",),
                name="one_correction_in_hand_a_story",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="correction_says_what"
            ),
        ),
        migrations.AddIndex(
            model_name="latercheck",
            index=models.Index(
                condition=models.Q(("verdict", "")), fields=["due_at"], name="check_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="latercheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("checked_at", None), ("checked_by", None), ("verdict", "")),
                    models.Q(
                        models.Q(("verdict", ""), _negated=True),
                        ("checked_at__isnull", False),
                        ("checked_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="check_has_hand_and_hour",
            ),
        ),
        migrations.AddConstraint(
            model_name="latercheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("checked_by", None),
                    models.Q(("checked_by", models.F("answerable")), _negated=True),
                    _connector="OR",
                ),
                name="check_by_somebody_else",
            ),
        ),
        migrations.AddConstraint(
            model_name="latercheck",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("verdict__in", ["", "passed"]),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="fault_found_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="latercheck",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_at__gt", models.F("opened_at"))), name="check_is_due_later"
            ),
        ),
        migrations.AddIndex(
            model_name="storywithdrawal",
            index=models.Index(
                models.F("story"),
                models.OrderBy(models.F("removed_at"), descending=True),
                name="withdrawal_of_story",
            ),
        ),
        migrations.AddConstraint(
            model_name="storywithdrawal",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="withdrawal_says_why"
            ),
        ),
        migrations.AddConstraint(
            model_name="storywithdrawal",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ("in_error", "superseded", "withdrawn"))),
                name="withdrawal_is_of_three_kinds",
            ),
        ),
        migrations.AddConstraint(
            model_name="storywithdrawal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("superseded_by", None),
                    models.Q(("superseded_by", models.F("story")), _negated=True),
                    _connector="OR",
                ),
                name="story_supersedes_another",
            ),
        ),
    ]
