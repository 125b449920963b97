// The forms of step 1, as the server wrote them: each works without this script.

export function form(name: string): HTMLFormElement | null {
  return document.querySelector<HTMLFormElement>(`form[data-gate="${name}"]`);
}

export function part(name: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-gate="${name}"]`);
}

/** Gives a form a hidden field, or another value to the one it has. */
export function field(owner: HTMLFormElement, name: string, value: string): void {
  const input =
    owner.querySelector<HTMLInputElement>(`input[name="${name}"]`) ?? document.createElement("input");
  input.type = "hidden";
  input.name = name;
  input.value = value;
  owner.append(input);
}

/** Opens a request the way a form would, asking for another `way`; fails when there is no line. */
export function begin(way: "browser" | "code"): Promise<Response> {
  const body = new URLSearchParams({ lang: document.documentElement.lang, way });
  return fetch("/age/begin", { method: "POST", body, headers: { Accept: "application/json" } });
}
