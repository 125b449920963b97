// What is reported and how it is sent: a room's words by their ids, private ones by their proofs, and nothing else.
import type { Frame, ReportChoice, Reported } from "../../protocol/types";
import { base64 } from "../../sealed/octets";
import type { Entry } from "../../sealed/history";
import type { App } from "../../state/app";
import type { About } from "../../state/desk.svelte";
import { reportEn } from "./words.en";
import { reportFr, type ReportText } from "./words.fr";

export const WORDS = 4_000; // characters
export const MORE = 19; // messages beside the first

export interface Draft {
  category: string;
  words: string;
  harmed: boolean;
  stop: boolean;
  messages: string[]; // ids, the one pointed at first
}

type Private = Extract<About, { what: "private" }>;

/** A message that may be ticked. */
export interface Line {
  id: string;
  text: string;
  at: number;
  isProven: boolean;
}

export const reportText = (language: "fr" | "en"): ReportText => (language === "en" ? reportEn : reportFr);

/** Asks for the reasons, danger and minors first. Rejects with `Refused` or `Cut`. */
export async function choicesOf(app: App): Promise<ReportChoice[]> {
  const answer = await app.chat.ask({ t: "report.choices" });
  return answer.t === "report_choices" ? answer.choices : [];
}

/** What the person of a report has said here, oldest first, the message pointed at among it. */
export function linesOf(app: App, about: About): Line[] {
  if (about.what === "private") return proven(app, about);
  if (about.what !== "message") return [];
  const said = app.chat.talkOf(about.place)?.messages ?? [];
  return said
    .filter((one) => one.author.id === about.member && one.state === "said")
    .map(({ id, text, at }) => ({ id, text, at, isProven: true }));
}

/** Sends a report. Rejects with `Refused` or `Cut`. */
export async function send(app: App, about: About, draft: Draft): Promise<Reported> {
  const answer = await (about.what === "private" ? sealed(app, about, draft) : open(app, about, draft));
  if (answer.t !== "reported") throw new Error(answer.t);
  return answer;
}

function open(app: App, about: Exclude<About, Private>, draft: Draft): Promise<Frame> {
  const { category, words, stop } = draft;
  const harmed = draft.harmed ? "yes" : "unsaid";
  const said = { t: "report", category, words, stop, harmed } as const;
  if (about.what !== "message") return app.chat.ask({ ...said, what: about.what, target: about.target });
  const [target = about.target, ...more] = draft.messages;
  return app.chat.ask({ ...said, what: "message", target, more, place: about.place });
}

function sealed(app: App, about: Private, draft: Draft): Promise<Frame> {
  const { conversation } = about;
  const { category, words, stop } = draft;
  const messages = entriesOf(app, about)
    .filter((one) => draft.messages.includes(one.id))
    .flatMap(({ proof }) =>
      proof?.receipt
        ? [{ payload: base64(proof.payload), fk: base64(proof.fk), receipt: proof.receipt }]
        : [],
    );
  return app.chat.ask({ t: "private.report", conversation, category, words, stop, messages });
}

function proven(app: App, about: Private): Line[] {
  return entriesOf(app, about)
    .filter((one) => one.author === about.member && one.kind === "message" && !one.isGone)
    .map(({ id, text, at, proof }) => ({ id, text, at, isProven: Boolean(proof?.receipt) }));
}

function entriesOf(app: App, { conversation, entries }: Private): Entry[] {
  if (entries) return entries;
  const { talk } = app.conversations;
  return talk?.id === conversation ? talk.entries : [];
}
