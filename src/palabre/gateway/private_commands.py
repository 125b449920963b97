"""What each private command does: one ``match``, one use case a command."""

from dataclasses import dataclass

from palabre.gateway import protocol as p
from palabre.gateway.connection import Connection
from palabre.gateway.protocol_base import PrivateCommand
from palabre.kernel.errors import Refusal


@dataclass(frozen=True)
class PrivateCommands:
    """The private use cases that the socket reaches."""

    async def run(self, by: Connection, command: PrivateCommand) -> p.AnyFrame | None:  # noqa: ARG002 - none is served yet
        """Do what a command asks and return its answer. Raises ``Refusal``."""
        raise Refusal("no_device")
