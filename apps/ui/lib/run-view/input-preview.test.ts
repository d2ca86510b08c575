import { expect, it } from "vitest";
import { inputPreview } from "./input-preview.ts";
import { searchHits } from "./search-hits.ts";

it("says in one line what a tool is called with", () => {
  expect(inputPreview({ pattern: "a\nb" })).toBe("a b");
  expect(inputPreview({ path: "a.ts", limit: 3 })).toBe("path: a.ts · limit: 3");
  expect(inputPreview(undefined)).toBe("");
  expect(inputPreview({ text: "x".repeat(5000) }).length).toBeLessThanOrEqual(160);
});

it("shows the end of arguments that still arrive", () => {
  expect(inputPreview(`{"text": "${"x".repeat(500)}END`)).toMatch(/^…x+END$/);
});

it("takes only pages of the web for what a search found", () => {
  expect(searchHits([{ url: "https://example.org/a", title: "A" }, { url: "https://example.org/a" }])).toEqual([
    { url: "https://example.org/a", title: "https://example.org/a" },
  ]);
  expect(searchHits([{ url: "javascript:alert(1)", title: "A" }])).toBeNull();
  expect(searchHits("nothing")).toBeNull();
});
