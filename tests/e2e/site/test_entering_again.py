"""Entering again from the same browser."""

import pytest

from palabre_client import EntryRefused, Visit


async def test_a_refused_new_self_leaves_the_former_one_alone(adult: Visit) -> None:
    """Somebody who enters again and is refused is still who they were."""
    await adult.enter("Lavande", "Limoges", 41)
    before = dict(adult.cookies)
    with pytest.raises(EntryRefused, match="pseudonym_taken"):
        await adult.enter("Admin", "Limoges", 41)
    assert adult.cookies == before
    assert (await adult.get("/chat")).status_code == 200


async def test_a_former_self_passes_its_name_on(adult: Visit) -> None:
    """The same browser may enter again under the same name, with another card."""
    await adult.enter("Lavande", "Limoges", 41)
    before = dict(adult.cookies)
    await adult.enter("Lavande", "Tulle", 52)
    assert adult.cookies != before
    assert (await adult.get("/chat")).status_code == 200
