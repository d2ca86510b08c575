import { appendFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { LogSlice } from "@codex-toolloop/protocol";
import type { Store } from "@codex-toolloop/store";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newRun, tempStore } from "./support/temp-store.ts";

const SECRET = `ghp_${"aB3dE6gH9k".repeat(4)}`.slice(0, 40);
const KIB64 = 64 * 1024;

async function logStore(): Promise<{ store: Store; runId: string; write(content: string | Uint8Array): void }> {
  const store = await tempStore();
  const runId = await newRun(store);
  return { store, runId, write: (content) => writeFileSync(join(store.runDir(runId), "output.log"), content) };
}

/** Reads to the end in pieces of the given sizes (the last one again and again). */
async function readAll(
  store: Store,
  runId: string,
  limits: number[],
  from = 0,
): Promise<{ text: string; last: LogSlice }> {
  let offset = from;
  let text = "";
  for (let i = 0; ; i++) {
    const limit = limits[Math.min(i, limits.length - 1)] ?? 16_384;
    const slice = await store.readLog(runId, { offset, limit, isFinal: true });
    expect(slice.offset).toBe(offset);
    expect(Buffer.byteLength(slice.content)).toBe(slice.next_offset - slice.offset);
    if (slice.next_offset - slice.offset > limit) expect([...slice.content]).toHaveLength(1);
    text += slice.content;
    if (slice.is_complete) return { text, last: slice };
    expect(slice.next_offset).toBeGreaterThan(offset);
    offset = slice.next_offset;
  }
}

test("a missing log is empty, and complete only when the run is final", async () => {
  const { store, runId } = await logStore();
  expect(await store.readLog(runId, { offset: 0, isFinal: false })).toMatchObject({ content: "", is_complete: false });
  expect(await store.readLog(runId, { offset: 5, isFinal: true })).toMatchObject({
    content: "",
    next_offset: 0,
    is_complete: true,
  });
});

test("while a run is live only complete lines are served; the rest follows when it is complete", async () => {
  const { store, runId, write } = await logStore();
  write("one\ntwo\nthr");
  const first = await store.readLog(runId, { offset: 0, isFinal: false });
  expect(first).toMatchObject({ content: "one\ntwo\n", next_offset: 8, size: 11, is_complete: false });
  appendFileSync(join(store.runDir(runId), "output.log"), "ee\n");
  expect(await store.readLog(runId, { offset: 8, isFinal: false })).toMatchObject({
    content: "three\n",
    next_offset: 14,
  });
  expect(await store.readLog(runId, { offset: 14, isFinal: true })).toMatchObject({ content: "", is_complete: true });
});

test("a progress bar that rewrites its line is live, too", async () => {
  const { store, runId, write } = await logStore();
  write("10 %\r20 %\r3");
  expect((await store.readLog(runId, { offset: 0, isFinal: false })).content).toBe("10 %\r20 %\r");
});

test("limits: 16,384 by default, 131,072 at most; an offset behind the end is the end", async () => {
  const { store, runId, write } = await logStore();
  write("0123456789abcde\n".repeat(20_000));
  expect((await store.readLog(runId, { offset: 0, isFinal: true })).next_offset).toBe(16_384);
  expect((await store.readLog(runId, { offset: 0, limit: 10_000_000, isFinal: true })).next_offset).toBe(131_072);
  expect((await store.readLog(runId, { offset: 9_999_999, isFinal: true })).next_offset).toBe(320_000);
  truncateSync(join(store.runDir(runId), "output.log"), 16);
  expect(await store.readLog(runId, { offset: 999, isFinal: true })).toMatchObject({ next_offset: 16, size: 16 });
});

test("slices end on code points, and an offset inside one gives a question mark a byte", async () => {
  const { store, runId, write } = await logStore();
  write("aé€😀b\n");
  expect((await readAll(store, runId, [4])).text).toBe("aé€😀b\n");
  expect((await store.readLog(runId, { offset: 0, limit: 5, isFinal: true })).content).toBe("aé");
  expect((await store.readLog(runId, { offset: 2, limit: 50, isFinal: true })).content).toBe("?€😀b\n");
});

