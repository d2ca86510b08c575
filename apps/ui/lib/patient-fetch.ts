/** Between two looks whether the dashboard is back, in milliseconds. */
const ASK_AGAIN_MS = 1000;
/** Answered from memory, by the guard's rules for everybody. */
const PROBE = "/api/runs?limit=1";

let waiting = 0;

/** True while a read of the page waits for the dashboard to come back: the router sends nothing else before it has it. */
export function isWaitingForDashboard(): boolean {
  return waiting > 0;
}

/**
 * Makes what the router reads of a page (a refresh, a link) wait while nobody answers. A read that fails makes Next leave
 * the page for the browser's own error, with everything typed in it; the page itself says that the connection is lost.
 * Server actions are not repeated: their forms say what happened. For `instrumentation-client.ts`.
 * @param wait milliseconds to wait, for tests.
 */
export function patientFetch(
  window: Pick<Window, "fetch">,
  wait: (ms: number) => Promise<void> = (ms) => new Promise((done) => setTimeout(done, ms)),
): void {
  const fetch = window.fetch.bind(window);
  const answers = () =>
    fetch(PROBE, { cache: "no-store" }).then(
      (response) => response.ok,
      () => false,
    );
  window.fetch = async (input, init) => {
    if (!isPageRead(init)) return await fetch(input, init);
    for (;;) {
      try {
        const response = await fetch(input, init);
        // To its end: an answer that breaks off in the middle makes Next leave the page as well.
        await response.clone().arrayBuffer();
        return response;
      } catch (error) {
        // Only a lost connection is a TypeError; who gives up a read has its answer.
        if (!(error instanceof TypeError) || init?.signal?.aborted) throw error;
      }
      waiting++;
      try {
        do await wait(ASK_AGAIN_MS);
        while (!init?.signal?.aborted && !(await answers()));
      } finally {
        waiting--;
      }
    }
  };
}

/** The router's reads carry this header; what is only fetched ahead of a click may fail. */
function isPageRead(init: RequestInit | undefined): boolean {
  const headers = new Headers(init?.headers);
  const isRead = (init?.method ?? "GET") === "GET";
  return isRead && headers.get("rsc") === "1" && !headers.has("next-router-prefetch");
}
