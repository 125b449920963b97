// What binds me, as the server tells it: the place closed, words or requests off for a time, a question to answer.
import type { Ask } from "../protocol/link";
import type { AskedOut, Bound, Frame, Shut } from "../protocol/types";

export class Measures {
  shut = $state.raw<Shut | null>(null);
  ageUntil = $state(0); // when the question of my age must be answered, or 0
  closesAt = $state(0); // when the place closes, for nobody answers after it, or 0
  ageInPassing = $state(false); // no answer says nothing
  ageLater = $state(false); // its dialog was closed: it waits in a strip
  askedOut = $state.raw<AskedOut | null>(null); // of a room by its host, until its tabs are closed
  #bound = $state.raw<Record<string, Bound>>({});

  constructor(private ask: (command: Ask) => Promise<Frame>) {}

  /** Takes a frame if it is one of measures. */
  told(frame: Frame): boolean {
    if (frame.t === "shut") this.shut = frame;
    else if (frame.t === "bound") this.#bound = { ...this.#bound, [frame.kind]: frame };
    else if (frame.t === "asked_out") this.askedOut = frame;
    else if (frame.t === "age_asked") {
      this.ageUntil = frame.until;
      this.ageInPassing = frame.in_passing;
      this.ageLater = false;
    } else if (frame.t === "closing") {
      this.closesAt = frame.at;
    } else if (frame.t === "freed") {
      this.#bound = {};
      this.ageUntil = 0;
    } else return false;
    return true;
  }

  /** What takes my words in rooms away, while it lasts. */
  coolOff(now: number): Bound | null {
    const found = this.#bound["cool_off"];
    return found && found.ends > now ? found : null;
  }

  /** Rejects with `Refused` or `Cut`. */
  async answerAge(adult: boolean): Promise<void> {
    await this.ask({ t: "answer_age", adult });
    this.ageUntil = 0;
  }

  /** Sends a refused text again for a person to look at. Rejects with `Refused` or `Cut`. */
  async contest(rule: string, text: string, place: string): Promise<void> {
    await this.ask({ t: "contest", rule, text, place });
  }
}
