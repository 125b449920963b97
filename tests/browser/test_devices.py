"""Several devices of one pseudonym: each is in the talk before anybody writes again."""

from playwright.async_api import expect

from browser.stage import People, say
from browser.test_coming_back import keep_by_words
from browser.test_counts import comes_back
from browser.test_private import see, talk
from browser.test_talk import row


async def test_a_device_that_comes_back_hears_the_other_at_once(people: People) -> None:
    """My other device takes it in unasked; whoever I talk with is told, and what they say next is read on both."""
    people.expected.update({"403 (Forbidden)", "401"})
    one, first = await talk(people, "Germandrée", "Guimauve")
    device = await comes_back(people, "Guimauve", await keep_by_words(first), "Germandrée")
    await expect(one.get_by_text("Guimauve a un nouvel appareil.")).to_be_visible()
    await say(one, "un mot pour vos deux appareils")
    for page in (device, first):
        await see(page, "Germandrée")
        await expect(row(page, "un mot pour vos deux appareils")).to_be_visible()
    await say(device, "lu sur le second")
    for page in (one, first):
        await expect(row(page, "lu sur le second")).to_be_visible()


async def test_a_device_that_was_away_takes_the_new_one_in_as_it_returns(people: People) -> None:
    """The first device was closed when the second came; opened again it takes the second in, before a word is said."""
    people.expected.update({"403 (Forbidden)", "401"})
    one, first = await talk(people, "Gentiane bleue", "Gypsophile")
    words, here = await keep_by_words(first), first.url
    await first.goto("about:blank")
    device = await comes_back(people, "Gypsophile", words, "Gentiane bleue")
    await first.goto(here)
    await expect(one.get_by_text("Gypsophile a un nouvel appareil.")).to_be_visible()
    await say(one, "et vous voilà deux")
    await see(device, "Gentiane bleue")
    await expect(row(device, "et vous voilà deux")).to_be_visible()
