// Where I am, as the address says it; the browser's back button always does what it says.

export type Where =
  | { page: "rooms" }
  | { page: "room"; place: string }
  | { page: "messages" }
  | { page: "requests" }
  | { page: "talk"; conversation: string }
  | { page: "around" }
  | { page: "me" };

const PATHS = {
  rooms: "/chat",
  messages: "/chat/messages",
  requests: "/chat/demandes",
  around: "/chat/autour",
  me: "/chat/moi",
} as const;

export function whereOf(path: string): Where {
  const room = /^\/chat\/salon\/([^/]+)$/u.exec(path);
  if (room?.[1]) return { page: "room", place: decodeURIComponent(room[1]) };
  const talk = /^\/chat\/messages\/([^/]+)$/u.exec(path);
  if (talk?.[1]) return { page: "talk", conversation: decodeURIComponent(talk[1]) };
  const found = Object.entries(PATHS).find(([, known]) => known === path);
  return found ? { page: found[0] as keyof typeof PATHS } : { page: "rooms" };
}

export function pathOf(where: Where): string {
  if (where.page === "room") return `/chat/salon/${encodeURIComponent(where.place)}`;
  if (where.page === "talk") return `/chat/messages/${encodeURIComponent(where.conversation)}`;
  return PATHS[where.page];
}

export class Route {
  where = $state.raw<Where>(whereOf(location.pathname));

  constructor() {
    window.addEventListener("popstate", () => (this.where = whereOf(location.pathname)));
  }

  go(where: Where, replace = false): void {
    const path = pathOf(where);
    if (path !== location.pathname) {
      if (replace) history.replaceState(null, "", path);
      else history.pushState(null, "", path);
    }
    this.where = where;
  }
}
