// Where I am, as the address says it; the browser's back button always does what it says.

export type Where = { page: "rooms" } | { page: "room"; place: string } | { page: "me" };

export function whereOf(path: string): Where {
  const room = /^\/chat\/salon\/([^/]+)$/u.exec(path);
  if (room?.[1]) return { page: "room", place: decodeURIComponent(room[1]) };
  return path === "/chat/moi" ? { page: "me" } : { page: "rooms" };
}

export function pathOf(where: Where): string {
  if (where.page === "room") return `/chat/salon/${encodeURIComponent(where.place)}`;
  return where.page === "me" ? "/chat/moi" : "/chat";
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
