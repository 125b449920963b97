// Every call of ts-mls stands here (decision 65), so that a change of library touches one file. RFC 9420, suite 0x0001.
// The package's index also loads a provider for browsers without WebCrypto, which is not installed: modules are named one by one.
import type {
  CiphersuiteImpl,
  ClientConfig,
  ClientState,
  CreateCommitResult,
  KeyPackage,
  MLSMessage,
  PrivateKeyPackage,
  PrivateMessage,
  Proposal,
  RatchetTree,
} from "ts-mls";
import { createGroup, decodeGroupState, encodeGroupState, joinGroup } from "ts-mls/clientState.js";
import { createCommit } from "ts-mls/createCommit.js";
import { createApplicationMessage } from "ts-mls/createMessage.js";
import { getCiphersuiteFromName } from "ts-mls/crypto/ciphersuite.js";
import { getCiphersuiteImpl } from "ts-mls/crypto/getCiphersuiteImpl.js";
import { generateKeyPackage, makeKeyPackageRef } from "ts-mls/keyPackage.js";
import { defaultKeyPackageEqualityConfig } from "ts-mls/keyPackageEqualityConfig.js";
import { decodeMlsMessage, encodeMlsMessage } from "ts-mls/message.js";
import { decryptSenderData } from "ts-mls/privateMessage.js";
import { processPrivateMessage } from "ts-mls/processMessages.js";
import { emptyPskIndex } from "ts-mls/pskIndex.js";
import { zeroOutUint8Array } from "ts-mls/util/byteArray.js";
import { hex, type Octets } from "./octets";

export type Group = ClientState;

/** One device in a group: its place, the identity it claims, the key it signs with. */
export interface Leaf {
  index: number;
  identity: Uint8Array;
  key: Uint8Array;
}

/** A key package with its private half, which never leaves the device. */
export interface OwnPackage {
  frame: Octets;
  reference: string; // hexadecimal
  keys: [Octets, Octets, Octets]; // init, encryption, signature
}

/** A commit made but not yet taken by the server: the old group stays valid beside it. */
export interface Change {
  group: Group;
  commit: Octets;
  welcome: Octets | null;
}

export interface Proposed {
  sender: Leaf | undefined;
  added: Uint8Array[]; // identities
  removed: (Leaf | undefined)[];
  hasOthers: boolean;
}

export type Received =
  | { kind: "message"; group: Group; octets: Octets; commitment: Octets; sender: Leaf }
  | { kind: "commit"; group: Group; sender: Leaf; proposed: Proposed | null }
  | { kind: "rejected" };

const SUITE = "MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519";
const LAST_RESORT = 10; // extension type (RFC 9420 section 17.3)
const HOUR_S = 3_600n;
const LIFE_S = 14n * 24n * HOUR_S;
const COMMIT_CLASSES = [1_024, 2_048];
const CONFIG: ClientConfig = {
  keyRetentionConfig: {
    retainKeysForGenerations: 32,
    retainKeysForEpochs: 2,
    maximumForwardRatchetSteps: 256,
  },
  lifetimeConfig: { maximumTotalLifetime: LIFE_S + 24n * HOUR_S, validateLifetimeOnReceive: false },
  keyPackageEqualityConfig: defaultKeyPackageEqualityConfig,
  paddingConfig: { kind: "alwaysPad", paddingLength: 0 },
  authService: {
    async validateCredential(credential, key) {
      return credential.credentialType === "basic" && credential.identity.length === 32 && key.length === 32;
    },
  },
};

let suite: Promise<CiphersuiteImpl> | undefined;
const prepared = () => (suite ??= getCiphersuiteImpl(getCiphersuiteFromName(SUITE)));
const padded = (group: Group, size: number): Group => ({
  ...group,
  clientConfig: { ...CONFIG, paddingConfig: { kind: "padUntilLength", padUntilLength: size } },
});
const plain = (group: Group): Group => ({ ...group, clientConfig: CONFIG });

function framed(message: MLSMessage): Octets {
  return new Uint8Array(encodeMlsMessage(message));
}

/** Reads one frame, whole: an octet too many or too few is a refusal. */
function read(frame: Uint8Array): MLSMessage {
  const found = decodeMlsMessage(frame, 0);
  if (found?.[1] !== frame.length) throw new Error("malformed frame");
  return found[0];
}

