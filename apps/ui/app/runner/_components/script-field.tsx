"use client";

import { describedBy, FIELD_CLASS, Field } from "../../../components/field.tsx";
import type { ScriptInfo } from "../../../lib/contract.ts";

/** Which script. One that cannot run now is shown with the reason. */
export function ScriptField({
  scripts,
  chosen,
  choose,
  error,
}: {
  scripts: readonly ScriptInfo[];
  chosen: string;
  choose(key: string): void;
  error: string | undefined;
}) {
  const script = scripts.find((s) => s.key === chosen);
  const wrong = error ?? script?.problem;
  return (
    <Field id="script_key" label="Script" required help={script?.description} error={wrong}>
      <select
        name="script_key"
        {...describedBy("script_key", script?.description, wrong)}
        value={chosen}
        onChange={(e) => choose(e.target.value)}
        className={FIELD_CLASS}
      >
        <option value="">Choose …</option>
        {chosen !== "" && !script ? <option value={chosen}>{chosen} — not in this repo</option> : null}
        {scripts.map((s) => (
          <option key={s.key} value={s.key} disabled={!s.enabled && s.key !== chosen}>
            {s.title}
            {s.title === s.key ? "" : ` (${s.key})`}
            {s.enabled ? "" : " — cannot run now"}
          </option>
        ))}
      </select>
    </Field>
  );
}
