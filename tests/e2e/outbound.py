"""The block on every way out of this machine, as the auditor's rehearsal uses it."""

from palabre.dossier.watch import LeavesTheMachineError, only_this_machine

__all__ = ["LeavesTheMachineError", "only_this_machine"]
