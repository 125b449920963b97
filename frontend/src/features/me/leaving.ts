// Leaving: the server erases first, then this device; nothing is forgotten here if the server did not answer.
import { forgetSealed } from "../../sealed/place";
import { forgetDevice } from "../../state/device";

/** Leaves, with one's words too if asked; false when it did not go through. */
export async function leave(eraseWords: boolean): Promise<boolean> {
  try {
    const answer = await fetch("/api/leave", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ erase_words: eraseWords }),
    });
    if (!answer.ok) return false;
  } catch {
    return false;
  }
  forgetDevice();
  await forgetSealed();
  return true;
}
