"""The wire of people who know one another: friends, people set aside, people around."""

from typing import Annotated

from msgspec import Meta, Struct

from palabre.gateway.protocol_base import Name, Number, PeopleCommand
from palabre.identity.model import Card, Friend, Neighbour
from palabre.kernel.ids import MemberId


class AskFriend(PeopleCommand, frozen=True, tag="friend.ask"):
    """Ask to be friends, or say yes to whoever asked."""

    member: MemberId


class EndFriend(PeopleCommand, frozen=True, tag="friend.end"):
    """Say no to whoever asked, take a question back, or be friends no more; silent."""

    member: MemberId


class NoteFriend(PeopleCommand, frozen=True, tag="friend.note"):
    """Keep a private note on somebody, sealed on my device."""

    member: MemberId
    note: Annotated[bytes, Meta(max_length=1_024)]


class ListFriends(PeopleCommand, frozen=True, tag="friend.list"):
    """Ask for my friends. Answered by ``friends``; their coming and going follows."""


class Block(PeopleCommand, frozen=True, tag="block"):
    """Block somebody, or no more: both ways, everywhere, at once."""

    member: MemberId
    on: bool = True


class Ignore(PeopleCommand, frozen=True, tag="ignore"):
    """Ignore somebody, or no more: one way, silent; drawn by my devices."""

    member: MemberId
    on: bool = True


class ListSetAside(PeopleCommand, frozen=True, tag="set_aside.list"):
    """Ask whom I block and ignore. Answered by ``set_aside``."""


class Around(PeopleCommand, frozen=True, tag="around"):
    """Ask for people by town, nearest bands first. Answered by ``around``."""

    offset: Number = 0
    distance_km: Number = 0  # 0 for all, 20, 50 or 100; `same_town` is narrower
    same_town: bool = False
    age_least: Number = 0
    age_most: Number = 0
    here_for: Name = ""
    here: bool = False  # on line now


AnyPeopleCommand = AskFriend | EndFriend | NoteFriend | ListFriends | Block | Ignore | ListSetAside | Around


class Friends(Struct, frozen=True, tag_field="t", tag="friends"):
    """My friends, and who waits for an answer; ``n`` 0 when something changed."""

    n: int
    friends: tuple[Friend, ...]
    asking: tuple[Card, ...]  # they asked me
    asked: tuple[Card, ...]  # I asked them


class FriendHere(Struct, frozen=True, tag_field="t", tag="friend_here"):
    """A friend came or went."""

    member: MemberId
    here: bool


class SetAside(Struct, frozen=True, tag_field="t", tag="set_aside"):
    """Whom I block and ignore; ``n`` 0 when changed on another device."""

    n: int
    blocked: tuple[Card, ...]
    ignored: tuple[Card, ...]


class Neighbours(Struct, frozen=True, tag_field="t", tag="around"):
    """A page of people around."""

    n: int
    people: tuple[Neighbour, ...]
    more: bool


AnyPeopleFrame = Friends | FriendHere | SetAside | Neighbours
