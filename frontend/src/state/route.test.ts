import { beforeEach, expect, test } from "vitest";
import { Route, pathOf, whereOf, type Where } from "./route.svelte";

beforeEach(() => history.replaceState(null, "", "/chat"));

test("each place has an address, and each address its place", () => {
  const places: Where[] = [{ page: "rooms" }, { page: "me" }, { page: "room", place: "ma salle/é~2" }];
  expect(places.map((where) => whereOf(pathOf(where)))).toEqual(places);
});

test("an address not known is the list of rooms", () => {
  expect(whereOf("/chat/autre/x")).toEqual({ page: "rooms" });
});

test("going writes the address, and going nowhere new writes nothing", () => {
  const route = new Route();
  const before = history.length;
  route.go({ page: "room", place: "cuisine" });
  route.go({ page: "room", place: "cuisine" });
  expect([location.pathname, history.length - before]).toEqual(["/chat/salon/cuisine", 1]);
});

test("a twin takes the place of the room asked for in the history", () => {
  const route = new Route();
  const before = history.length;
  route.go({ page: "room", place: "cuisine~2" }, true);
  expect([location.pathname, history.length - before]).toEqual(["/chat/salon/cuisine~2", 0]);
});

test("the back button does what it says", () => {
  const route = new Route();
  route.go({ page: "me" });
  history.replaceState(null, "", "/chat/salon/cuisine");
  window.dispatchEvent(new PopStateEvent("popstate"));
  expect(route.where).toEqual({ page: "room", place: "cuisine" });
});
