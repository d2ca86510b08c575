import { Writable } from "node:stream";
import { expect, test } from "vitest";
import { writeOut } from "../src/render/write-out.ts";

test("a slow reader is waited for, without a listener left on the stream", async () => {
  const sizes: number[] = [];
  const out = new Writable({
    highWaterMark: 16,
    write: (chunk: Buffer, _encoding, done) => {
      sizes.push(chunk.length);
      setImmediate(done);
    },
  });
  const before = out.eventNames().length;
  for (let i = 0; i < 50; i++) {
    expect(await writeOut(out, "x".repeat(1000))).toBe(true);
    expect(out.writableLength).toBe(0);
  }
  expect(sizes).toHaveLength(50);
  expect(out.eventNames()).toHaveLength(before);
  expect(out.listenerCount("drain") + out.listenerCount("close")).toBe(0);
});

test("a reader that went away ends the writing", async () => {
  const out = new Writable({ write: (_chunk, _encoding, done) => done(new Error("EPIPE")) });
  out.on("error", () => {});
  expect(await writeOut(out, "a")).toBe(false);
  expect(await writeOut(out, "b")).toBe(false);
});
