// Words of the host’s corner, and of what hosts do. Narrow no-break spaces (U+202F) stand before double punctuation.
import { plural } from "./plural";

export const hostFr = {
  title: "Coin de l’hôte",
  topic: "Sujet du salon",
  topicHelp: "Une ligne sous le nom. Laissez vide pour l’enlever.",
  topicLong: "Le sujet a 120 caractères au plus.",
  setTopic: "Changer le sujet",
  slow: "Mode lent",
  slowHelp: "Le temps que chacun attend entre deux messages.",
  slowNone: "Aucune attente",
  slowFor: (seconds: number): string =>
    seconds < 60
      ? `${seconds} secondes`
      : plural("fr", seconds / 60, { one: `${seconds / 60} minute`, other: `${seconds / 60} minutes` }),
  readOnly: "Lecture seule",
  readOnlyHelp: "Seul l’hôte écrit ; les autres lisent et réagissent.",
  pinned: "Message épinglé",
  noPin: "Aucun message n’est épinglé. « Épingler » est dans le menu de chaque message.",
  unpin: "Détacher",
  done: "C’est changé pour tout le monde.",
  hide: "Cacher à tous",
  showAgain: "Montrer de nouveau",
  hideTitle: "Cacher ce message",
  hideHelp: (name: string): string =>
    `Chacun verra qu’un message de ${name} est caché. ${name} lira pourquoi, et pourra contester.`,
  hidden: "Le message est caché.",
  askOut: "Demander de quitter le salon",
  outTitle: (name: string): string => `Demander à ${name} de quitter le salon`,
  outHelp: (name: string): string =>
    `${name} sort du salon et n’y revient pas avant 24 heures. ${name} lira pourquoi, et pourra contester.`,
  isOut: (name: string): string => `${name} a quitté le salon.`,
  why: "Pourquoi ?",
  reasons: {
    off_topic: "Ce n’est pas le sujet du salon",
    rude: "Un manque de respect",
    flood: "Des messages qui empêchent de parler",
    reveals: "Quelque chose d’une autre personne est dévoilé",
  },
  cancel: "Annuler",
  out: "Personnes priées de quitter le salon",
  nobodyOut: "Personne pour l’instant.",
  outUntil: (name: string, hour: string): string => `${name}, jusqu’à demain ${hour} au plus`,
  letIn: (name: string): string => `Laisser revenir ${name}`,
  isIn: (name: string): string => `${name} peut revenir.`,
  notHost: "Seul l’hôte de ce salon peut changer ces réglages.",
};

export type HostText = typeof hostFr;
