import { expect, it } from "vitest";
import { sumUsage } from "../src/index.ts";

it("adds what is counted, keeps the last context, and tells nothing where nothing was told", () => {
  const first = { inputTokens: 10, costUsd: 0.5, contextTokens: 10, contextWindow: 100 };
  const second = { inputTokens: 5, outputTokens: 2, contextTokens: 7 };
  expect(sumUsage([first, undefined, second])).toEqual({
    inputTokens: 15,
    outputTokens: 2,
    costUsd: 0.5,
    contextTokens: 7,
    contextWindow: 100,
  });
  expect(sumUsage([undefined])).toBeUndefined();
  expect(first.inputTokens).toBe(10);
});
