// How a device says its name; one that the server forgot takes a new one.
import { Refused } from "../protocol/link";
import type { DeviceBegun } from "../protocol/types";
import type { Wire } from "./talk";

export async function greet(wire: Wire, device: string | null): Promise<DeviceBegun> {
  try {
    return (await wire.ask({ t: "device.begin", device })) as DeviceBegun;
  } catch (error) {
    if (!(error instanceof Refused) || error.frame.code !== "unknown_device" || !device) throw error;
    return greet(wire, null);
  }
}
