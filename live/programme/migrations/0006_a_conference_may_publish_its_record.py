from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0005_screens_have_no_tokens"),
    ]

    operations = [
        migrations.AddField(
            "conference",
            "publishes_record",
            models.BooleanField(
                "publishes its record",
                default=False,
                help_text="Everybody may read what was said, without what is not for everyone.",
            ),
        ),
    ]
