"""Verifies the XAdES signature of a trusted list against pinned certificates (age assurance section 6).

libxmlsec does the cryptography and the transforms; this module holds it to one shape of signature, that of the
published lists: all of the document but its one signature, exclusive canonical form, and the properties that
name the signer. Whatever differs is refused before anything is computed.
"""

import base64
from hashlib import sha256, sha384, sha512
from typing import Any

import xmlsec
from cryptography.x509 import load_der_x509_certificate

from palabre.age.lists import BadList
from palabre.age.trust import is_within

DS = "{http://www.w3.org/2000/09/xmldsig#}"
XADES = "{http://uri.etsi.org/01903/v1.3.2#}"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"
FILTER = "http://www.w3.org/2002/06/xmldsig-filter2"
SIGNED_PROPERTIES = "http://uri.etsi.org/01903#SignedProperties"
MORE = "http://www.w3.org/2001/04/xmldsig-more#"
METHODS = frozenset(
    {f"{MORE}{kind}-sha{bits}" for kind in ("rsa", "ecdsa") for bits in (256, 384, 512)}
    | {f"http://www.w3.org/2007/05/xmldsig-more#sha{bits}-rsa-MGF1" for bits in (256, 384, 512)}
)
DIGESTS = {
    "http://www.w3.org/2001/04/xmlenc#sha256": sha256,
    f"{MORE}sha384": sha384,
    "http://www.w3.org/2001/04/xmlenc#sha512": sha512,
}


def verify(root: Any, signers: tuple[bytes, ...], now: int) -> str:
    """Return the SHA-256 of the pinned certificate that signed all of the list. Raises ``BadList``."""
    signature = _only_signature(root)
    _check_signed_info(signature)
    signer = _named_signer(signature, signers)
    if not is_within(load_der_x509_certificate(signer), now):
        raise BadList("the certificate that signed the list is out of its dates: pin the publisher's current one")
    _check_value(root, signature, signer)
    return sha256(signer).hexdigest()


def _only_signature(root: Any) -> Any:
    found = list(root.iter(f"{DS}Signature"))
    if len(found) != 1 or found[0].getparent() is not root:
        raise BadList("the list must hold one signature, right under its root")
    return found[0]


def _check_signed_info(signature: Any) -> None:
    info = _one(signature, f"{DS}SignedInfo")
    if _one(info, f"{DS}CanonicalizationMethod").get("Algorithm") != EXCLUSIVE:
        raise BadList("the signature uses another canonical form than exclusive XML canonicalization")
    if _one(info, f"{DS}SignatureMethod").get("Algorithm") not in METHODS:
        raise BadList("the signature uses an algorithm that is not taken")
    references = info.findall(f"{DS}Reference")
    if [one.get("Type") for one in references].count(SIGNED_PROPERTIES) != 1 or len(references) != 2:
        raise BadList("the signature must cover the whole list and its own properties, nothing else")
    for reference in references:
        if _one(reference, f"{DS}DigestMethod").get("Algorithm") not in DIGESTS:
            raise BadList("the signature uses a digest that is not taken")
        is_of_properties = reference.get("Type") == SIGNED_PROPERTIES
        (_check_properties if is_of_properties else _check_document)(signature, reference)


def _check_document(_: Any, reference: Any) -> None:
    first, *rest = _transforms(reference)
    is_whole = first.get("Algorithm") == ENVELOPED or _subtracts_signatures(first)
    if reference.get("URI") != "" or not is_whole or [one.get("Algorithm") for one in rest] != [EXCLUSIVE]:
        raise BadList("the signature does not cover the whole list in the one way that is taken")


def _subtracts_signatures(transform: Any) -> bool:
    if transform.get("Algorithm") != FILTER or len(transform) != 1:
        return False
    path = transform[0]
    return (
        path.tag == f"{{{FILTER}}}XPath"
        and path.get("Filter") == "subtract"
        and (path.text or "").strip() == "/descendant::ds:Signature"
        and len(path) == 0
        and path.nsmap.get("ds") == DS[1:-1]
    )


def _check_properties(signature: Any, reference: Any) -> None:
    name = (reference.get("URI") or "")[1:]
    of_this_name = signature.getroottree().getroot().xpath("//*[@Id = $name]", name=name)
    properties = signature.find(f"{DS}Object/{XADES}QualifyingProperties/{XADES}SignedProperties")
    if reference.get("URI") != f"#{name}" or len(of_this_name) != 1 or of_this_name[0] is not properties:
        raise BadList("the signature does not cover its own properties")
    if [one.get("Algorithm") for one in _transforms(reference)] != [EXCLUSIVE]:
        raise BadList("the signature's properties are covered in another way than the one that is taken")


def _transforms(reference: Any) -> list[Any]:
    found = reference.findall(f"{DS}Transforms/{DS}Transform")
    if not found:
        raise BadList("a reference of the signature has no transforms")
    return list(found)


def _named_signer(signature: Any, signers: tuple[bytes, ...]) -> bytes:
    """Return the pinned certificate whose digest the signed properties name first."""
    path = f"{DS}Object/{XADES}QualifyingProperties/{XADES}SignedProperties/{XADES}SignedSignatureProperties"
    properties = _one(signature, path)
    for version in ("SigningCertificateV2", "SigningCertificate"):
        digest = properties.find(f"{XADES}{version}/{XADES}Cert/{XADES}CertDigest")
        if digest is not None:
            return _matching(digest, signers)
    raise BadList("the signature does not name its certificate, as XAdES asks")


def _matching(digest: Any, signers: tuple[bytes, ...]) -> bytes:
    make = DIGESTS.get(_one(digest, f"{DS}DigestMethod").get("Algorithm"))
    value = "".join((_one(digest, f"{DS}DigestValue").text or "").split())
    for signer in signers:
        if make is not None and base64.b64encode(make(signer).digest()).decode() == value:
            return signer
    raise BadList("the list is signed by a certificate that is not among those pinned")


def _check_value(root: Any, signature: Any, signer: bytes) -> None:
    try:
        xmlsec.tree.add_ids(root, ["Id"])
        context = xmlsec.SignatureContext()
        context.key = xmlsec.Key.from_memory(signer, xmlsec.constants.KeyDataFormatCertDer)
        context.verify(signature)
    except xmlsec.Error as error:
        raise BadList(f"the signature of the list does not hold ({error})") from None


def _one(parent: Any, path: str) -> Any:
    found = parent.findall(path)
    if len(found) != 1:
        raise BadList(f"the signature has {len(found)} {path.rpartition('}')[2]}, where one is right")
    return found[0]
