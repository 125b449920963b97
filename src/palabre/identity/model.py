"""Members as others see them, and as they see themselves."""

from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from palabre.kernel.ids import MemberId


class TownShown(StrEnum):
    """What a card says of the town."""

    TOWN = "town"
    LARGER = "larger"  # the nearest town of 2,000 people or more
    DEPARTMENT = "department"
    NONE = "none"


class AgeShown(StrEnum):
    """What a card says of the age."""

    AGE = "age"  # 41
    BAND = "band"  # 40–44
    NONE = "none"


class HereFor(StrEnum):
    """What one is here for."""

    TALK = "talk"
    FRIENDS = "friends"
    MEET = "meet"
    PLAY = "play"
    ADVICE = "advice"
    LANGUAGE = "language"


class Card(Struct, frozen=True):
    """What anybody in a room may see of a member."""

    id: MemberId
    name: str
    colour: int  # 1 to 12
    age: str = ""  # "41", "40–44" or nothing
    town: str = ""  # the label they chose to show
    here_for: tuple[HereFor, ...] = ()
    words: str = ""
    pronouns: str = ""
    gender: str = ""
    languages: str = ""
    since: int = 0  # milliseconds, rounded down to the day


class Profile(Struct, frozen=True):
    """A member's own view: the card, and the choices behind it."""

    card: Card
    town: int  # identity.towns id
    town_name: str
    town_shown: TownShown
    age: int
    age_shown: AgeShown
    ask_first: bool = True  # people must ask before writing to me
    name_covered: str = ""  # "held" while a person looks at the name, "removed" until another is chosen
    words_covered: str = ""  # the same of the words of the card; held, they are still mine to see

    @property
    def seen(self) -> Card:
        """The card as others see it."""
        if self.words_covered != "held":
            return self.card
        return replace(self.card, words="", pronouns="", gender="", languages="")


class Member(Struct, frozen=True):
    """Somebody who is here."""

    profile: Profile

    @property
    def id(self) -> MemberId:
        """The member's id."""
        return self.profile.card.id


class Entered(Struct, frozen=True):
    """When somebody came in, to the minute, and the age they gave."""

    at: int
    age: int


class EntryDraft(Struct, frozen=True):
    """What somebody typed to come in."""

    pseudonym: str
    town: int
    age: int
    town_shown: str = "town"
    age_shown: str = "age"
    here_for: tuple[str, ...] = ()
    ask_first: bool = True
    rules: bool = False  # the six rules were accepted
    lang: str = "fr"


class Band(StrEnum):
    """How far apart two towns are, between their centres; never finer than what somebody shows of theirs."""

    SAME = "same"  # same town
    KM20 = "20"  # under 20 km
    KM50 = "50"
    KM100 = "100"
    FAR = "far"
    UNKNOWN = "unknown"  # one of the two does not show it


class Friend(Struct, frozen=True):
    """A friend: both said yes."""

    card: Card
    since: int  # rounded to the day
    here: bool
    note: bytes = b""  # sealed on my device


class Neighbour(Struct, frozen=True):
    """Somebody around, with a band between towns."""

    card: Card
    distance: Band
    here: bool
    common: int  # things both are here for
