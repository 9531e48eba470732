"""What is set up once and kept: conference, rooms, delegations, badges, screens.

What happens in a room is not here: that is the room's log. Codes are kept as keyed hashes only.

All tables of the set-up are in one file: they refer to one another.
"""

import unicodedata
from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from live.programme.reading import LANGUAGES
from live.room.authority import Actor, Role, id_of_badge
from live.room.model import plan
from live.room.model.texts import one_line

MEMBERS_PER_DELEGATION = 3
"""Delegations are limited to four participants, one of them its head (preliminary information, paragraph 6)."""
MOST_BADGES = 200
"""Of a delegation, whatever a conference allows."""


LONGEST_ALIAS = 120
MOST_ALIASES = 100


def english(names: plan.Names) -> str:
    return names.get("en", "")


def holds_control(text: str) -> bool:
    """Whether `text` holds what no keyboard types and not every database keeps: NUL and its like."""
    return any(unicodedata.category(letter) in ("Cc", "Cs") for letter in text)


def check_names(names: object) -> None:
    """Names typed by hand are names by language, and English is among them: all other languages fall back to it."""
    if not isinstance(names, dict) or not all(isinstance(name, str) and name for name in names.values()):
        raise ValidationError('Names are written {"en": "Kenya", "ar": "كينيا"}.')
    if any(holds_control(name) for name in names.values()):
        raise ValidationError("A name holds a control character.")
    if not all(map(one_line, names.values())):
        raise ValidationError("A name holds nothing that can be seen.")
    if "en" not in names or not names.keys() <= set(LANGUAGES):
        raise ValidationError(f"Names are in {', '.join(LANGUAGES)}; the first is needed.")


def check_aliases(aliases: object) -> None:
    """Other names by which a delegation is found: a list of texts, each of which can be seen."""
    if not isinstance(aliases, list) or not all(
        isinstance(alias, str) and len(alias) <= LONGEST_ALIAS and alias.strip() and alias.isprintable()
        for alias in aliases
    ):
        raise ValidationError(f'Other names are written ["UK", "Britain"], each of up to {LONGEST_ALIAS} characters.')
    if len(aliases) > MOST_ALIASES:
        raise ValidationError(f"A delegation has up to {MOST_ALIASES} other names.")


class Conference(models.Model):
    """A conference and its programme, as last imported. The current one is what the rooms are given.

    `programme` is the imported programme as JSON (`importing.Programme`). The stamps say what it was made from, so that
    a start that changes nothing is quick.
    """

    slug = models.SlugField(max_length=64, primary_key=True)
    names = models.JSONField(validators=[check_names])
    zone = models.CharField(max_length=64)
    first_day = models.DateField()
    version = models.CharField(max_length=64)
    programme = models.TextField(editable=False)
    document_stamp = models.CharField(max_length=64, default="", editable=False)
    register_stamp = models.CharField(max_length=64, default="", editable=False)
    members = models.PositiveSmallIntegerField(
        default=MEMBERS_PER_DELEGATION, help_text="how many a delegation may have besides its head"
    )
    is_current = models.BooleanField(default=False, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["is_current"], condition=Q(is_current=True), name="one_conference_is_current"
            ),
        ]

    def __str__(self) -> str:
        return english(self.names)


