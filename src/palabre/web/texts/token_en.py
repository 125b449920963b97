"""English sentences of the way by token; a test holds their keys to the French ones."""

TOKEN_EN: dict[str, str] = {
    "token_title": "Prove with a token",
    "token_way": "Token from an age provider",
    "token_more": (
        "A service that already knows your age signs a token without seeing it. Take a few in advance, on a day when"
        " you do not come here: the hour will say nothing either. A token serves once, within two weeks at most."
    ),
    "token_learns": (
        "The site learns this one fact and which service signed, forgotten at once. The service does not learn where"
        " the token serves, even if it pooled its data with ours."
    ),
    "token_get": "Get a token:",
    "token_label": "Your token",
    "token_show": "Show the token",
    "token_none": "No token provider is recognised here at the moment. Choose another way.",
    "token_ahead": "The weeks asked for",
    "token_ahead_more": "What is asked is the same for everybody; next week’s is already published.",
    "token_ahead_link": "What is asked, for a program (JSON)",
}
