import type { Progress } from "../../lib/run-view/block.ts";
import { visibleText } from "../../lib/run-view/visible-text.ts";

/** How far a step says it is. */
export function ProgressBar({ progress }: { progress: Progress }) {
  const { message, fraction, current, total, unit } = progress;
  const share = fraction ?? (current !== undefined && total ? Math.min(1, current / total) : undefined);
  const count = current === undefined ? "" : `${current}${total === undefined ? "" : ` of ${total}`} ${unit ?? ""}`;
  return (
    <div className="mt-1 flex max-w-xl items-center gap-3 text-[12.5px]">
      {share === undefined ? null : (
        <progress
          aria-label="Progress of this step"
          value={share}
          max={1}
          className="h-1.5 w-40 shrink-0 overflow-hidden rounded-full bg-raised [&::-moz-progress-bar]:bg-running [&::-webkit-progress-bar]:bg-raised [&::-webkit-progress-value]:bg-running"
        />
      )}
      <span className="truncate text-muted">
        {share === undefined ? "" : `${Math.round(share * 100)} % `}
        {[count.trim(), message ? visibleText(message) : ""].filter(Boolean).join(" · ")}
      </span>
    </div>
  );
}
