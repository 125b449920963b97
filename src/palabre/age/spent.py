"""Single use: a keyed hash for each spent proof, and nothing else of it (section 7)."""

import hmac
import os
from dataclasses import dataclass
from pathlib import Path

from palabre.age.ports import SpentStore
from palabre.age.reasons import Refused
from palabre.age.verifiers.mdoc import Presented
from palabre.kernel.clock import DAY, Clock

KEY_OCTETS = 32


@dataclass(frozen=True, slots=True)
class Spent:
    """Refuses a proof that was used before; the key lives outside the database."""

    store: SpentStore
    key: bytes
    clock: Clock

    async def spend(self, presented: Presented) -> None:
        """Use up a proof. Raises ``Refused``: spent, store (fail closed, E27)."""
        keyed = hmac.digest(self.key, presented.payload_digest, "sha256")
        last_day = -(-presented.valid_until // DAY)
        try:
            is_new = await self.store.spend(keyed, last_day)
        except Exception:  # noqa: BLE001 - whatever the store says, nobody enters unrecorded
            raise Refused("store") from None
        if not is_new:
            raise Refused("spent")

    async def purge(self) -> int:
        """Erase the hashes of proofs that could no longer be shown."""
        return await self.store.forget(self.clock.now() // DAY)


def read_key(path: Path) -> bytes:
    """Return the key of a file, made on first use and readable by its owner alone."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(os.urandom(KEY_OCTETS))
    key = path.read_bytes()
    if len(key) != KEY_OCTETS:
        raise ValueError(f"{path} must hold {KEY_OCTETS} octets")
    return key
