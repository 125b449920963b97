"""What is asked of a wallet: by OpenID4VP 1.0 (path 1) and through the browser (path 2), one element either way.

Source: age assurance specification sections 3.2 and 5, R1.
"""

import json
from dataclasses import dataclass
from urllib.parse import urlencode

from palabre.age.cbor import encode, tagged
from palabre.age.verifiers.mdoc import DOCTYPE, ELEMENT, NAMESPACE
from palabre.kernel.ids import base64url

SCHEMES = ("av", "eudi-openid4vp", "openid4vp")
QUERY_ID = "proof_of_age"
DCQL = {
    "credentials": [
        {
            "id": QUERY_ID,
            "format": "mso_mdoc",
            "meta": {"doctype_value": DOCTYPE},
            "claims": [{"path": [NAMESPACE, ELEMENT]}],
        }
    ]
}
# Written out a second time, so that nobody widens the request by editing one constant.
ALLOWED = (
    '{"credentials":[{"id":"proof_of_age","format":"mso_mdoc","meta":{"doctype_value":"eu.europa.ec.av.1"},'
    '"claims":[{"path":["eu.europa.ec.av.1","age_over_18"]}]}]}'
)
ITEMS = {"docType": DOCTYPE, "nameSpaces": {NAMESPACE: {ELEMENT: False}}}  # false: not to be retained
# As the EU specification prints it; written out for the same reason.
ALLOWED_DEVICE_REQUEST = (
    "omd2ZXJzaW9uYzEuMGtkb2NSZXF1ZXN0c4GhbGl0ZW1zUmVxdWVzdNgYWEeiZ2RvY1R5cGVxZXUuZXVyb3BhLmVjLmF2LjFqbmFtZVNwYWNlc6Fx"
    "ZXUuZXVyb3BhLmVjLmF2LjGha2FnZV9vdmVyXzE49A"
)
CLIENT_METADATA = {"vp_formats_supported": {"mso_mdoc": {"issuerauth_alg_values": [-7], "deviceauth_alg_values": [-7]}}}


class AsksTooMuch(Exception):  # noqa: N818 - says what is wrong with the configuration
    """A request asks for more than the one element that may be asked (R1, E23)."""


def check_requests() -> None:
    """Refuse to ask, on either path, anything but ``age_over_18``. Raises ``AsksTooMuch``; called at start."""
    if json.dumps(DCQL, separators=(",", ":")) != ALLOWED or device_request() != ALLOWED_DEVICE_REQUEST:
        raise AsksTooMuch("the request may ask for age_over_18 of eu.europa.ec.av.1, and nothing else")


def device_request() -> str:
    """Return the deviceRequest of path 2, base64url: the same for everybody."""
    return base64url(encode({"version": "1.0", "docRequests": [{"itemsRequest": tagged(24, encode(ITEMS))}]}))


@dataclass(frozen=True, slots=True)
class Request:
    """What one transaction asks of a wallet."""

    response_uri: str
    nonce: str
    state: str

    @property
    def client_id(self) -> str:
        """Who asks, as the wallet binds it."""
        return f"redirect_uri:{self.response_uri}"

    def link(self, scheme: str = "av") -> str:
        """Return the link that opens a wallet."""
        return f"{scheme}://authorize?{self.parameters()}"

    def parameters(self) -> str:
        """Return the parameters, form-encoded."""
        return urlencode(
            {
                "response_type": "vp_token",
                "response_mode": "direct_post",
                "client_id": self.client_id,
                "response_uri": self.response_uri,
                "nonce": self.nonce,
                "state": self.state,
                "dcql_query": json.dumps(DCQL, separators=(",", ":")),
                "client_metadata": json.dumps(CLIENT_METADATA, separators=(",", ":")),
            }
        )