describe("redaction does not depend on how a log is read", () => {
  test("at every split position of a secret, neither half shows", async () => {
    const { store, runId, write } = await logStore();
    const text = `first line\nkey ${SECRET} end\nlast line\n`;
    write(text);
    const masked = text.replace(SECRET, "*".repeat(SECRET.length));
    for (let split = 4; split < text.length; split++) {
      const head = await store.readLog(runId, { offset: 0, limit: split, isFinal: true });
      const tail = await store.readLog(runId, { offset: split, limit: 1000, isFinal: true });
      expect(head.content + tail.content).toBe(masked);
    }
  });

  test("at every position across a cut of a line longer than 64 KiB", async () => {
    const { store, runId, write } = await logStore();
    for (let shift = -SECRET.length - 2; shift <= 2; shift++) {
      const lead = "x ".repeat(KIB64).slice(0, KIB64 * 2 + shift - 1);
      write(`${lead} ${SECRET} ${"y ".repeat(KIB64)}`);
      const around = await store.readLog(runId, { offset: KIB64 * 2 - 200, limit: 400, isFinal: true });
      expect(around.content, `shift ${shift}`).toContain("*".repeat(SECRET.length));
      expect(around.content).not.toMatch(/ghp_|aB3d|gH9k/);
      const live = await store.readLog(runId, { offset: KIB64 * 2 - 200, limit: 400, isFinal: false });
      expect(live.content).not.toMatch(/ghp_|aB3d|gH9k/);
      expect(around.content.startsWith(live.content)).toBe(true);
    }
  });

  test("a slice in the middle of a private key is masked", async () => {
    const { store, runId, write } = await logStore();
    const body = Array.from({ length: 48 }, (_, i) =>
      `${String(i).padStart(2, "0")}${"MIIEvQIBADAN/gkq".repeat(4)}`.slice(0, 64),
    );
    const lead = "an ordinary line of output\n".repeat(4000);
    write(`${lead}-----BEGIN PRIVATE KEY-----\n${body.join("\n")}\n-----END PRIVATE KEY-----\nafter it\n`);
    for (let i = 0; i < body.length; i++) {
      const slice = await store.readLog(runId, { offset: lead.length + 28 + i * 65 + 7, limit: 40, isFinal: true });
      expect(slice.content).toMatch(/^\*+$/);
    }
    expect((await store.readLogTail(runId, { limit: 9, isFinal: true })).content).toBe("after it\n");
  });

  test("any partition of reads gives the same text as one read, live reads a prefix of it", async () => {
    const { store, runId, write } = await logStore();
    const piece = fc.oneof(
      fc.constantFrom(
        SECRET,
        "password=hunter2 ",
        "password:",
        "\n  hunter22",
        '"token":\r\n"abcdef1"',
        "- name: DB_PASSWORD\n  value: ",
        "\n",
        "\r",
        "\r\n",
        "é",
        "😀",
        "word ",
        "-----BEGIN PRIVATE KEY-----\n",
        "MIIEvQIBADANBgkqhkiG9w0BAQEF\n",
      ),
      fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes).toString("latin1")),
      fc.nat({ max: 3 }).map((n) => "long word ".repeat(n * 3000)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 14 }),
        fc.array(fc.integer({ min: 1, max: 50_000 }), { minLength: 1, maxLength: 6 }),
        fc.boolean(),
        async (pieces, limits, latin) => {
          write(Buffer.from(pieces.join(""), latin ? "latin1" : "utf8"));
          limits.push(40_000);
          const whole = await readAll(store, runId, [131_072]);
          const parts = await readAll(store, runId, limits);
          expect(parts.text).toBe(whole.text);
          expect(whole.text).not.toContain(SECRET);
          let live = "";
          for (let offset = 0; ; ) {
            const slice = await store.readLog(runId, { offset, limit: 30_000, isFinal: false });
            live += slice.content;
            if (slice.next_offset === offset) break;
            offset = slice.next_offset;
          }
          expect(whole.text.startsWith(live)).toBe(true);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("a log that grows while it is read", () => {
  /** A slice is as asked for: its bytes counted, at most `limit` of them unless it is one single character. */
  const expectSlice = (slice: LogSlice, offset: number, limit: number) => {
    expect(slice.offset).toBe(offset);
    const bytes = Buffer.byteLength(slice.content);
    expect(slice.next_offset - slice.offset).toBe(bytes);
    expect(slice.content).not.toContain("\ufffd");
    if (bytes > limit) expect([...slice.content]).toHaveLength(1);
  };

  test("in any pieces, polled in any slices, adds up to the whole; a secret cut anywhere never shows", async () => {
    const { store, runId, write } = await logStore();
    const part = fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(SECRET, `token=${SECRET}`, "DB_PASSWORD=hunter-paSSwd1twel") },
      { weight: 5, arbitrary: fc.constantFrom("\n", "\r\n", "10 %\r", " ", "wörter ", "😀", "plain text ", "€\n") },
      { weight: 1, arbitrary: fc.nat({ max: 3 }).map((n) => "long line ".repeat(n * 3500)) },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(part, { minLength: 1, maxLength: 25 }),
        fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 }),
        fc.array(fc.oneof(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1000, max: 131_072 })), {
          minLength: 3,
          maxLength: 9,
        }),
        async (parts, cuts, limits) => {
          const bytes = Buffer.from(parts.join(""));
          const ends = [...cuts.map((c) => Math.floor(c * bytes.length)), bytes.length].sort((a, b) => a - b);
          const log = join(store.runDir(runId), "output.log");
          write("");
          let text = "";
          let offset = 0;
          let turn = 0;
          const poll = async (isFinal: boolean): Promise<LogSlice> => {
            // Small slices first; a long log is not read to its end in those.
            const limit = turn < 60 ? (limits[turn % limits.length] ?? 1) : 131_072;
            turn++;
            const slice = await store.readLog(runId, { offset, limit, isFinal });
            expectSlice(slice, offset, limit);
            text += slice.content;
            offset = slice.next_offset;
            return slice;
          };
          let written = 0;
          for (const end of ends) {
            appendFileSync(log, bytes.subarray(written, end));
            written = end;
            for (const _ of [1, 2, 3]) expect((await poll(false)).is_complete).toBe(false);
          }
          for (;;) {
            const before = offset;
            const slice = await poll(true);
            expect(slice.is_complete).toBe(slice.next_offset === bytes.length);
            if (slice.is_complete) break;
            expect(slice.next_offset).toBeGreaterThan(before);
          }
          const whole = await readAll(store, runId, [131_072]);
          expect(text).toBe(whole.text);
          expect(text).not.toMatch(/aB3dE6gH9k|paSSwd1twel/);
          // Nothing but secrets is changed.
          if (!parts.some((p) => p.includes("=") || p === SECRET)) expect(text).toBe(bytes.toString());
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe("the tail", () => {
  test("is the last complete part, from the start of a line where one is near", async () => {
    const { store, runId, write } = await logStore();
    write("one\ntwo\nthree\nfour");
    expect(await store.readLogTail(runId, { limit: 12, isFinal: false })).toMatchObject({
      content: "two\nthree\n",
      offset: 4,
      next_offset: 14,
    });
    expect(await store.readLogTail(runId, { limit: 1000, isFinal: true })).toMatchObject({
      content: "one\ntwo\nthree\nfour",
      is_complete: true,
    });
  });
  test("of one long line is its end", async () => {
    const { store, runId, write } = await logStore();
    write("é".repeat(100_000));
    const tail = await store.readLogTail(runId, { limit: 1001, isFinal: true });
    expect(tail.content).toBe("é".repeat(500));
    expect(tail.next_offset).toBe(200_000);
  });
});
