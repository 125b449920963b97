// Words about a card, a pseudonym or a room's name that a report or a decision covers.
export const coversFr = {
  name: {
    held: "Votre pseudonyme est retenu par une règle, ou signalé : un nom neutre paraît à sa place jusqu’à ce qu’une personne ait regardé. Vous pouvez aussi en choisir un autre.",
    removed: "Votre pseudonyme a été retiré. Choisissez-en un autre pour écrire de nouveau.",
  },
  words: {
    held: "Les mots de votre carte sont signalés : personne d’autre que vous ne les voit pendant qu’une personne regarde.",
    removed: "Les mots de votre carte ont été retirés. Vous pouvez en écrire d’autres.",
  },
  why: "Lire pourquoi, et contester",
  choose: "Choisir un pseudonyme",
  room: {
    held: "Le nom de ce salon est signalé : un nom neutre paraît à sa place pendant qu’une personne regarde.",
    removed: "Le nom de ce salon a été retiré. Donnez-lui-en un autre ; le salon continue.",
  },
  roomName: "Nouveau nom du salon",
  rename: "Donner ce nom",
};

export type CoversText = typeof coversFr;