class ProgrammeEdit(models.Model):
    """A change of one part of a conference's programme, made on the set-up pages; see `desk.edits`.

    `before` and `after` are the part as it was and as it became, empty where it was not there. `by` is the name its
    maker had.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="edits")
    number = models.PositiveIntegerField()
    part = models.CharField(max_length=16)
    key = models.CharField(max_length=64, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    undoes = models.OneToOneField("self", on_delete=models.CASCADE, null=True, related_name="undone_by")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    by = models.CharField(max_length=150)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conference", "number"], name="edits_are_numbered"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.part} {self.key}"


class ProgrammeVersion(models.Model):
    """A programme as it was published, or as a draft was before another took its place; see `versions`.

    `version` is what the rooms call it. `changes` counts how it differs from what was published before it, `again` is
    the version that it is once more. `by` is the name its maker had, empty for a command of the server.
    """

    conference = models.ForeignKey(Conference, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    version = models.CharField(max_length=64)
    programme = models.TextField()
    published = models.BooleanField(default=True)
    changes = models.JSONField(default=dict)
    again = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="repeated_by")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    by = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conference", "number"], name="versions_are_numbered"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.version}"


class Room(models.Model):
    """A room: an id for ever, a label that may change late and in the middle of a conference.

    `imported` is what the programme said of it last, by which a change by hand is told from a change of the programme.
    """

    slug = models.SlugField(max_length=64, primary_key=True)
    names = models.JSONField(validators=[check_names])
    order = models.PositiveSmallIntegerField(default=0)
    imported = models.JSONField(null=True, editable=False)

    class Meta:
        ordering: ClassVar = ["order", "slug"]

    def __str__(self) -> str:
        return english(self.names)


class Delegation(models.Model):
    """A State, an organisation, a stakeholder. One that is withdrawn is on no list and lets nobody in.

    `aliases` are other names by which it is found, in any language. `registered` is what the list that comes with
    Rostrum said of it last, by which a change by hand is told from a change of the list.
    """

    slug = models.SlugField(max_length=64, primary_key=True)
    names = models.JSONField(validators=[check_names])
    category = models.CharField(max_length=32, validators=[RegexValidator(r"\A[a-z0-9]+([_-][a-z0-9]+)*\Z")])
    region = models.CharField(max_length=64, blank=True)
    subregion = models.CharField(max_length=64, blank=True)
    iso3 = models.CharField(max_length=3, blank=True)
    aliases = models.JSONField(default=list, blank=True, validators=[check_aliases])
    registered = models.JSONField(null=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["slug"]

    def __str__(self) -> str:
        return english(self.names)


class Badge(models.Model):
    """The right to ask for the floor for a delegation. Its code is kept as a hash alone.

    Printed and handed over is the code of this `generation`. `ticket_hash` is of what the QR code of another system
    says, by which its wearer is found.
    """

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="badges")
    number = models.PositiveSmallIntegerField()
    holder = models.CharField(max_length=120, blank=True)
    is_head = models.BooleanField(default=False)
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    generation = models.PositiveIntegerField(default=1, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    printed_at = models.DateTimeField(null=True, blank=True, editable=False)
    handed_over_at = models.DateTimeField(null=True, blank=True, editable=False)
    ticket_hash = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["delegation", "number"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(number__gte=1, number__lte=MOST_BADGES), name="badge_has_a_number"),
            models.UniqueConstraint(fields=["delegation", "number"], name="badge_number_is_its_own"),
            models.UniqueConstraint(fields=["delegation"], condition=Q(is_head=True), name="one_head_of_delegation"),
        ]

    def __str__(self) -> str:
        return f"{self.delegation_id} {self.number}"

    def to_actor(self) -> Actor:
        """The wearer of this badge, as the rooms know them. The id outlives a replaced code."""
        role = Role.HEAD_OF_DELEGATION if self.is_head else Role.DELEGATE
        return Actor(id=id_of_badge(self.delegation_id, self.number), role=role, delegation=self.delegation_id)


class FormerCode(models.Model):
    """A code that a badge had before: it lets nobody in, and whoever shows it is told so. No generation comes twice."""

    badge = models.ForeignKey(Badge, on_delete=models.CASCADE, related_name="former_codes")
    generation = models.PositiveIntegerField()
    code_hash = models.CharField(max_length=64, unique=True)
    replaced_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["badge", "generation"], name="each_generation_is_replaced_once"),
        ]

    def __str__(self) -> str:
        return f"{self.badge}, {self.generation}"


class BadgeAct(models.Model):
    """Something done at the badge desk; see `badges.acts`.

    `before` and `after` are the badge as it was and as it became; of badges that were printed together, when each was
    printed. `about` is whose badge it was, `by` the name its doer had, `desk` the browser at which it was done.
    """

    kind = models.CharField(max_length=16)
    badge = models.ForeignKey(Badge, on_delete=models.CASCADE, null=True, related_name="acts")
    about = models.CharField(max_length=300)
    before = models.JSONField()
    after = models.JSONField()
    undoes = models.OneToOneField("self", on_delete=models.CASCADE, null=True, related_name="undone_by")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    by = models.CharField(max_length=150)
    desk = models.CharField(max_length=32, blank=True, db_index=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.pk}: {self.kind} {self.about}"


class Participant(models.Model):
    """Somebody whom a delegation sends, and the badge they wear. One who left keeps their row, and nothing else.

    `key` is what the desk of registration knows them by.
    """

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="participants")
    badge = models.OneToOneField(
        Badge, on_delete=models.SET_NULL, null=True, blank=True, related_name="participant", editable=False
    )
    title = models.CharField(max_length=300, blank=True)
    given = models.CharField(max_length=300, blank=True)
    family = models.CharField(max_length=300, blank=True)
    function = models.CharField(max_length=300, blank=True)
    organisation = models.CharField(max_length=300, blank=True)
    email = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=300, blank=True)
    key = models.CharField(max_length=300, blank=True)
    is_head = models.BooleanField(default=False)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["delegation", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["delegation"],
                condition=Q(is_head=True, left_at__isnull=True),
                name="one_participant_heads_a_delegation",
            ),
        ]

    def __str__(self) -> str:
        return " ".join(filter(None, (self.title, self.given, self.family)))


class Allowance(models.Model):
    """More people than a delegation may have: who let them in, when, and why. What is written here is never changed."""

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="allowances")
    most = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=500)
    by = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.delegation_id}: {self.most}, {self.by}: {self.why}"


DUTIES = (Role.PRESIDING_OFFICER, Role.MODERATOR, Role.RAPPORTEUR, Role.INTERPRETER)
"""What somebody may be appointed to, the most weighty first."""


class Appointment(models.Model):
    """A duty in a room, or in all of them, of somebody who signs in and is not of the secretariat."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="appointments")
    role = models.CharField(max_length=32, choices=[(role.value, role.value.replace("_", " ")) for role in DUTIES])
    room = models.ForeignKey(
        Room, on_delete=models.CASCADE, null=True, blank=True, related_name="appointments", help_text="empty: all rooms"
    )
    segment = models.CharField(
        max_length=64, blank=True, help_text="the segment that a rapporteur reports on; empty: all of the room"
    )

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(role__in=[role.value for role in DUTIES]), name="appointment_is_to_a_known_duty"
            ),
            models.UniqueConstraint(
                fields=["user", "role", "room", "segment"],
                name="nobody_is_appointed_twice",
            ),
            # SQLite tells one "everywhere" from another.
            models.UniqueConstraint(
                fields=["user", "role", "segment"],
                condition=Q(room__isnull=True),
                name="nobody_is_appointed_everywhere_twice",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.room_id or 'all rooms'}"


