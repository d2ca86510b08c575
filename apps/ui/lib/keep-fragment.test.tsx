import { beforeAll, beforeEach, expect, it } from "vitest";
import { keepFragment } from "./keep-fragment.ts";

const ROUTER = { __NA: true };
beforeAll(() => keepFragment(window));
beforeEach(() => window.history.pushState(null, "", "/runs/1?tab=events"));
const address = () => window.location.href.slice(window.location.origin.length);

/** Follows a link to a place in the page, as a click does. */
async function follow(hash: string): Promise<void> {
  const heard = new Promise((done) => window.addEventListener("hashchange", done, { once: true }));
  window.location.hash = hash;
  await heard;
}

it("keeps a followed fragment when the router repeats its address, however often, relative or absolute", async () => {
  await follow("#e-1");
  for (const url of ["/runs/1?tab=events", "?tab=events", new URL("?tab=events", window.location.href)]) {
    window.history.replaceState(ROUTER, "", url);
    expect(address()).toBe("/runs/1?tab=events#e-1");
    expect(window.history.state).toEqual(ROUTER);
  }
  await follow("#e-2");
  window.history.replaceState(ROUTER, "", "/runs/1?tab=events");
  expect(address()).toBe("/runs/1?tab=events#e-2");
});

it("keeps it also over a fragment that the router knows", async () => {
  window.history.replaceState(ROUTER, "", "/runs/1?tab=events#e-1");
  await follow("#e-2");
  window.history.replaceState(ROUTER, "", "/runs/1?tab=events#e-1");
  expect(address()).toBe("/runs/1?tab=events#e-2");
});

it("writes every other address as the router asks for it", async () => {
  await follow("#e-1");
  for (const url of ["/runs/1?tab=log", "/runs/1?tab=log#o-5", "/runs/1?tab=log", "/runs/2"]) {
    window.history.replaceState(ROUTER, "", url);
    expect(address()).toBe(url);
  }
  window.history.pushState(ROUTER, "", "/runs/3");
  await follow("#e-3");
  window.history.replaceState(ROUTER, "", "/runs/3");
  expect(address()).toBe("/runs/3#e-3");
  window.history.replaceState(ROUTER, "", "/runs/2");
  expect(address()).toBe("/runs/2");
});

it("gives the entry of a followed link the router's state, and none before the router has one", async () => {
  await follow("#e-1");
  expect(window.history.state ?? null).toBeNull();
  window.history.replaceState(ROUTER, "", "/runs/1?tab=events");
  await follow("#e-2");
  expect(window.history.state).toEqual(ROUTER);
});
