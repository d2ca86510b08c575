import { expect, it } from "vitest";
import { type Facts, nextFacts } from "./facts.tsx";

const slots = { running: 1, limit: 4, queued: 0, maxQueued: 200 };
const facts: Facts = { slots, readOnly: true, holder: "pid 7", why: "locked", settingErrors: ["x"] };

it("follows slots and authority, and forgets why it was read-only once it is not", () => {
  const free = nextFacts(facts, { type: "authority.changed", readOnly: false });
  expect(free).toEqual({ slots, readOnly: false, holder: undefined, why: undefined, settingErrors: ["x"] });
  const busy = { ...slots, running: 4 };
  expect(nextFacts(facts, { type: "slots.changed", slots: busy }).slots).toEqual(busy);
});

it("does not change, and so does not render, for anything else", () => {
  expect(nextFacts(facts, { type: "run.removed", runId: "a" })).toBe(facts);
});
