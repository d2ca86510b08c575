import { expect, it, vi } from "vitest";
import { isWaitingForDashboard, patientFetch } from "./patient-fetch.ts";

/** A window whose server is away for the first `away` requests. */
function windowWith(away: number) {
  let n = 0;
  const asked: string[] = [];
  const waited: boolean[] = [];
  const fetch = vi.fn(async (input: RequestInfo | URL) => {
    asked.push(String(input));
    waited.push(isWaitingForDashboard());
    if (n++ < away) throw new TypeError("Failed to fetch");
    return new Response("page");
  });
  const window = { fetch: fetch as unknown as typeof globalThis.fetch };
  patientFetch(window, async () => {});
  return { window, asked, waited };
}
const RSC = { headers: { rsc: "1" } };

it("a read of a page waits until the dashboard is back, and asks for the page only then", async () => {
  const { window, asked } = windowWith(3);
  const answer = await window.fetch("/runner?_rsc=1", RSC);
  expect(await answer.text()).toBe("page");
  expect(asked).toEqual([
    "/runner?_rsc=1",
    "/api/runs?limit=1",
    "/api/runs?limit=1",
    "/api/runs?limit=1",
    "/runner?_rsc=1",
  ]);
});
it("an answer that breaks off in the middle is asked for again", async () => {
  const answers = [
    () => new Response(new ReadableStream({ start: (c) => c.error(new TypeError("network error")) })),
    () => new Response("{}"),
    () => new Response("page"),
  ];
  const asked: string[] = [];
  const window = {
    fetch: (async (input: RequestInfo | URL) => {
      asked.push(String(input));
      return answers.shift()?.() ?? Response.error();
    }) as typeof globalThis.fetch,
  };
  patientFetch(window, async () => {});
  const answer = await window.fetch("/runner?_rsc=1", RSC);
  expect(await answer.text()).toBe("page");
  expect(asked).toEqual(["/runner?_rsc=1", "/api/runs?limit=1", "/runner?_rsc=1"]);
});
it("says that it waits, exactly while it does", async () => {
  const { window, waited } = windowWith(2);
  await window.fetch("/runner?_rsc=1", RSC);
  expect(waited).toEqual([false, true, true, false]);
  expect(isWaitingForDashboard()).toBe(false);
});
it("what somebody else asks fails at once: actions, the API, what is fetched ahead", async () => {
  for (const init of [undefined, { ...RSC, method: "POST" }, { headers: { rsc: "1", "next-router-prefetch": "1" } }]) {
    const { window, asked } = windowWith(1);
    await expect(window.fetch("/x", init)).rejects.toThrow("Failed to fetch");
    expect(asked).toEqual(["/x"]);
  }
});
it("a read that was given up ends, while nobody answers too", async () => {
  const abort = new AbortController();
  const { window } = windowWith(Number.POSITIVE_INFINITY);
  abort.abort();
  await expect(window.fetch("/runner", { ...RSC, signal: abort.signal })).rejects.toThrow();
});
