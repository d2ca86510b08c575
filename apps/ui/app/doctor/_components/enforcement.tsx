import { ShieldCheck } from "lucide-react";
import type { Health } from "../../../lib/contract.ts";
import { Panel } from "./panel.tsx";

/** Who may connect, as it is enforced. */
export function Enforcement({ auth }: { auth: Health["auth"] }) {
  const note = auth.mode === "peer" ? "The connecting user is known from the socket." : "A token proves who asks.";
  return (
    <Panel title="Who may connect" note={note}>
      <ul className="space-y-1.5 px-4 py-2.5">
        {auth.enforcement.map((line) => (
          <li key={line} className="flex gap-2.5">
            <ShieldCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-success" />
            <span className="min-w-0 break-words">{line}</span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
