"""French sentences; the model of the English ones."""

FR: dict[str, str] = {
    "name": "Palabre",
    "tagline": "Un lieu pour parler, entre adultes, sans se dévoiler.",
    "enter": "Entrer",
    "demo": "Démonstration sur cette machine : le portefeuille et les preuves sont des essais.",
    "unbuilt": "Les styles et les scripts ne sont pas construits : lancez « make frontend ».",
    "skip": "Aller au contenu",
    "foot": "Informations",
    "rules": "Règles",
    "help": "Aide et numéros",
    "privacy": "Vie privée",
    "legal": "Mentions légales",
    "accessibility": "Accessibilité",
    "source": "Code source",
    "other_language": "English",
}
