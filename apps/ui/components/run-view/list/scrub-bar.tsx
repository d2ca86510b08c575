import { ArrowDownToLine, ArrowUpToLine } from "lucide-react";
import { useState } from "react";
import { Button } from "../../button.tsx";

interface Props {
  /** Words for the ends and the slider: "First event", "Newest event", "Position in the events". */
  words: { first: string; last: string; position: string };
  /** Where the list is, 0 to 100. */
  percent: number;
  /** Of what: "1.2 MiB". */
  size: string;
  onFirst(): void;
  onLast(): void;
  /** @param fraction 0 to 1, once the slider is let go */
  onScrub(fraction: number): void;
}

/** To the beginning, to anywhere, to the end of a list of any size. */
export function ScrubBar({ words, percent: at, size, onFirst, onLast, onScrub }: Props) {
  const [scrub, setScrub] = useState<number>();
  const percent = scrub ?? at;
  const release = () => {
    if (scrub === undefined) return;
    onScrub(scrub / 100);
    setScrub(undefined);
  };
  return (
    <>
      <Button variant="ghost" className="h-7 px-2" title={words.first} onClick={onFirst}>
        <ArrowUpToLine aria-hidden className="size-3.5" />
        <span className="sr-only">{words.first}</span>
      </Button>
      <label className="flex items-center gap-1.5 text-muted">
        <span className="sr-only">{words.position}</span>
        <input
          type="range"
          min={0}
          max={100}
          step={0.1}
          value={percent}
          onChange={(e) => setScrub(Number(e.target.value))}
          onPointerUp={release}
          onKeyUp={release}
          onBlur={release}
          className="h-1.5 w-28 accent-[var(--accent)] @4xl:w-44"
          aria-valuetext={`${percent.toFixed(1)} % of ${size}`}
        />
        <span className="w-11 text-right font-mono tabular-nums">{percent.toFixed(percent >= 99.95 ? 0 : 1)}%</span>
      </label>
      <Button variant="ghost" className="h-7 px-2" title={words.last} onClick={onLast}>
        <ArrowDownToLine aria-hidden className="size-3.5" />
        <span className="sr-only">{words.last}</span>
      </Button>
    </>
  );
}
