import { fireEvent, screen } from "@testing-library/svelte";
import { expect, test } from "vitest";
import type { Choices, DeviceBegun } from "../../protocol/types";
import { appWith } from "../../tests/app";
import { show } from "../../tests/within";
import MyDevices from "./MyDevices.svelte";

const day = Date.UTC(2026, 10, 24);
const begun: DeviceBegun = {
  ...{ t: "device", n: 1, identity: "", device: "one", is_new: false, packages: 20, packages_until: 0 },
  devices: ["one", "two"].map((device) => ({ device, since: day, seen: day, this: false })),
  ...{ last_resort: true, conversations: [], requests: 0, choices: {} as Choices },
};

test("each device of mine is listed; any but this one can be declared gone, and then is", async () => {
  const dropped: unknown[] = [];
  const { app } = await appWith((command) => {
    if (command.t === "device.drop") dropped.push(command.device);
    return { t: "ok" };
  });
  app.conversations.hear({ t: "begun", begun });
  show(app, MyDevices, {});
  expect(screen.getByText("Cet appareil")).toBeTruthy();
  expect(screen.getByText("Ajouté le 24 novembre 2026, vu le 24 novembre 2026")).toBeTruthy();
  await fireEvent.click(screen.getByRole("button", { name: "Retirer l’appareil du 24 novembre 2026" }));
  expect(dropped).toEqual(["two"]);
  expect(screen.queryByRole("button")).toBeNull();
  expect(app.toasts.shown[0]?.words).toBe("Cet appareil ne recevra plus rien.");
});
