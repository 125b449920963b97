// What somebody of the staff has before them: who they are, what waits, one case. No DOM.
import {
  ask,
  type Answer,
  type Case,
  type Choices,
  type ComplaintFacts,
  type ComplaintLine,
  type Dangers,
  type Facts,
  type Grounds,
  type Me,
  type Queue,
  type Refused,
  type Row,
  type SecondLine,
  type Unseen,
} from "./api";
import { slursOf } from "./masking";

const LOOKERS = ["moderator", "senior", "child_safety"]; // whose queues hold what is looked at again
const LOOK_EVERY_MS = 20_000;
const DANGER_EVERY_MS = 5_000;
const USE_EVERY_MS = 60_000;

/** What stands in the middle. */
export type Shown =
  | { kind: "nothing" }
  | { kind: "loading"; id: string }
  | { kind: "apart"; id: string; name: string; near: string; again: () => Promise<void> }
  | { kind: "case"; id: string; case: Case }
  | { kind: "second"; id: string; line: SecondLine; facts: Facts }
  | { kind: "look"; id: string; facts: Unseen }
  | { kind: "complaint"; id: string; second: boolean; facts: ComplaintFacts }
  | { kind: "refused"; id: string; code: string; until: number };

export class Desk {
  where = $state<"loading" | "out" | "in" | "failed">("loading");
  me = $state.raw<Me | null>(null);
  queue = $state.raw<Queue | null>(null); // null until it has come once
  dangers = $state.raw<Row[]>([]); // that nobody has opened yet
  seconds = $state.raw<SecondLine[]>([]); // decisions that wait for a second person
  looks = $state.raw<SecondLine[]>([]); // decisions drawn for a look without the first opinion
  complaints = $state.raw<ComplaintLine[]>([]);
  grounds = $state.raw<Grounds | null>(null);
  slurs = $state.raw<RegExp | null>(null); // what is masked in texts
  failed = $state(false); // the last look at the queue
  offline = $state(false);
  shown = $state.raw<Shown>({ kind: "nothing" });
  refused = $state(""); // the code of an act refused, until the next
  now = $state(0); // the server's clock, by the half minute
  #ahead = 0; // of the server's clock before this one
  #used = -Infinity;

  get rows(): Row[] {
    return this.queue?.cases ?? [];
  }

  /** Looks who is signed in, and what waits for them. */
  async begin(): Promise<void> {
    const answer = await ask<Me>("me");
    if (!this.#took(answer)) {
      if (this.where === "loading") this.where = "failed";
      return;
    }
    this.where = "in";
    void this.lookForDanger();
    void this.#loadSlurs();
    await this.look();
  }

