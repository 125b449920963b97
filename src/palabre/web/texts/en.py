"""English sentences; a test holds their keys to the French ones."""

EN: dict[str, str] = {
    "name": "Palabre",
    "tagline": "A place for adults to talk, without giving themselves away.",
    "enter": "Come in",
    "demo": "Demonstration on this machine: the wallet and the proofs are for trying only.",
    "unbuilt": "Styles and scripts are not built: run “make frontend”.",
    "skip": "Skip to content",
    "foot": "Information",
    "rules": "Rules",
    "help": "Help and numbers",
    "privacy": "Privacy",
    "legal": "Legal notice",
    "accessibility": "Accessibility",
    "source": "Source code",
    "other_language": "Français",
}
