"""Ways of coming back to a pseudonym: a passkey, or four words. Neither is an e-mail address or a name."""
