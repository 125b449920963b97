"""Reads the Age Verification Trusted List in its XML form, ETSI TS 119 612 version 6 (age assurance section 6).

Only the command that imports a list loads this module, never a serving process. No document type, no entity, no
comment, no network; text is taken from elements that hold nothing else.
"""

import base64
import binascii
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

try:
    from lxml import etree  # type: ignore[import-untyped]  # its stubs are years behind it
except ImportError as error:  # pragma: no cover - the message is the point
    raise ImportError("reading a list needs the extra `lists`: pip install 'palabre[lists]'") from error

from palabre.age.lists import MOST_OCTETS, BadList, ListedService, TrustedList

TSL = "{http://uri.etsi.org/02231/v2#}"
VERSION = "6"
LIST_TYPE = "http://ec.europa.eu/tools/lotl/av/TrstSvc/TrustedList/TSLType/AVTL"
ISSUES_PROOFS = "http://ec.europa.eu/tools/lotl/av/TrstSvc/Svctype/PAA"
NAME_LONGEST = 200


def parse(octets: bytes) -> Any:
    """Return the root element. Raises ``BadList``."""
    if len(octets) > MOST_OCTETS:
        raise BadList(f"the list is larger than {MOST_OCTETS} octets")
    # Said before any parser sees it; the parser below reads UTF-8 only, so no other spelling exists.
    if b"<!DOCTYPE" in octets or b"<!ENTITY" in octets:
        raise BadList("the list declares a document type or entities, which no list needs")
    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True,
        huge_tree=False, collect_ids=False,
    )  # fmt: skip
    try:
        root = etree.fromstring(octets, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise BadList(f"the list is no XML: {fault}") from None
    if root is None or root.tag != f"{TSL}TrustServiceStatusList":
        raise BadList("the list is no TrustServiceStatusList of ETSI TS 119 612")
    return root


def read(root: Any) -> TrustedList:
    """Return what a parsed list says. Raises ``BadList``."""
    scheme = _child(root, "SchemeInformation")
    if _text(scheme, "TSLVersionIdentifier") != VERSION:
        raise BadList(f"the list is not of version {VERSION}")
    if _text(scheme, "TSLType") != LIST_TYPE:
        raise BadList("the list is of another type than AVTL, the list of proof of age providers")
    sequence = _text(scheme, "TSLSequenceNumber")
    if not sequence.isascii() or not sequence.isdecimal() or len(sequence) > 18:
        raise BadList("the list has no sequence number")
    return TrustedList(
        scheme=_text(scheme, "SchemeOperatorName", "Name")[:NAME_LONGEST],
        sequence=int(sequence),
        issued=_moment(_text(scheme, "ListIssueDateTime")),
        next_update=_moment(_text(scheme, "NextUpdate", "dateTime")),
        services=tuple(_services(root)),
    )


def _services(root: Any) -> Iterator[ListedService]:
    for provider in root.findall(f"{TSL}TrustServiceProviderList/{TSL}TrustServiceProvider"):
        name = _text(provider, "TSPInformation", "TSPName", "Name")[:NAME_LONGEST]
        address = "TSPInformation", "TSPAddress", "PostalAddresses", "PostalAddress", "CountryName"
        country = _text(provider, *address)[:2]
        # The current state alone; what stands in ServiceHistory is past.
        for service in provider.findall(f"{TSL}TSPServices/{TSL}TSPService/{TSL}ServiceInformation"):
            if _text(service, "ServiceTypeIdentifier") == ISSUES_PROOFS:
                yield from _certificates(service, name, country)


def _certificates(service: Any, name: str, country: str) -> Iterator[ListedService]:
    status, since = _text(service, "ServiceStatus"), _moment(_text(service, "StatusStartingTime"))
    for certificate in service.findall(f"{TSL}ServiceDigitalIdentity/{TSL}DigitalId/{TSL}X509Certificate"):
        try:
            octets = base64.b64decode("".join(_whole_text(certificate).split()), validate=True)
        except (ValueError, binascii.Error):
            raise BadList(f"a certificate of {name} is no base64") from None
        yield ListedService(octets, name, country, status, since)


def _child(parent: Any, *names: str) -> Any:
    found = parent.find("/".join(f"{TSL}{name}" for name in names))
    if found is None:
        raise BadList(f"the list has no {'/'.join(names)}")
    return found


def _text(parent: Any, *names: str) -> str:
    return _whole_text(_child(parent, *names)).strip()


def _whole_text(element: Any) -> str:
    # A processing instruction inside would cut the text in two: signed one way, read another.
    if len(element):
        raise BadList(f"{etree.QName(element).localname} holds more than text")
    return str(element.text or "")


def _moment(text: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
        return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
    except (ValueError, OverflowError):
        raise BadList(f"{text[:40]!r} is no date and time") from None
