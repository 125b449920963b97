"""English sentences of the way by token; a test holds their keys to the French ones."""

TOKEN_EN: dict[str, str] = {
    "token_title": "Prove with a token",
    "way_token": "Token from an age provider",
    "way_token_more": (
        "A service that already knows your age signs a token without seeing it. Take a few in advance, on another day:"
        " the hour will say nothing either. A token serves once, within two weeks at most."
    ),
    "way_token_we": "learn this one fact, and which service signed, forgotten at once.",
    "way_token_issuer": "does not learn where the token serves.",
    "way_token_both": "the token would stay unrecognisable, but for the hour.",
    "way_token_get": "Get a token:",
    "way_token_label": "Your token",
    "way_token_show": "With the token",
    "token_none": "No token provider is recognised here at the moment. Choose another way.",
    "token_ahead": "The weeks asked for",
    "token_ahead_more": "What is asked is the same for everybody; next week’s is already published.",
    "token_ahead_link": "What is asked, for a program (JSON)",
}
