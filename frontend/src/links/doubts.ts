// Whether an address is too doubtful to be live. Stricter than the server, which weighs: here one reason is enough.
import { read } from "./host";
import table from "./table.json";

const names = Object.entries(table.names as Record<string, string[]>);
const has = (list: readonly string[]) => (one: string) => list.includes(one);
const shortens = has(table.shorteners);
const isProgramme = has(table.run);
const shows = has(table.shown);
const runsAfter = has(table.afterShown);
const redirects = has(table.redirects);
const isHarmless = has(table.harmless);

// Shown by no font, or turning the line around. Joiners stand between emoji only.
const HIDDEN =
  /[\u00ad\u034f\u061c\u115f\u1160\u180b-\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\u2800\u3164\ufeff\uffa0]|[!-~]\u200d|[!-~]\u200c/u;
const NAMED = new RegExp(`^(?:[\\p{L}\\p{N}-]+\\.)+(?:${table.bare.join("|")}|\\d+)(?:[/?:]|$)`, "iu");
const ODD_START = /^https?:(?!\/\/[^/\\])/iu;
const MIXED =
  /(?=.*\p{Script=Latin})(?=.*[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Armenian}\p{Script=Cherokee}])/u;

// Cyrillic and Greek letters that no eye tells from Latin ones, alone.
const LATIN_LOOKING = /^(?:[асԁеһіјӏорԛѕԝхуҽѵ]{3,}|[ονρυαικϲϳτ]{3,})$/iu;
const FUSED = 6; // letters of a name that is seen inside a longer word

/** Whether a link, as it was written and as it is read, hides where it leads or wears another's name. */
export function isDoubtful(written: string, url: URL, around = written): boolean {
  return HIDDEN.test(around) || isDressed(written) || isDoubtfulTarget(url);
}

/** What only the writing shows. */
function isDressed(written: string): boolean {
  const authority = written.replace(/^https?:[/\\]*/iu, "").split(/[/\\?#]/u)[0] ?? "";
  return (
    ODD_START.test(written) ||
    written.split("?")[0]?.includes("\\") === true ||
    /%|xn--/iu.test(authority) ||
    authority.normalize("NFKC") !== authority.normalize("NFC") ||
    authority.split(".").some((label) => MIXED.test(label) || LATIN_LOOKING.test(label)) ||
    wearsAccents(authority.toLowerCase())
  );
}

/** What the address itself shows. */
export function isDoubtfulTarget(url: URL): boolean {
  const host = url.hostname.replace(/\.$/u, "");
  return (
    url.username !== "" ||
    url.password !== "" ||
    /^[\d.]+$|^\[/u.test(host) ||
    host.split(".").some((_, at, labels) => shortens(labels.slice(at).join("."))) ||
    table.files.some((one) => host.endsWith(`.${one}`)) ||
    wearsAName(host) ||
    sendsOn(url, host) ||
    holdsAProgramme(url)
  );
}

/** Whether a name is worn under accents, which none of its owners has. */
function wearsAccents(authority: string): boolean {
  const bare = authority.normalize("NFD").replace(/\p{M}/gu, "");
  return bare !== authority && wearsAName(bare, () => false);
}

function wearsAName(host: string, isOwn = answers): boolean {
  const labels = host.split(".").slice(0, -1);
  const looks = new Set(labels.flatMap(runs).map(look));
  const whole = labels.map((label) => look(label.replaceAll("-", "")));
  return names.some(([name, own]) => {
    const wanted = look(name);
    const isWorn = looks.has(wanted) || (name.length >= FUSED && whole.some((one) => one.includes(wanted)));
    return isWorn && !own.some((one) => isOwn(host, name, one));
  });
}

/** The parts of a label between hyphens, and neighbouring parts as one. */
function runs(label: string): string[] {
  const parts = label
    .replace(/^www-?/u, "")
    .split("-")
    .slice(0, 8);
  return parts.flatMap((_, from) =>
    parts.slice(from).map((_, many) => parts.slice(from, from + many + 1).join("")),
  );
}

/** What is left of a word once figures that pass for letters are letters. */
function look(word: string): string {
  return word
    .replaceAll("rn", "m")
    .replaceAll("vv", "w")
    .replace(/[0134578ij]/gu, (one) => "oleastbll"["0134578ij".indexOf(one)] ?? one);
}

function answers(host: string, name: string, own: string): boolean {
  if (own === "*") return host.includes(name);
  if (own === "+")
    return new RegExp(`(?:^|\\.)${name}\\.(?:com|[a-z]{2}|(?:co|com|org)\\.[a-z]{2})$`, "u").test(host);
  return host === own || host.endsWith(`.${own}`);
}

function sendsOn(url: URL, host: string): boolean {
  const inPath = decoded(url.pathname).slice(1);
  const found = /https?:\/{0,2}[^/]/iu.exec(inPath);
  if (found && isElsewhere(inPath.slice(found.index), host)) return true;
  return [...url.searchParams].some(([name, value]) => {
    const target = decoded(value || name);
    const isAddress = /^(?:https?:|[/\\]{2})/iu.test(target) && !isHarmless(name.toLowerCase());
    return (isAddress || (redirects(name.toLowerCase()) && NAMED.test(target))) && isElsewhere(target, host);
  });
}

function isElsewhere(address: string, host: string): boolean {
  const other = read(address.replace(/^[/\\]+/u, ""));
  const ends = (one: string) => one.split(".").slice(-2).join(".");
  return other !== null && ends(other.hostname) !== ends(host);
}

function decoded(text: string): string {
  for (let turn = 0; turn < 4; turn += 1) {
    const shown = once(text);
    if (shown === text) break;
    text = shown;
  }
  return text;
}

function once(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function holdsAProgramme(url: URL): boolean {
  const files = [url.pathname, ...url.searchParams.values()].map(
    (one) => decoded(one).split("/").at(-1) ?? "",
  );
  return files.some((file) => {
    const [last = "", before = ""] = file.toLowerCase().trim().replace(/\.+$/u, "").split(".").reverse();
    const isNamed = file.includes(".");
    return (
      (isNamed && isProgramme(last)) || (runsAfter(last) && (shows(before.trim()) || isProgramme(before)))
    );
  });
}
