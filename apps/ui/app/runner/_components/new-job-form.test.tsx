import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { NuqsTestingAdapter } from "nuqs/adapters/testing";
import { afterEach, describe, expect, it, vi } from "vitest";
import { EMPTY_FORM, textValues } from "../../../lib/action-state.ts";
import type { ScriptInfo } from "../../../lib/contract.ts";
import { NewJobForm } from "./new-job-form.tsx";

const createJob = vi.hoisted(() => vi.fn());
vi.mock("../actions.ts", () => ({ createJobAction: createJob }));
vi.mock("next/navigation", () => ({
  useRouter: () => ({ push: () => {} }),
  useSearchParams: () => new URLSearchParams(),
}));
afterEach(() => {
  cleanup();
  createJob.mockReset();
});

const script = (key: string, inputs: ScriptInfo["inputs"]): ScriptInfo => ({
  key,
  title: key,
  enabled: true,
  source: "store",
  timeout_seconds: 60,
  env: [],
  inputs,
});
const SCRIPTS = [
  script("full", {
    retries: { type: "integer", required: false, min: 1, max: 10, default: 1 },
    verbose: { type: "boolean", required: false, default: false },
  } as ScriptInfo["inputs"]),
  script("stage", {
    retries: { type: "integer", required: false, min: 1, max: 10, default: 1 },
  } as ScriptInfo["inputs"]),
];
const REPOS = [{ id: "ws_1", name: "repo", path: "/repo", enabled: true }];

function show() {
  render(
    <NuqsTestingAdapter>
      <NewJobForm repos={REPOS} scripts={SCRIPTS} initial={EMPTY_FORM} onQueued={() => {}} />
    </NuqsTestingAdapter>,
  );
  fireEvent.change(screen.getByLabelText(/^Script/), { target: { value: "full" } });
}
const submit = () => fireEvent.click(screen.getByRole("button", { name: /Queue the job/ }));
const retries = () => screen.getByLabelText<HTMLInputElement>(/^retries/i);

describe("the form of a new job", () => {
  it("offers the arguments of the chosen script, and no others", () => {
    show();
    expect(screen.getByLabelText(/^verbose/i)).toBeTruthy();
    fireEvent.change(screen.getByLabelText(/^Script/), { target: { value: "stage" } });
    expect(screen.queryByLabelText(/^verbose/i)).toBeNull();
    expect(retries().value).toBe("1");
  });

  it("offers the scripts of the repo that is chosen in it, and no other repo's", () => {
    const scripts = [...SCRIPTS, { ...script("own", {}), source: "workspace" as const, repoId: "ws_2" }];
    render(
      <NuqsTestingAdapter>
        <NewJobForm
          repos={[...REPOS, { id: "ws_2", name: "trusted", path: "/trusted", enabled: true }]}
          scripts={scripts}
          initial={EMPTY_FORM}
          onQueued={() => {}}
        />
      </NuqsTestingAdapter>,
    );
    const keys = () => [...screen.getByLabelText<HTMLSelectElement>(/^Script/).options].map((o) => o.value);
    expect(keys()).toEqual(["", "full", "stage"]);
    fireEvent.change(screen.getByLabelText(/^Repo/), { target: { value: "ws_2" } });
    expect(keys()).toEqual(["", "full", "stage", "own"]);
    fireEvent.change(screen.getByLabelText(/^Repo/), { target: { value: "ws_1" } });
    expect(keys()).toEqual(["", "full", "stage"]);
  });

  it("sends a chosen repo that cannot be used any more: the server says why", async () => {
    createJob.mockImplementation(async () => ({ ...EMPTY_FORM, attempt: 1 }));
    const form = (enabled: boolean) => (
      <NuqsTestingAdapter>
        <NewJobForm
          repos={REPOS.map((r) => ({ ...r, enabled }))}
          scripts={SCRIPTS}
          initial={EMPTY_FORM}
          onQueued={() => {}}
        />
      </NuqsTestingAdapter>
    );
    const { rerender } = render(form(true));
    fireEvent.change(screen.getByLabelText(/^Script/), { target: { value: "stage" } });
    rerender(form(false));
    submit();
    await vi.waitFor(() => expect(createJob).toHaveBeenCalledOnce());
    expect(createJob.mock.calls[0]?.[1].get("repo_id")).toBe("ws_1");
  });

  it("leaves the check of a value that an earlier job shows masked to the server", async () => {
    createJob.mockImplementation(async (_, form: FormData) => ({
      ...EMPTY_FORM,
      attempt: 1,
      values: textValues(form),
    }));
    const token = { type: "string", required: true, pattern: "t-[a-z]+" };
    const scripts = [script("send", { token } as ScriptInfo["inputs"])];
    const values = { from: "job", repo_id: "ws_1", script_key: "send", "args.token": "******" };
    render(
      <NuqsTestingAdapter>
        <NewJobForm repos={REPOS} scripts={scripts} initial={{ ...EMPTY_FORM, values }} onQueued={() => {}} />
      </NuqsTestingAdapter>,
    );
    submit();
    await vi.waitFor(() => expect(createJob).toHaveBeenCalledOnce());
    expect(createJob.mock.calls[0]?.[1].get("from")).toBe("job");
    fireEvent.change(screen.getByLabelText(/^token/i), { target: { value: "*****" } });
    fireEvent.click(await screen.findByRole("button", { name: /Queue the job/ }));
    await vi.waitFor(() => expect(screen.getByLabelText(/^token/i).getAttribute("aria-invalid")).toBe("true"));
    expect(createJob).toHaveBeenCalledOnce();
  });

  it("says what the schema refuses without asking the server", async () => {
    show();
    fireEvent.change(retries(), { target: { value: "11" } });
    submit();
    expect(await screen.findByText("Must be at most 10.")).toBeTruthy();
    expect(createJob).not.toHaveBeenCalled();
  });

  it.each([
    [400, /Correct what is marked/],
    [403, /Only scripts on the allowlist/],
    [409, /Take another key/],
    [429, /Try again in about 7 s/],
    [500, /Try again; if it stays/],
    [503, /Reading still works/],
  ])("says what to do about a %i, and keeps what was typed", async (status, next) => {
    createJob.mockImplementation(async () => ({
      ...EMPTY_FORM,
      attempt: 1,
      problem: { status, title: "Refused", detail: "Because.", retryAfterSeconds: 7 },
    }));
    show();
    fireEvent.change(retries(), { target: { value: "5" } });
    submit();
    expect((await screen.findByRole("alert")).textContent).toMatch(next);
    expect(retries().value).toBe("5");
  });

  it("says that nobody answers, and keeps what was typed", async () => {
    createJob.mockRejectedValue(new TypeError("Failed to fetch"));
    show();
    fireEvent.change(retries(), { target: { value: "5" } });
    submit();
    expect((await screen.findByRole("alert")).textContent).toMatch(/does not answer.*queued or not/);
    expect(retries().value).toBe("5");
  });
});
