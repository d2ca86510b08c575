import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { LogTime } from "@codex-toolloop/protocol";
import { newRunId } from "@codex-toolloop/store";
import { describe, expect, it, vi } from "vitest";
import { newRun, tempStore } from "./support/temp-store.ts";

const at = (second: number) => new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString();

describe("the times of a log", () => {
  it("of a part of it are the samples from the one that saw its first byte to the one that saw its last", async () => {
    const store = await tempStore();
    const runId = await newRun(store);
    const samples = [10, 20, 30, 40].map((offset, i) => ({ at: at(i), offset }));
    const writer = store.openRunWriter(runId);
    for (const s of samples) writer.appendRecord("output-times.jsonl", s);
    writer.close();
    const offsets = async (from: number, to: number) =>
      (await store.readLogTimes(runId, { from, to })).map((t) => t.offset);
    expect(await store.readLogTimes(runId, { from: 0, to: 40 })).toEqual(samples);
    expect(await offsets(9, 10)).toEqual([10]);
    expect(await offsets(10, 21)).toEqual([20, 30]);
    expect(await offsets(35, 1000)).toEqual([40]);
    expect(await offsets(40, 1000)).toEqual([]);
    expect(await offsets(20, 20)).toEqual([]);
  });

  it("are none where nobody looked, and a torn line is passed over", async () => {
    const store = await tempStore();
    const runId = await newRun(store);
    expect(await store.readLogTimes(newRunId(), { from: 0, to: 9 })).toEqual([]);
    await appendFile(
      join(store.runDir(runId), "output-times.jsonl"),
      `nonsense\n{"at":"${at(1)}","offset":5}\n{"at":"2`,
    );
    expect(await store.readLogTimes(runId, { from: 0, to: 9 })).toEqual([{ at: at(1), offset: 5 }]);
  });

  it("near the end of a long log are found without reading all that came before", async () => {
    const store = await tempStore();
    const runId = await newRun(store);
    const lines = Array.from({ length: 50_000 }, (_, i) => JSON.stringify({ at: at(i), offset: i + 1 }));
    await appendFile(join(store.runDir(runId), "output-times.jsonl"), `${lines.join("\n")}\n`);
    const parsed = vi.spyOn(LogTime, "safeParse");
    for (const from of [50_000, 49_998, 48_000, 30_000, 0]) {
      const times = await store.readLogTimes(runId, { from, to: from + 3 });
      expect(times.map((t) => t.offset)).toEqual([1, 2, 3].map((n) => from + n).filter((offset) => offset <= 50_000));
      if (from === 49_998) expect(parsed.mock.calls.length).toBeLessThan(4000);
    }
    parsed.mockRestore();
  });

  it("of a long log are thinned out evenly, and the last sample stays", async () => {
    const store = await tempStore();
    const runId = await newRun(store);
    const lines = Array.from({ length: 9001 }, (_, i) => JSON.stringify({ at: at(i), offset: i + 1 }));
    await appendFile(join(store.runDir(runId), "output-times.jsonl"), `${lines.join("\n")}\n`);
    const times = await store.readLogTimes(runId, { from: 0, to: 1e9 });
    expect(times.length).toBeLessThanOrEqual(2000);
    expect(times.length).toBeGreaterThan(1500);
    expect(times.at(-1)?.offset).toBe(9001);
  });
});
