import { describe, expect, it } from "vitest";
import { complete, mentionAt } from "./mention.ts";

describe("a file named in a prompt", () => {
  it("is what stands behind an @ that begins a word, up to the caret", () => {
    expect(mentionAt("look at @src/ma and go", 15)).toEqual({ from: 8, q: "src/ma" });
    expect(mentionAt("@", 1)).toEqual({ from: 0, q: "" });
    expect(mentionAt("mail me@example", 15)).toBeNull();
    expect(mentionAt("@src done", 9)).toBeNull();
  });
  it("is completed in its place, with one space behind", () => {
    expect(complete("look at @src/ma and go", 15, 8, "src/main.ts")).toEqual({
      text: "look at @src/main.ts and go",
      caret: 21,
    });
  });
});
