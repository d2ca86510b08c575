/** Starts a run without inputs over the API; it waits in the queue where the limit is reached. @returns its id. */
export async function startRun(url: string, workflow: string): Promise<string> {
  const answer = await fetch(`${url}/api/runs`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: url },
    body: JSON.stringify({ workflow, inputs: {}, onLimit: "queue" }),
  });
  if (answer.status !== 201) throw new Error(`the start of ${workflow} was answered ${answer.status}`);
  return ((await answer.json()) as { runId: string }).runId;
}
