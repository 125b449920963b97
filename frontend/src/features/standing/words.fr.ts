// Words of my standing and of decisions about me. Narrow no-break spaces (U+202F) stand before double punctuation.
import { plural } from "../../text/plural";

export const standingFr = {
  title: "Ma situation",
  loading: "Chargement…",
  failed: "La page n’est pas venue.",
  retry: "Réessayer",
  clean: "Aucun point, aucune décision. Rien à signaler.",
  points: (n: number): string =>
    plural("fr", n, { one: `${n} point en cours`, other: `${n} points en cours` }),
  pointGoes: (day: string): string => `le prochain s’efface le ${day}`,
  next: (step: string): string => `Un nouvel écart mènerait à : ${step}.`,
  steps: {
    advice: "un conseil",
    warning: "un avertissement",
    day: "une suspension de 24 heures",
    week: "une suspension de 7 jours",
    month: "une suspension de 30 jours",
    end: "la fin de l’accès",
  } as Record<string, string>,
  states: {
    in_force: "en vigueur",
    expired: "terminée",
    reversed: "annulée",
    replaced: "remplacée",
  } as Record<string, string>,
  rooms: "Mes salons proposés",
  roomStates: { waiting: "attend une réponse", refused: "refusé" } as Record<string, string>,
  roomReasons: {
    too_close: "Un salon semblable existe déjà. Vous pouvez y parler, ou en proposer un autre.",
    unclear: "On ne comprend pas à quoi il sert. Proposez-le autrement, avec quelques mots de plus.",
    house_rules: "Ce salon irait contre une règle de la maison.",
    names_somebody: "Le nom désigne quelqu’un. Choisissez-en un qui ne nomme personne.",
    not_here: "Ce n’est pas le lieu pour un tel salon.",
  } as Record<string, string>,
  still: "Ce que vous pouvez encore faire",
  again: "Demander un autre regard",
  againMore: (day: string): string =>
    `Quelqu’un qui n’a pas pris part à la décision lira. Vous pouvez demander jusqu’au ${day}.`,
  againWords: "Pourquoi, si vous voulez",
  againSend: "Demander",
  tooLate: "Les six mois pour demander un autre regard sont passés.",
  waits: "C’est noté. Quelqu’un d’autre lit votre demande et vous répondra ici.",
  question: "Une question de la personne qui vous lit",
  answer: "Votre réponse (une seule)",
  answerSend: "Répondre",
  takeBack: "Retirer ma demande",
  sending: "Envoi…",
  verdicts: {
    upheld: "Votre demande a été lue. La décision reste.",
    partly_reversed: "Votre demande a été lue. Une partie de la décision est annulée.",
    reversed: "Votre demande a été lue. La décision est annulée, et ne compte plus.",
    omitted: "Vous avez retiré votre demande. La décision reste.",
  } as Record<string, string>,
  onward: "Pas d’accord ? Un organisme certifié de règlement des litiges, ou un juge, peut aussi regarder.",
};

export type StandingText = typeof standingFr;
