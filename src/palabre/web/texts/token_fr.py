"""French sentences of the way by token."""

TOKEN_FR: dict[str, str] = {
    "token_title": "Prouver avec un jeton",
    "way_token": "Jeton d’un fournisseur d’âge",
    "way_token_more": (
        "Un service qui connaît déjà votre âge signe un jeton sans le voir. Prenez-en quelques-uns à l’avance,"
        " un autre jour : l’heure ne dira rien non plus. Un jeton sert une fois, en deux semaines au plus."
    ),
    "way_token_we": "apprenons ce seul fait, et quel service a signé, oublié aussitôt.",
    "way_token_issuer": "n’apprend pas où le jeton sert.",
    "way_token_both": "le jeton resterait méconnaissable, sauf par l’heure.",
    "way_token_get": "Obtenir un jeton :",
    "way_token_label": "Votre jeton",
    "way_token_show": "Avec le jeton",
    "token_none": "Aucun fournisseur de jetons n’est reconnu ici pour le moment. Choisissez une autre façon.",
    "token_ahead": "Les semaines demandées",
    "token_ahead_more": "La demande est la même pour tout le monde ; celle de la semaine prochaine est déjà publiée.",
    "token_ahead_link": "Les demandes, pour un programme (JSON)",
}
