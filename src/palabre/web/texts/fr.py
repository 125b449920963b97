"""French sentences of the public pages; the model of the English ones."""

FR: dict[str, str] = {
    "name": "Palabre",
    "tagline": "Un lieu pour parler, entre adultes, sans se dévoiler.",
    "enter": "Entrer",
    "weather": "Le temps de saison",
    "demo_label": "Démonstration",
    "unbuilt_label": "Pages sans scripts",
    "demo": "Démonstration sur cette machine : le portefeuille et les preuves sont des essais.",
    "unbuilt": "Les styles et les scripts ne sont pas construits : lancez « make frontend ».",
    "skip": "Aller au contenu",
    "foot": "Informations",
    "back_home": "Retour à l’accueil",
    "rules": "Règles",
    "help": "Aide et numéros",
    "privacy": "Vie privée",
    "legal": "Mentions légales",
    "accessibility": "Accessibilité",
    "source": "Code source",
    "other_language": "English",
    # presentation
    "promise_account": "Aucun compte",
    "promise_account_more": "Un pseudo, une ville, un âge : c’est tout.",
    "promise_adults": "Entre adultes",
    "promise_adults_more": "La majorité est prouvée, sans nous dire qui vous êtes.",
    "promise_unasked": "Rien sans votre accord",
    "promise_unasked_more": "Aucune fenêtre, aucune photo ne s’ouvre toute seule.",
    "promise_free": "Gratuit, sans publicité",
    "promise_free_more": "Un logiciel libre, que chacun peut lire et vérifier.",
    # rules
    "rules_lead": "Quelques règles, pour que chacun soit bien ici.",
    "rules_version": "Version",
    "rules_since": "depuis le",
    "rules_data": "Les mêmes règles, pour les machines (JSON)",
    "rules_changes": "Ce qui a changé",
    "rules_added": "ajouté",
    "rules_changed": "modifié",
    "rules_removed": "retiré",
    "rules_words": "Ce que le serveur lit",
    "rules_words_more": (
        "Les mots dits dans les salons sont publics. Le serveur les vérifie avant de les montrer."
        " Ils s’effacent après 24 heures."
    ),
    # help
    "help_lead": "Ces personnes écoutent. Les appels sont gratuits.",
    "help_now": "En danger maintenant",
    "help_talk": "Pour parler et être aidé",
    "help_report": "Pour signaler un contenu",
    "help_threat": "On me menace avec des images",
    "help_threat_1": "Arrêtez la conversation.",
    "help_threat_2": "Ne payez pas.",
    "help_threat_3": "Gardez les preuves.",
    "help_threat_4": "Appelez le 3018. Vous n’avez rien fait de mal.",
    # privacy
    "privacy_lead": "Ce que nous gardons, et pour combien de temps. Rien d’autre.",
    "privacy_what": "Donnée",
    "privacy_keep": "Durée",
    "privacy_why": "Raison",
    "privacy_not": "Ce que nous n’avons pas",
    "privacy_not_more": (
        "Ni nom, ni courriel, ni téléphone, ni position, ni image de vous, ni mouchard, ni publicité."
        " Aucun autre site n’est contacté à cause de votre visite."
    ),
    "privacy_proof": "La preuve de majorité",
    "privacy_proof_more": (
        "Le site apprend une seule chose : « 18 ans ou plus ». Il n’apprend pas qui vous êtes."
        " Rien de votre attestation n’est conservé ; une empreinte à clé empêche qu’elle serve deux fois."
    ),
    "privacy_device": "Sur votre appareil",
    "privacy_device_more": (
        "Deux cookies indispensables à la visite, un troisième pour la langue choisie,"
        " un autre pendant 30 jours si une mesure vous protège ou vous suspend, "
        "et vos préférences, vos brouillons et vos salons favoris."
        " « Tout effacer » les retire."
    ),
    "privacy_rights": "Vos droits",
    "privacy_rights_more": (
        "« Partir » efface votre carte et votre visite aussitôt. « Tout effacer » retire aussi vos mots des"
        " salons. Pour toute autre demande, écrivez à l’opérateur ; en cas de désaccord, à la CNIL."
    ),
    # legal
    "legal_lead": "Qui répond de ce serveur.",
    "legal_operator": "Éditeur",
    "legal_contact": "Contact",
    "legal_host": "Hébergeur",
    "legal_unset": "Non renseigné : ce serveur est une démonstration.",
    # accessibility
    "accessibility_lead": "Palabre vise la conformité au RGAA 4.1 et aux WCAG 2.2, niveau AA.",
    "accessibility_state": "État",
    "accessibility_state_more": (
        "Chaque page est vérifiée par un outil automatique à chaque changement, dans les deux langues et les"
        " deux thèmes. Un audit humain complet n’a pas encore eu lieu : aucune conformité n’est déclarée."
    ),
    "accessibility_how": "Ce qui est fait",
    "accessibility_how_1": "Tout se fait au clavier ; Ctrl + / montre les touches.",
    "accessibility_how_2": "Les conversations se suivent au lecteur d’écran, à trois niveaux d’annonce.",
    "accessibility_how_3": "Thèmes clair, sombre et très contrasté ; mouvements réduits respectés.",
    "accessibility_how_4": "Aucune énigme à résoudre, aucun test de mémoire.",
    "accessibility_contact": "Un obstacle ? Dites-le à l’opérateur, il doit répondre.",
    # source
    "source_lead": "Palabre est un logiciel libre, sous licence AGPL-3.0 ou ultérieure.",
    "source_more": "Qui l’exploite doit vous offrir le code exact qui tourne ici.",
    "source_link": "Lire le code de ce serveur",
    "source_version": "Version",
    # the page before a link leads out
    "elsewhere": "Vous quittez Palabre",
    "elsewhere_leads": "Ce lien mène à un autre site :",
    "elsewhere_whole": "Adresse entière : ",
    "elsewhere_note_1": "Nous n’avons pas visité ce site. N’y donnez ni mot de passe, ni carte bancaire, ni code.",
    "elsewhere_note_2": "Il verra votre adresse réseau, comme tout site. Il n’apprendra pas d’où vous venez.",
    "elsewhere_plain": "La liaison avec ce site n’est pas chiffrée : ce que vous y écrivez peut être lu en chemin.",
    "elsewhere_letters": "Ce nom a des lettres accentuées, ou d’un autre alphabet. Assurez-vous que c’est le bon.",
    "elsewhere_doubtful": "Cette adresse a l’air d’un piège. Nous ne l’ouvrons pas :",
    "elsewhere_none": "Il n’y a pas d’adresse ici. Revenez à la conversation et touchez de nouveau le lien.",
    "elsewhere_unread": "Sans JavaScript, cette page ne peut pas lire où mène le lien.",
    "elsewhere_unread_more": (
        "L’adresse est écrite dans la barre de votre navigateur, après le signe #. Lisez-la. Si vous avez confiance,"
        " copiez ce qui suit ce signe dans un nouvel onglet. Nos serveurs ne la voient pas."
    ),
    "elsewhere_go": "Ouvrir ce site",
    "elsewhere_copy": "Copier l’adresse",
    "elsewhere_copied": "Adresse copiée",
    "elsewhere_stay": "Rester ici",
    # errors and shells
    "not_found": "Cette page n’existe pas",
    "not_found_more": "L’adresse est peut-être incomplète. Rien n’est perdu.",
    "fault": "Quelque chose a cassé chez nous",
    "fault_more": "Réessayez dans un instant.",
    "not_allowed": "Cela ne se demande pas ainsi",
    "not_allowed_more": "Revenez à la page précédente et réessayez.",
    "closed": "Il faut d’abord entrer",
    "closed_more": "Cette partie s’ouvre après la preuve de majorité.",
    "nobody": "Palabre est fermé pour le moment",
    "nobody_more": "Un tchat où personne ne veille est fermé : il faut quelqu’un pour répondre aux signalements.",
    "nobody_opens": "Ouverture à",
    "nobody_soon": "Quelqu’un doit venir d’un moment à l’autre. Réessayez dans quelques minutes.",
    "nobody_again": "Réessayer",
    "onward": "Vous venez d’un autre site",
    "onward_more": "Pour votre sécurité, cette partie ne s’ouvre pas depuis ailleurs sans un geste de vous.",
    "onward_go": "Continuer",
    "chat_title": "Salons",
    "entry_title": "Entrer",
    "loading": "Un instant…",
    "console_title": "Équipe",
    "console_no_script": "La console a besoin de JavaScript.",
    "no_script": "Les salons ont besoin de JavaScript. Les règles, l’aide et la preuve fonctionnent sans.",
}
