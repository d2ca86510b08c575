import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LogTime } from "@codex-toolloop/protocol";
import { afterEach, describe, expect, it, vi } from "vitest";
import { sampleLog } from "../src/exec/sample-log.ts";

const dirs: string[] = [];
afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
});

function sampled(onRecord = (_: LogTime) => {}, { isThere = true } = {}) {
  const dir = mkdtempSync(join(tmpdir(), "toolloop-sample-"));
  dirs.push(dir);
  const logPath = join(dir, "output.log");
  if (isThere) writeFileSync(logPath, "");
  const times: LogTime[] = [];
  const end = sampleLog({
    logPath,
    appendRecord(_file, record) {
      const time = LogTime.parse(record);
      onRecord(time);
      times.push(time);
    },
  });
  return { logPath, times, end };
}

describe("sampling the size of a log", () => {
  it("notes each growth once, at the time it was seen, and nothing while the log is quiet", async () => {
    const { logPath, times, end } = sampled();
    const before = Date.now();
    appendFileSync(logPath, "one\n");
    await vi.waitFor(() => expect(times).toHaveLength(1), { timeout: 5000 });
    appendFileSync(logPath, "two\n");
    await vi.waitFor(() => expect(times).toHaveLength(2), { timeout: 5000 });
    end();
    expect(times.map((t) => t.offset)).toEqual([4, 8]);
    const [first = 0, second = 0] = times.map((t) => Date.parse(t.at));
    expect(first).toBeGreaterThanOrEqual(before);
    expect(second).toBeGreaterThan(first);
  });

  it("ends with what was printed last", () => {
    const { logPath, times, end } = sampled();
    appendFileSync(logPath, "last words");
    end();
    expect(times.map((t) => t.offset)).toEqual([10]);
  });

  it("lets a run live where a time cannot be written, and tries again", async () => {
    let refusals = 1;
    const { logPath, times, end } = sampled(() => {
      if (refusals-- > 0) throw new Error("ENOSPC");
    });
    appendFileSync(logPath, "x");
    await vi.waitFor(() => expect(times).toHaveLength(1), { timeout: 5000 });
    end();
    expect(refusals).toBeLessThan(0);
    expect(times.map((t) => t.offset)).toEqual([1]);
  });

  it("lets a run live where its log cannot be opened, and tries again", () => {
    const { logPath, times, end } = sampled(undefined, { isThere: false });
    writeFileSync(logPath, "late");
    end();
    expect(times.map((t) => t.offset)).toEqual([4]);
  });
});
