"use client";

import { ApprovalPolicy, Sandbox } from "@codex-toolloop/protocol";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import { Callout } from "../../../../components/callout.tsx";
import { describedBy, FIELD_CLASS, Field } from "../../../../components/field.tsx";
import { errorAt } from "../../../../lib/action-state.ts";
import type { AgentForm } from "../../form-state.ts";

/** The fields that show their own error. */
export const OPTION_FIELDS = ["model", "sandbox", "approvalPolicy", "maxTurns", "timeoutSeconds", "speed"];

const SANDBOX: Record<Sandbox, string> = {
  "read-only": "Read only",
  "workspace-write": "Write in the workspace",
  "full-access": "Full access",
};
const APPROVAL: Record<ApprovalPolicy, string> = {
  always: "Ask before anything",
  "on-request": "Ask when it wants more",
  never: "Never ask",
};

/** How a prompt is run. Kept with the session, and remembered for the workspace's next one. */
export function OptionFields({
  values,
  models,
  replay,
  state,
}: {
  values: Readonly<Record<string, string>>;
  models: readonly string[];
  replay: boolean;
  state: AgentForm;
}) {
  const [sandbox, setSandbox] = useState(values.sandbox ?? "workspace-write");
  const [approval, setApproval] = useState(values.approvalPolicy ?? "on-request");
  const error = (name: string) => errorAt(state, name);
  const refused = OPTION_FIELDS.some((name) => error(name) !== undefined);
  const full = sandbox === "full-access";
  if (replay) return <ReplaySpeed value={values.speed} error={error("speed")} />;
  return (
    <details open={refused || undefined} className="group shrink-0 rounded-md border border-line">
      <summary className="flex h-8 items-center gap-1.5 px-2.5 marker:content-none">
        <ChevronRight aria-hidden className="size-3.5 shrink-0 text-muted group-open:rotate-90" />
        <span className="font-medium">Options</span>
        <span className={`min-w-0 truncate text-xs ${full ? "font-medium text-timeout" : "text-muted"}`}>
          {SANDBOX[sandbox as Sandbox] ?? sandbox} · {APPROVAL[approval as ApprovalPolicy] ?? approval}
        </span>
      </summary>
      <div className="grid gap-2.5 border-t border-line px-2.5 py-2.5 sm:grid-cols-2 lg:grid-cols-1 xl:grid-cols-2">
        <Field id="sandbox" label="Sandbox" error={error("sandbox")}>
          <select
            name="sandbox"
            {...describedBy("sandbox", undefined, error("sandbox"))}
            value={sandbox}
            onChange={(e) => setSandbox(e.target.value)}
            className={FIELD_CLASS}
          >
            {Sandbox.options.map((s) => (
              <option key={s} value={s}>
                {SANDBOX[s]}
              </option>
            ))}
          </select>
        </Field>
        <Field id="approvalPolicy" label="Approvals" error={error("approvalPolicy")}>
          <select
            name="approvalPolicy"
            {...describedBy("approvalPolicy", undefined, error("approvalPolicy"))}
            value={approval}
            onChange={(e) => setApproval(e.target.value)}
            className={FIELD_CLASS}
          >
            {ApprovalPolicy.options.map((a) => (
              <option key={a} value={a}>
                {APPROVAL[a]}
              </option>
            ))}
          </select>
        </Field>
        {full ? (
          <div className="col-span-full">
            <Callout level="warning" title="Full access: the agent may do everything that you may.">
              It can change and delete files outside of the workspace and use the network
              {approval === "never" ? ", and it will not ask" : ""}.
            </Callout>
          </div>
        ) : null}
        <div className="col-span-full">
          <Field id="model" label="Model" error={error("model")}>
            <input
              name="model"
              list="models"
              {...describedBy("model", undefined, error("model"))}
              defaultValue={values.model}
              placeholder="The agent's default"
              autoComplete="off"
              spellCheck={false}
              className={`${FIELD_CLASS} font-mono placeholder:font-sans`}
            />
            <datalist id="models">
              {models.map((m) => (
                <option key={m} value={m} />
              ))}
            </datalist>
          </Field>
        </div>
        <Field id="maxTurns" label="Maximum turns" error={error("maxTurns")}>
          <input
            name="maxTurns"
            {...describedBy("maxTurns", undefined, error("maxTurns"))}
            defaultValue={values.maxTurns}
            inputMode="numeric"
            placeholder="No limit"
            autoComplete="off"
            className={FIELD_CLASS}
          />
        </Field>
        <Field id="timeoutSeconds" label="Timeout in seconds" error={error("timeoutSeconds")}>
          <input
            name="timeoutSeconds"
            {...describedBy("timeoutSeconds", undefined, error("timeoutSeconds"))}
            defaultValue={values.timeoutSeconds}
            inputMode="numeric"
            placeholder="The setting's"
            autoComplete="off"
            className={FIELD_CLASS}
          />
        </Field>
      </div>
    </details>
  );
}

/** A replay has no model and no sandbox: only a pace. */
function ReplaySpeed({ value, error }: { value: string | undefined; error: string | undefined }) {
  return (
    <Field id="speed" label="Pace of the replay" error={error}>
      <select
        name="speed"
        {...describedBy("speed", undefined, error)}
        defaultValue={value ?? "1"}
        className={FIELD_CLASS}
      >
        <option value="1">As it was recorded</option>
        <option value="4">4 times faster</option>
        <option value="20">20 times faster</option>
        <option value="0">At once</option>
      </select>
    </Field>
  );
}
