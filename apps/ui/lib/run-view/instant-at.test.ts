import { expect, it } from "vitest";
import { instantAt } from "./instant-at.ts";

const first = "2026-11-20T23:50:10.500Z";

it.each([
  ["23:51", "2026-11-20T23:51:00.000Z"],
  ["23:50:10", "2026-11-20T23:50:10.000Z"],
  [" 0:05:30 ", "2026-11-21T00:05:30.000Z"],
  ["23:50:09", "2026-11-21T23:50:09.000Z"],
])("takes %j for the next such time of the run", (text, at) => {
  expect(instantAt(first, text)).toBe(at);
});

it.each(["", "now", "25:00", "12:61", "12", "12:3", "1:2:3"])("is nowhere for %j", (text) => {
  expect(instantAt(first, text)).toBeUndefined();
});
