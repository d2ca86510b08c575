import { memo } from "react";
import type { LogRow } from "../../../lib/run-view/log-rows.ts";
import { AnsiText } from "../ansi-text.tsx";

/** One visual row of the log. */
export const LogLine = memo(function LogLine({ row, wrap, marked }: { row: LogRow; wrap: boolean; marked: boolean }) {
  return (
    <div
      data-offset={row.offset}
      data-testid="log-row"
      className={`min-h-[18px] px-3 font-mono text-[12px] leading-[18px] ${wrap ? "whitespace-pre-wrap [overflow-wrap:anywhere]" : "whitespace-pre"} ${marked ? "bg-warn-bg" : ""} ${row.piece ? "border-l-2 border-line-strong" : ""}`}
    >
      <AnsiText text={row.sgr + row.text} maxSpans={24} />
    </div>
  );
});
