// The preferences as the page sees them change.
import { readPreferences, writePreferences, type Preferences } from "./preferences";

export class Chosen {
  now = $state.raw<Preferences>(readPreferences());

  set(changes: Partial<Preferences>): void {
    this.now = { ...this.now, ...changes };
    writePreferences(this.now);
  }
}
