import { afterEach, expect, it, vi } from "vitest";
import { bringIntoSight } from "./bring-into-sight.ts";

const scrolled = vi.fn();
Element.prototype.scrollIntoView = function (this: Element, how) {
  scrolled(this.id, how);
};
afterEach(() => {
  document.body.replaceChildren();
  scrolled.mockClear();
});
const card = (inner: string) => {
  document.body.innerHTML = `<section id="card">${inner}</section>`;
};

it("scrolls pane and window to the buttons that decide, also of a card that is only coming into the page", async () => {
  const coming = bringIntoSight("card");
  requestAnimationFrame(() => card('<button id="more"></button><button id="yes" value="approve"></button>'));
  await coming;
  expect(scrolled.mock.calls).toEqual([["yes", { block: "center", inline: "nearest" }]]);
});

it("scrolls to a card without buttons, and gives up where none comes", async () => {
  card("");
  await bringIntoSight("card");
  expect(scrolled).toHaveBeenCalledExactlyOnceWith("card", expect.anything());
  await bringIntoSight("other");
  expect(scrolled).toHaveBeenCalledOnce();
});
