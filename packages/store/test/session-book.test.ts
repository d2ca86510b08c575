import { appendFileSync, readFileSync, renameSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SessionRecord } from "@codex-toolloop/protocol";
import { openStore } from "@codex-toolloop/store";
import { expect, onTestFinished, test } from "vitest";
import { tempStore } from "./support/temp-store.ts";

const WS = "ws_000000000001";
const session = (n: number, patch: Partial<SessionRecord> = {}): SessionRecord => ({
  v: 1,
  id: `se_${n.toString(16).padStart(16, "0")}`,
  workspaceId: WS,
  runnerType: "codex",
  createdAt: new Date(1_700_000_000_000 + n * 1000).toISOString(),
  createdBy: "ada",
  options: { sandbox: "workspace-write", approvalPolicy: "on-request" },
  ...patch,
});

test("the newest is first; the last line of each counts; a tombstone takes it away", async () => {
  const { sessions, root } = await tempStore();
  expect([sessions.list(), sessions.get("se_x"), sessions.count(WS)]).toEqual([[], null, 0]);
  for (const n of [1, 2, 3]) sessions.add(session(n, n === 3 ? { workspaceId: "ws_000000000002" } : {}));
  expect(sessions.list(WS).map((s) => s.id)).toEqual([session(2).id, session(1).id]);
  expect(sessions.list()).toHaveLength(3);
  const changed = sessions.change(session(1).id, (s) => ({ ...s, threadId: "t1", grants: ["npm test"] }));
  expect(sessions.get(session(1).id)).toEqual(changed);
  sessions.remove(session(2).id);
  expect(sessions.list(WS)).toEqual([changed]);
  expect(sessions.count(WS)).toBe(1);
  expect(() => sessions.remove(session(2).id)).toThrow(/no session/);
  expect(() => sessions.change(session(2).id, (s) => s)).toThrow(/no session/);
  expect(() => sessions.add(session(1))).toThrow(/already/);
  expect(readFileSync(join(root, "sessions.jsonl"), "utf8").trim().split("\n")).toHaveLength(5);
  expect(statSync(join(root, "sessions.jsonl")).mode & 0o777).toBe(0o600);
});

test("the same record again writes nothing, and a change keeps id and workspace", async () => {
  const { sessions, root } = await tempStore();
  sessions.add(session(1));
  const size = () => statSync(join(root, "sessions.jsonl")).size;
  const before = size();
  sessions.change(session(1).id, (s) => s);
  expect(size()).toBe(before);
  expect(sessions.change(session(1).id, (s) => ({ ...s, id: session(9).id, workspaceId: "ws_000000000009" }))).toEqual(
    session(1),
  );
});

test("another process that appends, a torn tail, a bad line, a new file in its place", async () => {
  const store = await tempStore();
  const other = await openStore(store.root, { env: {} });
  onTestFinished(() => other.close());
  store.sessions.add(session(1));
  expect(other.sessions.list()).toHaveLength(1);
  store.sessions.add(session(2));
  expect(other.sessions.list()).toHaveLength(2);
  const path = join(store.root, "sessions.jsonl");
  appendFileSync(path, `no json\n{"v":1}\n{"v":1,"id":"se_torn`);
  expect(other.sessions.list()).toHaveLength(2);
  store.sessions.add(session(3));
  expect(other.sessions.list().map((s) => s.id)).toEqual([3, 2, 1].map((n) => session(n).id));
  writeFileSync(`${path}.new`, `${JSON.stringify(session(7))}\n`);
  renameSync(`${path}.new`, path);
  expect(other.sessions.list()).toEqual([session(7)]);
  writeFileSync(path, `${JSON.stringify(session(8))}\n`);
  utimesSync(path, new Date(), new Date(Date.now() + 5000));
  expect(other.sessions.list()).toEqual([session(8)]);
});

test("a link in its place is no file of ours", async () => {
  const { sessions, root } = await tempStore();
  symlinkSync("/etc/passwd", join(root, "sessions.jsonl"));
  expect(sessions.list()).toEqual([]);
  expect(() => sessions.add(session(1))).toThrow();
});

test("10,000 sessions: read once, listed and changed by what is asked for", async () => {
  const { sessions, root } = await tempStore();
  const lines = Array.from({ length: 10_000 }, (_, n) =>
    JSON.stringify(session(n, { workspaceId: `ws_${(n % 100).toString(16).padStart(12, "0")}` })),
  );
  writeFileSync(join(root, "sessions.jsonl"), `${lines.join("\n")}\n`);
  expect(sessions.list()).toHaveLength(10_000);
  const since = performance.now();
  for (let n = 0; n < 200; n++) {
    expect(sessions.list("ws_000000000005")).toHaveLength(100);
    expect(sessions.count("ws_000000000005")).toBe(100);
    expect(sessions.get(session(n).id)?.id).toBe(session(n).id);
  }
  const listing = performance.now() - since;
  const changing = performance.now();
  for (let n = 0; n < 20; n++) sessions.change(session(5).id, (s) => ({ ...s, title: `title ${n}` }));
  expect(sessions.get(session(5).id)?.title).toBe("title 19");
  // Reading the file anew would cost some 100 ms each time: of both together many seconds.
  expect(listing + (performance.now() - changing)).toBeLessThan(5_000);
});
