"""Whoever reported, told on the lines of this node that their notice has an answer, or that it was undone."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import structlog

from palabre.gateway.protocol_reports import ReportMoved
from palabre.gateway.registry import Registry
from palabre.moderation.notice_ports import UNDONE, NoticeStore

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ReportLines:
    """Reads a notice that has moved, and tells its sender where it stands: never who decided, nor about whom."""

    registry: Registry
    notices: NoticeStore
    later: Callable[[Coroutine[Any, Any, None]], None]

    def look(self, notice: str, what: int) -> None:
        """Tell the sender of a notice, soon: ``what`` is ``ANSWERED`` or ``UNDONE``."""
        self.later(self._tell(notice, undone=what == UNDONE))

    async def _tell(self, notice: str, *, undone: bool) -> None:
        try:
            found = await self.notices.followed(notice)
        except Exception as error:  # noqa: BLE001 - nobody waits for this; their page says the same
            log.error("report not told", error=type(error).__name__)  # noqa: TRY400 - a traceback holds words
            return
        if found is None or not found.notice.reporter:
            return
        told = ReportMoved(found.notice.id, found.state, undone)
        for connection in self.registry.of(found.notice.reporter):
            if connection.greeted:
                connection.send(told)
