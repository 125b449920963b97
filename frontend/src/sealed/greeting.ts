// How a device says its name; one that the server forgot takes a new one.
import { Cut, Refused } from "../protocol/link";
import type { DeviceBegun } from "../protocol/types";
import { joined, octetsOf, type Octets } from "./octets";
import { memberOf } from "./rules";
import type { Wire } from "./talk";

export async function greet(wire: Wire, device: string | null): Promise<DeviceBegun> {
  try {
    return (await wire.ask({ t: "device.begin", device })) as DeviceBegun;
  } catch (error) {
    if (!(error instanceof Refused) || error.frame.code !== "unknown_device" || !device) throw error;
    return greet(wire, null);
  }
}

const NAMELESS = ["hello_first", "no_device"];

/** A new line on which this device has not said its name yet is as a lost one: what was asked goes on after `begin`. */
export function named(wire: Wire): Wire {
  const ask: Wire["ask"] = async (command) => {
    try {
      return await wire.ask(command);
    } catch (error) {
      throw error instanceof Refused && NAMELESS.includes(error.frame.code) ? new Cut() : error;
    }
  };
  return { ask };
}

/** Identities of the devices that the server lists as mine, this one first. */
export function ownDevices({ identity, devices }: DeviceBegun): Octets[] {
  const me = octetsOf(identity);
  return [me, ...devices.map(({ device }) => joined(memberOf(me), octetsOf(device)))];
}
