import type { Band, ConsentKind, Vanishing, Who } from "../protocol/types";
import type { Rest } from "../sealed/talk";
import type { Gap } from "../state/resting.svelte";
import { plural } from "./plural";

/** Something to be told calmly: what happened, and what it means. */
interface Told {
  what: string;
  means: string;
}

// Words of private conversations, of people around, of coming back. Narrow no-break spaces (U+202F) stand before double punctuation.
const who = (name: string, other: string, mine: string): string =>
  name ? `${name} ${other}` : `Vous ${mine}`;

const messagesVanish: Record<Exclude<Vanishing, "off">, string> = {
  "24h": "après 24 h",
  "1h": "après 1 h",
  read: "après lecture",
};

export const messagesFr = {
  places: { messages: "Messages", around: "Autour" },
  title: "Messages",
  someone: "Personne partie",
  conversations: "Conversations",
  requests: "Demandes",
  requestsTab: (n: number): string => (n ? `Demandes (${n})` : "Demandes"),
  requestsWait: (n: number): string => plural("fr", n, { one: `${n} demande`, other: `${n} demandes` }),
  tabs: "Messages privés",
  none: "Aucune conversation pour l’instant. Ouvrez la carte d’une personne et demandez à parler.",
  choose: "Choisissez une conversation",
  seeAround: "Voir qui est autour",
  chooseMore: "Rien ne s’ouvre sans vous : les demandes attendent ici, en silence.",
  requestsNone: "Aucune demande. Personne ne peut vous écrire sans votre accord.",
  loading: "Chargement…",
  mine: (words: string): string => `Vous : ${words}`,
  draft: (words: string): string => `Brouillon : ${words}`,
  asked: "Demande envoyée. Vous saurez si la réponse est oui.",
  nothingHere: "Rien à lire ici. Ce qui a été dit est sur vos autres appareils, ou s’est effacé.",
  awaiting: "attend une réponse",
  ended: "Cette personne est partie. Ce qui a été dit reste ici, sur cet appareil.",
  frozen: "La modération a mis cette conversation en pause.",
  unavailable: (name: string): string => `${name} n’est pas disponible.`,
  notAvailable: (name: string): string => `${name} n’est pas disponible. Bonne soirée !`,
  closeRow: "Retirer de la liste",
  toMessages: "Aller aux messages",
  back: "Retour aux messages",
  acceptedRow: (name: string): string => `${name} a accepté de parler.`,

  lacks:
    "Ce navigateur ne sait pas chiffrer les conversations privées. Essayez avec une version récente de Firefox, Chrome, Edge ou Safari.",
  atRest: {
    full: {
      what: "Cet appareil n’a plus de place.",
      means:
        "Vous pouvez continuer : ce qui se dit reste dans cet onglet, et s’efface si vous le fermez. Dès qu’il y aura de la place, tout sera enregistré.",
    },
    page: {
      what: "Ce navigateur ne garde rien.",
      means:
        "C’est le cas en navigation privée, ou quand le stockage est coupé. Vous pouvez parler : tout reste dans cet onglet, et s’efface quand vous le fermez.",
    },
  } as Record<Exclude<Rest, "device">, Told>,
  gap: {
    erased: {
      what: "Le navigateur a effacé ce que cet appareil gardait.",
      means:
        "Les messages d’avant ne se lisent plus ici. Vos conversations continuent avec de nouvelles clés ; les autres le verront.",
    },
    new: {
      what: "Sur cet appareil, vos conversations commencent maintenant.",
      means: "Ce qui s’est dit avant se lit sur vos autres appareils, si vous en avez.",
    },
  } as Record<Gap, Told>,
  keepsNameOnly: "Une clé d’accès ou quatre mots gardent votre pseudo, pas les messages.",
  understood: "J’ai compris",
  preparing: "Préparation du chiffrement…",

  requestFrom: (name: string): string => `Demande de ${name}`,
  accept: "Accepter",
  refuse: "Non, merci",
  block: "Bloquer",
  report: "Signaler",
  myStanding: "Ma situation",
  myReports: "Mes signalements",
  refused: "Réponse envoyée, sans autre explication.",
  unreadable: "Le texte de cette demande n’a pas pu être vérifié.",
  hereFor: (days: number): string =>
    days < 1
      ? "ici depuis aujourd’hui"
      : plural("fr", days, { one: `ici depuis ${days} jour`, other: `ici depuis ${days} jours` }),
  rooms: (names: string): string => `aussi dans ${names}`,
  wrote: (n: number): string => `a écrit à ${n} personnes aujourd’hui`,
  bands: {
    same: "même ville",
    "20": "à moins de 20 km",
    "50": "à moins de 50 km",
    "100": "à moins de 100 km",
    far: "à plus de 100 km",
    unknown: "",
  } as Record<Band, string>,
  folded: (n: number): string =>
    plural("fr", n, {
      one: `${n} demande de nouveaux venus est cachée.`,
      other: `${n} demandes de nouveaux venus sont cachées.`,
    }),
  review: "Voir",
  refuseAll: "Tout refuser",
  moreRequests: "Demandes plus anciennes",
  allRequests: "Revenir aux demandes",

  ask: "Demander à parler",
  askTitle: (name: string): string => `Demander à parler à ${name}`,
  askField: "Votre message",
  askHelp: "Un seul message, du texte simple. Rien d’autre ne part avant un oui.",
  askSend: "Envoyer la demande",
  askSent: "Demande envoyée.",
  askLater: "La demande partira au retour de la connexion.",
  goTalk: "Aller à la conversation",
  cancel: "Annuler",

  lock: "Vous seuls pouvez lire ceci. Si vous signalez, les messages choisis sont montrés à la modération.",
  unverified: "Un message n’a pas pu être vérifié.",
  newDevice: (name: string): string => `${name} a un nouvel appareil.`,
  myNewDevice: "Vous avez un nouvel appareil.",
  keysChanged: (name: string): string => `Les clés de ${name} ont changé.`,
  myKeysChanged: "Vos clés ont changé.",
  noDice: "Les dés se lancent dans les salons : ici, le serveur ne lit rien.",
  counterOctets: "Ce message est trop long pour partir en une fois.",
  sendAsSeveral: (n: number): string => `Envoyer en ${n} messages`,
  read: "Lu",

  consents: "Accords",
  consentsTitle: (name: string): string => `Ce que vous acceptez de ${name}`,
  consentLabel: (name: string): Record<ConsentKind, string> => ({
    photos: `J’accepte les photos de ${name}`,
    links: `J’accepte les liens de ${name}`,
    voice_webcam: `J’accepte la voix et la webcam avec ${name}`,
    plan: `J’accepte de préparer une rencontre avec ${name}`,
  }),
  consentBack: (name: string): string => `Vous pouvez changer d’avis à tout moment, ${name} le verra.`,
  theirs: (name: string): string => `Ce que ${name} accepte de vous`,
  theirsNothing: (name: string): string => `${name} n’a encore rien accepté de plus que des mots.`,
  kinds: { photos: "photos", links: "liens", voice_webcam: "voix et webcam", plan: "rencontre" } as Record<
    ConsentKind,
    string
  >,
  consentRow: (name: string, kind: ConsentKind, on: boolean): string => {
    const what = {
      photos: "les photos",
      links: "les liens",
      voice_webcam: "la voix et la webcam",
      plan: "de préparer une rencontre",
    }[kind];
    return on
      ? who(name, `accepte ${what}.`, `acceptez ${what}.`)
      : who(name, `n’accepte plus ${what}.`, `n’acceptez plus ${what}.`);
  },

  vanishing: "Messages qui s’effacent",
  vanishings: { off: "non", "24h": "après 24 h", "1h": "après 1 h", read: "après lecture" } as Record<
    Vanishing,
    string
  >,
  vanishingItem: (after: Vanishing): string => `Effacement : ${messagesFr.vanishings[after]}`,
  vanishingNow: (after: Vanishing): string => (after === "off" ? "" : `s’efface ${messagesVanish[after]}`),
  vanishingRow: (name: string, after: Vanishing): string =>
    after === "off"
      ? who(name, "garde les messages.", "gardez les messages.")
      : who(
          name,
          `efface les messages ${messagesVanish[after]}.`,
          `effacez les messages ${messagesVanish[after]}.`,
        ),
  vanishingHelp: "Chaque appareil efface sa copie. On peut toujours photographier un écran.",

  safetyWords: "Mots de sûreté",
  safetyMore: (name: string): string =>
    `Comparez ces douze mots avec ${name}, de vive voix ou côte à côte. S’ils sont les mêmes, personne n’est entre vous.`,
  safetyNone: "Les mots viendront avec le prochain message.",

  addFriend: "Ajouter en ami",
  sayYesFriend: "Accepter l’amitié",
  askedFriend: "Demande d’amitié envoyée.",
  nowFriends: (name: string): string => `${name} et vous êtes amis.`,
  endFriend: "Retirer des amis",
  takeBackFriend: "Reprendre ma demande",
  endedFriend: "C’est retiré, en silence.",
  friends: "Amis",
  friendsMine: "Vos amis",
  friendsNone: "Pas encore d’amis. La carte de chaque personne permet de le demander.",
  friendsAsking: "Ils vous demandent",
  friendsAsked: "Vous leur demandez",
  friendHere: "en ligne",
  friendGone: "hors ligne",
  note: "Note pour vous",
  noteHelp: "Elle reste sur cet appareil.",
  noteSaved: "Note gardée.",

  blockDone: (name: string): string => `${name} ne peut plus vous voir ni vous écrire.`,
  blockAct: (name: string): string => `Bloquer ${name}`,
  unblock: "Débloquer",
  unblockOf: (name: string): string => `Débloquer ${name}`,
  unblocked: (name: string): string => `${name} peut à nouveau vous voir.`,
  blocked: "Personnes bloquées",
  blockedMore: "Vous ne vous voyez plus, ni l’un ni l’autre, nulle part. Elles ne le savent pas.",
  blockedNone: "Vous ne bloquez personne.",

  whoTitle: "Qui peut m’écrire",
  whoMay: "Une demande peut venir",
  whos: {
    everybody: "de tout le monde",
    spoken: "des personnes avec qui j’ai parlé",
    friends: "de mes amis",
    nobody: "de personne",
  } as Record<Who, string>,
  ageLeast: "Âge, au moins",
  ageMost: "Âge, au plus",
  ageFilterHelp: "Laissez vide pour tout âge. Qui cache son âge ne passe pas ce filtre.",
  distance: "Distance",
  distances: { "0": "toutes", "20": "20 km", "50": "50 km", "100": "100 km" } as Record<string, string>,
  hereDays: "Jours ici, au moins",
  typingMark: "Montrer quand j’écris",
  readMark: "Montrer ce que j’ai lu",
  markHelp: "Vous le voyez aussi, si l’autre personne l’a choisi. Rien n’est gardé.",
  chosen: "C’est enregistré.",
  save: "Enregistrer",

  signal: "Avertissements",
  notify: "Avertir quand la page est cachée",
  notifyHelp: "Un avertissement du navigateur, sans nom ni texte. Désactivé au départ.",
  notifyRefused: "Le navigateur ne le permet pas ici.",
  notifyOne: "1 nouveau message",
  notifyDiscreet: "1 nouveau",
  writesToYou: (name: string): string => `${name} vous écrit`,

  search: "Chercher dans mes messages",
  searchHelp: "La recherche se fait sur cet appareil ; rien n’en sort.",
  searchGo: "Chercher",
  searchFound: (n: number): string =>
    plural("fr", n, { one: `${n} message trouvé`, other: `${n} messages trouvés` }),

  keep: "Garder ce pseudo",
  keepMore: "Sans cela, le pseudo s’en va avec la visite. Ni adresse, ni nom, ni numéro.",
  keepPasskey: "Avec une clé d’accès",
  keepOnePasskey: "Une clé d’accès de plus",
  keepPasskeyMore: "Votre appareil la garde ; un doigt ou un code suffit au retour.",
  keepWords: "Avec quatre mots",
  keepNewWords: "De nouveaux mots",
  keepFormerWords: "Les mots précédents ne valent plus.",
  keepWordsMore: "Ces quatre mots gardent votre pseudo. Notez-les : nous ne pourrons pas vous les redonner.",
  keepLater: "Plus tard",
  kept: "Votre pseudo est gardé.",
  keptWords: "Gardé par quatre mots.",
  keptPasskeys: (n: number): string =>
    plural("fr", n, { one: `Gardé par ${n} clé d’accès.`, other: `Gardé par ${n} clés d’accès.` }),
  keepEnd: "Ne plus garder ce pseudo",
  keepEnded: "Le pseudo s’en ira avec la visite.",
  keepNoted: "Je les ai notés",
  keepRetry: "Cela n’a pas abouti. Rien n’est perdu : réessayez.",
  keepUnused: "Un pseudo gardé et inutilisé pendant 12 mois est libéré.",

  lockedName: "Nom",
  lockedWords: "Quatre mots",

  devices: "Mes appareils",
  devicesMore:
    "Ceux qui lisent vos conversations privées. Si l’un n’est pas à vous, ou n’est plus là, retirez-le.",
  thisDevice: "Cet appareil",
  otherDevice: "Un autre appareil",
  deviceSince: (since: string): string => `Ajouté le ${since}`,
  deviceSeen: (since: string, seen: string): string => `Ajouté le ${since}, vu le ${seen}`,
  dropDevice: "Retirer",
  dropDeviceOf: (since: string): string => `Retirer l’appareil du ${since}`,
  deviceDropped: "Cet appareil ne recevra plus rien.",

  data: "Mes données",
  dataMore: "Tout ce que nous gardons de vous et tout ce que cet appareil garde, dans un fichier.",
  dataGet: "Télécharger mes données",
  dataFile: "palabre-mes-donnees.json",

  around: "Autour de moi",
  aroundMore: "Par ville, jamais plus précis. Personne ne donne sa position.",
  aroundSame: "même ville",
  aroundAll: "toutes distances",
  aroundKm: (km: number): string => `${km} km`,
  aroundAge: "Âge",
  aroundAges: {
    "": "tout âge",
    "18-29": "18–29",
    "30-44": "30–44",
    "45-59": "45–59",
    "60-120": "60 et plus",
  } as Record<string, string>,
  aroundFor: "Ici pour",
  aroundAny: "tout",
  aroundHere: "en ligne",
  aroundWho: "Personnes",
  aroundEverybody: "toutes",
  aroundFilters: "Filtres",
  aroundNone: (km: number): string => `Personne à moins de ${km} km ce soir.`,
  aroundNobody: "Personne avec ces filtres ce soir.",
  aroundWiden: (km: number): string => `Élargir à ${km} km ?`,
  aroundWidenAll: "Tout montrer",
  aroundMorePeople: "Plus de personnes",
  common: (n: number): string =>
    plural("fr", n, { one: `${n} intérêt commun`, other: `${n} intérêts communs` }),

  errors: {
    not_available: "Cette personne n’est pas disponible. Bonne soirée !",
    too_many_requests: "Vous avez déjà plusieurs demandes en attente. Laissez-leur le temps de répondre.",
    request_pending: "La réponse n’est pas encore venue.",
    unknown_conversation: "Cette conversation n’existe plus.",
    frozen: "La modération a mis cette conversation en pause.",
    too_many_commits: "Trop de changements d’appareils en une heure. Le message partira plus tard.",
    no_consent: "Cette personne n’a pas donné son accord.",
    bad_frame_sealed: "Ce message n’a pas pu être scellé. Renvoyez-le.",
    not_received: "L’autre appareil avait perdu ses clés : ces mots n’ont pu être lus par personne.",
    too_long_sealed: "Trop long pour un seul message. Retirez-le : vous pourrez l’envoyer en plusieurs.",
    key_reused: "Ce message a déjà été envoyé avec un autre texte. Renvoyez-le.",
    not_recognised: "Ces mots ou cette clé ne correspondent à aucun pseudo gardé.",
    rate_limited: "Trop d’essais. Attendez un peu.",
    bad_passkey: "La clé d’accès n’a pas été acceptée.",
  } as Record<string, string>,
};

export type MessagesText = typeof messagesFr;
