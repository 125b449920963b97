"""English sentences of step 1; a test holds their keys to the French ones."""

AGE_EN: dict[str, str] = {
    "gate_step": "Step 1 of 3",
    "gate_title": "Prove that you are 18",
    "gate_how": ("The prover knows your age, not where you are going. We know you are an adult, not who you are."),
    "gate_way": "European age verification app",
    "gate_way_more": "Your phone shows one thing: “18 or over”. One minute.",
    "gate_way_learns": (
        "The site learns this one fact and the key of whoever signed it, forgotten at once."
        " Whoever issued the proof is not contacted and does not learn of your visit."
    ),
    "gate_begin": "Begin",
    "gate_why": "Why?",
    "gate_why_1": "A click on “I am 18” protects nobody. Here everyone proves it, at each visit.",
    "gate_why_2": "A proof serves once. Nothing of it is kept, neither name nor date of birth.",
    "gate_why_3": (
        "A limit: if the site and the issuer pooled their data, a proof could be recognised."
        " We keep nothing that allows it."
    ),
    "gate_never": "We never ask for a document or a face. Send none to anybody here.",
    "gate_demo": "Try it on this machine",
    "gate_demo_more": "A test wallet answers as your phone would.",
    "gate_demo_open": "Open the test wallet",
    "gate_here": "On this device",
    "gate_here_more": "Open your age verification app, accept, and come back here.",
    "gate_open": "Open my app",
    "gate_other_wallet": "Another wallet",
    "gate_wallet_eudi": "European identity wallet",
    "gate_wallet_any": "Another compatible wallet",
    "gate_elsewhere": "With another device",
    "gate_elsewhere_more": "Read this code with the app of your phone. It is good for two minutes.",
    "gate_code": "Code to read with the age verification app",
    "gate_relay": "Let nobody else read this code: proving in a minor’s place puts them in danger.",
    "gate_shown": "I have shown my proof",
    "gate_waiting": "This request stays open five minutes; a new one is one tap away.",
    "gate_again": "New request",
    "gate_back": "Welcome back",
    "gate_back_more": "Your app has answered. One more tap and it is done.",
    "gate_continue": "Continue",
    "gate_failed": "The proof did not go through",
    "gate_failed_more": "Nothing is lost: try again or choose another service.",
    "gate_many": "Many requests come from your network",
    "gate_many_more": "Nothing is lost: wait a few seconds, then try again.",
    "gate_retry": "Try again",
    "gate_another": "See the ways to prove",
    "gate_contest": "If your proof is wrongly refused, ask whoever issued it. Send us no document.",
}
