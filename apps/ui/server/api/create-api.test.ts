import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type LiveDashboard, liveDashboard } from "../test/live-dashboard.ts";
import { createApi } from "./create-api.ts";

let t: LiveDashboard;
beforeEach(async () => {
  t = await liveDashboard();
});
afterEach(() => t.close());

const get = (path: string) => new Request(`http://127.0.0.1:4590${path}`);

describe("the API", () => {
  it("tells the dashboard's log what failed, and its reader nothing but that", async () => {
    const failure = new Error("a pipe burst in /cellar");
    const told: unknown[] = [];
    const broken = { ...t.dashboard, health: () => Promise.reject(failure) };
    const answer = await createApi(broken, (error) => told.push(error))(get("/api/health"), "alice");
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain("cellar");
    expect(told).toEqual([failure]);
  });

  it.each(["colour", "__proto__", "constructor"])("refuses a filter that it does not know: %s", async (name) => {
    const answer = await createApi(t.dashboard)(get(`/api/runs?${name}=1`), "alice");
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain(name);
  });
});
