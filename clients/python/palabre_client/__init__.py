"""A small asynchronous client for Palabre: enters by the real gate, talks in rooms, resumes without loss.

    async with await Member.enter("http://localhost:8000", wallet="http://wallet.localhost:8001",
                                  pseudonym="Lavande", town="Limoges", age=41) as lavande:
        await lavande.join("cuisine")
        await lavande.say("cuisine", "Bonsoir !")

Errors: ``Refused`` (the server said no: certainly not done), ``Closed`` (the socket closed with a code).
"""

from palabre_client.connection import Closed, Connection, Refused
from palabre_client.member import Member
from palabre_client.place import Place
from palabre_client.visit import EntryRefused, Visit

__all__ = ["Closed", "Connection", "EntryRefused", "Member", "Place", "Refused", "Visit"]
