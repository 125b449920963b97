"""French sentences of step 1; wording rules of age assurance R10: never "anonymous" for paths 1 and 2."""

AGE_FR: dict[str, str] = {
    "gate_step": "Étape 1 sur 3",
    "gate_title": "Prouver que vous avez 18 ans",
    "gate_how": (
        "Le service de preuve connaît votre âge, pas où vous allez."
        " Nous savons que vous êtes adulte, pas qui vous êtes."
    ),
    "gate_ways": "Choisissez une façon de prouver",
    "gate_we": "Nous",
    "gate_issuer": "Qui a délivré la preuve",
    "gate_both": "Si nous nous entendions avec lui",
    # the European application, by the browser's own dialog where there is one, else by link or code
    "way_app": "Application européenne de preuve d’âge",
    "way_app_more": "Votre téléphone montre une seule chose : « 18 ans ou plus ». Une minute suffit.",
    "way_app_we": "apprenons ce seul fait, et la clé de qui l’a signé, oubliée aussitôt.",
    "way_app_issuer": "n’est pas contacté, et n’apprend rien de votre visite.",
    "way_app_both": "une preuve pourrait être reconnue. Nous ne gardons rien qui le permette.",
    "way_app_begin": "Avec l’application",
    "way_app_link": "Par un lien ou un code",
    "way_app_asking": "Répondez à la demande de votre navigateur. Vous pouvez aussi passer par un lien ou un code.",
    "way_app_nothing": "Rien n’a été présenté, et rien n’est perdu. Réessayez, ou passez par un lien ou un code.",
    "way_app_offline": "Vous êtes hors ligne. Réessayez au retour.",
    # the demonstration
    "way_demo": "Portefeuille d’essai",
    "way_demo_more": "Sur cette machine seulement : un portefeuille d’essai répond comme le ferait votre téléphone.",
    "way_demo_begin": "Avec l’essai",
    "gate_why": "Pourquoi prouver ?",
    "gate_why_1": "Un simple clic « j’ai 18 ans » ne protège personne. Ici, chacun le prouve, à chaque visite.",
    "gate_why_2": "Une preuve sert une seule fois. Rien d’elle n’est conservé, ni nom, ni date de naissance.",
    "gate_none": "Je n’ai pas de preuve",
    "gate_none_1": "Elle vient de votre pays ou d’un service qu’il reconnaît. Votre âge y est vérifié une fois.",
    "gate_none_2": "Nous ne la fournissons pas : qui prouve votre âge doit être indépendant de nous.",
    "gate_limits": "Ce que la preuve ne peut pas faire",
    "gate_limit_relay": (
        "Un adulte peut prouver à la place d’un mineur. Un code à l’écran ne le voit pas."
        " Il ne vit que deux minutes et ne sert qu’une fois."
    ),
    "gate_limit_both": (
        "Si le site et l’émetteur mettaient leurs données en commun, une preuve de l’application pourrait être"
        " reconnue. Nous ne gardons rien qui le permette."
    ),
    "gate_limit_list": (
        "La liste européenne des émetteurs peut être courte, ou vide."
        " L’application n’ouvre alors à personne, plutôt qu’à n’importe qui."
    ),
    "gate_limit_again": (
        "Une personne exclue peut revenir avec une autre preuve."
        " La modération ne s’appuie donc pas sur la preuve seule."
    ),
    "gate_limit_law": (
        "Le droit français parle de « double anonymat ». Ce n’est pas l’anonymat au sens du RGPD. Personne n’a"
        " certifié ce site."
    ),
    "gate_never": "Nous ne demandons jamais de document ni de visage. N’en envoyez à personne ici.",
    "gate_demo_open": "Ouvrir le portefeuille d’essai",
    "gate_here": "Sur cet appareil",
    "gate_here_more": "Ouvrez votre application de preuve d’âge, acceptez, et revenez ici.",
    "gate_here_demo": "Le portefeuille d’essai s’ouvre à la place d’une application.",
    "gate_open": "Ouvrir mon application",
    "gate_other_wallet": "Une autre application",
    "gate_wallet_eudi": "Portefeuille européen d’identité",
    "gate_wallet_any": "Autre portefeuille compatible",
    "gate_elsewhere": "Avec un autre appareil",
    "gate_elsewhere_more": "Lisez ce code avec l’application de votre téléphone. Il vaut deux minutes.",
    "gate_code": "Code à lire avec l’application de preuve d’âge",
    "gate_relay": "Ne faites lire ce code par personne d’autre : prouver à la place d’un mineur le met en danger.",
    "gate_shown": "J’ai présenté ma preuve",
    "gate_waiting": "Cette demande reste ouverte cinq minutes ; une nouvelle est à un geste.",
    "gate_over": "Cette demande est close. Rien n’est perdu : une nouvelle est à un geste.",
    "gate_answered": "La réponse est arrivée dans un autre onglet : continuez là-bas.",
    "gate_again": "Nouvelle demande",
    "gate_pending": "Rien n’est encore arrivé",
    "gate_pending_more": "La demande est toujours ouverte. Répondez dans l’application, puis vérifiez.",
    "gate_check": "Vérifier",
    "gate_back": "Bon retour",
    "gate_back_more": "Votre application a répondu. Un geste, et c’est fini.",
    "gate_continue": "Continuer",
    "gate_failed": "La preuve n’a pas abouti",
    "gate_failed_more": "Rien n’est perdu : réessayez ou choisissez un autre service.",
    "gate_failed_often": "Ce qui arrive souvent",
    "gate_failed_1": "Plus de cinq minutes ont passé depuis la demande.",
    "gate_failed_2": "L’application a ouvert un autre navigateur que celui-ci. Recommencez depuis un seul.",
    "gate_failed_3": "La preuve avait déjà servi, ou n’est plus valable. L’application en demande d’autres.",
    "gate_failed_4": "Votre navigateur refuse les cookies. Il en faut pour la visite ; ils s’effacent à sa fermeture.",
    "gate_many": "Beaucoup de demandes viennent de votre réseau",
    "gate_many_more": "Rien n’est perdu : attendez quelques secondes, puis recommencez.",
    "gate_retry": "Réessayer",
    "gate_another": "Voir toutes les façons",
    "gate_contest": "Si votre preuve est refusée à tort, voyez avec qui l’a délivrée. Ne nous envoyez aucun document.",
    # a visit that goes on
    "renew": "Votre visite",
    "renew_title": "Prolonger votre visite",
    "renew_how": "Une nouvelle preuve, et la visite repart. Votre conversation reste ouverte dans l’autre onglet.",
    "renewed": "Votre visite est prolongée",
    "renewed_more": "Votre conversation vous attend dans l’autre onglet. Vous pouvez fermer celui-ci.",
    "renewed_go": "Reprendre ici",
}
