import { memo } from "react";
import type { LogRow } from "../../../lib/run-view/log-rows.ts";
import { AnsiText } from "../ansi-text.tsx";

/** One visual row of the log. */
export const LogLine = memo(function LogLine({
  row,
  wrap,
  marked,
  time,
}: {
  row: LogRow;
  wrap: boolean;
  marked: boolean;
  /** When it was printed, an instant; "" where that is not known; undefined where nobody wants to know. */
  time: string | undefined;
}) {
  return (
    <div
      data-offset={row.offset}
      data-testid="log-row"
      className={`min-h-[18px] px-3 font-mono text-[12px] leading-[18px] ${time === undefined ? "" : "flex gap-3"} ${wrap ? "whitespace-pre-wrap [overflow-wrap:anywhere]" : "whitespace-pre"} ${marked ? "bg-warn-bg" : ""} ${row.piece ? "border-l-2 border-line-strong" : ""}`}
    >
      {time === undefined ? null : (
        <time dateTime={time} title={time} className="w-[10ch] shrink-0 whitespace-pre text-muted select-none">
          {time.slice(11, 21)}
        </time>
      )}
      <span className={time === undefined ? "" : "min-w-0 grow"}>
        <AnsiText text={row.sgr + row.text} maxSpans={24} />
      </span>
    </div>
  );
});
