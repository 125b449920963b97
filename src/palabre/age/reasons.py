"""Why a proof was refused: for counters and tests. The person always sees the same page (R8)."""

REASONS = frozenset({
    "cbor_depth", "cbor_duplicate_key", "cbor_indefinite", "cbor_malformed", "cbor_trailing",
    "certificate_expired", "claim", "claims_not_minimal", "device_alg", "device_auth", "device_key",
    "device_namespaces", "device_payload_attached", "device_signature", "device_signed", "digest_algorithm",
    "digest_mismatch", "digest_missing", "doctype", "document_count", "document_errors", "expired",
    "issuer_alg", "leaf_is_ca", "leaf_key_usage", "mso_doctype", "mso_tag", "mso_version", "namespaces",
    "not_yet_valid", "response_status", "response_version", "salt_short", "shape", "sig_length", "signature",
    "signed_outside_certificate", "tdate", "too_large", "under_age", "untrusted_issuer", "validity", "x5chain",
    # a token
    "length", "token_type", "key", "challenge", "authenticator",
    # the envelope of the Digital Credentials API
    "envelope", "hpke",
    # the transaction around the proof
    "unknown", "state", "syntax", "wallet_error", "spent", "store", "anchors", "clock", "published_key", "fault",
})  # fmt: skip


class Refused(Exception):  # noqa: N818 - the outcome's name
    """A proof was refused; ``reason`` is one of ``REASONS``."""

    def __init__(self, reason: str) -> None:
        """Take the reason."""
        super().__init__(reason)
        assert reason in REASONS, reason
        self.reason = reason