function readPrivate(frame: Uint8Array): PrivateMessage {
  const message = read(frame);
  if (message.wireformat !== "mls_private_message") throw new Error("not a private message");
  return message.privateMessage;
}

function readPackage(frame: Uint8Array): KeyPackage {
  const message = read(frame);
  if (message.wireformat !== "mls_key_package") throw new Error("not a key package");
  return message.keyPackage;
}

/** Makes a key package for an identity of 32 octets, for 14 days; its signature key is new. */
export async function makePackage(
  identity: Uint8Array,
  isLast = false,
  now = Date.now(),
): Promise<OwnPackage> {
  const from = BigInt(Math.floor(now / 1_000));
  const { publicPackage, privatePackage } = await generateKeyPackage(
    { credentialType: "basic", identity },
    {
      versions: ["mls10"],
      ciphersuites: [SUITE],
      extensions: isLast ? [LAST_RESORT] : [],
      proposals: [],
      credentials: ["basic"],
    },
    { notBefore: from - HOUR_S, notAfter: from - HOUR_S + LIFE_S },
    isLast ? [{ extensionType: LAST_RESORT, extensionData: new Uint8Array() }] : [],
    await prepared(),
  );
  const { initPrivateKey, hpkePrivateKey, signaturePrivateKey } = privatePackage;
  return {
    frame: framed({ version: "mls10", wireformat: "mls_key_package", keyPackage: publicPackage }),
    reference: hex(await makeKeyPackageRef(publicPackage, (await prepared()).hash)),
    keys: [
      new Uint8Array(initPrivateKey),
      new Uint8Array(hpkePrivateKey),
      new Uint8Array(signaturePrivateKey),
    ],
  };
}

function privateHalf({ keys: [init, hpke, signature] }: OwnPackage): PrivateKeyPackage {
  return { initPrivateKey: init, hpkePrivateKey: hpke, signaturePrivateKey: signature };
}

/** The identity that a key package claims. */
export function identityOf(frame: Uint8Array): Uint8Array {
  return named(readPackage(frame).leafNode.credential);
}

/** Founds a group and adds the devices of the packages; nobody but they can read it. */
export async function found(
  groupId: Uint8Array,
  identity: Uint8Array,
  packages: Uint8Array[],
): Promise<Change> {
  const own = await makePackage(identity);
  const group = await createGroup(
    groupId,
    readPackage(own.frame),
    privateHalf(own),
    [],
    await prepared(),
    CONFIG,
  );
  return change(group, packages.map(adding));
}

/** References of the key packages that a Welcome is made for, hexadecimal. */
export function welcomed(frame: Uint8Array): string[] {
  const message = read(frame);
  if (message.wireformat !== "mls_welcome") throw new Error("not a Welcome");
  return message.welcome.secrets.map((one) => hex(one.newMember));
}

export async function join(frame: Uint8Array, own: OwnPackage): Promise<Group> {
  const message = read(frame);
  if (message.wireformat !== "mls_welcome") throw new Error("not a Welcome");
  const keys = privateHalf(own);
  const mine = readPackage(own.frame);
  return joinGroup(
    message.welcome,
    mine,
    keys,
    emptyPskIndex,
    await prepared(),
    undefined,
    undefined,
    CONFIG,
  );
}

/** Seals octets with their commitment in the clear, padded to `size`; the keys used are overwritten. */
export async function encrypt(
  group: Group,
  octets: Uint8Array,
  commitment: Uint8Array,
  size: number,
): Promise<{ group: Group; frame: Octets }> {
  const made = await createApplicationMessage(padded(group, size), octets, await prepared(), commitment);
  made.consumed.forEach(zeroOutUint8Array);
  const { privateMessage } = made;
  const frame = framed({ version: "mls10", wireformat: "mls_private_message", privateMessage });
  return { group: plain(made.newState), frame };
}

const adding = (frame: Uint8Array): Proposal => ({
  proposalType: "add",
  add: { keyPackage: readPackage(frame) },
});

/** Renews this device's keys. */
export const update = (group: Group): Promise<Change> => change(group, []);
export const add = (group: Group, packages: Uint8Array[]): Promise<Change> =>
  change(group, packages.map(adding));
export const remove = (group: Group, indexes: number[]): Promise<Change> =>
  change(
    group,
    indexes.map((removed) => ({ proposalType: "remove", remove: { removed } })),
  );

