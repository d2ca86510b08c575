import { describe, expect, it } from "vitest";
import { hasReferences, isDense, markdownBlocks } from "./markdown-blocks.ts";

const texts = (text: string) => markdownBlocks(text).map((b) => b.text);

describe("markdownBlocks", () => {
  it("cuts at empty lines and leaves nothing out", () => {
    const text = "# A\n\nfirst\nline\n\n\nsecond\n";
    expect(texts(text)).toEqual(["# A\n\n", "first\nline\n\n\n", "second\n"]);
    expect(texts(text).join("")).toBe(text);
  });

  it("keeps what is indented with what it belongs to", () => {
    expect(texts("- a\n\n  more of a\n\nb")).toEqual(["- a\n\n  more of a\n\n", "b"]);
  });

  it("takes code as one part, with empty lines in it, open or closed", () => {
    const [before, code, after] = markdownBlocks("x\n```ts\na\n\nb\n```\ny");
    expect([before?.text, after?.text]).toEqual(["x\n", "y"]);
    expect(code?.fence).toEqual({ language: "ts", code: "a\n\nb\n", closed: true });
    expect(markdownBlocks("```\na\n\nb").at(-1)?.fence).toEqual({ language: "", code: "a\n\nb", closed: false });
    expect(markdownBlocks("````\n```\n````\n").map((b) => b.fence?.code)).toEqual(["```\n"]);
  });

  it("cuts a long list at its entries", () => {
    const list = Array.from({ length: 400 }, (_, i) => `- entry ${i} of a list\n`).join("");
    const parts = texts(list);
    expect(parts.length).toBeGreaterThan(2);
    expect(parts.every((p) => p.startsWith("- entry"))).toBe(true);
    expect(parts.join("")).toBe(list);
  });

  it("leaves all but the last part as they were, however the text grows", () => {
    const text = "# T\n\nsome *text* that\ngrows\n\n- a\n- b\n\n```sh\nls\n\npwd\n```\nend of it\n\nlast";
    let settled: string[] = [];
    for (let n = 1; n <= text.length; n++) {
      const parts = texts(text.slice(0, n));
      // The newest two may still grow together: an empty line may be followed by an indented one.
      const sure = parts.slice(0, -1);
      expect(sure.slice(0, settled.length)).toEqual(settled.slice(0, sure.length));
      settled = sure.slice(0, -1);
    }
    expect(texts(text).join("")).toBe(text);
  });
});

describe("hasReferences and isDense", () => {
  it("sees a link that is explained elsewhere, and text that would be thousands of elements", () => {
    expect(hasReferences("see [x][1]\n\n[1]: https://example.org")).toBe(true);
    expect(hasReferences("a [link](https://example.org): text")).toBe(false);
    expect(isDense("*a* ".repeat(400))).toBe(true);
    expect(isDense("plain **words** ".repeat(100))).toBe(false);
  });
});
