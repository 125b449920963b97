// Blinds and unblinds in the browser (RFC 9474, RFC 9578 section 6): the provider's server sees a number that says nothing.
const WEEK_MS = 7 * 24 * 3600 * 1000;
const SALT_OCTETS = 48;
const page = document.body.dataset;

const hash = async (name, octets) => new Uint8Array(await crypto.subtle.digest(name, octets));
const joined = (...parts) => new Uint8Array(parts.flatMap((part) => [...part]));
const number = (octets) => BigInt("0x" + [...octets].map((one) => one.toString(16).padStart(2, "0")).join(""));
const drawn = (count) => crypto.getRandomValues(new Uint8Array(count));

function octets(value, count) {
  const text = value.toString(16).padStart(2 * count, "0");
  return Uint8Array.from(text.match(/../g), (pair) => parseInt(pair, 16));
}

function decoded(text) {
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
}

function spelled(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
}

function power(base, exponent, modulus) {
  let result = 1n;
  for (let square = base % modulus; exponent > 0n; exponent >>= 1n, square = (square * square) % modulus) {
    if (exponent & 1n) result = (result * square) % modulus;
  }
  return result;
}

function inverse(value, modulus) {
  let [a, b, x, y] = [value % modulus, modulus, 1n, 0n];
  while (b) [a, b, x, y] = [b, a % b, y, x - (a / b) * y];
  if (a !== 1n) throw new Error("not coprime with the modulus");
  return ((x % modulus) + modulus) % modulus;
}

// RFC 8017 section 9.1.1 with SHA-384, for a modulus of 2048 bits whose top bit is one.
async function encodedPss(message, salt) {
  const digest = await hash("SHA-384", joined(new Uint8Array(8), await hash("SHA-384", message), salt));
  const block = joined(new Uint8Array(256 - SALT_OCTETS - 48 - 2), [1], salt);
  const masks = await Promise.all([0, 1, 2, 3, 4].map((at) => hash("SHA-384", joined(digest, [0, 0, 0, at]))));
  const mask = joined(...masks);
  block.forEach((one, at) => (block[at] = one ^ mask[at]));
  block[0] &= 0x7f;
  return number(joined(block, digest, [0xbc]));
}

async function challengeOf(week) {
  const epoch = new Uint8Array(8);
  new DataView(epoch.buffer).setBigUint64(0, BigInt(week));
  const context = await hash("SHA-256", joined(new TextEncoder().encode("palabre-age"), epoch));
  const name = new TextEncoder().encode(page.name);
  return joined([0, 2, name.length >> 8, name.length & 255], name, [32], context, [0, 0]);
}

async function tokenFor(week) {
  const spki = decoded(page.key);
  const keyId = await hash("SHA-256", spki);
  const n = number(spki.slice(81, 81 + 256)); // one size, one encoding: the modulus stands there
  const signed = joined([0, 2], drawn(32), await hash("SHA-256", await challengeOf(week)), keyId);
  const message = await encodedPss(signed, drawn(SALT_OCTETS));
  const factor = 1n + (number(drawn(264)) % (n - 1n)); // eight octets more than needed: as good as uniform
  const blinded = (message * power(factor, 65537n, n)) % n;
  const answer = await fetch("/token-request", {
    method: "POST",
    headers: { "Content-Type": "application/private-token-request" },
    body: joined([0, 2, keyId[31]], octets(blinded, 256)),
  });
  if (!answer.ok) throw new Error(`the provider answers ${answer.status}`);
  const signature = (number(new Uint8Array(await answer.arrayBuffer())) * inverse(factor, n)) % n;
  if (power(signature, 65537n, n) !== message) throw new Error("no signature of what was sent");
  return spelled(joined(signed, octets(signature, 256)));
}

for (const button of document.querySelectorAll("button[data-weeks]")) {
  button.disabled = false;
  button.addEventListener("click", async () => {
    const week = Math.floor(Date.now() / WEEK_MS) + Number(button.dataset.weeks);
    const field = document.querySelector("textarea");
    field.value = await tokenFor(week).catch((error) => `✕ ${error.message}`);
    field.focus();
    field.select();
  });
}
