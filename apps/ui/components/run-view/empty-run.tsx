import type { RunStatus } from "@codex-toolloop/protocol";

/** Why there is nothing to read, and what will change that. */
export function EmptyRun({ status, isFinal }: { status: RunStatus; isFinal: boolean }) {
  const [title, text] =
    status === "queued"
      ? [
          "Waiting for a slot",
          "This run has not begun. It starts by itself as soon as one of the running ones ends; this page follows.",
        ]
      : isFinal
        ? ["No events", "This run ended before it wrote any event. About says how its process ended."]
        : ["Starting", "The process is up; its first event has not been written yet."];
  return (
    <div className="px-4 py-12 text-center">
      <p className="font-semibold">{title}</p>
      <p className="mx-auto mt-1 max-w-prose text-muted">{text}</p>
    </div>
  );
}