  async #loadSlurs(): Promise<void> {
    const answer = await ask<{ words: string[] }>("slurs");
    if (answer.ok) this.slurs = slursOf(answer.value.words);
  }

  async look(): Promise<void> {
    const answer = await ask<Queue>("cases");
    this.#heard(answer);
    this.failed = !answer.ok;
    if (answer.ok) this.queue = answer.value;
    await this.#lookBeside();
  }

  /** What a role besides the queue's is for: second signatures, complaints. */
  async #lookBeside(): Promise<void> {
    const roles = this.me?.roles ?? [];
    if (roles.includes("senior") || roles.includes("child_safety")) {
      const seconds = await ask<{ waiting: SecondLine[] }>("decisions");
      if (seconds.ok) this.seconds = seconds.value.waiting;
    }
    if (roles.some((role) => LOOKERS.includes(role))) {
      const looks = await ask<{ waiting: SecondLine[] }>("second-looks");
      if (looks.ok) this.looks = looks.value.waiting;
    }
    if (roles.includes("appeals")) {
      const complaints = await ask<{ waiting: ComplaintLine[] }>("complaints");
      if (complaints.ok) this.complaints = complaints.value.waiting;
    }
  }

  /** Looks again by itself while the page is seen; that is no use of it, and keeps nobody on duty. */
  run(): () => void {
    const look = () => {
      this.now = Date.now() + this.#ahead;
      if (this.where !== "in" || document.hidden) return;
      void this.look();
      void ask<Me>("me").then((answer) => this.#took(answer));
    };
    const timers = [
      setInterval(look, LOOK_EVERY_MS),
      setInterval(() => void this.lookForDanger(), DANGER_EVERY_MS),
    ];
    return () => timers.forEach((timer) => clearInterval(timer));
  }

  /** Looks for dangers, behind other windows too: whoever is on duty hears them there. */
  async lookForDanger(): Promise<void> {
    if (this.where !== "in") return;
    const answer = await ask<Dangers>("dangers");
    if (answer.ok) this.dangers = answer.value.dangers;
  }

  /** Tells the server, once a minute at most, that a person is there. */
  used(): void {
    if (this.where !== "in" || Date.now() - this.#used < USE_EVERY_MS) return;
    this.#used = Date.now();
    void ask<Me>("use", {}).then((answer) => this.#took(answer));
  }

  async switchDuty(on: boolean): Promise<void> {
    this.#act(await ask<Me>("duty", { on }));
  }

  async choose(choices: Choices): Promise<boolean> {
    const done = this.#act(await ask<Me>("choices", choices));
    if (done) await this.look();
    return done;
  }

  /** Shows, or takes back, that the pseudonym of this browser's chat is one's own. */
  async showPseudonym(on: boolean): Promise<void> {
    if (this.#act(await ask<Me>(on ? "pseudonym" : "pseudonym/forget", {}))) await this.look();
  }

  async open(id: string): Promise<void> {
    const again = () => this.open(id);
    const found = await this.#enter(id, `cases/${id}`, again, () => ask<Case>(`cases/${id}`));
    if (!found) return;
    this.shown = { kind: "case", id, case: found };
    this.dangers = this.dangers.filter((one) => one.id !== id);
    void ask<Me>("me").then((told) => this.#took(told));
  }

  /** Looks again at the case that is open, after an act on it. */
  async reopen(id: string): Promise<void> {
    const answer = await ask<Case>(`cases/${id}`);
    this.#heard(answer);
    if (answer.ok && this.shown.kind === "case" && this.shown.id === id)
      this.shown = { kind: "case", id, case: answer.value };
  }

  /** Keeps the case that is open for longer. */
  async keep(id: string): Promise<void> {
    const answer = await ask<Pick<Case, "state" | "leased" | "leased_until">>(`cases/${id}/renew`, {});
    this.#heard(answer);
    if (this.shown.kind !== "case" || this.shown.id !== id) return;
    if (answer.ok) this.shown = { ...this.shown, case: { ...this.shown.case, ...answer.value } };
    else await this.reopen(id);
  }

  /** Shows a second person the facts of a case, before what was made of it. */
  async openSecond(line: SecondLine): Promise<void> {
    const id = line.decision;
    const again = () => this.openSecond(line);
    const opening = () => ask<Facts>(`decisions/${id}/facts`, {});
    const facts = await this.#enter(id, `cases/${line.case}`, again, opening);
    if (facts) this.shown = { kind: "second", id, line, facts };
  }

  /** Shows the facts of a decision that was drawn, and nothing of what was made of them. */
  async openLook(line: SecondLine): Promise<void> {
    const id = line.decision;
    const again = () => this.openLook(line);
    const opening = () => ask<Unseen>(`second-looks/${id}/facts`, {});
    const facts = await this.#enter(id, `cases/${line.case}`, again, opening);
    if (facts) this.shown = { kind: "look", id, facts };
  }

  /** Takes a complaint, if nobody has it, and shows its facts. */
  async openComplaint(line: ComplaintLine): Promise<void> {
    const id = line.complaint;
    const again = () => this.openComplaint(line);
    const facts = await this.#enter(id, `complaints/${id}`, again, async () => {
      if (line.second) return ask<ComplaintFacts>(`complaints/${id}/second`, {});
      const taken = line.mine ? null : await ask<object>(`complaints/${id}/take`, {});
      if (taken && !taken.ok && taken.code !== "not_a_move") return taken;
      return ask<ComplaintFacts>(`complaints/${id}/facts`, {});
    });
    if (facts) this.shown = { kind: "complaint", id, second: line.second, facts };
  }

  async sayApart(): Promise<void> {
    if (this.shown.kind !== "apart") return;
    const { id, near, again } = this.shown;
    const answer = await ask<object>(`${near}/apart`, {});
    if (answer.ok) await again();
    else this.#refuse(id, answer);
  }

  /** Asks for what a screen shows. */
  async read<T>(path: string): Promise<Answer<T>> {
    const answer = await ask<T>(path);
    this.#heard(answer);
    return answer;
  }

  /** Asks something about what is open; a refusal is kept to be shown. */
  async act<T>(path: string, body: object): Promise<T | null> {
    const answer = await ask<T>(path, body);
    this.#heard(answer);
    this.refused = answer.ok ? "" : answer.code;
    return answer.ok ? answer.value : null;
  }

  /** What a decision may rest on; asked for once. */
  async loadGrounds(): Promise<void> {
    if (this.grounds) return;
    const answer = await ask<Grounds>("grounds");
    if (answer.ok) this.grounds = answer.value;
  }

  /** Lets a case go; it is offered to this person no more. */
  async handOver(id: string): Promise<void> {
    const answer = await ask<object>(`cases/${id}/hand-over`, {});
    this.#heard(answer);
    if (!answer.ok) return;
    this.close();
    await this.look();
  }

  close(): void {
    this.shown = { kind: "nothing" };
  }

  async signOut(): Promise<void> {
    await ask("sign-out", {});
    this.#left();
  }

  /** Opens something; before it, its reader says whether they know the person. */
  async #enter<T>(
    id: string,
    near: string,
    again: () => Promise<void>,
    opening: () => Promise<Answer<T>>,
  ): Promise<T | null> {
    this.refused = "";
    this.shown = { kind: "loading", id };
    const answer = await opening();
    if (!this.#isStill(id)) return null;
    this.#heard(answer);
    if (answer.ok) return answer.value;
    if (answer.code !== "apart_needed") this.#refuse(id, answer);
    else await this.#askApart(id, near, again);
    return null;
  }

  async #askApart(id: string, near: string, again: () => Promise<void>): Promise<void> {
    const whom = await ask<{ name: string }>(`${near}/whom`);
    if (!this.#isStill(id)) return;
    if (whom.ok) this.shown = { kind: "apart", id, name: whom.value.name, near, again };
    else this.#refuse(id, whom);
  }

  #isStill(id: string): boolean {
    return this.shown.kind === "loading" && this.shown.id === id;
  }

  #refuse(id: string, answer: Refused): void {
    this.#heard(answer);
    if (this.where !== "in") return;
    const until = answer.retry_after_ms ? Date.now() + this.#ahead + answer.retry_after_ms : 0;
    this.shown = { kind: "refused", id, code: answer.code, until };
  }

  #act(answer: Answer<Me>): boolean {
    this.refused = answer.ok ? "" : answer.code;
    return this.#took(answer);
  }

  #took(answer: Answer<Me>): boolean {
    this.#heard(answer);
    if (!answer.ok) return false;
    this.me = answer.value;
    this.#ahead = answer.value.now - Date.now();
    this.now = answer.value.now;
    return true;
  }

  /** What any answer tells besides its own: that the line holds, that the session has ended. */
  #heard(answer: Answer<unknown>): void {
    this.offline = !answer.ok && answer.code === "offline";
    if (!answer.ok && answer.code === "signed_out") this.#left();
  }

  #left(): void {
    this.where = "out";
    this.me = this.queue = null;
    this.seconds = this.looks = [];
    this.complaints = [];
    this.dangers = [];
    this.refused = "";
    this.close();
  }
}
