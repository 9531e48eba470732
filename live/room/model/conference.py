"""What a conference decides for all its rooms: its categories, what those who speak are called, its procedures.

What it leaves open is as at a conference of the United Nations, for which the first programme was made.
"""

from live.room.model.plan import Category, CategoryId, Names, OrderPolicy, Procedure, Seconds, Value

MINUTE: Seconds = 60


class CategoryProfile(Value, frozen=True):
    """A category of delegations. Without `names` screens call it as they know it.

    `points_of_order` says whether such a delegation may raise one from a phone, `head` whether one of its badges is its
    head's. `time_limit` is its time on the list, where a phase names no other for it.
    """

    id: CategoryId
    names: Names = {}
    points_of_order: bool = True
    head: bool = True
    time_limit: Seconds | None = None


class Rules(Value, frozen=True):
    """What a procedure allows.

    `phones_ask` lets delegations ask for the floor themselves. `right_of_reply` gives the time of a delegation's first,
    second ... reply; there are no more than it names (rule 73 / 115; decision 34/401). `summary` is kept at the end of
    a segment that ends in one, unless the programme says how much.
    """

    order: OrderPolicy = OrderPolicy.INSCRIPTION
    phones_ask: bool = True
    points_of_order: bool = True
    right_of_reply: tuple[Seconds, ...] = ()
    summary: Seconds = 0


USUAL_CATEGORIES = tuple(
    CategoryProfile(category, points_of_order=category in (Category.MEMBER_STATE, Category.OBSERVER_STATE))
    for category in Category
)
"""Those of a conference that names none, in their order by protocol (rule 71 / 113: States raise points of order)."""


class ConferenceSettings(Value, frozen=True):
    """What holds in every room of a conference.

    `categories` are its own, in their order by protocol. `member` and `members` are what one who is on the register is
    called, and several of them; without, they are delegations. `languages` are those that its screens offer, all
    without any. `procedures` are those whose figures are its own.
    """

    categories: tuple[CategoryProfile, ...] = ()
    member: Names = {}
    members: Names = {}
    languages: tuple[str, ...] = ()
    procedures: dict[Procedure, Rules] = {}

    @property
    def known_categories(self) -> tuple[CategoryProfile, ...]:
        """Its categories, or the usual ones."""
        return self.categories or USUAL_CATEGORIES

    @property
    def classes(self) -> dict[CategoryId, int]:
        """The place of each category in the order by protocol."""
        return {known.id: place for place, known in enumerate(self.known_categories)}

    def category(self, category: CategoryId | None) -> CategoryProfile | None:
        """The category of this id, if it is known here."""
        return next((known for known in self.known_categories if known.id == category), None)


UNSAID = ConferenceSettings()
"""Those of a conference that decides nothing for itself."""
