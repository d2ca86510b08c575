/** Asks the dashboard to end every run that runs or waits, and waits until none is left. */
export async function stopRuns(url: string): Promise<void> {
  const list = async () => {
    const answer = await fetch(`${url}/api/runs?status=running,queued&limit=200`);
    return ((await answer.json()) as { items: { runId: string }[] }).items;
  };
  await Promise.all((await list()).map((run) => stopRun(url, run.runId)));
  const end = Date.now() + 30_000;
  while ((await list()).length > 0) {
    if (Date.now() > end) throw new Error("there are runs left 30 s after they were asked to stop");
    await new Promise((next) => setTimeout(next, 50));
  }
}

/** Asks for the end of one run. */
export async function stopRun(url: string, runId: string): Promise<void> {
  await fetch(`${url}/api/runs/${runId}/stop`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: "{}",
  });
}