class ScreenView(models.TextChoices):
    """What a screen may be hung up to show; nothing that only some may see."""

    HALL = "hall", "Room display"
    PODIUM = "podium", "Podium timer"
    INTERPRETERS = "interpreters", "Interpreters"
    OVERLAY = "overlay", "Webcast overlay"
    FOYER = "foyer", "Foyer"


class Screen(models.Model):
    """A display on a wall that comes back by itself: it keeps the code it was paired by, and its hash is kept here."""

    name = models.CharField(max_length=120)
    room = models.ForeignKey(Room, on_delete=models.CASCADE, null=True, blank=True, related_name="screens")
    view = models.CharField(max_length=32, choices=ScreenView.choices, default=ScreenView.HALL)
    code_hash = models.CharField(max_length=64, unique=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_seen_at = models.DateTimeField(null=True, blank=True, editable=False)
    identify_until = models.DateTimeField(null=True, blank=True, editable=False)
    build = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(view__in=ScreenView.values), name="screen_has_a_known_view"),
            models.CheckConstraint(
                condition=Q(view=ScreenView.FOYER, room__isnull=True)
                | (~Q(view=ScreenView.FOYER) & Q(room__isnull=False)),
                name="screen_shows_one_room_unless_in_the_foyer",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def to_actor(self) -> Actor:
        """This screen as the rooms know it."""
        rooms = None if self.room_id is None else frozenset({self.room_id})
        return Actor(id=f"screen:{self.pk}", role=Role.SCREEN, rooms=rooms)