/** Makes a commit; what it consumes is not overwritten here, for a lost race needs the old group whole. */
async function change(group: Group, extraProposals: Proposal[]): Promise<Change> {
  const made = await committed(group, extraProposals);
  const { welcome } = made;
  return {
    group: plain(made.newState),
    commit: framed(made.commit),
    welcome: welcome ? framed({ version: "mls10", wireformat: "mls_welcome", welcome }) : null,
  };
}

async function committed(group: Group, extraProposals: Proposal[]): Promise<CreateCommitResult> {
  const options = { extraProposals, ratchetTreeExtension: extraProposals.length > 0 };
  let made: CreateCommitResult | undefined;
  for (const size of COMMIT_CLASSES) {
    made = await createCommit({ state: padded(group, size), cipherSuite: await prepared() }, options);
    const { commit } = made;
    if (commit.wireformat === "mls_private_message" && commit.privateMessage.ciphertext.length - 16 <= size)
      break;
  }
  if (!made) throw new Error("no commit");
  return made;
}

/** Opens a frame; a commit is applied only if `isAllowed` says so. Throws where nothing can be verified. */
export async function receive(
  group: Group,
  frame: Uint8Array,
  isAllowed: (proposed: Proposed) => boolean,
): Promise<Received> {
  const message = readPrivate(frame);
  const past = group.historicalReceiverData.get(message.epoch);
  const tree = past?.ratchetTree ?? group.ratchetTree;
  const secret = past?.senderDataSecret ?? group.keySchedule.senderDataSecret;
  const data = await decryptSenderData(message, secret, await prepared());
  const sender = data && leafAt(tree, data.leafIndex);
  if (!sender) throw new Error("no sender");
  let proposed: Proposed | null = null;
  const got = await processPrivateMessage(group, message, emptyPskIndex, await prepared(), (incoming) => {
    if (incoming.kind !== "commit") return "reject";
    proposed = readProposals(
      tree,
      sender,
      incoming.proposals.map((one) => one.proposal),
    );
    return isAllowed(proposed) ? "accept" : "reject";
  });
  if (got.kind === "newState" && got.actionTaken === "reject") return { kind: "rejected" };
  got.consumed.forEach(zeroOutUint8Array);
  if (got.kind === "newState") return { kind: "commit", group: got.newState, sender, proposed };
  const commitment = new Uint8Array(message.authenticatedData);
  return { kind: "message", group: got.newState, octets: new Uint8Array(got.message), commitment, sender };
}

function readProposals(tree: RatchetTree, sender: Leaf, proposals: Proposal[]): Proposed {
  const proposed: Proposed = { sender, added: [], removed: [], hasOthers: false };
  for (const one of proposals) {
    if ("add" in one) proposed.added.push(named(one.add.keyPackage.leafNode.credential));
    else if ("remove" in one) proposed.removed.push(leafAt(tree, one.remove.removed));
    else proposed.hasOthers = true;
  }
  return proposed;
}

function named(credential: KeyPackage["leafNode"]["credential"]): Uint8Array {
  return "identity" in credential ? credential.identity : new Uint8Array();
}

function leafAt(tree: RatchetTree, index: number): Leaf | undefined {
  const node = tree[2 * index];
  if (node?.nodeType !== "leaf") return undefined;
  return { index, identity: named(node.leaf.credential), key: node.leaf.signaturePublicKey };
}

/** Every device in the group. */
export function leavesOf({ ratchetTree }: Group): Leaf[] {
  return ratchetTree.flatMap((_node, at) => (at % 2 ? [] : (leafAt(ratchetTree, at / 2) ?? [])));
}

export const epochOf = (group: Group): number => Number(group.groupContext.epoch);
export const groupIdOf = (group: Group): Uint8Array => group.groupContext.groupId;
export const isActive = (group: Group): boolean => group.groupActiveState.kind === "active";
export const save = (group: Group): Octets => new Uint8Array(encodeGroupState(group));

export function load(saved: Uint8Array): Group {
  const found = decodeGroupState(saved, 0);
  if (!found) throw new Error("unreadable group");
  return { ...found[0], clientConfig: CONFIG };
}

/** Two groups agree when they stand in the same epoch with the same secret. */
export const agreement = (group: Group): string => hex(group.keySchedule.epochAuthenticator);
