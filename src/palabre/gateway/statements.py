"""Statements on the lines of this node: told as they are delivered, read, contested."""

from dataclasses import dataclass

from palabre.chat.ports import ChatStore
from palabre.gateway.connection import Connection
from palabre.gateway.protocol import AnyFrame
from palabre.gateway.protocol_statements import (
    AnswerReader,
    AnyStatementCommand,
    Complain,
    Imposition,
    Informed,
    MyComplaint,
    MyStanding,
    ProposedRoom,
    ReadStatement,
    ShowStanding,
    StatementElement,
    StatementLine,
    StatementShown,
    StatementText,
    TakeBack,
)
from palabre.gateway.registry import Registry
from palabre.kernel.errors import Refusal
from palabre.kernel.ids import MemberId
from palabre.moderation.complaining import Complaining
from palabre.moderation.complaints import Complaint
from palabre.moderation.decisions import Decision, proposed
from palabre.moderation.statements import Statement, Text


@dataclass(frozen=True, slots=True)
class StatementLines:
    """Implements ``moderation.deciding_ports.Inbox`` on the lines of this node."""

    registry: Registry

    def informed(self, member: MemberId, statement: Statement) -> None:
        """Tell every line of a member that a statement is there for them."""
        told = Informed(statement.id, _title(statement))
        for connection in self.registry.of(member):
            if connection.greeted:
                connection.send(told)


@dataclass(frozen=True, slots=True)
class StatementCommands:
    """What members ask about decisions that concern them, and nobody else's."""

    complaining: Complaining
    chat: ChatStore

    async def run(self, by: Connection, command: AnyStatementCommand) -> AnyFrame:
        """Do what a command asks and return its answer. Raises ``Refusal``."""
        if isinstance(command, ShowStanding):
            return await self._standing(by, command.n)
        statement = await self.access_statement(by.member, command.statement)
        right = await self.complaining.right_of(statement)
        match command:
            case ReadStatement():
                pass
            case Complain():
                await self.complaining.lodge(right, command.text)
            case AnswerReader():
                await self.complaining.answer(right, command.text)
            case TakeBack():
                await self.complaining.withdraw(right)
        line = await self._line(statement)
        return StatementShown(command.n, line, _text(statement.fr), _text(statement.en))

    async def access_statement(self, member: MemberId, number: str) -> Statement:
        """Return a statement of a member's own. Raises ``Refusal("unknown_statement")``."""
        for one in await self.complaining.deciding.store.statements_of(member):
            if one.id == number:
                return one
        raise Refusal("unknown_statement")

    async def _standing(self, by: Connection, number: int) -> MyStanding:
        deciding = self.complaining.deciding
        points = await deciding.points(by.member)
        told = await deciding.store.statements_of(by.member)
        lines = [await self._line(one) for one in told]
        rooms = await self.chat.proposed_by(by.member)
        asked = tuple(ProposedRoom(room.name, room.state.value, reason) for room, reason in rooms)
        return MyStanding(number, tuple(points), proposed(len(points)).value, tuple(lines), asked)

    async def _line(self, statement: Statement) -> StatementLine:
        decision = await self.complaining.deciding.store.decision(statement.decision)
        assert decision is not None
        complaint = await self.complaining.of_right(await self.complaining.right_of(statement))
        return StatementLine(
            statement.id, _title(statement), statement.informed, decision.state.value, _imposed(decision),
            statement.contested_before, _complaint(complaint) if complaint else None,
        )  # fmt: skip


def _title(statement: Statement) -> dict[str, str]:
    return {"fr": statement.fr.title, "en": statement.en.title}


def _imposed(decision: Decision) -> tuple[Imposition, ...]:
    return tuple(Imposition(one.means.value, one.ends) for one in decision.imposed)


def _complaint(one: Complaint) -> MyComplaint:
    verdict = one.verdict.value if one.verdict else ""
    return MyComplaint(one.state.value, one.words, one.question, one.answer, verdict, one.reasons, one.advice)


def _text(text: Text) -> StatementText:
    lines = tuple(StatementElement(line.element.value, line.text) for line in text.lines)
    return StatementText(text.title, text.still, lines)
