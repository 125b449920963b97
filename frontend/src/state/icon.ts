// The icon of the tab: what waits is drawn on it, and nothing at all where a discreet one was chosen.
const PLAIN = "/favicon.svg";
const DISCREET = "/temps.svg";
const MANY = 9; // more than one figure cannot be read at 16 px

export class TabIcon {
  #plain: Promise<string> | null = null;
  #drawn = new Map<string, string>(); // ten at most: kept, for the browser may still be fetching the one before
  #turn = 0;

  constructor(private fetched: (path: string) => Promise<string> = textOf) {}

  /** Shows how much waits; the last call wins. Never rejects: without the drawing the plain icon stays. */
  async show(waiting: number, isDiscreet: boolean): Promise<void> {
    const turn = (this.#turn += 1);
    if (isDiscreet || !waiting) return put(isDiscreet ? DISCREET : PLAIN);
    try {
      const address = await this.#address(figureOf(waiting));
      if (turn === this.#turn) put(address);
    } catch {
      this.#plain = null; // off line: drawn when the number changes again
    }
  }

  async #address(figure: string): Promise<string> {
    this.#plain ??= this.fetched(PLAIN);
    const drawing = counted(await this.#plain, figure);
    const address =
      this.#drawn.get(figure) ?? URL.createObjectURL(new Blob([drawing], { type: "image/svg+xml" }));
    this.#drawn.set(figure, address);
    return address;
  }
}

function put(address: string): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (link) link.href = address;
}

const figureOf = (waiting: number): string => (waiting > MANY ? `${MANY}+` : String(waiting));

/** The drawing with a disc that says how much waits, in the colour of the lamp (brief 6.2). */
function counted(drawing: string, figure: string): string {
  const size = figure.length > 1 ? 13 : 17;
  const disc = '<circle cx="21" cy="11" r="11" fill="#f2b34a" stroke="#3a2600" stroke-width="1.500"/>';
  const font = `font-family="sans-serif" font-weight="700" font-size="${size}"`;
  const text = `<text x="21" y="${11 + size * 0.36}" fill="#3a2600" text-anchor="middle" ${font}>${figure}</text>`;
  return drawing.replace("</svg>", `${disc}${text}</svg>`);
}

async function textOf(path: string): Promise<string> {
  const answer = await fetch(path);
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.text();
}
