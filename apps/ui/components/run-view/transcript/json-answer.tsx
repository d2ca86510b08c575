"use client";

import { OutputValue } from "../../evidence/output-value.tsx";
import { JsonView } from "../json-view.tsx";
import { PROSE_MAX } from "./prose.tsx";

/** The object that a message is, where it is nothing else: an agent's answer in a schema. */
export function jsonAnswer(text: string): object | undefined {
  const whole = text.trim();
  if (!whole.startsWith("{") || !whole.endsWith("}") || whole.length > PROSE_MAX) return undefined;
  try {
    return JSON.parse(whole) as object;
  } catch {
    return undefined;
  }
}

/** Such an answer for a reader, its JSON one click away. */
export function JsonAnswer({ value }: { value: object }) {
  return (
    <div className="max-w-[96ch] rounded-md border border-line bg-panel px-3 py-2">
      <OutputValue value={value} depth={0} />
      <details className="mt-2">
        <summary className="text-[12px] text-muted">JSON</summary>
        <JsonView value={value} />
      </details>
    </div>
  );
}
