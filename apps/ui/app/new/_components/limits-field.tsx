"use client";

import { describedBy, FIELD_CLASS, FieldNotes } from "../../../components/field.tsx";

/** Deadline, and what to do when every slot is taken. */
export function LimitsField({
  values,
  attempt,
  error,
  onLimit,
  onLimitChange,
}: {
  values: Readonly<Record<string, string>>;
  attempt: number;
  error: string | undefined;
  onLimit: "reject" | "queue";
  onLimitChange(value: "reject" | "queue"): void;
}) {
  const radio = (value: "reject" | "queue", label: string) => (
    <label className="flex items-center gap-2">
      <input
        type="radio"
        name="onLimit"
        value={value}
        checked={onLimit === value}
        onChange={() => onLimitChange(value)}
        className="size-4 accent-accent"
      />
      {label}
    </label>
  );
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <div>
        <label htmlFor="timeoutSeconds" className="mb-1 block font-medium">
          Time limit
        </label>
        <div className="flex gap-2">
          <input
            name="timeoutValue"
            {...describedBy("timeoutSeconds", true, error)}
            inputMode="decimal"
            autoComplete="off"
            defaultValue={values.timeoutValue ?? ""}
            className={`${FIELD_CLASS} max-w-24`}
          />
          <select
            key={attempt}
            name="timeoutUnit"
            aria-label="Unit of the time limit"
            defaultValue={values.timeoutUnit ?? "minutes"}
            className={`${FIELD_CLASS} max-w-32`}
          >
            <option value="seconds">seconds</option>
            <option value="minutes">minutes</option>
            <option value="hours">hours</option>
          </select>
        </div>
        <FieldNotes id="timeoutSeconds" help="Then the run and everything it started is ended." error={error} />
      </div>
      <fieldset>
        <legend className="mb-1 font-medium">When all slots are taken</legend>
        <div className="space-y-1.5">
          {radio("reject", "Do not start it")}
          {radio("queue", "Wait in the queue")}
        </div>
      </fieldset>
    </div>
  );
}
