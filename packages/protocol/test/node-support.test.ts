import { expect, test } from "vitest";
import { nodeSupport } from "../src/index.ts";

test.each([
  ["v18.20.0", "fail"],
  ["v20.18.9", "fail"],
  ["v20.19.0", "warn"],
  ["v21.7.0", "warn"],
  ["v22.12.0", "ok"],
  ["v23.1.0", "warn"],
  ["v24.0.0", "ok"],
])("Node %s: %s", (version, level) => {
  const { words, fix, ...rest } = nodeSupport(version);
  expect(rest).toEqual({ level });
  expect(words).toContain(version);
  expect(fix === undefined).toBe(level === "ok");
});
