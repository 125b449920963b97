import type { ChatText } from "./chat.fr";
import type { MessagesText } from "./messages.fr";
import type { SideText } from "./side.fr";

interface Sentences {
  text: ChatText;
  side: SideText;
  messages: MessagesText;
}

/** Loads the chat's sentences in one language only. */
export async function chatText(language: "fr" | "en"): Promise<Sentences> {
  const [text, side, messages] =
    language === "en"
      ? await Promise.all([
          import("./chat.en").then((m) => m.chatEn),
          import("./side.en").then((m) => m.sideEn),
          import("./messages.en").then((m) => m.messagesEn),
        ])
      : await Promise.all([
          import("./chat.fr").then((m) => m.chatFr),
          import("./side.fr").then((m) => m.sideFr),
          import("./messages.fr").then((m) => m.messagesFr),
        ]);
  return { text: { ...text, errors: { ...messages.errors, ...text.errors } }, side, messages };
}
