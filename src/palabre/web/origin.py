"""Who caused a request that changes something: this site's own pages, and nobody else."""

from starlette.requests import Request


def check_origin(request: Request, origin: str, *, allow_null: bool = False) -> bool:
    """Whether the request comes from our own origin, compared whole.

    ``allow_null`` takes ``Origin: null`` with ``Sec-Fetch-Site: same-origin``: what browsers send from a page
    under ``no-referrer`` (age assurance section 3.4).
    """
    site = request.headers.get("sec-fetch-site")
    given = request.headers.getlist("origin")
    if given == [origin]:
        return site in {None, "same-origin"}
    return allow_null and given == ["null"] and site == "same-origin"
