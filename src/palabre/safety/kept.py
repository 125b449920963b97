"""An attribute that is worked out when it is first read, for what a message asks a dozen of."""

from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, overload

T = TypeVar("T")


class kept(Generic[T]):  # noqa: N801 - read as a decorator, like property
    """Keep what a method returns in place of it: ``functools.cached_property`` takes a lock in Python 3.11.

    Two threads that read it first at once both work it out: for what is never shared, or always the same.
    """

    def __init__(self, work: Callable[[Any], T]) -> None:
        self.work = work
        self.__doc__ = work.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    @overload
    def __get__(self, one: None, owner: type) -> Self: ...
    @overload
    def __get__(self, one: object, owner: type) -> T: ...
    def __get__(self, one: object | None, owner: type) -> Self | T:
        """Work it out; what is kept then is found before this is asked again."""
        if one is None:
            return self
        value = one.__dict__[self.name] = self.work(one)
        return value
