import type { ChatText } from "./chat.fr";
import type { SideText } from "./side.fr";

/** Loads the chat's sentences in one language only. */
export async function chatText(language: "fr" | "en"): Promise<{ text: ChatText; side: SideText }> {
  const [chat, side] =
    language === "en"
      ? await Promise.all([
          import("./chat.en").then((m) => m.chatEn),
          import("./side.en").then((m) => m.sideEn),
        ])
      : await Promise.all([
          import("./chat.fr").then((m) => m.chatFr),
          import("./side.fr").then((m) => m.sideFr),
        ]);
  return { text: chat, side };
}
