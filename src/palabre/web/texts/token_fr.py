"""French sentences of the way by token."""

TOKEN_FR: dict[str, str] = {
    "token_title": "Prouver avec un jeton",
    "token_way": "Jeton d’un fournisseur d’âge",
    "token_more": (
        "Un service qui connaît déjà votre âge signe un jeton sans le voir. Prenez-en quelques-uns à l’avance,"
        " un jour où vous ne venez pas ici : l’heure ne dira rien non plus. Un jeton sert une fois,"
        " deux semaines au plus."
    ),
    "token_learns": (
        "Le site apprend ce seul fait et quel service a signé, oublié aussitôt. Le service n’apprend pas où le jeton"
        " sert, même s’il mettait ses données en commun avec les nôtres."
    ),
    "token_get": "Obtenir un jeton :",
    "token_label": "Votre jeton",
    "token_show": "Montrer le jeton",
    "token_none": "Aucun fournisseur de jetons n’est reconnu ici pour le moment. Choisissez une autre façon.",
    "token_ahead": "Les semaines demandées",
    "token_ahead_more": "La demande est la même pour tout le monde ; celle de la semaine prochaine est déjà publiée.",
    "token_ahead_link": "Les demandes, pour un programme (JSON)",
}
