from django.db import migrations


class Migration(migrations.Migration):
    """The inbox became an app of its own (`inbox`), on the floor below. Its tables stay as they are."""

    dependencies = [("editorial", "0030_approvals_taken_back")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(name="InboxMail"),
                migrations.DeleteModel(name="MailLink"),
                migrations.DeleteModel(name="MailPreference"),
            ],
        ),
    ]
