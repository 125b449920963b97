// What sealing and opening cost in a browser: bundled and run by the measurements (bench/parts/sealing.py), by nothing else.
import { frank, openFranked } from "../sealed/franking";
import { encrypt, found, join, makePackage, receive, type Group } from "../sealed/mls";
import { joined, random, utf8, type Octets } from "../sealed/octets";

const WARM = 5; // the first ones load and compile
const PADDED = 256;

interface Paces {
  encrypt: number[]; // ms each, the commitment included
  decrypt: number[]; // ms each, sender and commitment checked
}

async function timed<T>(into: number[], act: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const done = await act();
  into.push(performance.now() - began);
  return done;
}

async function seal(group: Group, at: number): Promise<{ group: Group; frame: Octets }> {
  const { data, commitment } = await frank(utf8(`{"kind":"text","body":"mesure ${String(at)}"}`));
  return encrypt(group, data, commitment, PADDED);
}

async function open(group: Group, frame: Octets): Promise<Group> {
  const got = await receive(group, frame, () => false);
  if (got.kind !== "message" || !(await openFranked(got.octets, got.commitment)))
    throw new Error("not opened");
  return got.group;
}

/** Times messages of one device to another in a group of so many. */
export async function paces(leaves: number, count: number): Promise<Paces> {
  const owns = await Promise.all(Array.from({ length: leaves - 1 }, () => makePackage(random(32))));
  const [own] = owns;
  const made = await found(
    random(16),
    joined(random(16), random(16)),
    owns.map((one) => one.frame),
  );
  if (!own || !made.welcome) throw new Error("no group");
  let [sender, receiver] = [made.group, await join(made.welcome, own)];
  const taken: Paces = { encrypt: [], decrypt: [] };
  for (let at = 0; at < count + WARM; at += 1) {
    const sealed = await timed(taken.encrypt, () => seal(sender, at));
    sender = sealed.group;
    receiver = await timed(taken.decrypt, () => open(receiver, sealed.frame));
  }
  return { encrypt: taken.encrypt.slice(WARM), decrypt: taken.decrypt.slice(WARM) };
}
