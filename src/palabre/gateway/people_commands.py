"""What each command about people does."""

from dataclasses import dataclass

from palabre.gateway import protocol as p
from palabre.gateway.connection import Connection
from palabre.gateway.protocol_base import PeopleCommand
from palabre.kernel.errors import Refusal


@dataclass(frozen=True)
class PeopleCommands:
    """The use cases about people that the socket reaches."""

    async def run(self, by: Connection, command: PeopleCommand) -> p.AnyFrame | None:  # noqa: ARG002 - none is served yet
        """Do what a command asks and return its answer. Raises ``Refusal``."""
        raise Refusal("not_available")
