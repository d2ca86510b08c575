import { Check, Minus } from "lucide-react";
import type { Health } from "../../../lib/contract.ts";
import { Panel } from "./panel.tsx";

/** How surely a stop reaches every process: each level was tried by running it. */
export function KillLevels({ killLevel }: { killLevel: Health["killLevel"] }) {
  return (
    <Panel
      title="How runs are contained"
      note="Each level was tried on this machine; runs use the strongest that works."
    >
      <ul>
        {killLevel.probes.map((p) => (
          <li
            key={p.level}
            className="grid grid-cols-[1rem_7rem_1fr] items-baseline gap-x-3 border-b border-line px-4 py-2 last:border-b-0"
          >
            {p.works ? (
              <Check role="img" aria-label="works" className="size-4 translate-y-0.5 text-success" />
            ) : (
              <Minus role="img" aria-label="does not work here" className="size-4 translate-y-0.5 text-muted" />
            )}
            <span className="font-mono text-xs">
              {p.level}
              {p.level === killLevel.level ? (
                <span className="font-sans font-semibold text-accent"> in use</span>
              ) : null}
            </span>
            <span className="break-words text-muted">{p.detail}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
