import type { RunnerInfo } from "@codex-toolloop/protocol";
import { FIELD_CLASS, sentence } from "../../../../components/field.tsx";

/** What a replay plays: a recording that ships, or a finished prompt of this workspace. */
export function ReplayField({
  recordings,
  finished,
  value,
  error,
}: {
  recordings: NonNullable<RunnerInfo["recordings"]>;
  finished: readonly { value: string; label: string }[];
  value: string | undefined;
  error: string | undefined;
}) {
  return (
    <div>
      <label htmlFor="replay" className="sr-only">
        Recording
      </label>
      <select
        id="replay"
        name="replay"
        defaultValue={value}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? "replay-error" : undefined}
        className={FIELD_CLASS}
      >
        {recordings.length + finished.length === 0 ? <option value="">No recording found</option> : null}
        {recordings.length > 0 ? (
          <optgroup label="Recordings">
            {recordings.map((r) => (
              <option key={r.name} value={`recording:${r.name}`}>
                {r.title}
              </option>
            ))}
          </optgroup>
        ) : null}
        {finished.length > 0 ? (
          <optgroup label="Finished prompts">
            {finished.map((f) => (
              <option key={f.value} value={`run:${f.value}`}>
                {f.label}
              </option>
            ))}
          </optgroup>
        ) : null}
      </select>
      {error ? (
        <p id="replay-error" className="mt-1 text-xs font-medium text-failed">
          {sentence(error)}
        </p>
      ) : null}
    </div>
  );
}
