"""French sentences of step 1; wording rules of age assurance R10: never "anonymous" for this path."""

AGE_FR: dict[str, str] = {
    "gate_step": "Étape 1 sur 3",
    "gate_title": "Prouver que vous avez 18 ans",
    "gate_how": (
        "Le service de preuve connaît votre âge, pas où vous allez."
        " Nous savons que vous êtes adulte, pas qui vous êtes."
    ),
    "gate_way": "Application européenne de preuve d’âge",
    "gate_way_more": "Votre téléphone montre une seule chose : « 18 ans ou plus ». Une minute.",
    "gate_way_learns": (
        "Le site apprend ce seul fait et la clé de qui l’a signé, oubliée aussitôt."
        " Qui a délivré la preuve n’est pas contacté et n’apprend pas votre visite."
    ),
    "gate_begin": "Commencer",
    "gate_why": "Pourquoi ?",
    "gate_why_1": "Un simple clic « j’ai 18 ans » ne protège personne. Ici, chacun le prouve, à chaque visite.",
    "gate_why_2": "Une preuve sert une seule fois. Rien d’elle n’est conservé, ni nom, ni date de naissance.",
    "gate_why_3": (
        "Limite : si le site et l’émetteur de la preuve mettaient leurs données en commun,"
        " une preuve pourrait être reconnue. Nous ne gardons rien qui le permette."
    ),
    "gate_never": "Nous ne demandons jamais de document ni de visage. N’en envoyez à personne ici.",
    "gate_demo": "Essayer sur cette machine",
    "gate_demo_more": "Un portefeuille d’essai répond comme le ferait votre téléphone.",
    "gate_demo_open": "Ouvrir le portefeuille d’essai",
    "gate_here": "Sur cet appareil",
    "gate_here_more": "Ouvrez votre application de preuve d’âge, acceptez, et revenez ici.",
    "gate_open": "Ouvrir mon application",
    "gate_other_wallet": "Un autre portefeuille",
    "gate_wallet_eudi": "Portefeuille européen d’identité",
    "gate_wallet_any": "Autre portefeuille compatible",
    "gate_elsewhere": "Avec un autre appareil",
    "gate_elsewhere_more": "Lisez ce code avec l’application de votre téléphone. Il vaut deux minutes.",
    "gate_code": "Code à lire avec l’application de preuve d’âge",
    "gate_relay": "Ne faites lire ce code par personne d’autre : prouver à la place d’un mineur le met en danger.",
    "gate_shown": "J’ai présenté ma preuve",
    "gate_waiting": "Cette demande reste ouverte cinq minutes ; une nouvelle est à un geste.",
    "gate_again": "Nouvelle demande",
    "gate_back": "Bon retour",
    "gate_back_more": "Votre application a répondu. Un geste, et c’est fini.",
    "gate_continue": "Continuer",
    "gate_failed": "La preuve n’a pas abouti",
    "gate_failed_more": "Rien n’est perdu : réessayez ou choisissez un autre service.",
    "gate_many": "Beaucoup de demandes viennent de votre réseau",
    "gate_many_more": "Rien n’est perdu : attendez quelques secondes, puis recommencez.",
    "gate_retry": "Réessayer",
    "gate_another": "Voir les façons de prouver",
    "gate_contest": "Si votre preuve est refusée à tort, voyez avec qui l’a délivrée. Ne nous envoyez aucun document.",
}
