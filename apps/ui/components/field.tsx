import type { ReactNode } from "react";

/** The look of every text field and select. */
export const FIELD_CLASS =
  "w-full rounded-md border border-line-strong bg-panel px-2.5 py-1.5 text-fg placeholder:text-muted aria-invalid:border-failed disabled:opacity-60";

/** What a control needs so that its help and its error are read with it. */
export function describedBy(id: string, help: unknown, error: string | undefined) {
  const ids = [help ? `${id}-help` : "", error ? `${id}-error` : ""].filter(Boolean).join(" ");
  return {
    id,
    ...(ids ? { "aria-describedby": ids } : {}),
    ...(error ? { "aria-invalid": true as const } : {}),
  };
}

/** A labelled control with its help and, where it was refused, the reason. */
export function Field({
  id,
  label,
  required = false,
  help,
  error,
  aside,
  children,
}: {
  id: string;
  label: string;
  required?: boolean;
  help?: ReactNode;
  error?: string | undefined;
  /** At the right end of the label's line. */
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div>
      <div className="mb-1 flex items-baseline justify-between gap-3">
        <label htmlFor={id} className="font-medium">
          {label}
          {required ? <span className="font-normal text-muted"> (required)</span> : null}
        </label>
        {aside ? <span className="text-xs text-muted">{aside}</span> : null}
      </div>
      {children}
      <FieldNotes id={id} help={help} error={error} />
    </div>
  );
}

/** Help and error below a control. */
export function FieldNotes({ id, help, error }: { id: string; help?: ReactNode; error?: string | undefined }) {
  return (
    <>
      {error ? (
        <p id={`${id}-error`} className="mt-1 text-xs font-medium text-failed">
          {sentence(error)}
        </p>
      ) : null}
      {help ? (
        <p id={`${id}-help`} className="mt-1 text-xs text-muted">
          {help}
        </p>
      ) : null}
    </>
  );
}

/** "must be at least 1" → "Must be at least 1." */
export function sentence(text: string): string {
  const s = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?…]$/.test(s) ? s : `${s}.`;
}
