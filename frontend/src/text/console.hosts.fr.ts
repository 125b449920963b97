// Sentences of the console's screens about hosts: what they did, and who is named.

const NB = "\u202f"; // before double punctuation

export const hostsFr = {
  hosting: {
    words:
      "Ce que des hôtes ont fait dans leurs salons, le plus récent en haut. Qui modère peut l’annuler, avec une raison.",
    none: "Aucun hôte n’a rien fait.",
    means: {
      cover: "Message caché",
      ask_out: "Personne priée de sortir",
    } as Record<string, string>,
    states: {
      in_force: "en vigueur",
      expired: "terminé",
      reversed: "annulé",
      replaced: "remplacé",
    } as Record<string, string>,
    because: {
      off_topic: "Hors du sujet du salon",
      rude: "Sans respect",
      flood: "Trop de messages",
      reveals: "Révèle quelque chose de quelqu’un",
    } as Record<string, string>,
    room: "Salon",
    whom: "À qui",
    gone: "une personne partie depuis",
    said: "Ce qui a été dit",
    why: "Raison de l’hôte",
    made: "Fait le",
    ends: "Jusqu’au",
    apart: "Je ne connais pas cette personne",
    undo: "Annuler",
    undoNamed: (act: string, name: string) => `Annuler${NB}: ${act}, ${name}`,
    undoWhy: "Pourquoi l’annuler",
    choose: "Choisissez",
    kept: "Le journal garde cette raison. La personne apprend que c’est annulé.",
    undone: "C’est annulé.",
    undoing: {
      within_rules: "Rien n’était contraire aux règles",
      too_hard: "C’était trop pour ce qui a été dit",
      wrong_one: "Erreur de message ou de personne",
      not_a_hosts: "Ce n’est pas à un hôte de le faire",
    } as Record<string, string>,
  },
  volunteers: {
    words:
      "Des bénévoles nommés pour des salons. Ils y lisent le texte signalé, et rien d’autre. Une personne demande, une autre accepte.",
    none: "Aucun bénévole.",
    rooms: "Salons",
    since: "Depuis le",
    state: "Situation",
    states: {
      name: "nomination demandée",
      invited: "invitation donnée, pas encore de clé",
      here: "en place",
      withdraw: "retrait demandé",
      gone: "retiré",
    } as Record<string, string>,
    asked: (by: string, day: string) => `par ${by}, le ${day}`,
    ask: "Nommer un bénévole",
    forRooms: "Pour quels salons",
    send: "Demander",
    sent: (ref: string) => `${ref} attend l’accord d’une autre personne de la technique.`,
    agree: "Accepter",
    decline: "Refuser",
    takeBack: "Reprendre",
    withdraw: "Retirer",
    named: (act: string, ref: string) => `${act} ${ref}`,
    waitsForOther: "Une autre personne de la technique doit accepter.",
    link: "Lien à donner à cette personne seule",
    linkWords: "Il sert une fois, dans les 48 heures, et n’est montré qu’ici.",
    agreed: "C’est accepté.",
    declined: "La demande est retirée.",
    withdrawn: "Le retrait attend l’accord d’une autre personne.",
  },
};

export type HostsText = typeof hostsFr;
