import type { CreatedJob, Job, JobDetail, LogSlice, Page, Problem } from "@codex-toolloop/protocol";

export interface Answer<T> {
  status: number;
  headers: Headers;
  body: T;
}

/** What a job that was accepted, or the problem, has to say. */
type Created = Omit<CreatedJob, "status"> & Omit<Problem, "status"> & { status: string | number };

/** The Runner's API, as a client on the same machine speaks it. */
export interface JobClient {
  create(body: unknown, key?: string): Promise<Answer<Created>>;
  cancel(jobId: string): Promise<Answer<{ status: string | number; stop_requested_at?: string; type?: string }>>;
  jobs(query?: string): Promise<Page<Job>>;
  job(jobId: string): Promise<JobDetail>;
  log(jobId: string, query?: string): Promise<LogSlice>;
  /** Waits for the end of a job, told by its stream of events. */
  settled(jobId: string): Promise<JobDetail>;
}

/** @param url of the dashboard, without a slash at its end. */
export function jobClient(url: string): JobClient {
  const post = async <T>(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer<T>> => {
    const answer = await fetch(`${url}/api/runner${path}`, {
      method: "POST",
      headers: { origin: url, "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as T };
  };
  const get = async <T>(path: string): Promise<T> => {
    const answer = await fetch(`${url}/api/runner${path}`);
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  };
  const job = (jobId: string) => get<JobDetail>(`/jobs/${jobId}`);
  return {
    create: (body, key) => post("/jobs", body, key === undefined ? {} : { "idempotency-key": key }),
    cancel: (jobId) => post(`/jobs/${jobId}/cancel`, {}),
    jobs: (query = "") => get(`/jobs${query}`),
    job,
    log: (jobId, query = "") => get(`/jobs/${jobId}/logs${query}`),
    async settled(jobId) {
      const events = await fetch(`${url}/api/runs/${jobId}/events`, { headers: { accept: "text/event-stream" } });
      await events.text();
      return job(jobId);
    },
  };
}
