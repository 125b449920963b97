"""French sentences of the pages of measures."""

MEASURE_FR: dict[str, str] = {
    "calm": "Palabre est réservé aux adultes",
    "calm_lead": (
        "Vous n’avez rien fait de mal. Pour votre sécurité, la conversation s’arrête ici, et plus personne ici ne peut"
        " vous écrire."
    ),
    "calm_exit": "Quitter cette page",
    "calm_if": "On vous a demandé une photo, menacé ou proposé de se voir\u202f?",
    "calm_if_1": "Ne répondez plus. Ne payez pas, n’envoyez rien.",
    "calm_if_2": "Gardez les messages et faites des captures d’écran.",
    "calm_if_3": "N’allez pas au rendez-vous.",
    "calm_if_4": "Parlez-en à un adulte de confiance, ou appelez le 3018.",
    "calm_threatened": "On me menace",
    "calm_threatened_more": (
        "Une personne de l’équipe regardera tout de suite. En danger maintenant\u202f? Le 17 ou le 112."
    ),
    "calm_threatened_done": "C’est noté. Une personne de l’équipe regarde en premier ce qui vous arrive.",
    "calm_lines": "Qui peut vous aider, gratuitement",
    "calm_mistake_title": "Vous avez 18 ans ou plus\u202f?",
    "calm_mistake": "J’ai 18 ans ou plus, c’est une erreur",
    "calm_mistake_more": "Vous refaites la preuve de majorité, puis une personne relit. Un essai par jour.",
    "calm_mistake_begun": "Refaites la preuve de majorité\u202f: une personne relira ensuite.",
    "calm_mistake_done": "Votre preuve est reçue. Une personne de l’équipe relit et vous rouvre si c’était une erreur.",
    "calm_prove": "Prouver que j’ai 18 ans",
    "suspended": "Votre accès est suspendu jusqu’au",
    "suspended_left": "Temps restant\u202f:",
    "hours_short": "h",
    "minutes_short": "min",
    "prove_again": "Prouvez à nouveau que vous avez 18 ans",
    "prove_again_more": "Rien n’est perdu\u202f: dès que la preuve est faite, vous retrouvez vos conversations.",
    "measure_why": "Pourquoi",
    "measure_by": "Décidé par une règle automatique\u202f:",
    "measure_contest": "Demander un autre regard",
    "measure_contest_words": "Ce que vous voulez dire (facultatif)",
    "measure_contest_more": "Une personne de l’équipe lira, et pourra lever la mesure.",
    "measure_contest_done": "C’est noté. Une personne de l’équipe lira votre demande.",
    "measure_meanwhile": "En attendant",
    "measure_meanwhile_more": "Vos conversations vous attendent. L’aide et les numéros restent ouverts.",
}
