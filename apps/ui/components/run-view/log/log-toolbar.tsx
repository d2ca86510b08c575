"use client";

import { formatBytes } from "@codex-toolloop/protocol";
import { CircleAlert, Clock, Download, LoaderCircle, Pause, Play, WrapText } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { stripAnsi } from "../../../lib/run-view/ansi-spans.ts";
import { artifactUrl } from "../../../lib/run-view/fetch-run.ts";
import { looksLikeError } from "../../../lib/run-view/log-rows.ts";
import type { LogWindow } from "../../../lib/run-view/log-window.ts";
import { Button, buttonClass } from "../../button.tsx";
import { FindBar } from "../list/find-bar.tsx";
import { ScrubBar } from "../list/scrub-bar.tsx";
import { PRESSED, TOOLBAR_CLASS } from "../list/toolbar-class.ts";
import { useRunView } from "../run-view-provider.tsx";
import { ScrollRow } from "../scroll-row.tsx";

/** Ways around in the log. Finding looks at the loaded part only, and says so. */
export function LogToolbar(p: {
  log: LogWindow;
  size: number;
  at: number;
  final: boolean;
  loading: boolean;
  error: string | undefined;
  wrap: boolean;
  setWrap(on: boolean): void;
  timed: boolean;
  setTimed(on: boolean): void;
  paused: boolean;
  setPaused(on: boolean): void;
  go(offset: number): void;
  goFraction(fraction: number): void;
}) {
  const runId = useRunView((s) => s.run.runId);
  const [message, setMessage] = useState("");
  const last = useRef<{ what: string; offset: number }>(undefined);
  const search = (what: string, matches: (text: string) => boolean, direction: 1 | -1) => {
    const from = last.current?.what === what ? last.current.offset : undefined;
    const hits = p.log.rows.filter((r) => matches(stripAnsi(r.text)));
    const ahead = hits.filter((r) => from === undefined || (direction === 1 ? r.offset > from : r.offset < from));
    const hit = direction === 1 ? ahead[0] : ahead.at(-1);
    const part = p.log.start > 0 || p.log.end < p.size ? " in the loaded part" : "";
    last.current = hit ? { what, offset: hit.offset } : undefined;
    if (hit) p.go(hit.offset);
    setMessage(
      hit
        ? `${hits.indexOf(hit) + 1} of ${hits.length}${part}`
        : hits.length > 0
          ? `no more${part}`
          : `${what}: none${part || " in the log"}`,
    );
  };
  const icon = "h-7 px-2";
  const whole = p.log.start === 0 && p.log.end >= p.size;
  const hasErrors = useMemo(() => !whole || p.log.rows.some((r) => looksLikeError(stripAnsi(r.text))), [whole, p.log]);
  return (
    <ScrollRow count={p.final ? 10 : 11} shade="from-panel" className={TOOLBAR_CLASS}>
      <ScrubBar
        words={{ first: "Start of the log", last: "End of the log", position: "Position in the log" }}
        percent={p.size === 0 ? 100 : Math.min(100, (p.at / p.size) * 100)}
        size={formatBytes(p.size)}
        onFirst={() => p.goFraction(0)}
        onLast={() => p.goFraction(1)}
        onScrub={p.goFraction}
      />
      <Button
        variant="ghost"
        className={icon}
        disabled={!hasErrors}
        title={hasErrors ? "Go to the next line that reads like an error" : "No line reads like an error"}
        onClick={() => search("Errors", looksLikeError, 1)}
      >
        <CircleAlert aria-hidden className="size-3.5" />
        {last.current?.what === "Errors" ? "Next error" : "First error"}
      </Button>
      <FindBar
        label="Find in log"
        scan={{
          find: (text, direction) => {
            const needle = text.toLowerCase();
            search(`“${text}”`, (t) => t.toLowerCase().includes(needle), direction);
          },
        }}
      />
      <Button
        variant="ghost"
        className={`${icon} ${PRESSED}`}
        aria-pressed={p.wrap}
        title={p.wrap ? "Long lines are wrapped: show each in one row" : "Long lines scroll sideways: wrap them"}
        onClick={() => p.setWrap(!p.wrap)}
      >
        <WrapText aria-hidden className="size-3.5" />
        Wrap
      </Button>
      <Button
        variant="ghost"
        className={`${icon} ${PRESSED}`}
        aria-pressed={p.timed}
        title="When each row was printed (UTC), to a quarter of a second; rarer in a run of many hours"
        onClick={() => p.setTimed(!p.timed)}
      >
        <Clock aria-hidden className="size-3.5" />
        Times
      </Button>
      {p.final ? null : (
        <Button
          variant="ghost"
          className={`${icon} ${PRESSED}`}
          aria-pressed={p.paused}
          onClick={() => p.setPaused(!p.paused)}
        >
          {p.paused ? <Play aria-hidden className="size-3.5" /> : <Pause aria-hidden className="size-3.5" />}
          {p.paused ? "Follow" : "Pause"}
        </Button>
      )}
      <span className="ml-auto flex items-center gap-1.5 text-muted" role="status">
        {p.error ? <span className="text-failed">{p.error}</span> : message}
        {p.loading ? <LoaderCircle aria-hidden className="size-3.5 animate-spin" /> : null}
        <span className="font-mono">{formatBytes(p.size)}</span>
      </span>
      <a
        className={buttonClass("ghost", icon)}
        href={artifactUrl(runId, "output.log", true)}
        title="Download output.log, redacted"
      >
        <Download aria-hidden className="size-3.5" />
        <span className="sr-only">Download the log</span>
      </a>
    </ScrollRow>
  );
}
