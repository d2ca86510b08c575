"use client";

import type { Repo } from "@codex-toolloop/protocol";
import Link from "next/link";
import { useQueryStates } from "nuqs";
import { Callout } from "../../../components/callout.tsx";
import { describedBy, FIELD_CLASS, Field } from "../../../components/field.tsx";
import { RUNNER_PARAMS } from "../runner-params.ts";

/** The repo that the script runs in; one that is chosen is sent, and the server says what is wrong with it. The choice stands in the address; the server then says what would not run there. */
export function RepoField({
  repos,
  chosen,
  choose,
  error,
}: {
  repos: readonly Repo[];
  chosen: string;
  choose(id: string): void;
  error: string | undefined;
}) {
  const [, set] = useQueryStates(RUNNER_PARAMS, { shallow: false, history: "replace", scroll: false });
  return (
    <>
      <Field id="repo_id" label="Repo" required error={error}>
        <select
          name="repo_id"
          {...describedBy("repo_id", undefined, error)}
          value={chosen}
          onChange={(e) => {
            choose(e.target.value);
            void set({ repo_id: e.target.value || null });
          }}
          className={FIELD_CLASS}
        >
          <option value="">Choose …</option>
          {repos.map((r) => (
            <option key={r.id} value={r.id} disabled={!r.enabled && r.id !== chosen}>
              {r.name} — {r.problem ?? r.path}
            </option>
          ))}
        </select>
      </Field>
      {repos.length === 0 ? (
        <Callout level="info" title="No repo is registered yet.">
          <Link href="/workspaces" prefetch={false} className="underline">
            Add a folder
          </Link>{" "}
          to run scripts in it.
        </Callout>
      ) : null}
    </>
  );
}
