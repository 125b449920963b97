"""French sentences around statements of reasons."""

STATEMENT_FR: dict[str, str] = {
    "measure": "Lire une décision",
    "statement_page": "Lire une décision",
    "statement_page_lead": (
        "Écrivez le code reçu avec la décision, ou avec votre signalement. Aucun compte n’est demandé."
    ),
    "statement_open": "Ouvrir",
    "statement_no_code": (
        "Pas de code\u202f? Ouvrez l’adresse du salon dans le navigateur que vous utilisiez\u202f: la décision y est,"
        " avec son code."
    ),
    "statement_code": "Votre code",
    "statement_code_more": "Gardez-le\u202f: il ouvre cette page partout, sans compte, à l’adresse",
    "statement_contest_more": "Quelqu’un qui n’a pas pris part à la décision lira. Vous pouvez demander jusqu’au",
    "statement_too_late": "Les six mois pour demander un autre regard sont passés.",
    "statement_refused": "Cela n’a pas pu être pris. Vérifiez et recommencez.",
    "code_unknown_code": "Ce code n’ouvre aucune décision. Vérifiez chaque lettre.",
    "code_rate_limited": "Trop d’essais d’affilée. Attendez un instant.",
    "answer_followed": "Votre signalement a été suivi en entier.",
    "complaint_waits": "C’est noté. Quelqu’un d’autre lit votre demande et vous répondra ici.",
    "complaint_question": "Une question de la personne qui vous lit",
    "complaint_answer": "Votre réponse (une seule)",
    "complaint_answer_send": "Répondre",
    "complaint_take_back": "Retirer ma demande",
    "complaint_upheld": "Votre demande a été lue. La décision reste.",
    "complaint_partly_reversed": "Votre demande a été lue. Une partie de la décision est annulée.",
    "complaint_reversed": "Votre demande a été lue. La décision est annulée, et ne compte plus.",
    "complaint_omitted": "Vous avez retiré votre demande. La décision reste.",
    "transparency": "Transparence",
    "transparency_lead": "Ce que deviennent les signalements et les contestations. Jours comptés\u202f:",
    "transparency_reports": "Signalements et dossiers, par urgence",
    "transparency_priority": "Urgence",
    "transparency_open": "En attente",
    "transparency_oldest": "Âge du plus ancien",
    "transparency_look": "Premier regard (médiane)",
    "transparency_look_95": "Premier regard (95\u202f%)",
    "transparency_action": "Décision (médiane)",
    "transparency_P0": "Danger",
    "transparency_P1": "Urgent",
    "transparency_P2": "Dans la journée",
    "transparency_P3": "Sous trois jours",
    "transparency_notices": "Signalements reçus (part qui a sa réponse)",
    "transparency_statements": "Décisions expliquées à la personne concernée",
    "transparency_complaints": "Autres regards demandés (en attente)",
    "transparency_overturn": "Décisions annulées, en tout ou partie, parmi celles relues",
    "transparency_appeal": "Temps pour répondre à une contestation (médiane)",
    "transparency_alarm": (
        "Plus de 15\u202f% des décisions relues sont annulées\u202f: nous revoyons comment décider."
    ),
    "transparency_receipt": "Votre signalement est-il au registre\u202f?",
    "transparency_receipt_more": (
        "Chaque signalement laisse une trace dans un registre public que personne ne peut effacer. Écrivez le code de"
        " votre reçu\u202f: la page dit si une tête signée du registre le contient. Une tête est signée chaque heure."
    ),
    "transparency_code": "Code du reçu",
    "transparency_check": "Vérifier",
    "transparency_included": "Oui, il y est. Numéro d’entrée\u202f:",
    "transparency_not_included": (
        "Aucune tête signée ne contient ce code. Reçu il y a moins d’une heure\u202f? Revenez."
    ),
    "complaint_onward": (
        "Pas d’accord\u202f? Vous pouvez choisir un organisme certifié de règlement des litiges,"
        " ou aller devant un juge."
    ),
}
