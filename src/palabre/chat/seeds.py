"""The rooms that a new server has: by theme, and for the large towns."""

import json
from collections.abc import Callable
from pathlib import Path

from palabre.chat.model import Room
from palabre.kernel.ids import PlaceId

SEEDS = Path(__file__).parent / "data" / "rooms.json"
WELCOME = PlaceId("accueil")  # where one arrives when the room of one's town sleeps


def seeded_rooms(town_named: Callable[[str], int]) -> list[Room]:
    """Return the rooms of the data file; ``town_named`` gives a town's id, 0 when unknown."""
    return [
        Room(
            id=PlaceId(row["id"]),
            name=row["name"],
            topic=row["topic"],
            topic_en=row.get("topic_en", ""),
            theme=row["theme"],
            town=town_named(row["town"]) if "town" in row else 0,
        )
        for row in json.loads(SEEDS.read_text())
    ]
