import { History } from "lucide-react";
import { visibleText } from "../../lib/run-view/visible-text.ts";

/** Says that nothing of this happens: it is played again. @param of what is played */
export function ReplayBadge({ of }: { of?: string | undefined }) {
  return (
    <span
      data-testid="replay"
      title="A recording, played again: no agent runs, no model is asked and no file is changed"
      className="inline-flex max-w-full min-w-0 items-center gap-1 rounded-full border border-orphaned/50 px-2 py-px text-[11.5px] font-medium text-orphaned"
    >
      <History aria-hidden className="size-3 shrink-0" />
      Replay{of ? " " : ""}
      {of ? <span className="min-w-0 max-w-[24rem] truncate font-normal">of {visibleText(of)}</span> : null}
    </span>
  );
}
