"""A table of sealed texts for these tests: made once, by the role that owns tables, and empty before each test."""

from __future__ import annotations

import uuid

from django.apps.registry import Apps
from django.db import models

from portals.sealing.fields import SealedTextField

# Not among the product's models, which other tests go through.
APPS = Apps()


class Note(models.Model):
    key = models.UUIDField(default=uuid.uuid4)
    phone = SealedTextField(bound_to="key", blank=True)
    address = SealedTextField(bound_to=("key",), blank=True)
    state = models.CharField(max_length=10, default="new")

    class Meta:
        app_label = "portals"
        db_table = "sealing_note"
        apps = APPS

    def __str__(self) -> str:
        return str(self.key)


COLUMNS = [Note._meta.get_field("address"), Note._meta.get_field("phone")]
